"""A group is told when it leaves and when it is home, and the night keeps to it."""

from datetime import timedelta

import pytest

from serein.kit.actors import RESIDENT
from serein.kit.models import JournalEntry
from serein.shuttles.models import Night, NightVan, Refusal, Ride
from serein.shuttles.operations import nights, rides, running
from serein.shuttles.queries.running import PATIENCE
from tests.shuttles.make import AT_TWO, ENDS, STARTS, STEWARD, door, let_leave, make_night, make_ride, make_van

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def book_until_refused(night: Night) -> None:
    for _rider in range(30):
        make_ride(night=night, state=Ride.State.BOOKED, party_size=1, to=door(3000))


@pytest.mark.promise("B4a")
def test_who_comes_to_the_waiting_point_is_told_a_number_and_when_it_leaves(night: Night) -> None:
    first, second = make_ride(night=night), make_ride(night=night, party_size=3)

    assert (first.number, second.number) == (1, 2)
    assert AT_TWO < first.told_up_at <= AT_TWO + 3 * MINUTE
    assert first.told_up_at < first.told_off_at <= AT_TWO + 12 * MINUTE


def test_the_plan_on_the_night_says_who_is_in_the_next_van_and_never_where_they_live(night: Night) -> None:
    ride = make_ride(night=night, to=door(label="Rue Haute 12"))

    night.refresh_from_db()

    assert [stop["ride"] for run in night.plan for stop in run["stops"]] == [ride.pk]
    assert "Haute" not in str(night.plan)
    assert "50.7" not in str(night.plan)


def test_a_group_that_does_not_fit_waits_for_a_van_and_is_told_when(night: Night) -> None:
    for _van in range(3):
        make_ride(night=night, party_size=8, to=door(2000))
    last = make_ride(night=night, party_size=8, to=door(2000))

    assert last.told_up_at > AT_TWO + 10 * MINUTE


def test_a_booked_group_is_promised_the_hour_it_asked_for() -> None:
    night = make_night(state=Night.State.PUBLISHED)

    ride = make_ride(night=night, state=Ride.State.BOOKED, wanted_at=AT_TWO, now=STARTS - timedelta(days=3))

    assert AT_TWO <= ride.told_up_at <= AT_TWO + 15 * MINUTE
    assert ride.state == Ride.State.BOOKED


def test_booking_twice_with_one_form_is_one_ride(night: Night) -> None:
    one = make_ride(night=night, state=Ride.State.BOOKED, once="token")
    other = make_ride(night=night, state=Ride.State.BOOKED, once="token")

    assert one.pk == other.pk
    assert Ride.objects.count() == 1


def test_a_night_that_is_full_says_so_and_counts_who_was_turned_away() -> None:
    night = make_night(vans=[make_van(seats=1)], ends_at=AT_TWO + 20 * MINUTE)
    with pytest.raises(rides.NoPlace) as refusal:
        book_until_refused(night)

    night.refresh_from_db()
    assert refusal.value.reason == "full"
    assert night.turned_away == 1


def test_who_would_wait_long_is_offered_the_moment_that_can_be_promised() -> None:
    night = make_night(vans=[make_van(seats=1)])
    with pytest.raises(rides.NotAsWished) as answer:
        book_until_refused(night)

    (later,) = answer.value.alternatives
    ride = make_ride(night=night, state=Ride.State.BOOKED, party_size=1, to=door(3000), wanted_at=later)
    assert later <= ride.told_up_at <= later + PATIENCE


def test_a_party_of_thirty_is_told_the_largest_group_that_stays_together(night: Night) -> None:
    with pytest.raises(rides.TooManyForAVan) as refusal:
        make_ride(night=night, party_size=30)

    assert refusal.value.largest == 8


def test_a_wheelchair_goes_in_the_van_that_has_a_place_for_it() -> None:
    night = make_night(vans=[make_van(), make_van(wheelchair_places=1)])

    ride = make_ride(night=night, party_size=2, wheelchairs=1)

    night.refresh_from_db()
    (run,) = night.plan
    assert NightVan.objects.get(pk=run["van"]).van.wheelchair_places == 1
    assert run["stops"][0]["ride"] == ride.pk


def test_without_a_wheelchair_place_the_answer_says_so(night: Night) -> None:
    with pytest.raises(rides.NoPlace) as refusal:
        make_ride(night=night, wheelchairs=1)

    assert refusal.value.reason == "no_van"


