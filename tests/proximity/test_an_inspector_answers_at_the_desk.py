"""The desk: what must be answered, who may see it, and who stands in."""

from datetime import timedelta
from typing import Any

import pytest

from serein.enquiries import operations
from serein.enquiries.models import Enquiry
from serein.kit.actors import RESIDENT
from serein.kit.models import JournalEntry
from serein.people.models import Account, Membership, Role
from tests.client import WatchfulClient
from tests.enquiries.make import make_enquiry
from tests.people.make import FRIDAY_NIGHT, make_beat, make_holder, make_office
from tests.proximity.make import Place, url
from tests.queries import at_most

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_second_factor_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: True)


def enter(client: WatchfulClient, account: Account) -> WatchfulClient:
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def staff_pages(enquiry: Enquiry) -> list[tuple[str, str]]:
    """Return each page of the desk with the method that opens it."""
    one = enquiry.pk
    return [
        ("get", url("proximity:desk")),
        ("get", url("proximity:oversight")),
        ("get", url("proximity:surgeries")),
        ("post", url("proximity:surgeries")),
        ("post", url("proximity:end_surgery", 1)),
        ("get", url("proximity:on_behalf")),
        ("post", url("proximity:on_behalf")),
        ("get", url("enquiries:enquiry", one)),
        ("post", url("enquiries:read_contact", one)),
        ("post", url("enquiries:answer", one)),
        ("post", url("enquiries:hand_over", one)),
        ("get", url("enquiries:outbox")),
        ("get", url("enquiries:personal_data")),
        ("get", url("people:absences")),
        ("post", url("people:absences")),
        ("post", url("people:end_absence", 1)),
        ("get", url("people:postings")),
        ("post", url("people:postings")),
        ("post", url("people:let_leave")),
        ("get", url("people:numbers")),
        ("post", url("people:verify_number", "police")),
    ]


def test_each_page_of_the_desk_is_closed_to_who_is_not_logged_in(client: WatchfulClient, place: Place) -> None:
    for method, page in staff_pages(make_enquiry(place.town)):
        response = getattr(client, method)(page)
        assert response.status_code == 302, page
        assert "/accounts/login/" in response["Location"], page


def test_eve_who_holds_no_office_sees_nothing_of_the_desk(client: WatchfulClient, place: Place) -> None:
    enter(client, place.town.eve)
    for method, page in staff_pages(make_enquiry(place.town)):
        assert getattr(client, method)(page).status_code == 404, page


def test_who_held_an_office_until_yesterday_sees_nothing_either(client: WatchfulClient, place: Place) -> None:
    Membership.objects.filter(account=place.town.amina.account).update(ends_at=FRIDAY_NIGHT - timedelta(days=1))
    enter(client, place.town.amina.account)

    assert client.get(url("proximity:desk")).status_code == 404


@pytest.mark.parametrize("role", [Role.YOUTH, Role.WORKS, Role.MAYOR, Role.DPO, Role.PREVENTION_OFFICER])
def test_colleagues_of_other_offices_cannot_open_a_request_that_is_not_theirs(
    client: WatchfulClient, place: Place, role: str
) -> None:
    enquiry = make_enquiry(place.town)
    colleague = make_holder(make_office("other"), name="Hugo", role=role)
    enter(client, colleague)

    assert client.get(url("enquiries:enquiry", enquiry.pk)).status_code == 404
    assert client.post(url("enquiries:read_contact", enquiry.pk)).status_code == 404
    assert client.post(url("enquiries:answer", enquiry.pk), {"text": "x"}).status_code == 404
    assert not JournalEntry.objects.filter(act="sealed.read").exists()


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        (Role.DPO, {"enquiries:personal_data", "enquiries:outbox"}),
        (Role.MAYOR, {"proximity:oversight"}),
        (Role.INSPECTOR, {"proximity:on_behalf"}),
        (Role.WORKS, set()),
        (
            Role.CHIEF,
            {"proximity:oversight", "proximity:on_behalf", "enquiries:outbox", "people:postings", "people:numbers"},
        ),
    ],
)
def test_each_role_opens_its_own_pages_only(client: WatchfulClient, place: Place, role: str, opens: set[str]) -> None:
    enter(client, make_holder(make_office("other"), name="Hugo", role=role))
    asked = [
        "proximity:oversight",
        "proximity:on_behalf",
        "enquiries:outbox",
        "enquiries:personal_data",
        "people:postings",
        "people:numbers",
    ]

    assert {page for page in asked if client.get(url(page)).status_code == 200} == opens


