"""The account: you asked, we do, where it stands, what it changed; and each who reported is told once."""

from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from serein.enquiries import kinds
from serein.enquiries import operations as enquiries
from serein.kit import following
from serein.kit.actors import RESIDENT, SYSTEM
from serein.kit.models import OutboxMail
from serein.listening.models.report import Report
from serein.plan import jobs
from serein.plan.models import ToldOnce
from serein.plan.operations import actions, telling, ties
from serein.plan.queries import account, thread
from serein.territory.models import Neighbourhood
from tests.client import WatchfulClient
from tests.enquiries.make import Town
from tests.people.make import FRIDAY_NIGHT
from tests.plan.make import BEGAN, TODAY, Planned, answer, cite, finish, make_action, make_neighbourhood, make_problem
from tests.proximity.make import url
from tests.queries import at_most
from tests.territory import make as territory

pytestmark = pytest.mark.django_db


def make_report(place: Neighbourhood, *, kind: str = "report_lamp", is_public: bool = True, **fields: Any) -> Report:
    told: dict[str, Any] = {"contact": {"name": "Chloé", "email": "chloe@example.org"}, "language": "fr"}
    enquiry = enquiries.open_enquiry(kind=kinds.get_kind(kind), now=BEGAN, **told | fields)
    return Report.objects.create(
        enquiry=enquiry, neighbourhood=place, reported_at=BEGAN, released_at=BEGAN if is_public else None
    )


def mails(to: str) -> list[OutboxMail]:
    return [mail for mail in OutboxMail.objects.all() if mail.to == to and mail.written_at == FRIDAY_NIGHT]


@pytest.mark.promise("A5b")
def test_a_neighbourhood_reads_what_it_asked_what_is_done_and_where_it_stands(
    client: WatchfulClient, town: Town, planned: Planned, place: Neighbourhood
) -> None:
    action, _problem = answer(planned, place)
    given_up, _other = answer(planned, place, "A2")
    actions.abandon_action(action=given_up, because_fr="Trop cher.", because_nl="Te duur.", by=SYSTEM, now=FRIDAY_NIGHT)
    make_problem(place, title_fr="Sans réponse", title_nl="Zonder antwoord")
    for _ in range(10):
        make_report(place)

    for language, words in {
        "fr": ("Centre", "<strong>10</strong>", action.title_fr, "Trop cher.", "Aucune action", "1 septembre 2026"),
        "nl": ("Centrum", "<strong>10</strong>", action.title_nl, "Te duur.", "Nog geen actie", "1 september 2026"),
    }.items():
        page = client.get(url("plan:district", place.code, language=language)).content.decode()
        for word in words:
            assert word in page, (language, word)


@pytest.mark.harm("H24")
def test_fewer_than_ten_reports_are_told_of_nowhere(client: WatchfulClient, town: Town, place: Neighbourhood) -> None:
    for kind, n in (("report_lamp", 9), ("report_bench", 12), ("report_noise", 15)):
        for _ in range(n):
            make_report(place, kind=kind)

    shown = account.read_account(neighbourhood=place, now=FRIDAY_NIGHT)

    assert [one.count for one in shown.asked] == [12]
    assert shown.others is None  # of one thing alone it would be its very number


def test_small_numbers_of_several_things_are_lumped_together(town: Town, place: Neighbourhood) -> None:
    for kind, n in (("report_lamp", 6), ("report_bench", 5)):
        for _ in range(n):
            make_report(place, kind=kind)

    shown = account.read_account(neighbourhood=place, now=FRIDAY_NIGHT)

    assert (shown.asked, shown.others) == ([], 11)


@pytest.mark.harm("H06")
def test_no_neighbourhood_is_measured_against_another_one(
    client: WatchfulClient, town: Town, place: Neighbourhood
) -> None:
    make_neighbourhood("tuquet", "Tuquet", "Tuquet")
    territory.tell_all_processes()
    for _ in range(12):
        make_report(place)

    page = client.get(url("plan:districts")).content.decode()
    own = client.get(url("plan:district", place.code)).content.decode()

    assert "12" not in page.split("<main")[1].split("</main")[0]
    assert page.index("Centre") < page.index("Tuquet")
    assert "Tuquet" not in own


