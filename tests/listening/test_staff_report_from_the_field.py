"""Wardens, inspectors and works staff report what they see, and enter what others tell them; paper has its own code."""

import io
from typing import Any

import pytest

from serein.enquiries.models import Enquiry
from serein.kit import sealed
from serein.listening import paper_form
from serein.listening.models.report import Report
from serein.listening.paper import is_paper_code, new_paper_code
from serein.people.models import Account
from tests.client import WatchfulClient
from tests.listening.make import LILLE, Ground, url

ENTER = "listening:enter_report"
pytestmark = [pytest.mark.django_db, pytest.mark.promise("A1b")]


def enter(client: WatchfulClient, who: Account, ground: Ground, **changed: Any) -> Any:
    client.force_login(who)
    told = {
        "what": "lamp",
        "message": "Lampe éteinte, mât 12.",
        "token": "staff-token",
        **ground.point,
    }
    return client.post(url(ENTER), told | changed)


def test_what_staff_saw_is_a_report_from_the_field(client: WatchfulClient, ground: Ground) -> None:
    response = enter(client, ground.works, ground)

    report = Report.objects.select_related("enquiry").get()
    assert response.status_code == 302
    assert (report.reporter, report.enquiry.channel) == ("field", "field")
    assert report.released_at is None


def test_who_is_allowed_lets_everyone_read_it_at_once(client: WatchfulClient, ground: Ground) -> None:
    enter(client, ground.works, ground, is_released="on", sentence_fr="Lampe éteinte.", sentence_nl="Lamp uit.")
    report = Report.objects.get()

    assert report.sentence_nl == "Lamp uit."
    assert client.get(url("listening:public_report", report.pk)).status_code == 200


@pytest.mark.harm("H27")
def test_a_sentence_in_one_language_is_refused(client: WatchfulClient, ground: Ground) -> None:
    response = enter(client, ground.works, ground, is_released="on", sentence_fr="Lampe éteinte.")

    assert response.status_code == 422
    assert Report.objects.count() == 0


def test_who_is_not_allowed_is_not_offered_it_and_does_not_get_it(client: WatchfulClient, ground: Ground) -> None:
    client.force_login(ground.warden)
    html = client.get(url(ENTER), {"what": "lamp", **ground.point}).content.decode()
    enter(client, ground.warden, ground, is_released="on")

    assert "is_released" not in html
    assert Report.objects.get().released_at is None


@pytest.mark.parametrize("channel", ["phone", "desk", "paper"])
def test_what_someone_told_is_entered_in_their_language(client: WatchfulClient, ground: Ground, channel: str) -> None:
    enter(client, ground.warden, ground, channel=channel, language="nl", phone="056 33 04 10", may_answer="on")

    enquiry = Enquiry.objects.get()
    assert (enquiry.channel, enquiry.language) == (channel, "nl")
    assert "+32 56 33 04 10" in sealed.open_unseen(enquiry.contact)
    assert Report.objects.get().reporter == "resident"


def test_what_staff_saw_themselves_asks_nobodys_contact_and_keeps_none(client: WatchfulClient, ground: Ground) -> None:
    client.force_login(ground.works)
    html = client.get(url(ENTER), {"what": "lamp", **ground.point}).content.decode()
    enter(client, ground.works, ground, email="chloe@example.org", may_answer="on")

    assert 'name="email"' not in html
    assert "chloe@example.org" not in sealed.open_unseen(Enquiry.objects.get().contact)


def test_a_paper_is_followed_by_the_code_that_was_printed_on_it(client: WatchfulClient, ground: Ground) -> None:
    code = new_paper_code()

    enter(client, ground.warden, ground, channel="paper", language="fr", paper_code=code.lower().replace("-", " "))

    assert Enquiry.objects.get().code == code


def test_a_paper_entered_twice_is_refused_kindly(client: WatchfulClient, ground: Ground) -> None:
    code = new_paper_code()
    enter(client, ground.warden, ground, channel="paper", language="fr", paper_code=code)

    again = enter(client, ground.works, ground, channel="paper", language="fr", paper_code=code, token="another")

    assert again.status_code == 422
    assert "déjà été encodé" in again.content.decode()
    assert Report.objects.count() == 1


@pytest.mark.parametrize("slip", ["ABCDE-FGHJK", "", "x" * 20])
def test_a_code_with_a_slip_of_the_pen_is_not_taken(slip: str) -> None:
    assert not is_paper_code(slip)


def test_any_changed_sign_shows() -> None:
    code = new_paper_code()
    other = ("2" if code[0] != "2" else "3") + code[1:]

    assert is_paper_code(code)
    assert sum(is_paper_code(f"{sign}{code[1:]}") for sign in "23456789ABCDEFGHJKMNPQRSTVWXYZ") <= 2
    assert not is_paper_code(other) or code != other


def test_a_code_from_paper_goes_with_paper_only(client: WatchfulClient, ground: Ground) -> None:
    assert (
        enter(client, ground.warden, ground, channel="phone", language="fr", paper_code=new_paper_code()).status_code
        == 422
    )


@pytest.mark.harm("H28")
def test_the_paper_twin_stands_in_both_languages_with_a_code_a_sheet(client: WatchfulClient, ground: Ground) -> None:
    client.force_login(ground.warden)

    response = client.get(url("listening:print_papers"))

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert len(paper_form.sheets(copies=2)) > 0
    assert io.BytesIO(response.content).read(4) == b"%PDF"


def test_a_place_in_lille_stays_on_the_second_screen(client: WatchfulClient, ground: Ground) -> None:
    response = enter(client, ground.works, ground, **LILLE)

    assert "mairie" in response.content.decode()
    assert Report.objects.count() == 0


@pytest.mark.parametrize("name", [ENTER, "listening:print_papers"])
def test_to_eve_these_pages_do_not_exist(client: WatchfulClient, ground: Ground, name: str) -> None:
    stranger = client.get(url(name)).status_code
    client.force_login(ground.town.eve)

    assert stranger == 302
    assert client.get(url(name)).status_code == 404
    assert enter(client, ground.town.eve, ground).status_code == 404
    assert Report.objects.count() == 0