@pytest.mark.harm("H02")
def test_what_was_told_in_confidence_is_shown_on_request_and_the_read_is_journalled(
    client: WatchfulClient, place: Place
) -> None:
    enquiry = make_enquiry(place.town)
    enter(client, place.town.amina.account)

    before = client.get(url("enquiries:enquiry", enquiry.pk))
    shown = client.post(url("enquiries:read_contact", enquiry.pk))

    assert "Chloé" not in before.content.decode()
    assert "Chloé" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert JournalEntry.objects.get(act="sealed.read").actor_label == "Amina"
    assert Enquiry.objects.get().state == Enquiry.State.IN_HAND


def test_where_only_the_confidential_part_is_asked_for_only_that_part_is_answered(
    client: WatchfulClient, place: Place
) -> None:
    enquiry = make_enquiry(place.town)
    enter(client, place.town.amina.account)

    part = client.post(url("enquiries:read_contact", enquiry.pk), headers={"HX-Request": "true", "HX-Target": "told"})

    assert "Chloé" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert part["Cache-Control"].startswith("no-store")
    assert JournalEntry.objects.filter(act="sealed.read").count() == 1


def test_answering_takes_it_off_the_desk(client: WatchfulClient, place: Place) -> None:
    enquiry = make_enquiry(place.town)
    enter(client, place.town.amina.account)
    assert str(enquiry.code) in client.get(url("proximity:desk")).content.decode()

    response = client.post(url("enquiries:answer", enquiry.pk), {"text": "Nous nous sommes parlé."})

    assert response["Location"] == url("proximity:desk")
    assert str(enquiry.code) not in client.get(url("proximity:desk")).content.decode()


def test_the_second_of_two_answers_is_refused_and_its_text_is_not_lost(client: WatchfulClient, place: Place) -> None:
    enquiry = make_enquiry(place.town)
    enter(client, place.town.amina.account)
    client.post(url("enquiries:answer", enquiry.pk), {"text": "La première."})

    second = client.post(url("enquiries:answer", enquiry.pk), {"text": "La seconde, longuement écrite."})

    assert second.status_code == 409
    assert "La seconde, longuement écrite." in second.content.decode()


def test_handing_over_moves_it_to_the_other_desk(client: WatchfulClient, place: Place) -> None:
    enquiry = make_enquiry(place.town)
    enter(client, place.town.amina.account)

    client.post(url("enquiries:hand_over", enquiry.pk), {"to": f"office:{place.town.proximity.pk}"})

    assert client.get(url("enquiries:enquiry", enquiry.pk)).status_code == 404
    greet = Account.objects.get(display_name="Greet")
    assert enter(client, greet).get(url("enquiries:enquiry", enquiry.pk)).status_code == 200


@pytest.mark.parametrize("to", ["", "office:", "office:999999", "beat:x", "king:1"])
def test_handing_over_to_nobody_is_refused(client: WatchfulClient, place: Place, to: str) -> None:
    enquiry = make_enquiry(place.town)
    enter(client, place.town.amina.account)

    assert client.post(url("enquiries:hand_over", enquiry.pk), {"to": to}).status_code == 422


def test_it_is_handed_only_to_beats_that_answer(client: WatchfulClient, place: Place) -> None:
    enquiry = make_enquiry(place.town)
    silent = make_beat("B09")
    enter(client, place.town.amina.account)

    assert client.post(url("enquiries:hand_over", enquiry.pk), {"to": f"beat:{silent.pk}"}).status_code == 422
    html = client.get(url("enquiries:enquiry", enquiry.pk)).content.decode()
    assert (f"beat:{place.beat.pk}" in html, f"beat:{silent.pk}" in html) == (True, False)
    assert f'value="{silent.pk}"' not in client.get(url("proximity:on_behalf")).content.decode()


