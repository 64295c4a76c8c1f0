"""Me too: a request of one's own on the same thing, joined at once, with its own code."""

import re
from datetime import timedelta

import pytest

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit.models import OutboxMail
from serein.listening.models.report import Report
from serein.territory.where import find_where, named
from tests.client import WatchfulClient
from tests.listening.make import Ground, make_report, url
from tests.people.make import FRIDAY_NIGHT

ME_TOO = "listening:me_too"
pytestmark = [pytest.mark.django_db, pytest.mark.promise("A1b")]


def test_me_too_gets_its_own_code_and_is_joined_at_once(client: WatchfulClient, ground: Ground) -> None:
    report = make_report(ground)

    response = client.post(url(ME_TOO, report.pk), {"token": "mine"})

    joined = Enquiry.objects.exclude(pk=report.enquiry_id).get()
    assert response["Location"] == f"/fr/suivi/{joined.code}/"
    assert (joined.state, joined.same_as_id) == (Enquiry.State.JOINED, report.enquiry_id)
    client.post(url(ME_TOO, report.pk), {"token": "mine, once more"})
    html, dutch = (
        client.get(url("listening:public_report", report.pk, language=language)).content.decode()
        for language in ("fr", "nl")
    )
    assert "2 fois « moi aussi »".replace("« ", "«\u00a0").replace(" »", "\u00a0»") in html
    assert "2 keer “ik ook”" in dutch
    assert "personne" not in re.sub(r"(?s)<footer.*|.*<main", "", html)


@pytest.mark.harm("H09")
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_stranger_never_reads_the_house_that_the_first_author_named(
    client: WatchfulClient, ground: Ground, language: str
) -> None:
    where = named(find_where(asked={"address": str(ground.address.pk)}, language="fr"))
    report = make_report(ground, where=where)

    answer = client.post(url(ME_TOO, report.pk, language=language), {"token": "mine"})

    thread = client.get(answer["Location"]).content.decode()
    joined = Report.objects.exclude(pk=report.pk).get()
    assert "Rue du Moulin 12" in report.place_fr
    assert ("Molenstraat" if language == "nl" else "Rue du Moulin") in thread
    for told in (thread, str(joined.enquiry.facts), joined.place_fr, joined.place_nl):
        assert not re.search(r"(?:Moulin|Molenstraat)[^<]{0,15}12", told)


def test_its_owner_is_not_written_to_twice_and_its_author_is_told_of_the_answer(
    client: WatchfulClient, ground: Ground
) -> None:
    report = make_report(ground)
    client.post(url(ME_TOO, report.pk), {"token": "mine", "email": "chloe@example.org", "may_answer": "on"})
    before = [mail.to for mail in OutboxMail.objects.all()]

    enquiries.answer(
        enquiry=report.enquiry,
        text="",
        outcome=Enquiry.Outcome.DONE,
        by=ground.works.actor,
        now=FRIDAY_NIGHT + timedelta(days=2),
    )

    after = [mail.to for mail in OutboxMail.objects.all()]
    assert before.count("proximity@example.org") == 1
    assert after.count("chloe@example.org") == before.count("chloe@example.org") + 1


def test_the_same_form_sent_twice_counts_once(client: WatchfulClient, ground: Ground) -> None:
    report = make_report(ground)

    first, second = (client.post(url(ME_TOO, report.pk), {"token": "mine"}) for _time in range(2))

    assert first["Location"] == second["Location"]
    assert Report.objects.count() == 2


def test_a_me_too_is_no_line_of_the_list(client: WatchfulClient, ground: Ground) -> None:
    report = make_report(ground)
    client.post(url(ME_TOO, report.pk), {"token": "mine"})

    html = client.get(url("listening:public_reports")).content.decode()

    assert html.count(url("listening:public_report", report.pk)) == 1


@pytest.mark.harm("H09")
@pytest.mark.parametrize("state", ["unreleased", "discreet", "closed", "none"])
def test_of_what_nobody_may_read_or_is_over_no_one_says_me_too(
    client: WatchfulClient, ground: Ground, state: str
) -> None:
    report = make_report(ground, "noise" if state == "discreet" else "lamp", is_released=state != "unreleased")
    if state == "closed":
        enquiries.withdraw(enquiry=report.enquiry, by=ground.works.actor, now=FRIDAY_NIGHT)
    pk = 999_999 if state == "none" else report.pk

    assert client.get(url(ME_TOO, pk)).status_code == 404
    assert client.post(url(ME_TOO, pk), {"token": "mine"}).status_code == 404
