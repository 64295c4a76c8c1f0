"""Asking to be called back: at safe hours, with help shown first when it is needed, and never into the void."""

import re
from typing import Any

import pytest
from django.core import mail

from serein.enquiries import queries as enquiries
from serein.enquiries.models import Enquiry, code_once
from serein.kit import outbox, sealed
from serein.kit.models import JournalEntry
from serein.people.models import Membership, Posting
from serein.territory.models import BeatVersion
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import Place, url
from tests.queries import at_most

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A2b")]
TOLD = {
    "name": "Chloé",
    "phone": "056 33 04 10",
    "safe_hours": ["morning"],
    "in_whose_name": "first_name",
    "message": "La lampe du coin est cassée.",
    "email": "chloe@example.org",
}


def ask(client: WatchfulClient, place: Place, language: str = "fr", **changes: Any) -> Any:
    told = {key: value for key, value in (TOLD | changes).items() if value is not None}
    return client.post(url("proximity:call_back", place.beat.code, language=language), told)


def test_it_is_received_and_the_resident_is_led_to_their_own_page(client: WatchfulClient, place: Place) -> None:
    response = ask(client, place)

    enquiry = Enquiry.objects.get()
    assert response.status_code == 302
    assert response["Location"] == url("portal:thread", enquiry.code)
    assert (enquiry.beat, enquiry.language, enquiry.channel) == (place.beat, "fr", "web")
    assert '"+32 56 33 04 10"' in sealed.open_unseen(enquiry.contact)


def test_what_the_inspector_must_know_before_calling_is_kept_in_confidence(
    client: WatchfulClient, place: Place
) -> None:
    ask(client, place, may_leave_message=None)

    enquiry = Enquiry.objects.get()
    facts = {fact.label: fact.value for fact in enquiries.read_sealed_facts(sealed.open_unseen(enquiry.sealed_facts))}
    assert len(facts) == 3
    assert enquiry.facts[0]["label"] == "Beat"
    assert len(enquiry.facts) == 1


@pytest.mark.harm("H02")
def test_the_confirmation_is_neutral_and_in_the_language_they_wrote_in(client: WatchfulClient, place: Place) -> None:
    ask(client, place, language="nl")
    outbox.send_due(now=FRIDAY_NIGHT)

    to_resident = next(message for message in mail.outbox if message.to == ["chloe@example.org"])
    assert "/nl/opvolgen/" in to_resident.body
    for word in ("inspect", "police", "politie", "rappel", "terugbel", "Chloé", "lampe"):
        assert word.lower() not in to_resident.subject.lower(), word
    assert "lampe" not in to_resident.body


def test_one_post_costs_at_most_twelve_queries(client: WatchfulClient, place: Place) -> None:
    ask(client, place)

    with at_most(12):
        ask(client, place)


@pytest.mark.harm("H09")
@pytest.mark.parametrize("message", ["Regardez 1-ABC-234", "Appelez aussi le 0470 12 34 56"])
def test_marks_of_others_are_asked_to_be_taken_out(client: WatchfulClient, place: Place, message: str) -> None:
    response = ask(client, place, message=message)

    assert response.status_code == 422
    assert message.rsplit(maxsplit=1)[-1] in response.content.decode()
    assert not Enquiry.objects.exists()


@pytest.mark.harm("H18")
def test_words_of_emergency_show_help_first_and_a_second_sending_goes_through(
    client: WatchfulClient, place: Place
) -> None:
    first = ask(client, place, message="Il me frappe")

    html = first.content.decode()
    assert first.status_code == 422
    assert html.index("tel:101") < html.index("<form class")
    assert 'name="seen_help" value="on"' in html
    assert ask(client, place, message="Il me frappe", seen_help="on").status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        {"phone": "12"},
        {"phone": "abc"},
        {"name": ""},
        {"phone": None},
        {"email": "x@"},
        {"in_whose_name": "king"},
        {"safe_hours": ["midnight"]},
    ],
)
def test_what_cannot_be_used_is_named_at_its_field_and_nothing_is_lost(
    client: WatchfulClient, place: Place, change: dict[str, Any]
) -> None:
    response = ask(client, place, **change)

    html = response.content.decode()
    assert response.status_code == 422
    assert "data-error-summary" in html
    assert "La lampe du coin est cassée." in html
    assert not Enquiry.objects.exists()