def test_an_office_that_emptied_in_the_meantime_is_said_to_be_empty(
    client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    enquiry = make_enquiry(place.town)
    enter(client, place.town.amina.account)
    monkeypatch.setattr("serein.people.queries.is_held", lambda **_: False)

    response = client.post(url("enquiries:hand_over", enquiry.pk), {"to": f"office:{place.town.proximity.pk}"})

    assert response.status_code == 422
    assert "Plus personne" in response.content.decode()


def test_what_its_author_withdraws_while_it_is_read_is_said_so(
    client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    enquiry = make_enquiry(place.town)
    enter(client, place.town.amina.account)
    read = operations.read_contact

    def withdrawn_meanwhile(**told: Any) -> dict[str, str]:
        texts = read(**told)
        operations.withdraw(enquiry=enquiry, by=RESIDENT, now=FRIDAY_NIGHT)
        return texts

    monkeypatch.setattr(operations, "read_contact", withdrawn_meanwhile)
    response = client.post(url("enquiries:read_contact", enquiry.pk))

    assert response.status_code == 200
    assert Enquiry.objects.get().state == Enquiry.State.WITHDRAWN


@pytest.mark.promise("A2b")
def test_noting_an_absence_lets_the_back_up_take_over_everywhere_at_once(client: WatchfulClient, place: Place) -> None:
    enquiry = make_enquiry(place.town)
    enter(client, place.town.amina.account)
    response = client.post(
        url("people:absences"), {"staff_member": place.town.amina.pk, "from_on": f"{FRIDAY_NIGHT:%Y-%m-%d}"}
    )

    assert response.status_code == 302
    assert str(enquiry.code) not in client.get(url("proximity:desk")).content.decode()
    assert "Bart" in WatchfulClient().get(url("proximity:find_inspector"), {"q": "Rue du Moulin 12"}).content.decode()
    assert str(enquiry.code) in enter(client, place.town.bart.account).get(url("proximity:desk")).content.decode()


@pytest.mark.harm("H32")
def test_one_notes_ones_own_absence_only_unless_one_is_in_charge(client: WatchfulClient, place: Place) -> None:
    told = {"staff_member": place.town.bart.pk, "from_on": f"{FRIDAY_NIGHT:%Y-%m-%d}"}

    assert enter(client, place.town.amina.account).post(url("people:absences"), told).status_code == 422
    chief = Account.objects.get(display_name="Farid")
    assert enter(client, chief).post(url("people:absences"), told).status_code == 302


@pytest.mark.parametrize("rows", [1, 28])
def test_the_desk_costs_at_most_eight_queries_whatever_its_length(
    client: WatchfulClient, place: Place, rows: int
) -> None:
    for _ in range(rows):
        make_enquiry(place.town)
    enter(client, place.town.amina.account)
    client.get(url("proximity:desk"))

    with at_most(8):
        html = client.get(url("proximity:desk")).content.decode()

    assert html.count("/fr/bureau/demandes/") == rows


def test_a_call_back_noted_on_the_phone_gives_a_code_to_read_out(client: WatchfulClient, place: Place) -> None:
    enter(client, Account.objects.get(display_name="Greet"))
    told = {
        "beat": place.beat.pk,
        "channel": "phone",
        "language": "nl",
        "name": "Chloé",
        "phone": "056 33 04 10",
        "in_whose_name": "commune",
    }
    response = client.post(url("proximity:on_behalf"), told, follow=True)

    enquiry = Enquiry.objects.get()
    assert (enquiry.channel, enquiry.language) == ("phone", "nl")
    assert str(enquiry.code) in response.content.decode()


def test_the_chief_sees_what_is_late_and_who_serves_where(client: WatchfulClient, place: Place) -> None:
    make_enquiry(place.town, now=FRIDAY_NIGHT - timedelta(days=20))
    enter(client, Account.objects.get(display_name="Farid"))

    html = client.get(url("proximity:oversight")).content.decode()

    assert "B01" in html
    assert "Amina" in html
    assert url("enquiries:enquiry", Enquiry.objects.get().pk) in html


@pytest.mark.harm("H01")
def test_staff_see_in_red_that_the_worker_is_silent(client: WatchfulClient, place: Place) -> None:
    enter(client, place.town.amina.account)

    assert 'class="alarms"' in client.get(url("proximity:desk")).content.decode()
    assert 'class="alarms"' not in WatchfulClient().get(url("portal:home")).content.decode()


def test_staff_without_a_second_factor_are_led_to_set_one_up(
    client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: False)
    enter(client, place.town.amina.account)

    response = client.get(url("proximity:desk"))

    assert response.status_code == 302
    assert response["Location"].endswith("/accounts/2fa/")