@pytest.mark.parametrize("mode", [Night.Mode.RETURNS, Night.Mode.BOOKED])
def test_who_lives_beyond_the_longest_ride_is_told_so(mode: str) -> None:
    night = make_night(mode=mode, longest_ride_minutes=3)

    with pytest.raises(rides.NoPlace) as refusal:
        make_ride(night=night, state=Ride.State.BOOKED, to=door(3000), start=door(-500))

    assert refusal.value.reason == "too_far"


def test_the_night_does_not_go_beyond_its_zone(night: Night) -> None:
    with pytest.raises(rides.OutsideZone):
        make_ride(night=night, to=door(90_000))

    assert not Ride.objects.exists()


def test_a_window_in_the_past_or_outside_the_night_is_refused(night: Night) -> None:
    with pytest.raises(rides.InThePast):
        make_ride(night=night, state=Ride.State.BOOKED, wanted_at=AT_TWO - timedelta(hours=1))
    with pytest.raises(rides.BeyondTheNight):
        make_ride(night=night, state=Ride.State.BOOKED, wanted_at=ENDS + MINUTE)


def test_a_van_takes_its_groups_home_and_comes_back(night: Night) -> None:
    near, far = make_ride(night=night), make_ride(night=night, to=door(2500))
    trip = let_leave(night, near, far)

    running.drop(ride=near, at=AT_TWO + 5 * MINUTE, by=STEWARD, now=AT_TWO + 5 * MINUTE)
    running.drop(ride=far, at=AT_TWO + 11 * MINUTE, by=STEWARD, now=AT_TWO + 11 * MINUTE)
    running.bring_back(van=trip.van, at=AT_TWO + 18 * MINUTE, by=STEWARD, now=AT_TWO + 18 * MINUTE)

    far.refresh_from_db()
    trip.refresh_from_db()
    assert far.state == Ride.State.HOME
    assert far.was_kept
    assert trip.back_at == AT_TWO + 18 * MINUTE
    assert trip.km == pytest.approx(2 * 2.5 * 1.4, rel=0.02)


def test_a_van_is_not_back_while_somebody_is_aboard(night: Night) -> None:
    trip = let_leave(night, make_ride(night=night))

    with pytest.raises(running.NotAsIs, match="still aboard"):
        running.bring_back(van=trip.van, at=AT_TWO, by=STEWARD, now=AT_TWO)


def test_nobody_boards_twice(night: Night) -> None:
    ride = make_ride(night=night)
    let_leave(night, ride)

    with pytest.raises(running.NotAsIs, match="aboard"):
        let_leave(night, ride)


def test_more_than_the_seats_do_not_leave(night: Night) -> None:
    groups = [make_ride(night=night, party_size=3) for _group in range(3)]

    with pytest.raises(running.NotAsIs, match="8 seats"):
        let_leave(night, *groups)


@pytest.mark.harm("H15")
def test_a_minor_is_handed_over_at_the_door(night: Night) -> None:
    ride = make_ride(night=night, has_minor=True, state=Ride.State.ABOARD)

    with pytest.raises(running.NotHandedOver):
        running.drop(ride=ride, at=AT_TWO, by=STEWARD, now=AT_TWO)
    running.drop(ride=ride, at=AT_TWO, handed_over_to="guardian", by=STEWARD, now=AT_TWO)

    ride.refresh_from_db()
    assert (ride.state, ride.handed_over_to) == ("home", "guardian")


@pytest.mark.harm("H15")
def test_a_refused_rider_is_handed_over_before_the_night_closes(night: Night) -> None:
    ride = make_ride(night=night, has_minor=True)
    with pytest.raises(running.NotHandedOver):
        running.refuse(ride=ride, reason="care", at=AT_TWO, by=STEWARD, now=AT_TWO)
    refusal = running.refuse(ride=ride, reason="care", at=AT_TWO, guardian_called_at=AT_TWO, by=STEWARD, now=AT_TWO)

    with pytest.raises(nights.NotOver) as refused:
        nights.close_night(night=night, by=STEWARD, now=ENDS)
    running.hand_over(ride=ride, to=Refusal.Taken.GUARDIAN, at=AT_TWO + 9 * MINUTE, by=STEWARD, now=AT_TWO + 9 * MINUTE)
    closed = nights.close_night(night=night, by=STEWARD, now=ENDS)

    refusal.refresh_from_db()
    assert refused.value.refused == 1
    assert refusal.taken_over_at == AT_TWO + 9 * MINUTE
    assert closed.state == Night.State.CLOSED


