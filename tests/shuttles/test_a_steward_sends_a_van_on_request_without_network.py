"""On a night on request the tablet was without network: whom it let leave meanwhile is aboard, and nothing is lost."""

from datetime import datetime, timedelta

import pytest

from serein.shuttles.models import Device, Night, NightVan, Ride
from serein.shuttles.operations import running
from serein.shuttles.operations.acts import receive_act
from tests.shuttles.make import AT_TWO, STEWARD, door, make_night, make_ride
from tests.shuttles.test_a_device_works_on_one_night import enrol
from tests.shuttles.test_a_night_on_request import book
from tests.territory import make as territory

pytestmark = [pytest.mark.django_db, pytest.mark.promise("B4a"), pytest.mark.usefixtures("at_two")]
MINUTE = timedelta(minutes=1)
LATE = AT_TWO + 40 * MINUTE


@pytest.fixture
def night(db: None) -> Night:
    night = make_night(mode=Night.Mode.BOOKED, vans=1)
    enrol(night)
    return night


def tell_late(night: Night, name: str, *, made_at: datetime, once: str, **values: str) -> str:
    """Send at `LATE` what the tablet noted when it had no network."""
    device = Device.objects.get(night=night)
    return receive_act(
        night=night, device=device, once=once, name=name, values=values, made_at=made_at, by=STEWARD, now=LATE
    ).outcome


def street() -> str:
    row = territory.make_street(name_fr="Rue de la Borne")
    territory.make_address(row, "8", lat=50.7390, lon=3.0528)
    territory.tell_all_processes()
    return str(row.pk)


def test_who_joined_and_left_on_the_tablet_alone_is_aboard(night: Night) -> None:
    van = night.vans.get()

    outcomes = [
        tell_late(night, "walk_up", made_at=AT_TWO, once="a-1", street=street(), number="8", size="3"),
        tell_late(night, "leave", made_at=AT_TWO + 2 * MINUTE, once="a-2", van=str(van.pk), rides="a-1"),
    ]

    ride = Ride.objects.get(once="a-1")
    assert outcomes == ["done", "done"]
    assert (ride.state, ride.van_id, ride.boarded_at) == (Ride.State.ABOARD, van.pk, AT_TWO + 2 * MINUTE)
    (run,) = Night.objects.get(pk=night.pk).plan
    assert [(stop["ride"], stop["act"]) for stop in run["stops"]] == [(ride.pk, "off")]


def test_a_stop_that_the_driver_told_first_loses_nobody_whom_the_tablet_let_leave_before(night: Night) -> None:
    van, booked = night.vans.get(), book(night, party_size=6)
    at = AT_TWO + 20 * MINUTE
    running.board(ride=booked, van=van, at=at, by=STEWARD, now=at)

    outcomes = [
        tell_late(night, "walk_up", made_at=AT_TWO, once="a-1", street=street(), number="8", size="3"),
        tell_late(night, "leave", made_at=AT_TWO + 2 * MINUTE, once="a-2", van=str(van.pk), rides="a-1"),
        tell_late(night, "drop", made_at=AT_TWO + 9 * MINUTE, once="a-3", ride="a-1"),
    ]

    ride, trip = Ride.objects.get(once="a-1"), night.trips.get()
    assert outcomes == ["done"] * 3
    assert (ride.state, ride.ended_at) == (Ride.State.HOME, AT_TWO + 9 * MINUTE)
    assert trip.left_at == AT_TWO + 2 * MINUTE
    booked.refresh_from_db()
    assert booked.state == Ride.State.ABOARD
    assert NightVan.objects.get(pk=van.pk).state == NightVan.State.AWAY


def test_who_was_aboard_already_counts_for_the_seats(night: Night) -> None:
    van, booked = night.vans.get(), book(night, party_size=6)
    running.board(ride=booked, van=van, at=AT_TWO, by=STEWARD, now=AT_TWO)

    tell_late(night, "walk_up", made_at=AT_TWO, once="a-1", street=street(), number="8", size="3")
    outcome = tell_late(night, "leave", made_at=AT_TWO + 2 * MINUTE, once="a-2", van=str(van.pk), rides="a-1")

    assert outcome == "not_as_is"
    assert Ride.objects.get(once="a-1").state == Ride.State.HERE


def test_a_doorstep_van_that_is_away_is_not_sent_again(db: None) -> None:
    night = make_night(vans=1)
    first, second = (make_ride(night=night, to=door(to)) for to in (900, 1200))
    running.leave(night=night, van=night.vans.get(), rides=[first], at=AT_TWO, by=STEWARD, now=AT_TWO)

    with pytest.raises(running.NotAsIs):
        running.leave(night=night, van=night.vans.get(), rides=[second], at=AT_TWO, by=STEWARD, now=AT_TWO)
