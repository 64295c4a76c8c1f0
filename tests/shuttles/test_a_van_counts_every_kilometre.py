"""On a night on request, the kilometres of a van are its whole way: to the first rider, between them, and back."""

from datetime import timedelta

import pytest

from serein.shuttles.models import Duty, Night, NightFigures, NightVan, Ride
from serein.shuttles.operations import nights, running, stranding
from serein.shuttles.operations.acts import receive_act
from tests.shuttles.make import AT_TWO, STEWARD, door, let_leave, make_night, make_ride
from tests.shuttles.test_a_device_works_on_one_night import enrol
from tests.shuttles.test_a_night_on_request import book

pytestmark = [pytest.mark.django_db, pytest.mark.promise("B4b"), pytest.mark.usefixtures("at_two")]
MINUTE = timedelta(minutes=1)
KM = 1.4
"""Along streets, for a kilometre as the crow flies; a tenth of a kilometre is rounded."""


@pytest.fixture
def night(db: None) -> Night:
    return make_night(mode=Night.Mode.BOOKED, vans=1)


def drive(night: Night, ride: Ride, *, at: int) -> None:
    van, moment = night.vans.get(), AT_TWO + at * MINUTE
    running.board(ride=ride, van=van, at=moment, by=STEWARD, now=moment)
    running.drop(ride=ride, at=moment + 5 * MINUTE, by=STEWARD, now=moment + 5 * MINUTE)


def driven(night: Night) -> float:
    return sum(night.trips.values_list("km", flat=True))


def not_there(night: Night, ride: Ride, *, at: int) -> None:
    """The driver calls a group where it was to be fetched, and nobody is there."""
    moment = AT_TWO + at * MINUTE
    running.mark_absent(ride=ride, van=night.vans.get(), at=moment, by=STEWARD, now=moment)


def come_back(night: Night, *, at: int) -> None:
    moment = AT_TWO + at * MINUTE
    running.bring_back(van=night.vans.get(), at=moment, by=STEWARD, now=moment)


def test_the_way_to_the_first_rider_and_the_way_back_are_counted(night: Night) -> None:
    drive(night, book(night, start=door(2000), to=door(1000)), at=30)
    come_back(night, at=40)

    assert driven(night) == pytest.approx((2 + 1 + 1) * KM, rel=0.01)


def test_the_empty_way_between_two_riders_is_counted_and_nothing_twice(night: Night) -> None:
    drive(night, book(night, start=door(2000), to=door(1000)), at=30)
    drive(night, book(night, start=door(-500), to=door(-2000)), at=40)
    come_back(night, at=50)
    drive(night, book(night, start=door(1000), to=door(2000)), at=70)
    come_back(night, at=80)

    assert driven(night) == pytest.approx((2 + 1 + 1.5 + 1.5 + 2 + 1 + 1 + 2) * KM, rel=0.01)


def test_two_riders_at_once_are_one_way(night: Night) -> None:
    first, second = book(night, start=door(1000), to=door(3000)), book(night, start=door(2000), to=door(2500))
    van = night.vans.get()
    for do, ride, at in ((running.board, first, 30), (running.board, second, 33)):
        do(ride=ride, van=van, at=AT_TWO + at * MINUTE, by=STEWARD, now=AT_TWO + at * MINUTE)
    for ride, at in ((second, 36), (first, 38)):
        running.drop(ride=ride, at=AT_TWO + at * MINUTE, by=STEWARD, now=AT_TWO + at * MINUTE)
    come_back(night, at=50)

    assert driven(night) == pytest.approx((3 + 3) * KM, rel=0.01)


def test_a_way_to_where_nobody_was_is_counted_too(night: Night) -> None:
    enrol(night, Duty.Task.DRIVER)
    ride, device = book(night, start=door(2000), to=door(1000)), night.devices.get()
    at = AT_TWO + 40 * MINUTE

    act = receive_act(
        night=night, device=device, once="a-1", name="absent", values={"ride": str(ride.pk)}, made_at=at, by=STEWARD,
        now=at,
    )  # fmt: skip

    assert act.outcome == "done"
    assert night.vans.get().state == NightVan.State.AWAY
    come_back(night, at=50)
    assert driven(night) == pytest.approx((2 + 2) * KM, rel=0.01)


def test_a_way_back_to_the_waiting_point_for_nobody_is_counted_too(night: Night) -> None:
    drive(night, book(night, start=door(2000), to=door(1000)), at=30)

    not_there(night, make_ride(night=night, to=door(3000)), at=40)
    come_back(night, at=41)

    assert driven(night) == pytest.approx((2 + 1 + 1) * KM, rel=0.01)


def test_a_van_that_stands_at_the_waiting_point_has_not_left_because_nobody_came_there(night: Night) -> None:
    not_there(night, make_ride(night=night, to=door(3000)), at=30)

    assert night.vans.get().state == NightVan.State.READY
    assert not night.trips.exists()


def test_the_way_to_where_a_van_broke_down_is_counted_and_nothing_where_it_stood_already(night: Night) -> None:
    at = AT_TWO + 40 * MINUTE
    for stands in (door(2500), stranding.AT_THE_LAST_STOP):
        before = driven(night)
        drive(night, book(night, start=door(2000), to=door(1000)), at=30)
        running.break_down(van=night.vans.get(), stands=stands, at=at, by=STEWARD, now=at)
        running.mend_van(van=night.vans.get(), at=at, by=STEWARD, now=at)
        to_there = 1.5 if stands != stranding.AT_THE_LAST_STOP else 0
        assert driven(night) - before == pytest.approx((2 + 1 + to_there) * KM, rel=0.01)


def test_a_night_that_is_closed_before_the_van_is_back_counts_its_way_home(night: Night) -> None:
    rides = [book(night, start=door(2000), to=door(1000), party_size=5) for _ in range(2)]
    for at, ride in enumerate(rides):
        drive(night, ride, at=30 + 10 * at)

    nights.close_night(night=night, by=STEWARD, now=night.ends_at)

    figures = NightFigures.objects.get(night=night)
    assert float(figures.km) == pytest.approx((2 + 1 + 1 + 1 + 1) * KM, rel=0.01)
    assert figures.cost_cents == round(float(figures.km) * 90)


def test_from_the_waiting_point_a_trip_is_counted_whole_when_it_leaves(db: None) -> None:
    night = make_night(vans=1)
    trip = let_leave(night, make_ride(night=night, to=door(1000)), make_ride(night=night, to=door(2000)))

    assert trip.km == pytest.approx(4 * KM, rel=0.01)
