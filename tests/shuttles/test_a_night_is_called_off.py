"""A night is called off while it runs. Who waits is told, who is aboard gets home, nobody is left."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from serein.kit import clock, sealed
from serein.kit.models import JournalEntry, OutboxMail
from serein.shuttles.models import Device, Night, Refusal, Ride
from serein.shuttles.operations import calling_off, nights, rides, running
from serein.shuttles.operations.acts import receive_act
from serein.shuttles.queries.public import find_next_night, list_nights_to_come
from tests.client import WatchfulClient
from tests.listening.make import url
from tests.people.make import make_account
from tests.shuttles.make import AT_TWO, ENDS, STARTS, STEWARD, door, let_leave, make_night, make_ride
from tests.shuttles.test_a_device_works_on_one_night import enrol
from tests.territory import make as territory

MINUTE = timedelta(minutes=1)
MAIL = {"mail": "chloe@example.org"}
pytestmark = [pytest.mark.django_db, pytest.mark.promise("B4a"), pytest.mark.usefixtures("at_two")]


def call_off(night: Night, *, reason: str = Night.CalledOff.WEATHER) -> Night:
    return calling_off.call_off(night=night, reason=reason, by=STEWARD, now=AT_TWO)


def act(night: Night, name: str, *, once: str, **values: str) -> str:
    """Receive what a tablet without network tells ten minutes late."""
    told: dict[str, Any] = {"made_at": AT_TWO - MINUTE, "by": STEWARD, "now": AT_TWO + 10 * MINUTE}
    return receive_act(night=night, device=None, once=once, name=name, values=values, **told).outcome


@pytest.mark.harm("H15")
def test_who_booked_is_told_who_stands_there_is_handed_over_and_who_is_aboard_rides_on(night: Night) -> None:
    aboard, here = make_ride(night=night), make_ride(night=night, has_minor=True)
    let_leave(night, aboard)
    booked = make_ride(
        night=night, state=Ride.State.BOOKED, contact=MAIL, language="en", wanted_at=AT_TWO + 60 * MINUTE
    )

    call_off(night)

    for ride in (aboard, here, booked):
        ride.refresh_from_db()
    night.refresh_from_db()
    assert (aboard.state, here.state, booked.state) == ("aboard", "refused", "cancelled")
    assert (night.state, night.is_called_off, night.is_bookable) == ("running", True, False)
    assert [stop["ride"] for run in night.plan for stop in run["stops"]] == [aboard.pk]
    body = sealed.open_unseen(OutboxMail.objects.order_by("-pk")[0].body)
    assert "no van leaves any more" in body
    assert "Reason: The weather." in body
    assert "Taxis devant la gare" in body


@pytest.mark.harm("H15")
def test_it_is_closed_once_everyone_is_home_or_handed_over_and_not_before(night: Night) -> None:
    aboard, here = make_ride(night=night), make_ride(night=night)
    let_leave(night, aboard)
    call_off(night)
    later = AT_TWO + 20 * MINUTE

    with pytest.raises(nights.NotOver) as left:
        nights.close_night(night=night, by=STEWARD, now=later)
    assert (left.value.aboard, left.value.refused) == (1, 1)
    running.drop(ride=aboard, at=later, by=STEWARD, now=later)
    running.hand_over(ride=here, to=Refusal.Taken.TAXI, at=later, by=STEWARD, now=later)

    closed = nights.close_night(night=night, by=STEWARD, now=later)
    assert (closed.state, closed.figures.carried, closed.figures.refused) == ("closed", 2, 2)


def test_nobody_books_any_more_and_no_page_offers_it(client: WatchfulClient, night: Night) -> None:
    call_off(night)

    with pytest.raises(rides.NotBookable):
        make_ride(night=night, state=Ride.State.BOOKED)
    page = client.get(url("shuttles:night", night.pk, language="en")).content.decode()
    assert "This night is called off" in page
    assert "Book a place" not in page
    assert find_next_night(now=AT_TWO, within=timedelta(hours=1)) is None
    assert client.get("/api/v1/night-shuttles/").json()[0]["state"] == "cancelled"
    nights.close_night(night=night, by=STEWARD, now=AT_TWO)
    assert list_nights_to_come(now=AT_TWO) == [night], "who looks for it reads why until its end"


def test_the_ticket_says_why_and_how_else_to_get_home_and_not_to_come_all_the_same(
    client: WatchfulClient, night: Night
) -> None:
    refused_before, here = make_ride(night=night), make_ride(night=night)
    running.refuse(ride=refused_before, reason="conduct", at=AT_TWO - MINUTE, by=STEWARD, now=AT_TWO - MINUTE)
    call_off(night, reason=Night.CalledOff.ACCIDENT)

    page = client.get(url("shuttles:ticket", here.code, language="en")).content.decode()
    other = client.get(url("shuttles:ticket", refused_before.code, language="en")).content.decode()
    part = client.get(url("shuttles:ticket", here.code), headers={"HX-Target": "ticket-state"})

    assert "This night is called off" in page
    assert "An accident or a breakdown" in page
    assert "Taxis devant la gare" in page
    assert "Stay with the person there" in page
    assert "You could not ride with us" in other
    assert part["HX-Refresh"] == "true"


@pytest.mark.harm("H15")
def test_a_van_that_had_left_without_network_has_its_riders_aboard(night: Night) -> None:
    here, booked = make_ride(night=night), make_ride(night=night, state=Ride.State.BOOKED)
    call_off(night)

    outcome = act(night, "leave", once="a-1", van=str(night.vans.all()[0].pk), rides=f"{here.pk},{booked.pk}")

    here.refresh_from_db()
    booked.refresh_from_db()
    assert (outcome, here.state, booked.state) == ("done", "aboard", "aboard")
    assert not Refusal.objects.exists()


@pytest.mark.harm("H15")
def test_who_was_handed_over_meanwhile_is_not_aboard(night: Night) -> None:
    here = make_ride(night=night)
    call_off(night)
    running.hand_over(ride=here, to=Refusal.Taken.TAXI, at=AT_TWO, by=STEWARD, now=AT_TWO)

    assert act(night, "leave", once="a-1", van=str(night.vans.all()[0].pk), rides=str(here.pk)) == "gone"


@pytest.mark.harm("H15")
def test_on_request_a_driver_who_had_fetched_somebody_brings_them_home() -> None:
    night = make_night(mode=Night.Mode.BOOKED, vans=1)
    booked = make_ride(night=night, state=Ride.State.BOOKED, start=door(200), to=door(2000))
    call_off(night)

    assert act(night, "board", once="a-1", ride=str(booked.pk), van=str(night.vans.get().pk)) == "done"
    booked.refresh_from_db()
    assert booked.state == Ride.State.ABOARD


@pytest.mark.harm("H15")
def test_who_comes_to_the_waiting_point_after_it_is_written_down_and_handed_over(night: Night) -> None:
    street = territory.make_street("Rue de la Gare", "Stationsstraat")
    territory.make_address(street, "12")
    territory.tell_all_processes()
    booked = make_ride(night=night, state=Ride.State.BOOKED)
    call_off(night)

    came = act(night, "come", once="a-1", ride=str(booked.pk))
    joined = act(night, "walk_up", once="a-2", street=str(street.pk), number="12", size="3", minor="yes")

    assert (came, joined) == ("called_off", "called_off")
    assert {refusal.ride.state for refusal in Refusal.objects.filter(taken_over_at=None)} == {"refused"}
    assert Refusal.objects.count() == 2
    with pytest.raises(nights.NotOver):
        nights.close_night(night=night, by=STEWARD, now=AT_TWO)


@pytest.mark.harm("H15")
def test_who_was_refused_in_the_same_minute_is_handed_over_to_whom_the_tablet_said(night: Night) -> None:
    here = make_ride(night=night)
    call_off(night)

    assert act(night, "refuse", once="a-1", ride=str(here.pk), reason="own_wish", to="friend") == "done"
    assert Refusal.objects.get().taken_over_by == "friend"


@pytest.mark.harm("H15")
def test_who_is_in_a_van_that_breaks_down_after_it_is_fetched_by_another(night: Night) -> None:
    aboard = make_ride(night=night)
    let_leave(night, aboard)
    call_off(night)
    van = night.vans.get(state="away")

    running.break_down(van=van, at=AT_TWO, by=STEWARD, now=AT_TWO)

    night.refresh_from_db()
    (run,) = night.plan
    assert (run["van"] != van.pk, run["stops"][0]["ride"]) == (True, aboard.pk)


def test_the_service_calls_it_off_for_a_reason_of_the_list_and_once(chloe: WatchfulClient, night: Night) -> None:
    address = url("shuttles:call_off", night.pk)

    assert chloe.post(address, {"reason": "somebody’s fault"}).status_code == 422
    assert chloe.post(address, {"reason": "weather"}).status_code == 302
    chloe.post(address, {"reason": "crew"})

    night.refresh_from_db()
    assert night.called_off_for == "weather"
    assert JournalEntry.objects.get(act="night.called_off").identifiers == {"reason": "weather"}


def test_the_tablet_calls_it_off_and_then_says_so(night: Night) -> None:
    tablet = enrol(night)

    asked = tablet.get(reverse("shuttles:on_site_call_off"))
    answer = tablet.post(reverse("shuttles:on_site_call_off"), {"reason": "accident"})

    assert asked.status_code == 200
    assert answer["Location"] == reverse("shuttles:on_site")
    state = tablet.get(reverse("shuttles:on_site_state")).json()
    assert state["night"]["called_off"] == round(clock.now().timestamp() * 1000)
    assert Device.objects.get().ended_at is None


def test_who_is_not_of_the_service_and_a_drivers_phone_call_nothing_off(client: WatchfulClient, night: Night) -> None:
    client.force_login(make_account("Eve"))
    phone = enrol(night, "driver")

    assert client.post(url("shuttles:call_off", night.pk), {"reason": "weather"}).status_code == 404
    assert phone.post(reverse("shuttles:on_site_call_off"), {"reason": "weather"}).status_code == 403
    night.refresh_from_db()
    assert not night.is_called_off


def test_a_night_that_is_over_is_not_called_off() -> None:
    with pytest.raises(nights.NotInThatState):
        call_off(
            make_night(state=Night.State.CLOSED, starts_at=STARTS - timedelta(days=7), ends_at=ENDS - timedelta(days=7))
        )
