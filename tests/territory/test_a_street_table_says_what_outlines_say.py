"""Houses and the beat of each become few rows, in which every house keeps its beat; rows that clash are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serein.territory.beat_tables import Span, overlapping, spans
from serein.territory.models import StreetRange

ODD, EVEN, BOTH = StreetRange.Side.ODD, StreetRange.Side.EVEN, StreetRange.Side.BOTH
HOUSES = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 60), st.integers(1, 3)), max_size=60)


def row(pk: int, side: str, first: int, last: int | None, street: int = 1) -> StreetRange:
    return StreetRange(pk=pk, street_id=street, side=side, from_number=first, to_number=last)


def covers(span: Span, street: int, number: int) -> bool:
    return span.street_id == street and row(1, span.side, span.from_number, span.to_number).covers(number)


def test_a_street_in_one_beat_is_one_row() -> None:
    assert list(spans([(1, 4, 9), (1, 7, 9)])) == [Span(1, 9, BOTH, 0, None)]


def test_each_side_is_cut_where_the_beat_changes_and_the_gap_goes_to_the_one_before() -> None:
    houses = [(1, 1, 8), (1, 5, 8), (1, 11, 9), (1, 2, 9)]

    assert list(spans(houses)) == [Span(1, 8, ODD, 0, 9), Span(1, 9, ODD, 11, None), Span(1, 9, EVEN, 0, None)]


def test_a_street_with_houses_on_one_side_only_has_rows_for_that_side() -> None:
    assert list(spans([(1, 1, 8), (1, 3, 9)])) == [Span(1, 8, ODD, 0, 1), Span(1, 9, ODD, 3, None)]


@given(HOUSES)
def test_every_house_lies_in_one_row_and_in_the_beat_that_claimed_it_first(houses: list[tuple[int, int, int]]) -> None:
    rows = list(spans(houses))
    first: dict[tuple[int, int], int] = {}
    for street, number, beat in houses:
        first.setdefault((street, number), beat)

    for (street, number), beat in first.items():
        assert [span.beat_id for span in rows if covers(span, street, number)] == [beat]


@given(HOUSES)
def test_rows_made_of_houses_never_clash(houses: list[tuple[int, int, int]]) -> None:
    rows = [
        row(pk, span.side, span.from_number, span.to_number, span.street_id) for pk, span in enumerate(spans(houses))
    ]

    assert overlapping(rows) == frozenset()


@given(
    st.lists(
        st.tuples(st.sampled_from([ODD, EVEN, BOTH]), st.integers(0, 20), st.none() | st.integers(0, 9)), max_size=8
    )
)
def test_a_row_clashes_if_and_only_if_a_number_of_it_is_claimed_twice(told: list[tuple[str, int, int | None]]) -> None:
    rows = [row(pk, side, first, None if more is None else first + more) for pk, (side, first, more) in enumerate(told)]

    claims = {number: {one.pk for one in rows if one.covers(number)} for number in range(60)}

    assert overlapping(rows) == {pk for claimed in claims.values() if len(claimed) > 1 for pk in claimed}


@pytest.mark.parametrize(("one", "other"), [((ODD, 3, 4), (ODD, 4, 9)), ((ODD, 1, 9), (EVEN, 1, 9))])
def test_rows_that_share_no_house_number_do_not_clash(one: tuple[str, int, int], other: tuple[str, int, int]) -> None:
    assert overlapping([row(1, *one), row(2, *other)]) == frozenset()
