"""What one does not do every night: a van changes, a night moves, somebody closes too early. Nobody is left by it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from serein.kit.models import OutboxMail
from serein.shuttles.models import Device, Duty, Hold, Night, NightFigures, NightVan, Ride, Trip
from serein.shuttles.operations import erasing, fleet, nights, rides, running
from serein.shuttles.queries.ticket import read_ticket
from tests.shuttles.make import (
    AT_TWO,
    ENDS,
    STARTS,
    STEWARD,
    door,
    let_leave,
    make_night,
    make_requirement,
    make_ride,
    make_van,
)

MINUTE = timedelta(minutes=1)
NEXT_DAYS = ENDS + timedelta(hours=48)
pytestmark = pytest.mark.django_db


def book_until_refused(night: Night) -> None:
    for _group in range(12):
        make_ride(night=night, state=Ride.State.BOOKED, party_size=4, to=door(3000))


@pytest.mark.harm("H15")
def test_a_night_is_not_closed_while_a_booked_group_is_promised_a_van_to_come(night: Night) -> None:
    ride = make_ride(night=night, state=Ride.State.BOOKED, wanted_at=AT_TWO + 90 * MINUTE)

    with pytest.raises(nights.NotOver) as refusal:
        nights.close_night(night=night, by=STEWARD, now=AT_TWO + 10 * MINUTE)

    assert refusal.value.waiting == 1
    ride.refresh_from_db()
    assert ride.state == Ride.State.BOOKED
    walks_up = make_ride(night=night, now=ENDS)
    running.mark_absent(ride=walks_up, at=ENDS, by=STEWARD, now=ENDS)
    assert nights.close_night(night=night, by=STEWARD, now=ENDS).state == Night.State.CLOSED


def test_a_van_keeps_its_seats_while_riders_are_promised_a_place_in_it() -> None:
    van = make_van(seats=8, wheelchair_places=1)
    night = make_night(vans=[van])
    ride = make_ride(night=night, party_size=6)

    van.seats = 4
    with pytest.raises(nights.ArePromised):
        fleet.keep_van(van=van, by=STEWARD, now=AT_TWO)
    van.seats, van.wheelchair_places, van.cents_per_km = 9, 1, 95
    fleet.keep_van(van=van, by=STEWARD, now=AT_TWO)

    rides.cancel_ride(ride=ride, by=STEWARD, now=AT_TWO)
    van.seats = 4
    fleet.keep_van(van=van, by=STEWARD, now=AT_TWO)
    van.refresh_from_db()
    assert (van.seats, van.cents_per_km) == (4, 95)


def test_a_van_that_joins_a_night_under_way_is_planned_at_once(night: Night) -> None:
    for van in night.vans.all():
        running.break_down(van=van, at=AT_TWO, by=STEWARD, now=AT_TWO)
    ride = make_ride(night=night)
    night.refresh_from_db()
    before = night.version

    added = nights.add_van(night=night, van=make_van(), by=STEWARD, now=AT_TWO)

    night.refresh_from_db()
    assert night.version > before
    assert [(run["van"], run["stops"][0]["ride"]) for run in night.plan] == [(added.pk, ride.pk)]


def test_who_takes_the_hour_that_is_offered_was_not_turned_away() -> None:
    night = make_night(vans=[make_van(seats=4)])
    with pytest.raises(rides.NotAsWished):
        book_until_refused(night)

    night.refresh_from_db()
    assert night.turned_away == 0


@pytest.mark.parametrize("mode", [Night.Mode.RETURNS, Night.Mode.BOOKED])
def test_who_is_promised_a_ride_keeps_it_when_the_longest_ride_is_shortened(mode: str) -> None:
    night = make_night(mode=mode, vans=2)
    told: dict[str, Any] = {
        "state": Ride.State.BOOKED,
        "start": door(-3000),
        "to": door(3000),
        "wanted_at": AT_TWO + 10 * MINUTE,
    }
    waits, rides_on = make_ride(night=night, **told), make_ride(night=night, **told)
    running.board(ride=rides_on, van=night.vans.all()[0], at=AT_TWO, by=STEWARD, now=AT_TWO)

    nights.change_night(night=night, values={"longest_ride_minutes": 3}, by=STEWARD, now=AT_TWO)
    running.hold_van(van=night.vans.all()[1], at=AT_TWO, by=STEWARD, now=AT_TWO)

    night.refresh_from_db()
    assert {stop["ride"] for run in night.plan for stop in run["stops"]} == {waits.pk, rides_on.pk}


def test_on_request_a_van_that_is_back_starts_from_the_waiting_point() -> None:
    night = make_night(mode=Night.Mode.BOOKED, vans=1)
    first = make_ride(
        night=night, state=Ride.State.BOOKED, start=door(200), to=door(3000), wanted_at=AT_TWO + 5 * MINUTE
    )
    van = night.vans.get()
    running.board(ride=first, van=van, at=first.told_up_at, by=STEWARD, now=first.told_up_at)
    running.drop(ride=first, at=first.told_off_at, by=STEWARD, now=first.told_off_at)
    back = first.told_off_at + 40 * MINUTE
    running.bring_back(van=van, at=back, by=STEWARD, now=back)

    second = make_ride(night=night, state=Ride.State.BOOKED, start=door(-2900), to=door(-900), wanted_at=back, now=back)

    assert second.told_up_at <= back + 11 * MINUTE


def test_on_request_the_seats_of_a_van_that_drove_are_counted_as_offered() -> None:
    night = make_night(mode=Night.Mode.BOOKED, vans=[make_van(seats=6)])
    ride = make_ride(
        night=night, state=Ride.State.BOOKED, start=door(200), to=door(2000), wanted_at=AT_TWO + 5 * MINUTE
    )
    van = night.vans.get()
    running.board(ride=ride, van=van, at=ride.told_up_at, by=STEWARD, now=ride.told_up_at)
    running.drop(ride=ride, at=ride.told_off_at, by=STEWARD, now=ride.told_off_at)

    nights.close_night(night=night, by=STEWARD, now=ENDS)

    figures = NightFigures.objects.get(night=night)
    assert figures.seats_offered == 6
    assert figures.km > 0


def test_a_night_put_off_to_another_week_is_not_closed_by_who_took_a_ride_back() -> None:
    night = make_night(state=Night.State.PUBLISHED)
    ride = make_ride(night=night, state=Ride.State.BOOKED, now=STARTS - timedelta(days=2), wanted_at=AT_TWO)
    rides.cancel_ride(ride=ride, by=STEWARD, now=STARTS - timedelta(days=1))
    week = timedelta(days=7)
    nights.change_night(
        night=night, values={"starts_at": STARTS + week, "ends_at": ENDS + week}, by=STEWARD, now=STARTS
    )

    erasing.erase_due(now=NEXT_DAYS)

    night.refresh_from_db()
    assert night.state == Night.State.PUBLISHED
    assert not Ride.objects.exists()


@pytest.mark.parametrize("is_lifted", [False, True])
def test_a_hold_never_destroys_a_ride_before_its_night(is_lifted: bool) -> None:
    early = STARTS - timedelta(days=60)
    night = make_night(state=Night.State.PUBLISHED)
    ride = make_ride(night=night, state=Ride.State.BOOKED, now=early, wanted_at=AT_TWO)
    until = (early + timedelta(days=5)).date()
    hold = erasing.hold_ride(ride=ride, reason=Hold.Reason.INSURANCE, until=until, by=STEWARD, now=early)
    if is_lifted:
        erasing.lift_hold(hold=hold, by=STEWARD, now=early)

    erasing.erase_due(now=early + timedelta(days=8))

    ride.refresh_from_db()
    assert ride.state == Ride.State.BOOKED


@pytest.mark.harm("H16")
def test_who_takes_a_ride_back_long_before_the_night_leaves_no_address() -> None:
    early = STARTS - timedelta(days=60)
    night = make_night(state=Night.State.PUBLISHED)
    told: dict[str, Any] = {
        "state": Ride.State.BOOKED,
        "wanted_at": AT_TWO,
        "now": early,
        "contact": {"mail": "eve@example.org"},
    }
    back, stays = make_ride(night=night, **told), make_ride(night=night, **told)
    rides.cancel_ride(ride=back, by=STEWARD, now=early)

    erasing.erase_due(now=early + timedelta(hours=71))

    back.refresh_from_db()
    stays.refresh_from_db()
    assert (bool(back.places), bool(back.contact)) == (False, False)
    assert (bool(stays.places), bool(stays.contact)) == (True, True)
    assert back.state == Ride.State.CANCELLED


def test_of_a_night_on_which_nobody_rode_no_name_and_no_device_stays() -> None:
    night = make_night()
    Device.objects.create(night=night, task=Duty.Task.STEWARD, mark="m", invited_at=STARTS)

    erasing.erase_due(now=ENDS + timedelta(hours=12))
    assert Device.objects.count() == 1
    erasing.erase_due(now=NEXT_DAYS)

    night.refresh_from_db()
    assert (night.state, night.erased_at) == (Night.State.CLOSED, NEXT_DAYS)
    assert not Device.objects.exists()
    assert not Duty.objects.exists()


def test_of_a_night_with_one_ride_that_is_held_only_that_ride_and_its_trip_stay(night: Night) -> None:
    held = make_ride(night=night, state=Ride.State.HOME)
    make_ride(night=night, state=Ride.State.HOME)
    Device.objects.create(night=night, task=Duty.Task.STEWARD, mark="m", invited_at=STARTS)
    nights.close_night(night=night, by=STEWARD, now=ENDS)
    until = (ENDS + timedelta(days=20)).date()
    erasing.hold_ride(ride=held, reason=Hold.Reason.ASSAULT, until=until, by=STEWARD, now=ENDS)

    erasing.erase_due(now=NEXT_DAYS)

    assert Trip.objects.get().pk == held.trip_id
    assert not Device.objects.exists()
    assert not Duty.objects.exists()
    assert NightVan.objects.filter(night=night).count() == 3


def test_a_group_named_twice_takes_its_seats_once(night: Night) -> None:
    ride = make_ride(night=night, party_size=5)

    running.leave(night=night, van=night.vans.all()[0], rides=[ride, ride], at=AT_TWO, by=STEWARD, now=AT_TWO)

    ride.refresh_from_db()
    assert ride.state == Ride.State.ABOARD


@pytest.mark.parametrize("mode", [Night.Mode.RETURNS, Night.Mode.BOOKED])
def test_with_no_van_left_a_ticket_does_not_say_that_one_comes_any_moment(mode: str) -> None:
    night = make_night(mode=mode, vans=1)
    ride = make_ride(
        night=night, state=Ride.State.BOOKED, start=door(200), to=door(2000), wanted_at=AT_TWO + 5 * MINUTE
    )
    running.break_down(van=night.vans.get(), at=AT_TWO, by=STEWARD, now=AT_TWO)

    ride.refresh_from_db()
    with override("en"):
        title = read_ticket(ride, now=AT_TWO + 30 * MINUTE).title
    assert title == "We cannot tell yet when a van takes you. You keep your number"
    running.mend_van(van=night.vans.get(), at=AT_TWO + 31 * MINUTE, by=STEWARD, now=AT_TWO + 31 * MINUTE)
    ride.refresh_from_db()
    with override("en"):
        assert "Your van" in read_ticket(ride, now=AT_TWO + 31 * MINUTE).title


def test_a_proof_that_ends_at_midnight_does_not_cover_the_hours_after_it() -> None:
    row = make_requirement()
    row.proofs.update(valid_until=STARTS.date() - timedelta(days=1))
    night = make_night(state=Night.State.PUBLISHED, starts_at=STARTS - timedelta(hours=3))

    with pytest.raises(nights.NotReady) as refusal:
        nights.open_night(night=night, by=STEWARD, now=STARTS - timedelta(hours=3))

    assert refusal.value.missing == ["requirement:insurance"]


def test_who_does_not_come_is_not_told_again_and_again_that_the_van_is_later(night: Night) -> None:
    early = AT_TWO - 60 * MINUTE
    booked: dict[str, Any] = {
        "state": Ride.State.BOOKED,
        "wanted_at": early + 10 * MINUTE,
        "contact": {"mail": "eve@example.org"},
    }
    ride = make_ride(night=night, now=early, **booked)

    for minutes in (20, 30, 40):
        moment = early + minutes * MINUTE
        running.mark_absent(ride=make_ride(night=night, now=moment), at=moment, by=STEWARD, now=moment)
    assert OutboxMail.objects.count() == 1

    for van in night.vans.all():
        let_leave(night, make_ride(night=night, party_size=8, to=door(3000), now=moment), at=moment, van=van)
    ride.refresh_from_db()
    assert ride.told_up_at > moment + 10 * MINUTE
    assert OutboxMail.objects.count() == 2
