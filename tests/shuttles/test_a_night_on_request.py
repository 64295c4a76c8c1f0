"""On request, a van fetches groups where they are and takes them where they go."""

from datetime import timedelta

import pytest

from serein.shuttles.models import Night, NightVan, Ride
from serein.shuttles.operations import rides, running
from serein.shuttles.queries.running import open_places
from tests.shuttles.make import AT_TWO, STARTS, STEWARD, door, make_night, make_ride, make_van

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def night(db: None) -> Night:
    return make_night(mode=Night.Mode.BOOKED, vans=2)


def book(night: Night, **fields: object) -> Ride:
    values = {"start": door(500), "to": door(2500), "state": Ride.State.BOOKED, "wanted_at": AT_TWO + 20 * MINUTE}
    return make_ride(night=night, **values | fields)  # type: ignore[arg-type]


def book_until_refused(night: Night) -> None:
    for _rider in range(8):
        book(night, party_size=1, start=door(-3000), to=door(3000))


def test_who_asks_is_promised_when_it_is_fetched_and_when_it_is_home(night: Night) -> None:
    ride = book(night)

    night.refresh_from_db()
    (run,) = night.plan
    assert AT_TWO + 20 * MINUTE <= ride.told_up_at <= AT_TWO + 50 * MINUTE
    assert ride.told_up_at < ride.told_off_at <= ride.told_up_at + 45 * MINUTE
    assert [(stop["ride"], stop["act"]) for stop in run["stops"]] == [(ride.pk, "up"), (ride.pk, "off")]


def test_promises_given_stay_while_others_are_added(night: Night) -> None:
    made = [book(night, start=door(300 * i), to=door(-300 * i)) for i in range(1, 9)]

    for ride in made:
        told = ride.told_up_at, ride.told_off_at
        ride.refresh_from_db()
        assert (ride.told_up_at, ride.told_off_at) == told


def test_a_booking_days_before_is_promised_its_hour() -> None:
    night = make_night(mode=Night.Mode.BOOKED, state=Night.State.PUBLISHED)

    ride = book(night, now=STARTS - timedelta(days=4), wanted_at=AT_TWO)

    assert AT_TWO <= ride.told_up_at <= AT_TWO + 30 * MINUTE


def test_when_all_vans_are_taken_a_later_hour_is_offered() -> None:
    night = make_night(mode=Night.Mode.BOOKED, vans=[make_van(seats=1)])
    with pytest.raises(rides.NotAsWished) as answer:
        book_until_refused(night)

    (later,) = answer.value.alternatives
    assert later > AT_TWO + 50 * MINUTE
    assert book(night, party_size=1, start=door(-3000), to=door(3000), wanted_at=later).told_up_at >= later


def test_riders_board_and_get_home_one_by_one(night: Night) -> None:
    ride = book(night)
    van = NightVan.objects.get(pk=_van_of(ride))

    running.board(ride=ride, van=van, at=ride.told_up_at, by=STEWARD, now=ride.told_up_at)
    running.drop(ride=ride, at=ride.told_off_at, by=STEWARD, now=ride.told_off_at)

    ride.refresh_from_db()
    night.refresh_from_db()
    assert ride.was_kept
    assert night.plan == []


def test_after_a_breakdown_the_others_are_fetched_by_another_van_where_the_first_one_stood(night: Night) -> None:
    ride = book(night, start=door(-2800))
    van = NightVan.objects.get(pk=_van_of(ride))
    running.board(ride=ride, van=van, at=ride.told_up_at, by=STEWARD, now=ride.told_up_at)

    running.break_down(van=van, at=ride.told_up_at + 2 * MINUTE, by=STEWARD, now=ride.told_up_at + 2 * MINUTE)

    night.refresh_from_db()
    (run,) = night.plan
    before = ride.promised_off_at
    ride.refresh_from_db()
    assert run["van"] != van.pk
    assert [stop["act"] for stop in run["stops"]] == ["up", "off"]
    assert ride.told_off_at > before


def test_after_a_breakdown_another_van_goes_to_the_street_that_was_told(night: Night) -> None:
    ride = book(night, start=door(-2800))
    van = NightVan.objects.get(pk=_van_of(ride))
    at, there = ride.told_up_at + 2 * MINUTE, door(-900, 350, "Rue du Fossé 12")
    running.board(ride=ride, van=van, at=ride.told_up_at, by=STEWARD, now=ride.told_up_at)

    running.break_down(van=van, stands=there, at=at, by=STEWARD, now=at)

    ride.refresh_from_db()
    start = open_places(ride).start
    assert start is not None
    assert start.label_fr == "Rue du Fossé 12"
    assert ride.stranded_at == at
    assert [stop["act"] for run in Night.objects.get(pk=night.pk).plan for stop in run["stops"]] == ["up", "off"]


def _van_of(ride: Ride) -> int:
    plan = Night.objects.get(pk=ride.night_id).plan
    return next(int(run["van"]) for run in plan if any(stop["ride"] == ride.pk for stop in run["stops"]))
