"""A ticket speaks in minutes, says plainly when the van is late, and lets its holder cancel and answer."""

import re
from datetime import timedelta
from typing import Any

import pytest

from serein.kit import clock
from serein.shuttles.models import Night, Ride
from serein.shuttles.operations import rides, running
from tests.client import WatchfulClient
from tests.proximity.make import url
from tests.queries import at_most
from tests.shuttles.make import AT_TWO, STEWARD, let_leave, make_night, make_ride

pytestmark = [pytest.mark.django_db, pytest.mark.promise("B4a")]


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def read(client: WatchfulClient, ride: Ride) -> str:
    answer = client.get(url("shuttles:ticket", ride.code, language="en"))
    assert answer.status_code == 200
    return words(answer)


def at(monkeypatch: pytest.MonkeyPatch, minutes: float) -> None:
    moment = AT_TWO + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_a_ticket_follows_the_ride_from_the_queue_to_the_door(
    client: WatchfulClient, night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, 0)
    ride = make_ride(night=night, state=Ride.State.BOOKED, wanted_at=AT_TWO + timedelta(minutes=40))
    assert "Your van leaves in about 42 minutes" in read(client, ride)
    assert "tell the person there that you have come" in read(client, ride)

    at(monkeypatch, 35)
    rides.come(ride=ride, at=clock.now(), by=STEWARD, now=clock.now())
    assert "You are at the waiting point: your number is called" in read(client, ride)

    at(monkeypatch, 41)
    let_leave(night, ride, at=clock.now())
    assert re.search(r"You are on board, and home in about \d+ minutes", read(client, ride))
    assert "Cancel this ride" not in read(client, ride)

    at(monkeypatch, 46)
    ride.refresh_from_db()
    running.drop(ride=ride, at=clock.now(), by=STEWARD, now=clock.now())
    assert "You are home since 02:46" in read(client, ride)


def test_an_hour_says_more_than_many_minutes(
    client: WatchfulClient, night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    ride = make_ride(night=night, state=Ride.State.BOOKED, wanted_at=AT_TWO + timedelta(hours=2))
    at(monkeypatch, 0)

    assert "Your van leaves at about 04:02" in read(client, ride)


def test_what_is_later_than_promised_is_said_with_both_hours(
    client: WatchfulClient, night: Night, at_two: None
) -> None:
    ride = make_ride(night=night, state=Ride.State.BOOKED, wanted_at=AT_TWO + timedelta(minutes=10))
    assert "Later than we promised" not in read(client, ride)

    Ride.objects.update(told_up_at=ride.told_up_at + timedelta(minutes=20))

    page = read(client, ride)
    assert "Later than we promised. We are sorry." in page
    assert "Leaves: promised 02:12" in page
    assert "Leaves: now expected 02:32" in page


def test_only_the_part_that_changes_is_renewed_and_no_more_once_it_is_over(
    client: WatchfulClient, night: Night, at_two: None
) -> None:
    ride = make_ride(night=night)
    address = url("shuttles:ticket", ride.code, language="en")
    assert 'hx-trigger="every 20s"' in client.get(address).content.decode()

    part = client.get(address, headers={"HX-Request": "true", "HX-Target": "ticket-state"}).content.decode()
    assert part.lstrip().startswith('<div class="ticket__state')
    assert "<h1>" not in part

    rides.cancel_ride(ride=ride, by=STEWARD, now=AT_TWO)
    assert "hx-trigger" not in client.get(address).content.decode()


def test_a_ticket_is_read_in_few_queries_and_its_part_in_two(
    client: WatchfulClient, night: Night, at_two: None
) -> None:
    ride = make_ride(night=night)
    address = url("shuttles:ticket", ride.code)
    client.get(address)

    with at_most(6):
        client.get(address)
    with at_most(5):
        client.get(address, headers={"HX-Target": "ticket-state"})


def test_cancelling_asks_once_more_and_gives_the_place_back(client: WatchfulClient, night: Night, at_two: None) -> None:
    ride = make_ride(night=night)
    address = url("shuttles:cancel", ride.code, language="en")

    assert "Your place goes to somebody else at once" in words(client.get(address))
    ride.refresh_from_db()
    assert ride.state == Ride.State.HERE
    client.post(address)

    ride.refresh_from_db()
    assert ride.state == Ride.State.CANCELLED
    assert "This ride is cancelled" in read(client, ride)


def test_who_is_on_board_cannot_cancel(client: WatchfulClient, night: Night, at_two: None) -> None:
    ride = make_ride(night=night)
    let_leave(night, ride)
    address = url("shuttles:cancel", ride.code, language="en")

    assert client.get(address).status_code == 302
    answer = client.post(address, follow=True)

    assert "This ride cannot be cancelled any more" in words(answer)
    ride.refresh_from_db()
    assert ride.state == Ride.State.ABOARD


@pytest.mark.promise("B4b")
def test_who_is_home_says_in_one_tap_how_they_would_have_gone_home(
    client: WatchfulClient, night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, 20)
    ride = make_ride(night=night, state=Ride.State.HOME)
    assert "How would you have gone home without us?" in read(client, ride)

    client.post(url("shuttles:otherwise", ride.code), {"otherwise": "drive"})

    ride.refresh_from_db()
    assert ride.otherwise == Ride.Otherwise.DRIVEN_MYSELF
    assert "How would you have gone home" not in read(client, ride)


def test_an_answer_that_is_none_changes_nothing(client: WatchfulClient, night: Night, at_two: None) -> None:
    waiting = make_ride(night=night)
    home = make_ride(night=night, state=Ride.State.HOME)

    client.post(url("shuttles:otherwise", waiting.code), {"otherwise": "drive"})
    client.post(url("shuttles:otherwise", home.code), {"otherwise": "by broom"})

    assert set(Ride.objects.values_list("otherwise", flat=True)) == {""}


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (Ride.State.ABSENT, "The van left without you"),
        (Ride.State.REFUSED, "You could not ride with us"),
        (Ride.State.CANCELLED, "This ride is cancelled"),
    ],
)
def test_who_is_not_taken_reads_how_else_to_get_home(
    client: WatchfulClient, night: Night, at_two: None, state: str, sentence: str
) -> None:
    ride = make_ride(night=night)
    Ride.objects.update(state=state, ended_at=AT_TWO)

    page = read(client, ride)

    assert sentence in page
    assert "Taxis devant la gare" in page


@pytest.mark.harm("H16")
def test_a_lost_ticket_does_not_tell_where_its_holder_lives_and_nothing_keeps_it(
    client: WatchfulClient, night: Night, at_two: None
) -> None:
    ride = make_ride(night=night)

    answer = client.get(url("shuttles:ticket", ride.code))

    assert "Rue du Lin" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert client.get(url("shuttles:ticket", ride.code.lower())).status_code == 200


def test_a_code_that_is_guessed_opens_nothing_and_guessing_is_stopped(
    client: WatchfulClient, night: Night, at_two: None
) -> None:
    for _ in range(20):
        assert client.get(url("shuttles:ticket", "ABCDE-FGHJK")).status_code == 404

    assert client.get(url("shuttles:ticket", "ABCDE-FGHJK")).status_code == 429


@pytest.mark.harm("H16")
def test_once_a_night_is_erased_its_codes_open_nothing(client: WatchfulClient, at_two: None, db: None) -> None:
    ride = make_ride(night=make_night())
    ride.delete()

    for name in ("shuttles:ticket", "shuttles:cancel"):
        assert client.get(url(name, ride.code)).status_code == 404
