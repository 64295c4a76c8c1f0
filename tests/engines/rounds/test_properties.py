"""What must hold for every round."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.rounds.days import RESTS, draw_day
from benchmarks.rounds.listing import can_walk
from serein.engines.rounds import Break, Day, NewVisit, NobodyHome, Visit, check, plan_round, reorder

seeds = st.integers(0, 100_000)
rests = st.sampled_from(sorted(RESTS))
some = settings(deadline=None, max_examples=25)


def later(day: Day, minutes: float) -> Day:
    """The same day at other hours."""
    visits = tuple(
        replace(visit, windows=tuple((opens + minutes, closes + minutes) for opens, closes in visit.windows))
        for visit in day.visits
    )
    rest = day.rest and Break(day.rest.minutes, day.rest.opens + minutes, day.rest.closes + minutes, day.rest.stops)
    return replace(day, visits=visits, rest=rest, starts=day.starts + minutes, ends=day.ends + minutes)


@some
@given(seeds, st.integers(0, 14), rests, st.sampled_from([2.0, 5.0, 8.0]))
def test_every_round_can_be_walked_as_told(seed: int, count: int, rest: str, hours: float) -> None:
    day = draw_day(seed, count, rest, hours=hours)

    assert check(day, plan_round(day, iterations=50, pyvrp_iterations=0)) == []


@some
@given(seeds, st.integers(1, 14), rests, st.integers(-400, 400))
def test_other_hours_give_the_same_round_at_other_hours(seed: int, count: int, rest: str, minutes: int) -> None:
    day = draw_day(seed, count, rest)

    first, second = (plan_round(one, iterations=30, pyvrp_iterations=0) for one in (day, later(day, minutes)))

    assert second.order == first.order
    assert second.merit == first.merit
    assert [round(call.begins - minutes, 6) for call in second.calls] == [round(call.begins, 6) for call in first.calls]


@some
@given(seeds, st.integers(1, 8), rests)
def test_one_more_visit_never_serves_less(seed: int, count: int, rest: str) -> None:
    day = draw_day(seed, count, rest, hours=4)

    fewer = plan_round(replace(day, visits=day.visits[:-1]))

    assert plan_round(day).merit[:2] >= fewer.merit[:2]


@some
@given(seeds, st.integers(1, 8), rests, st.floats(0, 90))
def test_a_longer_shift_never_makes_a_worse_round(seed: int, count: int, rest: str, more: float) -> None:
    day = draw_day(seed, count, rest, hours=4)

    assert plan_round(replace(day, ends=day.ends + round(more, 1))).merit >= plan_round(day).merit


@some
@given(seeds, st.integers(2, 8), st.randoms(use_true_random=False))
def test_the_order_in_which_visits_are_told_changes_no_merit(seed: int, count: int, chance: object) -> None:
    day = draw_day(seed, count, hours=4)
    visits = list(day.visits)
    chance.shuffle(visits)  # type: ignore[attr-defined]

    assert plan_round(replace(day, visits=tuple(visits))).merit == plan_round(day).merit


@settings(deadline=None, max_examples=4)
@given(seeds, rests)
def test_the_same_seed_gives_the_same_round(seed: int, rest: str) -> None:
    day = draw_day(seed, 16, rest)

    first, second = (plan_round(day, seed=seed, iterations=100, pyvrp_iterations=20) for _ in range(2))

    assert first == second


@some
@given(seeds, st.integers(1, 14), rests)
def test_each_visit_may_begin_at_its_latest_moment_and_no_later(seed: int, count: int, rest: str) -> None:
    day = draw_day(seed, count, rest)
    found = plan_round(day, iterations=30, pyvrp_iterations=0)
    visits = {visit.name: visit for visit in day.visits}
    for k, call in enumerate(found.calls):
        visit = visits[call.visit]
        is_rested = found.rest is not None and found.rest.after <= k
        left = replace(day, start_stop=visit.stop, rest=None if is_rested else day.rest)
        leaves, order = call.latest + visit.minutes, tuple(visits[name] for name in found.order[k + 1 :])

        assert can_walk(replace(left, starts=leaves), order)
        assert _is_last(visit, call.latest) or not can_walk(replace(left, starts=leaves + 1 / 60), order)


def _is_last(visit: Visit, moment: float) -> bool:
    return any(abs(closes - moment) < 0.01 for _, closes in visit.windows)


@some
@given(seeds, st.integers(2, 8), rests, st.integers(0, 5))
def test_where_nothing_happened_the_order_stands(seed: int, count: int, rest: str, made: int) -> None:
    day = draw_day(seed, count, rest)
    found = plan_round(day)
    made = min(made, len(found.calls))
    now = found.calls[made - 1].leaves if made else day.starts
    stops = {visit.name: visit.stop for visit in day.visits}

    again = reorder(
        day, found, now=now, at_stop=stops[found.order[made - 1]] if made else day.start_stop,
        done=found.order[:made], has_rested=found.rest is not None and found.rest.after < made, keep_unless_minutes=30,
    )  # fmt: skip

    assert set(again.round.order) >= set(found.order[made:])
    assert (
        not again.is_kept
        or again.round.order[: len(found.order) - made] == found.order[made:]
        or again.round.weight > 0
    )
    assert check(again.day, again.round) == []


@some
@given(seeds, st.integers(3, 14), rests, st.floats(0, 120), st.booleans())
def test_after_any_event_the_rest_can_be_walked_and_nothing_is_forgotten(
    seed: int, count: int, rest: str, late: float, is_heavy: bool
) -> None:
    day = draw_day(seed, count, rest)
    found = plan_round(day, iterations=50, pyvrp_iterations=0)
    done, home = found.order[:1], found.order[1:2]
    new = Visit("new", 3, 10.0, is_due=True, weight=1000 if is_heavy else 1)

    again = reorder(
        day, found, now=day.starts + 60 + round(late, 1), at_stop=4, done=done,
        events=(NewVisit(new), *(NobodyHome(name, 700.0) for name in home)),
    )  # fmt: skip

    told = {*again.round.order, *(one.visit for one in again.round.left_out)}
    assert check(again.day, again.round) == []
    assert told == {visit.name for visit in day.visits} - set(done) | {"new"}
    assert all(call.begins >= 700.0 for call in again.round.calls if call.visit in home)
    assert "new" in again.round.order or not is_heavy


@some
@given(seeds, st.integers(3, 10), st.floats(0, 60))
def test_an_order_changes_only_for_greater_weight_or_enough_minutes(seed: int, count: int, wanted: float) -> None:
    day = draw_day(seed, count)
    found = plan_round(day)
    worse = replace(found, calls=found.calls[::-1])

    again, at_once, never = (
        reorder(day, worse, now=day.starts, at_stop=0, keep_unless_minutes=minutes) for minutes in (wanted, 0.0, 1e6)
    )

    assert at_once.round.merit[:3] == found.merit[:3]
    assert again.is_kept or again.gain_minutes >= wanted or not never.is_kept
    assert again.round.merit[:2] == found.merit[:2]
