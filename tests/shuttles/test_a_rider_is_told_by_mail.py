"""Who books with a mail address is told by mail; a parent only if the rider asked; nobody is told where they live."""

from datetime import timedelta

import pytest
from django.db import transaction

from serein.kit import outbox, sealed
from serein.kit.models import OutboxMail
from serein.shuttles import letters, reminders
from serein.shuttles.models import Night, Ride
from serein.shuttles.operations import calling_off, rides, running
from serein.shuttles.operations.planning import lock_night, replan
from serein.shuttles.queries.desk import read_desk
from tests.shuttles.make import AT_TWO, STARTS, STEWARD, door, let_leave, make_night, make_ride

pytestmark = [pytest.mark.django_db, pytest.mark.promise("B4a")]
WEEK_BEFORE = STARTS - timedelta(days=7)
MAIL = {"mail": "chloe@example.org"}
GUARDIAN = {"guardian_mail": "parent@example.org"}


def opened() -> list[str]:
    return [sealed.open_unseen(mail.body) for mail in OutboxMail.objects.order_by("pk")]


@pytest.fixture
def ahead(db: None) -> Ride:
    """Chloé books a week ahead."""
    night = make_night(state=Night.State.PUBLISHED)
    return make_ride(night=night, state=Ride.State.BOOKED, now=WEEK_BEFORE, contact=MAIL, language="en")


def test_the_ticket_comes_by_mail_without_the_address_of_the_door(ahead: Ride) -> None:
    (body,) = opened()

    assert f"Your number is {ahead.number}" in body
    assert "five minutes before 00:32" in body
    assert f"/en/night-shuttle/ticket/{ahead.code}/" in body
    assert "Lin" not in body


def test_without_an_address_nothing_is_sent(db: None) -> None:
    make_ride(night=make_night(), state=Ride.State.BOOKED, contact={"phone": "+32 470 12 34 56"})

    assert opened() == []


def test_what_is_booked_ahead_is_reminded_of_the_day_before_and_half_an_hour_before_each_once(ahead: Ride) -> None:
    due = [ahead.told_up_at - timedelta(hours=23), ahead.told_up_at - timedelta(minutes=29)]

    assert reminders.remind_due(now=due[0] - timedelta(hours=2)) == 0
    assert [reminders.remind_due(now=moment) for moment in due for _twice in range(2)] == [1, 0, 1, 0]

    assert "A reminder: number 1" in opened()[1]


def test_who_booked_in_the_same_evening_is_not_reminded(db: None) -> None:
    night = make_night()
    ride = make_ride(
        night=night, state=Ride.State.BOOKED, contact=MAIL, wanted_at=AT_TWO + timedelta(hours=1), now=AT_TWO
    )

    assert reminders.remind_due(now=ride.told_up_at - timedelta(minutes=20)) == 0


def test_a_cancelled_ride_is_not_reminded_of(ahead: Ride) -> None:
    rides.cancel_ride(ride=ahead, by=STEWARD, now=WEEK_BEFORE)

    assert reminders.remind_due(now=ahead.told_up_at - timedelta(hours=23)) == 0
    assert "is cancelled" in opened()[-1]


def test_when_a_night_is_called_off_whoever_booked_is_told_how_else_to_get_home(ahead: Ride) -> None:
    calling_off.call_off(night=ahead.night, reason="weather", by=STEWARD, now=WEEK_BEFORE)

    assert "is called off: no van drives" in opened()[-1]
    assert "Reason: The weather." in opened()[-1]
    assert "Taxis devant la gare" in opened()[-1]


def test_reminders_are_erased_with_the_ride(ahead: Ride) -> None:
    reminders.remind_due(now=ahead.told_up_at - timedelta(hours=23))

    for about in letters.every_about(ahead):
        outbox.erase(about=about)

    assert OutboxMail.objects.count() == 0


def test_a_parent_is_told_when_the_group_leaves_and_when_it_is_home(db: None) -> None:
    night = make_night()
    ride = make_ride(night=night, contact=GUARDIAN, has_minor=True, language="en")

    let_leave(night, ride)
    ride.refresh_from_db()
    running.drop(ride=ride, at=AT_TWO + timedelta(minutes=9), handed_over_to="door", by=STEWARD, now=AT_TWO)

    left, home = opened()
    assert "is on board of the night shuttle" in left
    assert "is home since" in home
    assert "ticket" not in left + home


def test_no_parent_is_told_late_of_a_van_that_had_broken_down_by_then(db: None) -> None:
    night = make_night(vans=1)
    ride, van = make_ride(night=night, contact=GUARDIAN, has_minor=True), night.vans.get()
    down, told = AT_TWO + timedelta(minutes=6), AT_TWO + timedelta(minutes=9)
    running.break_down(van=van, at=down, by=STEWARD, now=down)

    running.leave(night=night, van=van, rides=[ride], at=AT_TWO, by=STEWARD, now=told)

    assert [body for body in opened() if "bord" in body] == []


def test_no_parent_is_told_unless_the_rider_asked(db: None) -> None:
    night = make_night()
    ride = make_ride(night=night, contact=MAIL, has_minor=True)

    let_leave(night, ride)

    assert OutboxMail.objects.count() == 0


def test_after_a_breakdown_who_comes_later_is_told_the_new_time(db: None) -> None:
    night = make_night(vans=2)
    first = make_ride(night=night, party_size=8)
    second = make_ride(night=night, party_size=8)
    third = make_ride(
        night=night, state=Ride.State.BOOKED, party_size=8, contact=MAIL, wanted_at=AT_TWO + timedelta(minutes=5),
        language="en",
    )  # fmt: skip
    let_leave(night, first)
    let_leave(night, second)
    van = first.night.vans.first()
    assert van is not None

    running.break_down(van=van, at=AT_TWO + timedelta(minutes=1), by=STEWARD, now=AT_TWO + timedelta(minutes=1))
    other = night.vans.last()
    assert other is not None
    running.break_down(van=other, at=AT_TWO + timedelta(minutes=2), by=STEWARD, now=AT_TWO + timedelta(minutes=2))
    running.mend_van(van=other, at=AT_TWO + timedelta(minutes=40), by=STEWARD, now=AT_TWO + timedelta(minutes=40))

    third.refresh_from_db()
    assert third.told_up_at > third.promised_up_at
    assert "comes later than we promised" in opened()[-1]


@pytest.mark.harm("H01")
@pytest.mark.parametrize("mode", list(Night.Mode))
def test_whom_no_van_can_take_any_more_is_told_once_stands_at_the_desk_and_is_told_when_one_can_again(
    db: None, mode: str
) -> None:
    night = make_night(mode=mode, vans=1)
    start = None if mode == Night.Mode.RETURNS else door(500)
    state, to = Ride.State.BOOKED, door(2500)
    ride = make_ride(night=night, state=state, contact=MAIL, language="en", start=start, to=to)
    (van,) = night.vans.all()

    running.break_down(van=van, at=AT_TWO, by=STEWARD, now=AT_TWO)
    with transaction.atomic():  # another act of the night: nobody is told twice
        replan(night=lock_night(night), now=AT_TWO)

    ride.refresh_from_db()
    assert ride.unplanned_at == AT_TWO
    assert ride.number in read_desk(night=night, now=AT_TWO).unplanned
    assert sum("no van can take you" in body for body in opened()) == 1

    later = AT_TWO + timedelta(minutes=3)
    running.mend_van(van=van, at=later, by=STEWARD, now=later)

    ride.refresh_from_db()
    assert ride.unplanned_at is None
    assert "A van takes you after all" in opened()[-1]
    assert read_desk(night=night, now=later).unplanned == []
