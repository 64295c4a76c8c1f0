"""Places and their opening hours: what is not known is not open."""

from __future__ import annotations

from datetime import datetime

import pytest

from serein.territory import opening, queries
from serein.territory.models import Place
from tests.territory import make

SATURDAY_23H = datetime(2026, 6, 20, 23, 0, tzinfo=make.BRUSSELS)
SUNDAY_01H = datetime(2026, 6, 21, 1, 0, tzinfo=make.BRUSSELS)
NATIONAL_DAY_NOON = datetime(2026, 7, 21, 12, 0, tzinfo=make.BRUSSELS)


@pytest.mark.parametrize(
    ("hours", "moment", "is_open"),
    [
        ("Mo-Su 18:00-02:00", SATURDAY_23H, True),
        ("Mo-Su 18:00-02:00", SUNDAY_01H, True),
        ("Sa 18:00-04:00", SUNDAY_01H, True),
        ("Mo-Fr 09:00-18:00", SATURDAY_23H, False),
        ("24/7", SATURDAY_23H, True),
        ("Mo-Su 09:00-18:00; PH off", NATIONAL_DAY_NOON, False),
        ("", SATURDAY_23H, False),
        ("   ", SATURDAY_23H, False),
        ("when the owner is awake", SATURDAY_23H, False),
        ("Mo-Fr 09:00-18:00 Sa 09:00-14:00", SATURDAY_23H, False),
        ("Mo-Su unknown", SATURDAY_23H, False),
    ],
)
def test_only_what_is_surely_open_counts_as_open(hours: str, moment: datetime, is_open: bool) -> None:
    assert opening.is_open(hours, moment) is is_open


def test_an_open_place_says_when_it_closes() -> None:
    assert opening.closes_at("Sa 18:00-04:00", SUNDAY_01H) == datetime(2026, 6, 21, 4, 0, tzinfo=make.BRUSSELS)
    assert opening.closes_at("Mo-Fr 09:00-18:00", SATURDAY_23H) is None
    assert opening.closes_at("24/7", SATURDAY_23H) is None


def test_the_clock_change_is_local_time() -> None:
    night_of_change = datetime(2026, 10, 25, 0, 30, tzinfo=make.BRUSSELS)

    assert opening.is_open("Sa 18:00-04:00", night_of_change)
    assert opening.closes_at("Sa 18:00-04:00", night_of_change) == datetime(2026, 10, 25, 4, 0, tzinfo=make.BRUSSELS)


@pytest.mark.django_db
def test_places_of_a_kind_that_are_open_are_listed() -> None:
    open_bar = make.make_place("Le Tonnelier", opening_hours="Mo-Su 18:00-02:00")
    make.make_place("Chez Ginette", opening_hours="")
    make.make_place("La Halle", kind=Place.Kind.HALL)

    assert queries.places_open_at(SATURDAY_23H, [Place.Kind.BAR, Place.Kind.PUB]) == [open_bar]


@pytest.mark.django_db
def test_a_place_is_found_by_its_name_or_how_it_begins() -> None:
    station = make.make_place("Gare de Rivebelle", kind=Place.Kind.STATION)
    make.make_place("Café de la Gare", kind=Place.Kind.CAFE)

    assert queries.find_place(text="gare") == station
    assert queries.find_place(text="la gare", kinds=[Place.Kind.CAFE]) is not None
    assert queries.find_place(text="xy") is None
    assert queries.find_place(text="nowhere") is None
