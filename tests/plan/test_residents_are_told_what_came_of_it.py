"""The account: you asked, we do, where it stands, what it changed; and each who reported is told once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from serein.enquiries import kinds
from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import clock, following
from serein.kit.actors import RESIDENT, SYSTEM
from serein.kit.models import OutboxMail
from serein.listening.models.report import Report
from serein.plan import jobs
from serein.plan.models import Action, Digest, Subscription, ToldOnce
from serein.plan.operations import actions, steps, subscriptions, telling, ties
from serein.plan.queries import account, thread
from serein.territory.models import Neighbourhood
from tests.client import WatchfulClient
from tests.enquiries.make import Town, make_town
from tests.people.make import FRIDAY_NIGHT
from tests.plan.make import BEGAN, TODAY, Planned, cite, make_action, make_neighbourhood, make_problem
from tests.proximity.make import url
from tests.queries import at_most
from tests.territory import make as territory

pytestmark = pytest.mark.django_db
SEPTEMBER = datetime(2026, 9, 1, 9, tzinfo=FRIDAY_NIGHT.tzinfo)


@pytest.fixture
def place(db: None) -> Neighbourhood:
    made = make_neighbourhood()
    territory.make_commune()
    territory.tell_all_processes()
    return made


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


def make_report(place: Neighbourhood, *, kind: str = "report_lamp", is_public: bool = True, **fields: Any) -> Report:
    told: dict[str, Any] = {"contact": {"name": "Chloé", "email": "chloe@example.org"}, "language": "fr"}
    enquiry = enquiries.open_enquiry(kind=kinds.get_kind(kind), now=BEGAN, **told | fields)
    return Report.objects.create(
        enquiry=enquiry, neighbourhood=place, reported_at=BEGAN, released_at=BEGAN if is_public else None
    )


def finish(action: Action) -> None:
    for step in action.steps.filter(done_on=None):
        steps.complete_step(step=step, by=SYSTEM, now=FRIDAY_NIGHT)


def answer(planned: Planned, place: Neighbourhood, code: str = "A1") -> tuple[Action, Any]:
    problem, action = make_problem(place), make_action(planned, code)
    ties.answer_problem(action=action, problem=problem, by=SYSTEM, now=FRIDAY_NIGHT)
    return action, problem


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


def subscribe(client: WatchfulClient, place: Neighbourhood, email: str = "Chloe@Example.org") -> Any:
    return client.post(url("plan:subscribe", place.code), {"email": email})


def test_a_subscription_is_asked_confirmed_sent_and_stopped_with_one_button(
    client: WatchfulClient, planned: Planned, place: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    action, _problem = answer(planned, place)
    asked = subscribe(client, place)
    subscription = Subscription.objects.get()
    confirm, stop = (url(f"plan:{name}", subscription.key) for name in ("confirm_subscription", "unsubscribe"))
    assert asked.status_code == 200
    assert confirm in OutboxMail.objects.get().body
    jobs.send_accounts(SEPTEMBER)
    assert OutboxMail.objects.count() == 1  # not before it is confirmed

    assert client.get(confirm).status_code == 200
    subscription.refresh_from_db()
    assert subscription.confirmed_at is None
    client.post(confirm)
    Digest.objects.all().delete()
    finish(action)
    jobs.send_accounts(SEPTEMBER)
    jobs.send_accounts(SEPTEMBER + timedelta(days=1))

    sent = OutboxMail.objects.exclude(pk=OutboxMail.objects.order_by("pk")[0].pk).get()
    assert action.title_fr in sent.body
    assert stop in sent.body
    assert "1 mars 2027" in sent.body
    assert client.get(stop).status_code == 200
    assert Subscription.objects.exists()
    client.post(stop)
    assert not Subscription.objects.exists()
    assert not OutboxMail.objects.filter(about=f"plan.subscription:{subscription.pk}", try_at__isnull=False).exists()
    for again in (client.post(stop), client.get(stop)):
        assert again.status_code == 200
        assert "Votre adresse est effacée." in again.content.decode()
    assert client.post(stop[:-2] + "/").status_code == 404  # a link cut short has stopped nothing


@pytest.mark.promise("A5b")
def test_each_neighbourhood_is_told_twice_a_year_even_that_nothing_changed(place: Neighbourhood) -> None:
    for day in range(731):
        subscriptions.send_report(neighbourhood=place, now=FRIDAY_NIGHT + timedelta(days=day))

    assert [f"{one.on:%d/%m/%Y}" for one in Digest.objects.order_by("on")] == [
        "01/09/2026",
        "01/03/2027",
        "01/09/2027",
        "01/03/2028",
    ]


def test_the_answer_shows_nobody_whether_an_address_is_known(client: WatchfulClient, place: Neighbourhood) -> None:
    first = subscribe(client, place)
    subscriptions.confirm(subscription=Subscription.objects.get(), now=FRIDAY_NIGHT)
    again = subscribe(client, place, "chloe@example.org ")

    assert Subscription.objects.count() == 1
    assert OutboxMail.objects.count() == 1
    main = [page.content.decode().split("<main")[1].split("</main")[0] for page in (first, again)]
    assert main[0] == main[1]


def test_an_address_is_sealed_and_erased_when_nobody_confirms_it(client: WatchfulClient, place: Neighbourhood) -> None:
    from django.db import connection

    subscribe(client, place)
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM plan_subscription")
        assert "xample" not in cursor.fetchone()[0]

    subscriptions.erase_due(now=FRIDAY_NIGHT + timedelta(days=7))
    assert Subscription.objects.exists()
    jobs.erase_subscriptions(FRIDAY_NIGHT + timedelta(days=8))
    assert not Subscription.objects.exists()
    assert not OutboxMail.objects.filter(try_at__isnull=False).exists()


@pytest.mark.parametrize("email", ["", "chloe", "a@b", "x" * 300 + "@example.org", "a@example.org\nBcc: b@example.org"])
def test_what_is_no_address_is_refused(client: WatchfulClient, place: Neighbourhood, email: str) -> None:
    assert client.post(url("plan:subscribe", place.code), {"email": email, "sent": "1"}).status_code == 422
    assert not OutboxMail.objects.exists()


def test_one_address_does_not_flood_mailboxes(client: WatchfulClient, place: Neighbourhood) -> None:
    given = [subscribe(client, place, f"a{n}@example.org").status_code for n in range(12)]

    assert given[-1] == 429
    assert OutboxMail.objects.count() == 10


def test_a_street_finds_its_neighbourhood(client: WatchfulClient, place: Neighbourhood) -> None:
    from shapely.geometry import box, mapping

    Neighbourhood.objects.update(geometry=mapping(box(3.0, 50.7, 3.1, 50.8)))
    street = territory.make_street("Rue du Moulin", "Molenstraat")
    territory.make_address(street, "12")
    territory.tell_all_processes()
    path = url("plan:subscribe_by_street")

    unknown = client.post(path, {"street": "Rue de nulle part", "email": "chloe@example.org"})
    known = client.post(path, {"street": "Molenstraat", "email": "chloe@example.org"})

    assert (unknown.status_code, known.status_code) == (422, 200)
    assert Subscription.objects.get().street == street


def test_a_street_in_two_neighbourhoods_lets_the_person_choose(client: WatchfulClient, place: Neighbourhood) -> None:
    from shapely.geometry import box, mapping

    other = make_neighbourhood("tuquet", "Tuquet", "Tuquet")
    street = territory.make_street("Rue du Moulin", "Molenstraat")
    lons = [territory.make_address(street, number, lon=lon).lon for number, lon in (("1", 3.03), ("2", 3.07))]
    for one, lon in zip((place, other), lons, strict=True):
        fields = {"min_lon": lon - 0.015, "max_lon": lon + 0.015, "min_lat": 50.0, "max_lat": 51.5}
        shape = mapping(box(lon - 0.015, 50.0, lon + 0.015, 51.5))
        Neighbourhood.objects.filter(pk=one.pk).update(geometry=shape, **fields)
    territory.tell_all_processes()
    path, sent = url("plan:subscribe_by_street"), {"street": "Molenstraat", "email": "chloe@example.org"}

    asked, wrong = client.post(path, sent), client.post(path, sent | {"place": "nulle-part"})
    chosen = client.post(path, sent | {"place": "tuquet"})

    assert (asked.status_code, wrong.status_code, chosen.status_code) == (422, 422, 200)
    assert all(f'value="{code}"' in asked.content.decode() for code in ("centre", "tuquet"))
    assert Subscription.objects.get().neighbourhood == other


def test_no_news_falls_between_two_accounts(planned: Planned, place: Neighbourhood) -> None:
    action, _problem = answer(planned, place)
    morning = SEPTEMBER
    subscriptions.send_report(neighbourhood=place, now=morning)
    for hours in (1, 5):  # later on the very day of the account
        new_day = TODAY + timedelta(days=100 + hours)
        actions.change_action(action=action, due_on=new_day, by=SYSTEM, now=morning + timedelta(hours=hours))

    march = datetime(2027, 3, 1, 18, tzinfo=FRIDAY_NIGHT.tzinfo)
    digest = subscriptions.send_report(neighbourhood=place, now=march)

    assert digest is not None
    assert digest.events == 2


def test_news_of_a_moved_deadline_carry_both_days(
    client: WatchfulClient, planned: Planned, place: Neighbourhood
) -> None:
    action, _problem = answer(planned, place)
    actions.change_action(action=action, due_on=action.due_on + timedelta(days=1), by=SYSTEM, now=FRIDAY_NIGHT)
    subscribe(client, place)
    subscriptions.confirm(subscription=Subscription.objects.get(), now=FRIDAY_NIGHT)
    subscriptions.send_report(neighbourhood=place, now=SEPTEMBER)

    feed = client.get(url("plan:district_feed", place.code)).content.decode()

    days = "18 août 2026 → 19 août 2026"
    assert days in feed
    assert days in OutboxMail.objects.latest("pk").body


def test_who_subscribes_again_is_kept_anew(client: WatchfulClient, place: Neighbourhood) -> None:
    subscribe(client, place)
    later = FRIDAY_NIGHT + timedelta(days=5)
    told: dict[str, Any] = {"email": "chloe@example.org", "neighbourhood": place, "language": "fr"}

    waiting = subscriptions.subscribe(**told, now=later)
    assert waiting.erase_on == TODAY + timedelta(days=12)
    subscriptions.confirm(subscription=waiting, now=later)
    kept = subscriptions.subscribe(**told, now=later + timedelta(days=700))

    assert kept.erase_on == TODAY + timedelta(days=5 + 700 + 730)


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


def test_keys_in_addresses_are_not_guessed(
    client: WatchfulClient, place: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT)
    given = [client.get(url("plan:unsubscribe", f"key{n}")).status_code for n in range(25)]

    assert given[0] == 404
    assert given[-1] == 429
    assert not Enquiry.objects.exists()
