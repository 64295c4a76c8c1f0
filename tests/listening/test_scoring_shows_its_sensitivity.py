"""The method on paper, its properties, and a brute force beside it."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serein.listening import scoring

WEIGHTS = st.lists(st.integers(1, 20), min_size=1, max_size=4)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[int], list[list[int]]]:
    weights = draw(WEIGHTS)
    row = st.lists(st.integers(0, 4), min_size=len(weights), max_size=len(weights))
    return weights, draw(st.lists(row, min_size=1, max_size=6))


@pytest.mark.promise("A4")
def test_the_worked_example_comes_out_as_on_paper() -> None:
    found = scoring.standings(weights=[4, 2], scores=[[3, 1], [2, 3], [0, 1]])

    assert [row.total for row in found] == [Fraction(14, 6), Fraction(14, 6), Fraction(2, 6)]
    assert [row.rank for row in found] == [1, 1, 3]
    assert [(row.best, row.worst) for row in found] == [(1, 2), (1, 2), (3, 3)]


@given(tables())
def test_a_rank_lies_in_its_interval(table: tuple[list[int], list[list[int]]]) -> None:
    weights, scores = table

    for row in scoring.standings(weights=weights, scores=scores):
        assert 1 <= row.best <= row.rank <= row.worst <= len(scores)


@given(tables())
def test_no_weights_within_a_quarter_lead_out_of_the_interval(table: tuple[list[int], list[list[int]]]) -> None:
    weights, scores = table
    found = scoring.standings(weights=weights, scores=scores)

    for factors in product((3, 4, 5), repeat=len(weights)):
        moved = [weight * factor for weight, factor in zip(weights, factors, strict=True)]
        ranks = scoring.ranks([scoring.total(weights=moved, scores=row) for row in scores])
        assert all(row.best <= rank <= row.worst for row, rank in zip(found, ranks, strict=True))


@given(tables())
def test_with_two_problems_both_ends_of_the_interval_are_reached(table: tuple[list[int], list[list[int]]]) -> None:
    weights, scores = table
    pair = (scores * 2)[:2]
    found = scoring.standings(weights=weights, scores=pair)

    reached: list[set[int]] = [set(), set()]
    for factors in product((3, 4, 5), repeat=len(weights)):
        moved = [weight * factor for weight, factor in zip(weights, factors, strict=True)]
        for seen, rank in zip(
            reached, scoring.ranks([scoring.total(weights=moved, scores=row) for row in pair]), strict=True
        ):
            seen.add(rank)

    assert [(min(seen), max(seen)) for seen in reached] == [(row.best, row.worst) for row in found]


@given(tables(), st.integers(1, 9))
def test_the_scale_of_the_weights_does_not_matter(table: tuple[list[int], list[list[int]]], scale: int) -> None:
    weights, scores = table

    assert scoring.standings(weights=weights, scores=scores) == scoring.standings(
        weights=[scale * weight for weight in weights], scores=scores
    )


@given(tables())
def test_a_problem_that_is_worse_by_every_criterion_never_comes_first(
    table: tuple[list[int], list[list[int]]],
) -> None:
    weights, _scores = table
    found = scoring.standings(weights=weights, scores=[[4] * len(weights), [3] * len(weights)])

    assert [(row.best, row.worst) for row in found] == [(1, 1), (2, 2)]


@pytest.mark.parametrize("weights", [[], [0, 1], [-1, 2]])
def test_weights_that_weigh_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="above nought"):
        scoring.standings(weights=weights, scores=[[1] * len(weights)])


def test_scores_that_do_not_fit_the_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        scoring.standings(weights=[1, 2], scores=[[1]])


@given(st.lists(st.dictionaries(st.integers(1, 4), st.integers(0, 10)), max_size=8))
def test_shares_of_points_add_up_to_one_or_nothing_was_given(ballots: list[dict[int, int]]) -> None:
    shares = scoring.shares(ballots, candidates=[1, 2, 3, 4])

    assert sum(shares.values()) == pytest.approx(1) or set(shares.values()) == {0.0}


def test_an_order_of_three_gives_two_one_and_no_points() -> None:
    assert scoring.points_of_order([7, 5, 9]) == {7: 2, 5: 1, 9: 0}


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(10, 20, 0.2993, 0.7007), (0, 10, 0.0, 0.2775), (81, 263, 0.2553, 0.3662)],  # the last: Newcombe 1998
)
def test_wilsons_interval_is_that_of_the_books(count: int, n: int, low: float, high: float) -> None:
    share = scoring.wilson(count=count, n=n)

    assert share.part == pytest.approx(count / n)
    assert share.low == pytest.approx(low, abs=5e-5)
    assert share.high == pytest.approx(high, abs=5e-5)


@given(st.integers(0, 200), st.integers(0, 200))
def test_wilsons_interval_holds_the_share_and_stays_between_nought_and_one(count: int, more: int) -> None:
    share = scoring.wilson(count=count, n=count + more)

    assert 0 <= share.low <= share.part + 1e-12
    assert share.part - 1e-12 <= share.high <= 1


@pytest.mark.parametrize(
    ("better", "same", "worse", "told"),
    [(40, 15, 5, "better"), (5, 15, 40, "worse"), (8, 50, 2, "none"), (0, 0, 0, "none"), (20, 20, 20, "none")],
)
@pytest.mark.promise("A4")
def test_a_change_is_said_only_where_the_intervals_lie_apart(better: int, same: int, worse: int, told: str) -> None:
    assert scoring.verdict(better=better, same=same, worse=worse) == told


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_turning_better_and_worse_round_turns_what_is_said(better: int, same: int, worse: int) -> None:
    turned = {"better": "worse", "worse": "better", "none": "none"}

    told = scoring.verdict(better=better, same=same, worse=worse)

    assert scoring.verdict(better=worse, same=same, worse=better) == turned[told]