@pytest.mark.harm("H15")
def test_a_night_with_somebody_aboard_or_waiting_is_not_closed(night: Night) -> None:
    make_ride(night=night)
    make_ride(night=night, state=Ride.State.ABOARD)

    with pytest.raises(nights.NotOver) as refusal:
        nights.close_night(night=night, by=STEWARD, now=ENDS)

    assert (refusal.value.waiting, refusal.value.aboard) == (1, 1)


def test_after_a_breakdown_everybody_is_told_a_new_time_and_the_stranded_go_first() -> None:
    night = make_night(vans=2)
    stranded = make_ride(night=night, party_size=8, to=door(3000), state=Ride.State.ABOARD)
    make_ride(night=night, party_size=8, to=door(3000), state=Ride.State.ABOARD)
    waiting = make_ride(night=night, party_size=8, to=door(3000))
    stranded.refresh_from_db()
    assert stranded.van is not None

    running.break_down(van=stranded.van, at=AT_TWO + 4 * MINUTE, by=STEWARD, now=AT_TWO + 4 * MINUTE)

    stranded.refresh_from_db()
    waiting.refresh_from_db()
    assert (stranded.state, stranded.is_urgent) == ("here", True)
    assert stranded.told_up_at < waiting.told_up_at
    assert stranded.told_off_at > stranded.promised_off_at
    assert waiting.promised_up_at < waiting.told_up_at


def test_with_every_van_out_of_service_nobody_is_lost(night: Night) -> None:
    for van in night.vans.all():
        running.break_down(van=van, at=AT_TWO, by=STEWARD, now=AT_TWO)
    ride = make_ride(night=night)
    van = night.vans.all()[0]

    running.mend_van(van=van, at=AT_TWO + 30 * MINUTE, by=STEWARD, now=AT_TWO + 30 * MINUTE)

    night.refresh_from_db()
    assert ride.told_up_at == ENDS
    assert [stop["ride"] for run in night.plan for stop in run["stops"]] == [ride.pk]


def test_a_group_parts_in_two_with_a_ticket_each(night: Night) -> None:
    ride = make_ride(night=night, party_size=5)

    second = running.split(ride=ride, party_size=2, by=STEWARD, now=AT_TWO)

    ride.refresh_from_db()
    assert (ride.party_size, second.party_size, second.number) == (3, 2, 2)
    assert ride.code != second.code


def test_a_cancelled_ride_frees_its_seats(night: Night) -> None:
    ride = make_ride(night=night)

    rides.cancel_ride(ride=ride, by=RESIDENT, now=AT_TWO)

    night.refresh_from_db()
    assert night.plan == []
    with pytest.raises(rides.TooLate):
        rides.cancel_ride(ride=ride, by=RESIDENT, now=AT_TWO)


def test_every_act_leaves_one_entry_and_no_address_in_the_journal(night: Night) -> None:
    ride = make_ride(night=night, to=door(label="Rue Haute 12"), contact={"mail": "chloe@example.org"})
    let_leave(night, ride)

    entries = list(JournalEntry.objects.order_by("number"))
    assert [entry.act for entry in entries] == ["ride.walked_up", "trip.left"]
    assert "Haute" not in str([entry.identifiers for entry in entries])


def test_who_left_before_the_van_broke_down_is_stranded_though_the_tablet_tells_it_later(night: Night) -> None:
    ride, van = make_ride(night=night), night.vans.all()[0]
    running.break_down(van=van, at=AT_TWO + 5 * MINUTE, by=STEWARD, now=AT_TWO + 5 * MINUTE)

    with pytest.raises(running.NotAsIs):
        let_leave(night, ride, at=AT_TWO + 6 * MINUTE, van=van)
    later = AT_TWO + 10 * MINUTE
    running.leave(night=night, van=van, rides=[ride], at=AT_TWO, by=STEWARD, now=later)

    ride.refresh_from_db()
    van.refresh_from_db()
    assert (ride.state, ride.is_urgent, van.state) == ("here", True, "down")


def test_one_van_is_not_promised_to_two_nights_at_once() -> None:
    van = make_van()
    make_night(state=Night.State.PUBLISHED, vans=[van])
    other = make_night(state=Night.State.DRAFT, vans=[van], starts_at=AT_TWO)

    with pytest.raises(nights.NotReady) as refusal:
        nights.publish_night(night=other, by=STEWARD, now=STARTS)

    assert refusal.value.missing == ["van_elsewhere"]
    nights.publish_night(
        night=make_night(state=Night.State.DRAFT, vans=[van], starts_at=ENDS, ends_at=ENDS + 60 * MINUTE),
        by=STEWARD,
        now=STARTS,
    )
