"""Announcing a surgery puts it on every page at once; ending it names the appointments to move."""

from datetime import date
from typing import Any

import pytest

from serein.people.models import Account
from serein.proximity import operations, queries
from serein.proximity.models import Surgery
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_beat, make_desk
from tests.proximity.make import Place, make_surgery, url

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A2b")]


@pytest.fixture(autouse=True)
def _amina_is_in(client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: True)
    client.force_login(place.town.amina.account, backend="django.contrib.auth.backends.ModelBackend")


def told(place: Place, **changes: Any) -> dict[str, Any]:
    return {
        "desk": place.town.desk.pk,
        "weekday": 2,
        "opens": "14:00",
        "closes": "15:00",
        "slot_minutes": 20,
        "place_fr": "École du Centre",
        "place_nl": "Centrumschool",
        "from_on": "2026-06-01",
    } | changes


def test_what_is_announced_stands_on_the_residents_page_at_once(client: WatchfulClient, place: Place) -> None:
    assert client.post(url("proximity:surgeries"), told(place)).status_code == 302

    html = WatchfulClient().get(url("proximity:find_inspector"), {"q": "Rue du Moulin 12"}).content.decode()
    assert "École du Centre" in html


@pytest.mark.harm("H27")
@pytest.mark.parametrize(
    "change", [{"place_nl": ""}, {"closes": "13:00"}, {"slot_minutes": 1}, {"opens": "25:00"}, {"weekday": 9}]
)
def test_what_cannot_be_is_refused_and_nothing_is_announced(
    client: WatchfulClient, place: Place, change: dict[str, Any]
) -> None:
    assert client.post(url("proximity:surgeries"), told(place, **change)).status_code == 422
    assert not Surgery.objects.exists()


def test_nobody_announces_surgeries_for_anothers_beat(client: WatchfulClient, place: Place) -> None:
    other = make_desk(make_beat("B02"))
    surgery = make_surgery(other)

    assert client.post(url("proximity:surgeries"), told(place, desk=other.pk)).status_code == 422
    assert client.post(url("proximity:end_surgery", surgery.pk)).status_code == 404


def test_ending_it_keeps_the_appointments_and_names_those_to_move(client: WatchfulClient, place: Place) -> None:
    surgery = make_surgery(place.town.desk)
    slot = queries.list_free_slots(beat=place.beat, now=FRIDAY_NIGHT)[0]
    made = operations.make_appointment(
        beat=place.beat, slot_key=slot.key, request=operations.Request(name="Chloé"), language="fr", now=FRIDAY_NIGHT
    )

    response = client.post(url("proximity:end_surgery", surgery.pk), follow=True)

    surgery.refresh_from_db()
    assert surgery.until_on == date(2026, 6, 19)
    assert "notice--warn" in response.content.decode()
    assert queries.find_appointment(enquiry=made.enquiry) == made
    assert queries.list_free_slots(beat=place.beat, now=FRIDAY_NIGHT) == []


def test_the_chief_may_announce_for_every_beat(client: WatchfulClient, place: Place) -> None:
    client.force_login(Account.objects.get(display_name="Farid"), backend="django.contrib.auth.backends.ModelBackend")
    other = make_desk(make_beat("B02"))

    assert client.post(url("proximity:surgeries"), told(place, desk=other.pk)).status_code == 302
