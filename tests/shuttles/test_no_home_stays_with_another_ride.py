"""A van breaks down where it brought somebody home: nobody else keeps that door longer than to be fetched."""

from datetime import timedelta

import pytest
from django.urls import reverse

from serein.shuttles.models import Duty, Hold, Night, Ride
from serein.shuttles.operations import erasing, rides, running, stranding
from serein.shuttles.queries.running import Door, open_places
from tests.shuttles.make import ENDS, STEWARD, let_leave, make_ride
from tests.shuttles.test_a_device_works_on_one_night import enrol
from tests.shuttles.test_another_van_fetches_the_stranded import LATER, break_down, far, near, relief_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.harm("H15"),
    pytest.mark.harm("H16"),
    pytest.mark.usefixtures("at_two"),
]
MINUTE = timedelta(minutes=1)
NEXT_DAYS = ENDS + timedelta(hours=48)


@pytest.fixture
def stranded(night: Night) -> list[Ride]:
    """Two groups whose van broke down at the door of a third, who is home."""
    home, *groups = [make_ride(night=night, to=to) for to in (near(), far(), far())]
    let_leave(night, home, *groups, van=night.vans.all()[0])
    running.drop(ride=home, at=LATER, by=STEWARD, now=LATER)
    break_down(night, stranding.AT_THE_LAST_STOP)
    return groups


def start_of(ride: Ride) -> Door | None:
    return open_places(Ride.objects.get(pk=ride.pk)).start


def fetch(night: Night, ride: Ride, *, at: int) -> None:
    moment = LATER + at * MINUTE
    running.board(ride=ride, van=night.vans.all()[1], at=moment, by=STEWARD, now=moment)


def test_who_waits_there_is_fetched_in_that_street_and_no_house_number_is_kept_with_them(
    night: Night, stranded: list[Ride]
) -> None:
    (run,) = relief_of(night)
    van = [one.pk for one in night.vans.all()].index(run["van"])

    told = enrol(night, Duty.Task.DRIVER, van=van).get(reverse("shuttles:driver_state")).json()

    assert told["stop"]["street"] == "Rue du Lin"
    kept = [start for ride in stranded if (start := start_of(ride))]
    assert [(start.label_fr, start.label_nl) for start in kept] == [("Rue du Lin", "Vlasstraat")] * 2


def test_once_the_van_that_fetched_them_has_gone_on_nothing_of_that_door_is_left(
    night: Night, stranded: list[Ride]
) -> None:
    first, second = stranded
    fetch(night, first, at=5)
    fetch(night, second, at=6)
    assert None not in [start_of(ride) for ride in stranded]

    running.drop(ride=first, at=LATER + 12 * MINUTE, by=STEWARD, now=LATER + 12 * MINUTE)

    assert [start_of(ride) for ride in stranded] == [None, None]
    (run,) = [run for run in Night.objects.get(pk=night.pk).plan if run.get("aboard")]
    assert [stop["ride"] for stop in run["stops"]] == [second.pk]


def test_who_was_not_there_any_more_keeps_nothing_and_the_others_stay_where_they_are_fetched(
    night: Night, stranded: list[Ride]
) -> None:
    first, second = stranded
    fetch(night, first, at=5)

    running.mark_absent(ride=second, at=LATER + 6 * MINUTE, by=STEWARD, now=LATER + 6 * MINUTE)

    assert start_of(first) is not None
    assert start_of(second) is None


def test_who_takes_the_ride_back_keeps_nothing(night: Night, stranded: list[Ride]) -> None:
    rides.cancel_ride(ride=stranded[0], by=STEWARD, now=LATER)

    assert start_of(stranded[0]) is None


def test_a_ride_that_is_held_and_never_ended_holds_no_door_of_another_beyond_its_night(
    night: Night, stranded: list[Ride]
) -> None:
    held = stranded[0]
    until = (ENDS + timedelta(days=20)).date()
    erasing.hold_ride(ride=held, reason=Hold.Reason.ASSAULT, until=until, by=STEWARD, now=ENDS)

    erasing.erase_due(now=NEXT_DAYS)

    places = open_places(Ride.objects.get())
    assert places.start is None
    assert places.to.label_fr == far().label_fr
