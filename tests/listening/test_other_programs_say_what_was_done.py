"""Other programs send and read updates through Open311's extension."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry, StandardAnswer
from serein.kit import sealed
from serein.listening.models.partner import Partner
from tests.client import WatchfulClient
from tests.listening.programs import SENT, V2, errors, let_in, post, sent_number
from tests.listening.works import make_works, release, tell
from tests.people.make import FRIDAY_NIGHT

pytestmark = pytest.mark.usefixtures("friday_night")


@pytest.mark.django_db
def test_the_works_departments_tool_says_what_was_done(client: WatchfulClient) -> None:
    works = make_works()
    _tool, key = let_in("Atal", may=Partner.May.HANDLE, office=works.office)
    StandardAnswer.objects.create(outcome="done", text_fr="C'est réparé.", text_nl="Het is hersteld.")
    report = tell(email="chloe@example.org")

    def say(**sent: str) -> tuple[int, ET.Element]:
        return post(client, "servicerequestupdates", key, {"service_request_id": str(report.pk), **sent})

    assert say(status="ACTION_SCHEDULED", scheduled_on="2026-06-26")[0] == 200
    assert Enquiry.objects.get().promised_on.isoformat() == "2026-06-26"  # type: ignore[union-attr]
    status, root = say(status="FIXED", description="Ampoule remplacée.")

    enquiry = Enquiry.objects.get()
    assert (status, enquiry.state, enquiry.outcome) == (200, Enquiry.State.ANSWERED, Enquiry.Outcome.DONE)
    assert (enquiry.reason_fr, enquiry.reason_nl) == ("C'est réparé.", "Het is hersteld.")
    assert root.findtext("request_update/update_id")
    assert say(status="FIXED")[0] == 409


@pytest.mark.django_db
@pytest.mark.harm("H27")
def test_a_tool_closes_nothing_without_action_in_one_language(client: WatchfulClient) -> None:
    works = make_works()
    _tool, key = let_in("Atal", may=Partner.May.HANDLE, office=works.office)
    report = tell()
    sent = {"service_request_id": str(report.pk), "status": "NO_FURTHER_ACTION", "reason_fr": "Terrain privé."}

    status, root = post(client, "servicerequestupdates", key, sent)

    assert status == 400
    assert "reason_nl" in errors(root)
    assert Enquiry.objects.get().is_open


@pytest.mark.django_db
def test_a_tool_touches_nothing_of_another_office(client: WatchfulClient) -> None:
    works = make_works()
    _tool, key = let_in("Atal", may=Partner.May.HANDLE, office=works.mayor)
    report = tell()

    status, _root = post(
        client, "servicerequestupdates", key, {"service_request_id": str(report.pk), "status": "FIXED"}
    )

    assert status == 404
    assert Enquiry.objects.get().state == Enquiry.State.NEW


@pytest.mark.django_db
def test_a_comment_from_fixmystreet_speaks_for_the_author_and_closes_nothing(client: WatchfulClient) -> None:
    works = make_works()
    _partner, key = let_in()
    number = sent_number(post(client, "requests", key, SENT)[1])
    comment = {"service_request_id": number, "status": "CLOSED", "update_id_ext": "7", "description": "Merci !"}

    assert post(client, "servicerequestupdates", key, comment)[0] == 200
    enquiry = Enquiry.objects.get()
    assert enquiry.is_open
    assert "Merci" in sealed.open_unseen(enquiry.message)
    enquiries.answer(enquiry=enquiry, text="Fait.", by=works.hugo.actor, now=FRIDAY_NIGHT)
    post(
        client,
        "servicerequestupdates",
        key,
        comment | {"status": "OPEN", "update_id_ext": "8", "description": "Toujours éteinte."},
    )

    assert Enquiry.objects.get().state == Enquiry.State.UNSOLVED


@pytest.mark.django_db
def test_what_happened_is_read_for_a_period(client: WatchfulClient) -> None:
    works = make_works()
    report = release(tell(), by=works.hugo)
    later = FRIDAY_NIGHT + timedelta(days=2)
    enquiries.answer(
        enquiry=report.enquiry,
        text="",
        outcome="done",
        reason_fr="C'est réparé.",
        reason_nl="Het is hersteld.",
        by=works.hugo.actor,
        now=later,
    )
    at = timezone.localtime(later).isoformat()

    def read(**asked: str) -> ET.Element:
        return ET.fromstring(client.get(f"{V2}/servicerequestupdates.xml", asked).content)

    found = read(start_date=at, end_date=at).findall("request_update")
    assert [(one.findtext("status"), one.findtext("description")) for one in found] == [("CLOSED", "C'est réparé.")]
    assert "Hersteld" not in str(read(start_date=at, end_date=at, lang="nl").findtext("request_update/description"))
    assert errors(read(start_date="hier"))
    assert errors(read(start_date="2026-07-01T00:00:00Z", end_date="2026-06-01T00:00:00Z"))


@pytest.mark.django_db
def test_an_update_sent_twice_is_taken_once(client: WatchfulClient) -> None:
    works = make_works()
    _tool, key = let_in("Atal", may=Partner.May.HANDLE, office=works.office)
    report = tell()
    sent = {"service_request_id": str(report.pk), "status": "ACTION_SCHEDULED", "scheduled_on": "2026-06-26"}

    numbers = [post(client, "servicerequestupdates", key, sent | {"update_id": "u1"})[1] for _ in range(2)]

    assert len({root.findtext("request_update/update_id") for root in numbers}) == 1
    assert report.enquiry.steps.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    [
        {"status": "ACTION_SCHEDULED", "scheduled_on": "2020-01-01"},
        {"status": "ACTION_SCHEDULED", "scheduled_on": "9999-12-31"},
        {"status": "OPEN", "service_request_id": "9" * 5000},
        {"status": "FIXED", "reason_fr": "La 1-ABC-234\0", "reason_nl": "x"},
    ],
)
def test_an_update_that_makes_no_sense_is_refused_and_never_breaks(
    client: WatchfulClient, sent: dict[str, str]
) -> None:
    works = make_works()
    _tool, key = let_in("Atal", may=Partner.May.HANDLE, office=works.office)
    report = tell()

    status, root = post(client, "servicerequestupdates", key, {"service_request_id": str(report.pk)} | sent)

    assert status == 400
    assert errors(root)
