"""Taking a slot of a surgery: once, with a calendar file, free again when it is withdrawn."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit.actors import RESIDENT
from serein.people.models import Absence, Posting
from serein.proximity.models import Appointment, Surgery
from serein.proximity.operations import meetings
from serein.proximity.queries import inspectors
from tests.client import WatchfulClient
from tests.people.make import BRUSSELS, FRIDAY_NIGHT
from tests.proximity.make import Place, make_surgery, url

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A2b")]
CHLOE = meetings.Request(name="Chloé")
REACHED = {"name": "Chloé", "phone": "056 33 04 10"}


@pytest.fixture(autouse=True)
def _a_surgery(place: Place) -> None:
    make_surgery(place.town.desk)


def slots(place: Place, now: datetime = FRIDAY_NIGHT) -> list[inspectors.Slot]:
    return inspectors.list_free_slots(beat=place.beat, now=now)


def take(place: Place, n: int = 0) -> Appointment:
    return meetings.make_appointment(
        beat=place.beat, slot_key=slots(place)[n].key, request=CHLOE, language="fr", now=FRIDAY_NIGHT
    )


def test_a_surgery_of_an_hour_has_three_slots_of_twenty_minutes_each_week(place: Place) -> None:
    found = slots(place)

    assert [f"{slot.starts_at:%d/%m %H:%M}" for slot in found[:4]] == [
        "24/06 14:00",
        "24/06 14:20",
        "24/06 14:40",
        "01/07 14:00",
    ]
    assert len(found) == 12


def test_a_public_holiday_has_no_surgery(place: Place) -> None:
    make_surgery(place.town.desk, weekday=1)
    on_the_national_holiday = [
        slot for slot in slots(place, datetime(2026, 7, 10, 9, 0, tzinfo=BRUSSELS)) if slot.starts_at.day == 21
    ]

    assert on_the_national_holiday == []


def test_surgeries_keep_their_hour_when_the_clock_changes(place: Place) -> None:
    found = slots(place, datetime(2026, 10, 20, 9, 0, tzinfo=BRUSSELS))

    assert {slot.starts_at.astimezone(BRUSSELS).hour for slot in found} == {14}


def test_a_slot_is_taken_once(place: Place) -> None:
    key = slots(place)[0].key
    take(place)

    assert key not in [slot.key for slot in slots(place)]
    with pytest.raises(meetings.SlotTaken):
        meetings.make_appointment(beat=place.beat, slot_key=key, request=CHLOE, language="fr", now=FRIDAY_NIGHT)
    assert Enquiry.objects.count() == 1


@pytest.mark.parametrize("key", ["", "1", "x@y", "1@2026-06-24T03:00", "999@2026-06-24T14:00", "1@2020-01-01T14:00"])
def test_a_slot_that_is_none_is_refused(place: Place, key: str) -> None:
    with pytest.raises(meetings.SlotTaken):
        meetings.make_appointment(beat=place.beat, slot_key=key, request=CHLOE, language="fr", now=FRIDAY_NIGHT)


def test_withdrawing_frees_the_slot_for_the_next(place: Place) -> None:
    taken = take(place)
    enquiries.withdraw(enquiry=taken.enquiry, by=RESIDENT, now=FRIDAY_NIGHT)

    again = take(place)

    assert again.starts_at == taken.starts_at


def test_its_owner_is_reminded_the_working_day_after_it_took_place(place: Place) -> None:
    enquiry = take(place).enquiry

    assert enquiry.due_at == datetime(2026, 6, 25, 17, 0, tzinfo=BRUSSELS)


def test_the_whole_gesture_through_the_page(client: WatchfulClient, place: Place) -> None:
    page = url("proximity:appointment", place.beat.code)
    key = slots(place)[1].key
    assert key in client.get(page).content.decode()

    response = client.post(page, {"slot": key, "name": "Chloé", "phone": "056 33 04 10"})

    enquiry = Enquiry.objects.get()
    assert response["Location"] == url("portal:thread", enquiry.code)
    assert "14:20" in client.get(response["Location"]).content.decode()


def test_the_calendar_file_has_the_hour_and_no_reason(client: WatchfulClient, place: Place) -> None:
    appointment = take(place)

    response = client.get(url("proximity:calendar", appointment.enquiry.code))

    event: Any = next(iter(Calendar.from_ical(response.content).walk("VEVENT")))
    assert event["DTSTART"].dt == appointment.starts_at
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=20)
    assert "police" not in response.content.decode().lower()
    assert "Chloé" not in response.content.decode()


@pytest.mark.harm("H03")
@pytest.mark.parametrize("name", ["appointment", "call_back"])
def test_no_cache_keeps_the_page_that_asks(client: WatchfulClient, place: Place, name: str) -> None:
    response = client.get(url(f"proximity:{name}", place.beat.code))

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")


def test_someone_else_taking_it_first_is_told_kindly(
    client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = slots(place)[0].key

    def too_late(**_: object) -> None:
        raise meetings.SlotTaken

    monkeypatch.setattr(meetings, "make_appointment", too_late)
    response = client.post(url("proximity:appointment", place.beat.code), {"slot": key} | REACHED)

    assert response.status_code == 422
    assert "data-error-summary" in response.content.decode()


def test_without_any_surgery_a_call_back_is_offered(client: WatchfulClient, place: Place) -> None:
    Surgery.objects.all().delete()
    html = client.get(url("proximity:appointment", place.beat.code)).content.decode()

    assert url("proximity:call_back", place.beat.code) in html


@pytest.mark.harm("H01")
@pytest.mark.parametrize("told", [{}, {"phone": "  "}, {"phone": "12"}, {"email": "nobody"}])
def test_who_leaves_no_way_to_be_told_is_asked_for_one(
    client: WatchfulClient, place: Place, told: dict[str, str]
) -> None:
    asked = {"slot": slots(place)[0].key, "name": "Chloé"} | told

    assert client.post(url("proximity:appointment", place.beat.code), asked).status_code == 422
    assert not Enquiry.objects.exists()


def test_a_mail_address_alone_will_do(client: WatchfulClient, place: Place) -> None:
    asked = {"slot": slots(place)[0].key, "name": "Chloé", "email": "chloe@example.org"}

    assert client.post(url("proximity:appointment", place.beat.code), asked).status_code == 302


def test_no_moment_is_offered_while_nobody_at_all_would_be_there(place: Place) -> None:
    first, second = datetime(2026, 6, 24, tzinfo=BRUSSELS), datetime(2026, 6, 30, tzinfo=BRUSSELS)
    Absence.objects.create(staff_member=place.town.amina, starts_at=FRIDAY_NIGHT, ends_at=None)
    assert slots(place)[0].starts_at.day == 24

    Absence.objects.create(staff_member=place.town.bart, starts_at=first, ends_at=second)
    assert (slots(place)[0].starts_at.day, slots(place)[0].starts_at.month) == (1, 7)

    Posting.objects.update(ends_at=datetime(2026, 7, 8, 14, 20, tzinfo=BRUSSELS))
    assert f"{slots(place)[-1].starts_at.astimezone(BRUSSELS):%d/%m %H:%M}" == "08/07 14:00"


def test_a_vacant_beat_offers_no_moment(client: WatchfulClient, place: Place) -> None:
    Posting.objects.all().delete()

    assert slots(place) == []
    assert client.get(url("proximity:appointment", place.beat.code)).status_code == 200


def test_a_form_that_is_sent_twice_makes_one_appointment(client: WatchfulClient, place: Place) -> None:
    page = url("proximity:appointment", place.beat.code)
    html = client.get(page).content.decode()
    token = re.findall(r'name="token" value="([^"]+)"', html)[0]
    asked = {"slot": slots(place)[0].key, "token": token} | REACHED

    answers = [client.post(page, asked) for _ in range(3)]

    assert {answer["Location"] for answer in answers} == {url("portal:thread", Enquiry.objects.get().code)}
    assert client.post(page, asked | {"name": "Driss"}).status_code == 422
