"""Announcing a surgery puts it on every page at once; ending it names the appointments to move."""

from datetime import date
from typing import Any

import pytest

from serein.enquiries import operations as enquiries
from serein.kit.actors import RESIDENT
from serein.kit.models import JournalEntry, OutboxMail
from serein.kit.sealed import open_unseen
from serein.people.models import Account
from serein.proximity.models import Appointment, Surgery
from serein.proximity.operations import meetings
from serein.proximity.queries import inspectors
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


def make(place: Place, *, phone: str = "", email: str = "") -> Appointment:
    slot = inspectors.list_free_slots(beat=place.beat, now=FRIDAY_NIGHT)[0]
    request = meetings.Request(name="Chloé", phone=phone, email=email)
    return meetings.make_appointment(
        beat=place.beat, slot_key=slot.key, request=request, language="nl", now=FRIDAY_NIGHT
    )


@pytest.mark.harm("H01")
def test_ending_it_tells_each_resident_who_would_stand_before_a_closed_door(
    client: WatchfulClient, place: Place
) -> None:
    surgery = make_surgery(place.town.desk)
    called, written = make(place, phone="+32 56 33 04 10"), make(place, email="chloe@example.org")
    OutboxMail.objects.all().delete()

    html = client.post(url("proximity:end_surgery", surgery.pk), follow=True).content.decode()

    surgery.refresh_from_db()
    assert surgery.until_on == date(2026, 6, 19)
    assert "notice--warn" in html
    assert html.count("À appeler") == html.count("Prévenu par courriel") == 1
    assert url("enquiries:enquiry", called.enquiry_id) in html
    mail = OutboxMail.objects.get()
    assert "14:20" in open_unseen(mail.body)
    for appointment in (called, written):
        thread = WatchfulClient().get(url("portal:thread", appointment.enquiry.code)).content.decode()
        assert (
            "Geannuleerd door de post"
            in WatchfulClient().get(url("portal:thread", appointment.enquiry.code, language="nl")).content.decode()
        )
        assert url("proximity:appointment", place.beat.code) in thread
    assert inspectors.list_free_slots(beat=place.beat, now=FRIDAY_NIGHT) == []


def test_whom_to_call_is_read_at_the_desk_and_noted(client: WatchfulClient, place: Place) -> None:
    surgery = make_surgery(place.town.desk)
    appointment = make(place, phone="+32 56 33 04 10")
    client.post(url("proximity:end_surgery", surgery.pk))

    html = client.post(url("enquiries:read_contact", appointment.enquiry_id)).content.decode()

    assert "+32 56 33 04 10" in html
    assert JournalEntry.objects.filter(act="sealed.read").exists()


def test_who_took_the_appointment_back_before_is_told_nothing(client: WatchfulClient, place: Place) -> None:
    surgery = make_surgery(place.town.desk)
    appointment = make(place, email="chloe@example.org")
    enquiries.withdraw(enquiry=appointment.enquiry, by=RESIDENT, now=FRIDAY_NIGHT)

    assert (
        meetings.end_surgery(
            surgery=surgery, last_on=FRIDAY_NIGHT.date(), by=place.town.amina.account.actor, now=FRIDAY_NIGHT
        )
        == []
    )


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 422),
        ({"opens": "14:30", "closes": "16:00"}, 422),
        ({"opens": "13:00", "closes": "17:00", "place_fr": "Ailleurs"}, 422),
        ({"opens": "15:00", "closes": "16:00"}, 302),
        ({"opens": "13:00", "closes": "14:00"}, 302),
        ({"weekday": 3}, 302),
    ],
)
def test_a_beat_has_one_surgery_at_an_hour(
    client: WatchfulClient, place: Place, change: dict[str, Any], status: int
) -> None:
    make_surgery(place.town.desk)

    assert client.post(url("proximity:surgeries"), told(place, **change)).status_code == status


def test_hours_of_a_surgery_that_ended_are_free_again(client: WatchfulClient, place: Place) -> None:
    make_surgery(place.town.desk, until_on=date(2026, 5, 31))

    assert client.post(url("proximity:surgeries"), told(place)).status_code == 302


def test_the_chief_may_announce_for_every_beat(client: WatchfulClient, place: Place) -> None:
    client.force_login(Account.objects.get(display_name="Farid"), backend="django.contrib.auth.backends.ModelBackend")
    other = make_desk(make_beat("B02"))

    assert client.post(url("proximity:surgeries"), told(place, desk=other.pk)).status_code == 302
