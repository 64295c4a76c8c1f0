"""Another site books a place by the public API: the same rules, the same sentences, and never where a van is."""

from datetime import timedelta
from typing import Any

import pytest

from serein.kit import clock
from serein.shuttles.models import Night, Ride
from serein.territory.models import Address
from tests.client import WatchfulClient
from tests.queries import at_most
from tests.shuttles.make import AT_TWO, ENDS, STARTS, let_leave, make_night, make_ride, make_van
from tests.territory import make as territory

pytestmark = [pytest.mark.django_db, pytest.mark.promise("E2")]
NIGHTS = "/api/v1/night-shuttles/"
AT_THREE = AT_TWO + timedelta(hours=1)


@pytest.fixture
def home(night: Night) -> Address:
    address = territory.make_address(territory.make_street("Rue du Lin", "Vlasstraat"), "12", lat=50.739, lon=3.05)
    territory.tell_all_processes()
    return address


def book(client: WatchfulClient, night: Night, **changes: Any) -> Any:
    told = {"to": {"text": "Rue du Lin 12"}, "wanted_at": AT_THREE.isoformat(), "party_size": 2, "language": "en"}
    return client.post(f"{NIGHTS}{night.pk}/rides", told | changes, content_type="application/json")


def test_the_nights_are_listed_with_zone_and_price_in_three_queries(
    client: WatchfulClient, night: Night, at_two: None
) -> None:
    make_night(state=Night.State.DRAFT)
    client.get(NIGHTS)

    with at_most(3):
        (shown,) = client.get(NIGHTS).json()

    assert (shown["id"], shown["state"], shown["price_cents"], shown["zone"]) == (night.pk, "running", 100, [])
    assert shown["starts_at"] == "2026-06-19T22:30:00Z"
    assert shown["waiting_point"] == {
        "name_fr": "Devant la mairie", "name_nl": "Voor het gemeentehuis", "lat": 50.73, "lon": 3.05,
    }  # fmt: skip


def test_a_place_is_booked_looked_at_and_taken_back(
    client: WatchfulClient, night: Night, home: Address, at_two: None
) -> None:
    booked = book(client, night, to={"address": home.pk})
    assert booked.status_code == 201
    ticket = booked.json()
    assert "no-store" in booked["Cache-Control"]
    assert (ticket["number"], ticket["state"]) == (1, "booked")
    assert ticket["promised_up_at"] == "2026-06-20T01:02:00Z"

    code = ticket["code"]
    assert client.get(f"{NIGHTS}tickets/{code}").json() == ticket
    assert client.delete(f"{NIGHTS}tickets/{code}").json()["state"] == "cancelled"
    again = client.delete(f"{NIGHTS}tickets/{code}")
    assert again.status_code == 409
    assert again.json()["detail"] == "This ride cannot be cancelled any more."


def test_sent_twice_it_is_one_ride(client: WatchfulClient, night: Night, home: Address, at_two: None) -> None:
    first, second = (book(client, night, once="a-mark").json() for _ in range(2))

    assert first["code"] == second["code"]
    assert Ride.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"to": {"text": "zzzz"}}, "to", "We do not find this place"),
        ({"to": {"text": ""}}, "to", "Write where you want to be taken"),
        ({"to": {"address": 2**63 - 1}}, "to", "We do not find this place"),
        ({"party_size": 30}, "party_size", "A van holds 8"),
        ({"wheelchairs": 3}, "wheelchairs", "more wheelchair places"),
        ({"contact": "12"}, "contact", "not a phone number"),
        ({"wanted_at": (AT_TWO - timedelta(hours=1)).isoformat()}, "wanted_at", "This moment is over"),
        ({"wanted_at": (ENDS + timedelta(days=1)).isoformat()}, "wanted_at", "No van drives at this hour"),
        ({"wanted_at": "0001-01-01T00:00:00+14:00"}, "wanted_at", "This moment is over, or outside the night"),
        ({"wanted_at": "9999-12-31T23:59:00Z"}, "wanted_at", "No van drives at this hour"),
    ],
)
def test_a_refusal_is_a_sentence_and_the_field_it_is_about(
    client: WatchfulClient,
    night: Night,
    home: Address,
    at_two: None,
    changes: dict[str, Any],
    field: str,
    sentence: str,
) -> None:
    answer = book(client, night, **changes)

    assert answer.status_code == 409
    assert sentence in answer.json()["detail"]
    assert answer.json()["field"] == field
    assert Ride.objects.count() == 0


def test_before_the_night_nothing_is_as_soon_as_possible(
    client: WatchfulClient, night: Night, home: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: STARTS - timedelta(days=2))

    assert book(client, night, wanted_at=None).status_code == 409


def test_other_moments_are_given_to_be_sent_back(client: WatchfulClient, home: Address, at_two: None) -> None:
    night = make_night(vans=[make_van(seats=1)])
    for _ in range(4):
        make_ride(night=night, party_size=1)

    refused = book(client, night, wanted_at=None, party_size=1)
    assert refused.status_code == 409
    (offered, *_more) = refused.json()["alternatives"]

    assert book(client, night, wanted_at=offered, party_size=1).status_code == 201


def test_codes_are_not_to_be_guessed(client: WatchfulClient, night: Night, at_two: None) -> None:
    for _ in range(20):
        assert client.get(f"{NIGHTS}tickets/ABCDE-FGHJK").status_code == 404

    assert client.get(f"{NIGHTS}tickets/ABCDE-FGHJK").status_code == 429
    assert client.get(f"{NIGHTS}tickets/x").status_code == 422


def test_a_night_that_is_not_published_is_not_there(client: WatchfulClient, home: Address, at_two: None) -> None:
    draft = make_night(state=Night.State.DRAFT)
    closed = make_night(state=Night.State.CLOSED)

    assert book(client, draft).status_code == 404
    assert book(client, closed).json()["detail"] == "This night takes nobody any more."


@pytest.mark.harm("H16")
def test_a_ticket_never_says_where_the_van_is_nor_where_anybody_lives(
    client: WatchfulClient, night: Night, home: Address, at_two: None
) -> None:
    ride = make_ride(night=night)
    let_leave(night, ride)

    told = client.get(f"{NIGHTS}tickets/{ride.code}").json()

    assert told["state"] == "aboard"
    assert set(told) == {
        "code", "number", "state", "sentence", "promised_up_at", "promised_off_at", "expected_up_at", "expected_off_at",
        "is_later", "page",
    }  # fmt: skip
    assert "Lin" not in str(told)
