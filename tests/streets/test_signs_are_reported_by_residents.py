"""The square on a sign: what it leads to, whether its circuit stands, and that something is wrong with it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry, KindSetting
from serein.kit.actors import SYSTEM
from serein.streets.models import Sign, Suspension
from serein.streets.operations import circuits, signs, suspensions
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.queries import at_most
from tests.streets.make import Night
from tests.streets.make_signs import hang, make_signs

pytestmark = [pytest.mark.usefixtures("friday_night"), pytest.mark.promise("B2c")]


@pytest.fixture
def sign(night: Night) -> Sign:
    return hang(make_signs()[0])


def page(sign: Sign) -> str:
    return reverse("streets:sign", args=[sign.code])


def tell(client: WatchfulClient, sign: Sign, **told: str) -> Any:
    return client.post(page(sign), {"what": "missing", "email": "", "token": "t1", **told})


def test_the_square_says_where_the_sign_leads_and_that_its_circuit_stands(client: WatchfulClient, sign: Sign) -> None:
    answer = client.get(page(sign).replace(sign.code, sign.code.upper()))

    text = answer.content.decode()
    assert sign.text_fr in text
    assert reverse("streets:circuit", args=["tour"]) in text
    assert answer.context["stand"].is_recommended


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_it_does_so_in_each_language(client: WatchfulClient, sign: Sign, language: str) -> None:
    with override(language):
        text = client.get(page(sign)).content.decode()

    assert (sign.text_nl if language == "nl" else sign.text_fr) in text


@pytest.mark.harm("H17")
def test_the_square_of_a_suspended_circuit_says_so(client: WatchfulClient, sign: Sign) -> None:
    suspensions.suspend(
        circuit=sign.circuit,
        cause=Suspension.Cause.STAFF,
        next_on=FRIDAY_NIGHT.date() + timedelta(days=3),
        by=SYSTEM,
        now=FRIDAY_NIGHT,
    )

    answer = client.get(page(sign))

    assert not answer.context["stand"].is_recommended
    assert "Circuit conseillé<" not in answer.content.decode()


def test_the_square_of_a_circuit_off_the_site_leads_nowhere(client: WatchfulClient, sign: Sign) -> None:
    circuits.withdraw_circuit(circuit=sign.circuit, by=SYSTEM, now=FRIDAY_NIGHT)

    answer = client.get(page(sign))

    assert answer.status_code == 200
    assert reverse("streets:circuit", args=["tour"]) not in answer.content.decode()


def test_a_missing_sign_is_reported_without_account_and_followed_by_a_code(client: WatchfulClient, sign: Sign) -> None:
    answer = tell(client, sign)

    enquiry = Enquiry.objects.get()
    assert answer["Location"] == reverse("portal:thread", args=[enquiry.code])
    assert (enquiry.kind, enquiry.office.code) == ("sign", "works")
    assert client.get(answer["Location"]).status_code == 200


def test_the_sign_itself_is_held_missing_only_once_staff_looked(
    client: WatchfulClient, hugo: WatchfulClient, sign: Sign
) -> None:
    tell(client, sign)

    assert Sign.objects.get(pk=sign.pk).state == "good"
    (line,) = hugo.get(reverse("streets:desk_signs")).context["told"]
    assert line.sign.pk == sign.pk
    assert line.told[0].enquiry == Enquiry.objects.get()


def test_an_answer_changes_nothing_of_the_sign_until_staff_look(hugo: WatchfulClient, sign: Sign) -> None:
    enquiry = signs.report_sign(sign=sign, what="damaged", language="fr", now=FRIDAY_NIGHT)
    enquiries.answer(
        enquiry=enquiry,
        text="",
        outcome=Enquiry.Outcome.DONE,
        reason_fr="Le panneau est remis.",
        reason_nl="Het bord hangt weer recht.",
        by=SYSTEM,
        now=FRIDAY_NIGHT,
    )
    still_told = hugo.get(reverse("streets:desk_signs")).context["told"]

    later = FRIDAY_NIGHT + timedelta(hours=1)
    signs.look_at_sign(sign=sign, state="good", at=later, by=SYSTEM, now=later)

    assert len(still_told) == 1
    assert hugo.get(reverse("streets:desk_signs")).context["told"] == []


def test_one_form_sent_twice_is_one_report(client: WatchfulClient, sign: Sign) -> None:
    first, second = tell(client, sign), tell(client, sign)

    assert first["Location"] == second["Location"]
    assert sign.checks.filter(is_staff=False).count() == 1


def test_the_same_words_of_two_signs_are_two_reports(client: WatchfulClient, sign: Sign) -> None:
    other = hang(Sign.objects.exclude(pk=sign.pk)[0])

    tell(client, sign)
    tell(client, other)

    assert Enquiry.objects.count() == 2


@pytest.mark.parametrize("told", [{"what": ""}, {"what": "good"}, {"what": "removed"}, {"email": "nobody"}])
def test_what_makes_no_sense_is_refused(client: WatchfulClient, sign: Sign, told: dict[str, str]) -> None:
    answer = tell(client, sign, **told)

    assert answer.status_code == 422
    assert not Enquiry.objects.exists()


@pytest.mark.harm("H01")
def test_where_nobody_would_answer_the_page_gives_numbers_instead(client: WatchfulClient, sign: Sign) -> None:
    KindSetting.objects.filter(kind="sign").delete()

    shown, sent = client.get(page(sign)), tell(client, sign)

    assert shown.status_code == 200
    assert not shown.context["is_answered"]
    assert sent.status_code == 503
    assert not Enquiry.objects.exists()


def test_one_form_sent_time_and_again_is_stopped(client: WatchfulClient, sign: Sign) -> None:
    answers = [tell(client, sign).status_code for _n in range(10)]

    assert answers[:8] == [302] * 8
    assert answers[8:] == [429] * 2


@pytest.mark.parametrize("code", ["zzzzzz", "a", "x" * 200])
def test_a_code_on_no_sign_opens_nothing(client: WatchfulClient, night: Night, code: str) -> None:
    make_signs()

    assert client.get(reverse("streets:sign", args=[code])).status_code == 404


def test_a_sign_that_was_taken_away_is_no_longer_there(client: WatchfulClient, sign: Sign) -> None:
    Sign.objects.filter(pk=sign.pk).update(state="removed")

    assert client.get(page(sign)).status_code == 404


def test_the_page_of_a_sign_asks_little_of_the_database(client: WatchfulClient, sign: Sign) -> None:
    client.get(page(sign))

    with at_most(9):
        client.get(page(sign))