@pytest.mark.harm("H01")
def test_a_form_that_nobody_would_answer_is_closed_and_shows_whom_to_call(client: WatchfulClient, place: Place) -> None:
    Membership.objects.filter(office=place.town.proximity).update(ends_at=FRIDAY_NIGHT)

    shown = client.get(url("proximity:call_back", place.beat.code))
    sent = ask(client, place)

    assert (shown.status_code, sent.status_code) == (503, 503)
    assert "<form class" not in shown.content.decode()
    assert "tel:+3256000000" in shown.content.decode()
    assert not Enquiry.objects.exists()


def test_ten_a_second_from_one_address_are_slowed_down_and_others_are_not(client: WatchfulClient, place: Place) -> None:
    answers = [ask(client, place).status_code for _ in range(14)]

    assert answers[:10] == [302] * 10
    assert answers[10:] == [429] * 4
    assert client.post(url("proximity:call_back", place.beat.code), TOLD, REMOTE_ADDR="192.0.2.44").status_code == 302


def test_a_beat_that_does_not_exist_is_not_there(client: WatchfulClient, place: Place) -> None:
    assert client.get(url("proximity:call_back", "B99")).status_code == 404


def test_the_form_works_without_javascript_and_says_how_long_it_is_kept(client: WatchfulClient, place: Place) -> None:
    html = client.get(url("proximity:call_back", place.beat.code)).content.decode()

    assert html.count("<label") >= 6
    assert "30" in html
    assert 'method="post"' in html


def test_the_journal_names_the_act_and_no_content(client: WatchfulClient, place: Place) -> None:
    ask(client, place)

    entry = JournalEntry.objects.get(act="enquiry.opened")
    told = f"{entry.identifiers} {entry.actor_label} {entry.about_id}"
    assert entry.identifiers == {"kind": "call_back", "channel": "web"}
    assert "Chloé" not in told
    assert str(Enquiry.objects.get().code) not in told


def test_a_form_that_is_sent_twice_makes_one_request_and_leads_to_it_twice(
    client: WatchfulClient, place: Place
) -> None:
    html = client.get(url("proximity:call_back", place.beat.code)).content.decode()
    token = re.findall(r'name="token" value="([^"]+)"', html)[0]

    answers = [ask(client, place, token=token) for _ in range(3)]

    assert {answer["Location"] for answer in answers} == {url("portal:thread", Enquiry.objects.get().code)}
    outbox.send_due(now=FRIDAY_NIGHT)
    assert len(mail.outbox) == 2


def test_what_was_changed_before_it_was_sent_again_is_another_request(client: WatchfulClient, place: Place) -> None:
    ask(client, place, token="T" * 24)
    ask(client, place, token="T" * 24, message="Et celle d'en face aussi.")
    ask(client, place)
    ask(client, place)

    assert Enquiry.objects.count() == 4


def test_the_token_of_a_form_tells_nobody_the_code(client: WatchfulClient, place: Place) -> None:
    ask(client, place, token="T" * 24)

    assert Enquiry.objects.get().code != code_once("T" * 24)


@pytest.mark.harm("H01")
@pytest.mark.parametrize("lacks", ["a desk", "its version in force"])
def test_of_a_beat_that_answers_nobody_nothing_can_be_asked(client: WatchfulClient, place: Place, lacks: str) -> None:
    Posting.objects.all().delete()
    if lacks == "a desk":
        place.town.desk.delete()
    else:
        BeatVersion.objects.update(state=BeatVersion.State.REPLACED)

    assert client.get(url("proximity:call_back", place.beat.code)).status_code == 404
    assert client.get(url("proximity:appointment", place.beat.code)).status_code == 404
    page = client.get(url("proximity:find_inspector"), {"beat": place.beat.code}).content.decode()
    assert url("proximity:call_back", place.beat.code) not in page