def test_the_page_of_a_neighbourhood_takes_ten_queries(
    client: WatchfulClient, town: Town, planned: Planned, place: Neighbourhood
) -> None:
    for n in range(12):
        answer(planned, place, f"A{n}")
    for _ in range(12):
        make_report(place)
    client.get(url("plan:district", place.code))

    with at_most(10):
        page = client.get(url("plan:district", place.code))

    assert page.status_code == 200


def test_a_neighbourhood_that_is_none_does_not_exist(client: WatchfulClient, place: Neighbourhood) -> None:
    for name in ("district", "district_feed", "district_sheet", "subscribe"):
        assert client.get(url(f"plan:{name}", "nulle-part")).status_code == 404


def test_each_who_reported_is_told_once_in_their_language(town: Town, planned: Planned, place: Neighbourhood) -> None:
    action, problem = answer(planned, place)
    first = make_report(place)
    joris = {"name": "Joris", "email": "joris@example.org"}
    make_report(place, contact=joris, language="nl", same_as=first.enquiry)
    silent = make_report(place, contact={"name": "Sans adresse"})
    stranger = make_report(place, contact={"name": "Nadia", "email": "nadia@example.org"})
    for report in (first, silent):
        cite(problem, f"listening.report:{report.pk}")
    following.discover()

    finish(action)
    following.catch_up(now=FRIDAY_NIGHT)
    following.catch_up(now=FRIDAY_NIGHT)
    telling.tell_reporters(action=action, now=FRIDAY_NIGHT)

    (to_chloe,), (to_joris,) = mails("chloe@example.org"), mails("joris@example.org")
    assert "C’est fait" not in to_chloe.subject
    assert action.title_fr in to_chloe.body
    assert action.title_nl in to_joris.body
    assert "Joris" not in to_chloe.body + to_joris.body
    assert mails("nadia@example.org") == []
    assert ToldOnce.objects.count() == 2
    assert not ToldOnce.objects.filter(enquiry=stranger.enquiry).exists()


def test_two_problems_that_cite_one_report_tell_its_author_once(
    town: Town, planned: Planned, place: Neighbourhood
) -> None:
    action, problem = answer(planned, place)
    other = make_problem(place)
    ties.answer_problem(action=action, problem=other, by=SYSTEM, now=FRIDAY_NIGHT)
    report = make_report(place)
    cite(problem, f"listening.report:{report.pk}")
    cite(other, f"enquiries.enquiry:{report.enquiry_id}")
    finish(action)

    told = telling.tell_reporters(action=action, now=FRIDAY_NIGHT)

    assert told == 1


def test_who_withdrew_or_was_erased_is_not_written_to(town: Town, planned: Planned, place: Neighbourhood) -> None:
    action, problem = answer(planned, place)
    report = make_report(place)
    cite(problem, f"listening.report:{report.pk}")
    cite(problem, "listening.report:99999")
    enquiries.withdraw(enquiry=report.enquiry, by=RESIDENT, now=FRIDAY_NIGHT)
    finish(action)

    assert telling.tell_reporters(action=action, now=FRIDAY_NIGHT) == 0


def test_who_reported_two_things_under_one_address_gets_one_mail_of_the_action(
    town: Town, planned: Planned, place: Neighbourhood
) -> None:
    action, problem = answer(planned, place)
    first = make_report(place)
    second = make_report(place, kind="report_bench", contact={"name": "Chloé", "email": " CHLOE@example.org"})
    for report in (first, second):
        cite(problem, f"listening.report:{report.pk}")
    finish(action)

    told = telling.tell_reporters(action=action, now=FRIDAY_NIGHT)
    third = make_report(place)
    cite(problem, f"listening.report:{third.pk}")
    again = telling.tell_reporters(action=action, now=FRIDAY_NIGHT)

    assert (told, again) == (1, 0)
    assert "cette action" in mails("chloe@example.org")[0].body
    assert ToldOnce.objects.count() == 3


def test_nobody_is_told_of_an_action_that_is_not_done(town: Town, planned: Planned, place: Neighbourhood) -> None:
    action, problem = answer(planned, place)
    cite(problem, f"listening.report:{make_report(place).pk}")

    assert telling.tell_reporters(action=action, now=FRIDAY_NIGHT) == 0


