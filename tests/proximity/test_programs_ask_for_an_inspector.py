"""`/api/v1/inspector` and `/api/v1/addresses`: the same answers for programs, in two queries at most."""

from datetime import timedelta

import pytest

from serein.people import operations as people
from serein.territory import memory
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import Place, make_surgery
from tests.queries import at_most

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A2a")]
INSPECTOR = "/api/v1/inspector"
HERE = {"lat": "50.73", "lon": "3.05"}


def test_a_point_and_an_address_have_the_same_inspector(client: WatchfulClient, place: Place) -> None:
    make_surgery(place.town.desk)

    by_point = client.get(INSPECTOR, HERE).json()
    by_address = client.get(INSPECTOR, {"address": place.address.pk}).json()

    assert by_point == by_address
    assert by_point["beat"]["code"] == "B01"
    assert by_point["inspector"] == {"name": "Amina", "languages": ["fr", "nl"]}
    assert (by_point["is_absent"], by_point["backup"]) == (False, None)
    assert by_point["email"] == "quartier-b01@example.org"
    assert by_point["surgeries"][0]["starts_at"] == "2026-06-24T14:00:00+02:00"


@pytest.mark.harm("H32")
def test_the_back_up_is_told_while_the_inspector_is_away_and_never_until_when(
    client: WatchfulClient, place: Place
) -> None:
    people.note_absence(
        staff_member=place.town.amina,
        starts_at=FRIDAY_NIGHT,
        ends_at=FRIDAY_NIGHT + timedelta(days=5),
        by=place.town.eve.actor,
        now=FRIDAY_NIGHT,
    )
    answer = client.get(INSPECTOR, HERE)

    assert answer.json()["is_absent"]
    assert answer.json()["backup"]["name"] == "Bart"
    assert "2026-06-24" not in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"lat": "50.79", "lon": "3.2"}, 404),
        ({"address": "999999"}, 404),
        ({}, 422),
        ({"lat": "50.7"}, 422),
        ({"lat": "91", "lon": "0"}, 422),
        ({"lat": "nan", "lon": "3"}, 422),
        ({"lat": "x", "lon": "3"}, 422),
        ({"address": "-4"}, 422),
        ({"address": "9" * 30}, 422),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_sentence(
    client: WatchfulClient, place: Place, asked: dict[str, str], status: int
) -> None:
    response = client.get(INSPECTOR, asked)

    assert response.status_code == status
    assert response.json()["detail"]


def test_a_look_up_costs_at_most_two_queries(client: WatchfulClient, place: Place) -> None:
    make_surgery(place.town.desk)
    memory.changed("surgeries")
    client.get(INSPECTOR, HERE)

    with at_most(2):
        client.get(INSPECTOR, HERE)


def test_suggestions_carry_what_the_page_needs_next(client: WatchfulClient, place: Place) -> None:
    found = client.get("/api/v1/addresses", {"q": "molenst", "lang": "nl"}).json()

    assert found[0]["id"] == place.address.pk
    assert found[0]["label"].startswith("Molenstraat 12")
    assert found[0]["beat"] == place.beat.code