def test_a_problem_tied_or_a_report_cited_after_the_action_was_done_is_told_of_the_next_day(
    town: Town, planned: Planned, place: Neighbourhood
) -> None:
    action, problem = make_action(planned), make_problem(place)
    finish(action)
    jobs.tell_reporters(FRIDAY_NIGHT)
    assert not ToldOnce.objects.exists()

    ties.answer_problem(action=action, problem=problem, by=SYSTEM, now=FRIDAY_NIGHT)
    cite(problem, f"listening.report:{make_report(place).pk}")
    jobs.tell_reporters(FRIDAY_NIGHT)
    jobs.tell_reporters(FRIDAY_NIGHT)

    assert len(mails("chloe@example.org")) == 1


def test_an_action_whose_steps_were_done_while_it_was_a_draft_is_told_of_once_published(
    town: Town, planned: Planned, place: Neighbourhood
) -> None:
    following.discover()
    problem, action = make_problem(place), make_action(planned, is_public=False)
    ties.answer_problem(action=action, problem=problem, by=SYSTEM, now=FRIDAY_NIGHT)
    cite(problem, f"listening.report:{make_report(place).pk}")
    finish(action)
    following.catch_up(now=FRIDAY_NIGHT)
    assert mails("chloe@example.org") == []

    actions.publish_action(action=action, by=SYSTEM, now=FRIDAY_NIGHT)
    following.catch_up(now=FRIDAY_NIGHT)

    assert len(mails("chloe@example.org")) == 1


def test_the_thread_of_a_report_leads_to_the_action_and_of_nobody_else(
    town: Town, planned: Planned, place: Neighbourhood
) -> None:
    action, problem = answer(planned, place)
    draft = make_problem(place, is_public=False)
    mine, other = make_report(place), make_report(place)
    for one in (problem, draft):
        cite(one, f"listening.report:{mine.pk}")

    with at_most(7):
        (link,) = thread.chain_of(enquiry=mine.enquiry, now=FRIDAY_NIGHT)

    assert (link.problem, [one.action for one in link.standings]) == (problem, [action])
    assert thread.chain_of(enquiry=other.enquiry, now=FRIDAY_NIGHT) == []


def test_the_actions_of_a_thread_stand_by_their_day(town: Town, planned: Planned, place: Neighbourhood) -> None:
    running, problem = answer(planned, place)
    done, abandoned = make_action(planned, "A2"), make_action(planned, "A3")
    for action in (done, abandoned):
        ties.answer_problem(action=action, problem=problem, by=SYSTEM, now=FRIDAY_NIGHT)
    finish(done)
    earlier = TODAY - timedelta(days=9)
    actions.abandon_action(
        action=abandoned, because_fr="Non.", because_nl="Nee.", on=earlier, by=SYSTEM, now=FRIDAY_NIGHT
    )
    mine = make_report(place)
    cite(problem, f"listening.report:{mine.pk}")

    (link,) = thread.chain_of(enquiry=mine.enquiry, now=FRIDAY_NIGHT)

    assert [one.action for one in link.standings] == [abandoned, done, running]


def test_the_news_are_a_feed_too(client: WatchfulClient, planned: Planned, place: Neighbourhood) -> None:
    action, _problem = answer(planned, place)
    finish(action)

    feed = client.get(url("plan:district_feed", place.code, language="nl"))

    assert feed["Content-Type"].startswith("application/rss+xml")
    assert f"<title>{action.title_nl}: " in feed.content.decode()


@pytest.mark.harm("H28")
def test_a_sheet_for_letter_boxes_is_printed_in_both_languages_with_its_day(
    client: WatchfulClient, town: Town, planned: Planned, place: Neighbourhood
) -> None:
    import io

    action, _problem = answer(planned, place)

    sheet = client.get(url("plan:district_sheet", place.code))

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(sheet.content)).pages]
    assert action.title_fr in pages[0]
    assert action.title_nl in pages[1]
    assert all(f"{TODAY:%d/%m/%Y}" in page for page in pages)
    assert b"StructTreeRoot" in sheet.content
