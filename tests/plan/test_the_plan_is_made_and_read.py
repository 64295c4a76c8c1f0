"""A concerted plan: each action names one owner, one day, one indicator, the partners who agreed and its problem."""

import html
from datetime import timedelta
from typing import Any

import pytest

from serein.kit.actors import SYSTEM
from serein.kit.bilingual import NotInBothLanguages
from serein.kit.models import JournalEntry
from serein.people.models import Organisation, Role
from serein.plan.models import Action, PlanEvent, Step
from serein.plan.operations import actions, steps, ties
from serein.plan.queries.actions import find_current_plan, list_plan, list_unanswered_problems
from serein.plan.queries.progress import State, stand
from serein.plan.queries.sources import read_figures
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_account, make_office
from tests.plan.conftest import enter
from tests.plan.make import TODAY, Planned, make_action, make_neighbourhood, make_problem, make_programme
from tests.proximity.make import url
from tests.queries import at_most

pytestmark = pytest.mark.django_db


def state_of(action: Action) -> State:
    return stand(Action.objects.get(pk=action.pk), on=TODAY).state


def complete(step: Step, days_ago: int = 0) -> None:
    steps.complete_step(step=step, on=TODAY - timedelta(days=days_ago), by=SYSTEM, now=FRIDAY_NIGHT)


@pytest.mark.promise("A5a")
def test_each_action_names_its_owner_its_day_its_indicator_its_partners_and_its_problem(
    client: WatchfulClient, planned: Planned
) -> None:
    action = make_action(planned)
    house = Organisation.objects.create(code="house", kind="association", name_fr="Maison", name_nl="Huis")
    asked = ties.ask_partner(
        action=action,
        organisation=house,
        role_fr="coordination",
        role_nl="coördinatie",
        on=TODAY,
        by=SYSTEM,
        now=FRIDAY_NIGHT,
    )
    ties.answer_problem(action=action, problem=make_problem(make_neighbourhood()), by=SYSTEM, now=FRIDAY_NIGHT)
    before = client.get(url("plan:plan")).content.decode()
    ties.agree(agreement=asked, on=TODAY, by=SYSTEM, now=FRIDAY_NIGHT)

    french = ("18 août 2026", "Lampes allumées", "accord de\u00a0: Maison", "Le sentier est noir")
    dutch = ("18 augustus 2026", "Brandende lampen", "akkoord van: Huis", "Het pad is donker")
    for language, words in {
        "fr": (planned.works.name_fr, *french),
        "nl": (planned.works.name_nl, *dutch),
    }.items():
        page = client.get(url("plan:plan", language=language)).content.decode()
        for word in words:
            assert word in page, (language, word)
        assert client.get(url("plan:action", action.pk, language=language)).status_code == 200
    assert "Maison" not in before


@pytest.mark.parametrize(
    ("days", "done", "state"),
    [
        ((-5, 20), 2, State.DONE),
        ((-5, 20), 1, State.UNDER_WAY),
        ((-5, 20), 0, State.LATE),
        ((0, 20), 0, State.UNDER_WAY),
    ],
)
def test_progress_follows_from_dated_steps(planned: Planned, days: tuple[int, ...], done: int, state: State) -> None:
    action = make_action(planned, days=days)
    for step in action.steps.order_by("rank")[:done]:
        complete(step)

    assert state_of(action) is state


def test_a_blocked_step_a_first_day_to_come_and_a_reason_to_stop_show_themselves(planned: Planned) -> None:
    blocked, coming, given_up = (make_action(planned, code, days=(9,)) for code in ("A1", "A2", "A3"))
    step = blocked.steps.get()
    steps.mark_blocked(step=step, by_what_fr="La Région", by_what_nl="Het Gewest", by=SYSTEM, now=FRIDAY_NIGHT)
    actions.change_action(action=coming, starts_on=TODAY + timedelta(days=2), by=SYSTEM, now=FRIDAY_NIGHT)
    actions.abandon_action(action=given_up, because_fr="Non.", because_nl="Nee.", by=SYSTEM, now=FRIDAY_NIGHT)

    assert [state_of(one) for one in (blocked, coming, given_up)] == [State.BLOCKED, State.NOT_BEGUN, State.ABANDONED]
    complete(step)
    assert state_of(blocked) is State.DONE


@pytest.mark.harm("H27")
def test_an_action_is_published_in_both_languages_or_not_at_all(planned: Planned) -> None:
    action = make_action(planned, is_public=False, title_nl="")

    with pytest.raises(NotInBothLanguages):
        actions.publish_action(action=action, by=SYSTEM, now=FRIDAY_NIGHT)
    actions.change_action(action=action, title_nl="Verlichten", by=SYSTEM, now=FRIDAY_NIGHT)
    actions.publish_action(action=action, by=SYSTEM, now=FRIDAY_NIGHT)
    with pytest.raises(NotInBothLanguages):
        actions.change_action(action=action, summary_nl="", by=SYSTEM, now=FRIDAY_NIGHT)
    with pytest.raises(NotInBothLanguages):
        steps.add_step(action=action, title_fr="Seulement", due_on=TODAY, by=SYSTEM, now=FRIDAY_NIGHT)


def test_an_action_without_step_or_indicator_is_not_published(planned: Planned) -> None:
    action = make_action(planned, days=(), is_public=False)

    with pytest.raises(actions.NothingToDo):
        actions.publish_action(action=action, by=SYSTEM, now=FRIDAY_NIGHT)


def test_an_abandoned_action_takes_nothing_more_and_keeps_its_reason(client: WatchfulClient, planned: Planned) -> None:
    action = make_action(planned)
    actions.abandon_action(
        action=action, because_fr="Neuf fausses alertes.", because_nl="Negen valse.", by=SYSTEM, now=FRIDAY_NIGHT
    )

    with pytest.raises(actions.ActionAbandoned):
        complete(action.steps.first() or Step())
    with pytest.raises(actions.ActionAbandoned):
        actions.change_action(action=action, title_fr="Autre", by=SYSTEM, now=FRIDAY_NIGHT)
    assert "Neuf fausses alertes." in client.get(url("plan:plan")).content.decode()


def test_a_step_done_twice_is_refused_so_that_its_day_stays_true(planned: Planned) -> None:
    step = make_action(planned).steps.order_by("rank")[0]
    complete(step, days_ago=4)

    with pytest.raises(steps.StepAlreadyDone):
        complete(step)
    with pytest.raises(steps.DoneInTheFuture):
        complete(make_action(planned, "A2").steps.order_by("rank")[0], days_ago=-1)


def test_actions_never_wait_for_each_other(planned: Planned) -> None:
    one, two, three = (make_action(planned, code) for code in ("A1", "A2", "A3"))
    ties.need(action=one, needs=two, by=SYSTEM, now=FRIDAY_NIGHT)
    ties.need(action=two, needs=three, by=SYSTEM, now=FRIDAY_NIGHT)

    for waiting, needed in ((three, one), (two, one), (one, one)):
        with pytest.raises(ties.Cycle):
            ties.need(action=waiting, needs=needed, by=SYSTEM, now=FRIDAY_NIGHT)


def test_problems_that_nothing_answers_are_listed(planned: Planned, prevention: WatchfulClient) -> None:
    place = make_neighbourhood()
    answered, left, draft = make_problem(place), make_problem(place), make_problem(place, is_public=False)
    given_up = make_problem(place)
    action, stopped = make_action(planned, "A1"), make_action(planned, "A2")
    ties.answer_problem(action=action, problem=answered, by=SYSTEM, now=FRIDAY_NIGHT)
    ties.answer_problem(action=stopped, problem=given_up, by=SYSTEM, now=FRIDAY_NIGHT)
    actions.abandon_action(action=stopped, because_fr="Non.", because_nl="Nee.", by=SYSTEM, now=FRIDAY_NIGHT)

    assert set(list_unanswered_problems()) == {left, given_up}
    assert draft not in list_unanswered_problems()
    assert "auxquels rien ne répond" in prevention.get(url("plan:desk_plan")).content.decode()


@pytest.mark.harm("H24")
def test_a_figure_over_fewer_than_ten_is_not_public(client: WatchfulClient, planned: Planned) -> None:
    action = make_action(planned)
    indicator = action.indicators.get()
    told: dict[str, Any] = {"source_fr": "Enquête", "source_nl": "Enquête", "by": SYSTEM, "now": FRIDAY_NIGHT}
    ties.add_reading(indicator=indicator, on=TODAY, value=7321, cases=9, **told)
    counted = ties.add_indicator(
        action=action, name_fr="Réglés", name_nl="Klaar", source="reports_mended", by=SYSTEM, now=FRIDAY_NIGHT
    )

    page = client.get(url("plan:action", action.pk)).content.decode()

    assert "7321" not in page.replace("\u202f", "").replace("\u00a0", "")
    assert "moins de dix cas" in page
    assert read_figures([counted], now=FRIDAY_NIGHT, is_public=False)[counted.pk].value == 0
    assert not PlanEvent.objects.filter(what="reading").exists()


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [((40, 35, 45), (43, 38, 48), "Pas de changement démontré"), ((40, 35, 45), (60, 55, 65), "Plus haut qu'au début")],
)
def test_a_change_is_claimed_only_beyond_chance(
    client: WatchfulClient, planned: Planned, first: tuple[int, int, int], last: tuple[int, int, int], words: str
) -> None:
    action = make_action(planned)
    for days, (value, low, high) in ((50, first), (1, last)):
        ties.add_reading(
            indicator=action.indicators.get(),
            on=TODAY - timedelta(days=days),
            value=value,
            cases=80,
            low=low,
            high=high,
            source_fr="Enquête",
            source_nl="Enquête",
            by=SYSTEM,
            now=FRIDAY_NIGHT,
        )

    page = client.get(url("plan:action", action.pk)).content.decode().replace("&#x27;", "'")

    assert words in page


@pytest.mark.harm("H29")
def test_between_two_dates_anyone_sees_what_changed(client: WatchfulClient, planned: Planned) -> None:
    action = make_action(planned)
    actions.change_action(action=action, due_on=TODAY + timedelta(days=90), by=SYSTEM, now=FRIDAY_NIGHT)
    actions.change_action(action=action, title_fr="Éclairer mieux", by=SYSTEM, now=FRIDAY_NIGHT)
    complete(action.steps.order_by("rank")[0])

    page = client.get(url("plan:compare_plan"), {"from_on": "2026-06-18", "to_on": "2026-06-19"}).content.decode()
    before = client.get(url("plan:compare_plan"), {"from_on": "2026-06-01", "to_on": "2026-06-18"}).content.decode()

    assert all(
        word in page for word in ("18 août 2026 → 17 septembre 2026", "Éclairer mieux", "Éclairer A1", "Étape 1")
    )
    assert "Éclairer" not in before


def test_what_a_draft_was_is_nobodys_history(client: WatchfulClient, planned: Planned) -> None:
    action = make_action(planned, is_public=False)
    actions.change_action(action=action, title_fr="Autrement", by=SYSTEM, now=FRIDAY_NIGHT)

    assert not PlanEvent.objects.exists()
    assert client.get(url("plan:action", action.pk)).status_code == 404


def test_every_act_is_journalled(planned: Planned) -> None:
    action = make_action(planned)
    for step in action.steps.order_by("rank"):
        complete(step)

    acts = set(JournalEntry.objects.values_list("act", flat=True))
    assert {"plan.started", "objective.added", "action.added", "step.added", "indicator.added"} <= acts
    assert {"action.published", "step.done", "action.done"} <= acts


def test_a_plan_of_400_steps_takes_twelve_queries_in_public_and_at_the_desk(
    planned: Planned, prevention: WatchfulClient
) -> None:
    place = make_neighbourhood()
    for number in range(40):
        action = make_action(planned, f"A{number}", days=(0,))
        Step.objects.bulk_create(
            Step(
                action=action,
                rank=rank,
                title_fr="Étape",
                title_nl="Stap",
                due_on=TODAY + timedelta(days=rank),
                owner=planned.works,
            )
            for rank in range(2, 11)
        )
        ties.answer_problem(action=action, problem=make_problem(place), by=SYSTEM, now=FRIDAY_NIGHT)
    for reader, name in ((WatchfulClient(), "plan:plan"), (prevention, "plan:desk_plan")):
        reader.get(url(name))
        with at_most(12):
            page = reader.get(url(name))
        assert page.status_code == 200
    assert Step.objects.count() == 400
    plan = find_current_plan(on=TODAY)
    assert plan is not None
    assert len(list_plan(plan=plan, on=TODAY, is_public=True)[0].standings) == 40


def test_the_prevention_service_makes_a_plan_at_its_desk(prevention: WatchfulClient) -> None:
    make_office("works")
    days = {"starts_on": "2026-06-01", "ends_on": "2027-06-01"}
    prevention.post(url("plan:start_plan"), {"title_fr": "Plan", "title_nl": "Plan", **days})
    prevention.post(url("plan:add_objective"), {"code": "O1", "title_fr": "Voir", "title_nl": "Zien"})
    plan = find_current_plan(on=TODAY)
    assert plan is not None
    objective = plan.objectives.get()
    sent = {
        "objective": objective.pk,
        "code": "A1",
        "title_fr": "Éclairer",
        "title_nl": "Verlichten",
        "summary_fr": "Dix lampes.",
        "summary_nl": "Tien lampen.",
        "owner": objective.plan_id and make_office("grid").pk,
        "starts_on": "2026-06-01",
        "due_on": "2026-09-01",
    }
    wrong = prevention.post(url("plan:add_action"), {**sent, "due_on": "2026-05-01"})
    made = prevention.post(url("plan:add_action"), sent)
    twice = prevention.post(url("plan:add_action"), sent)
    assert (wrong.status_code, made.status_code, twice.status_code) == (422, 302, 422)
    action = Action.objects.get()
    early = prevention.post(url("plan:publish_action", action.pk), follow=True).content.decode()
    step = {"title_fr": "Commander", "title_nl": "Bestellen", "due_on": "2026-07-01"}
    prevention.post(url("plan:add_tie", action.pk, "step"), step)
    prevention.post(url("plan:add_tie", action.pk, "indicator"), {"name_fr": "Lampes", "name_nl": "Lampen"})
    budget = {"year": "2026", "label_fr": "Lampes", "label_nl": "Lampen", "euros": "1234.50"}
    prevention.post(url("plan:add_tie", action.pk, "budget"), budget)
    prevention.post(url("plan:publish_action", action.pk))

    action.refresh_from_db()
    assert "étape datée" in early
    assert action.published_at == FRIDAY_NIGHT
    assert action.budget_lines.get().amount_cents == 123_450
    assert prevention.get(url("plan:desk_action", action.pk)).status_code == 200


def test_forms_of_every_tie_are_shown_and_refuse_nothing_silently(planned: Planned, prevention: WatchfulClient) -> None:
    action = make_action(planned)
    make_programme()

    for slug in ("step", "indicator", "budget", "partner", "problem", "need", "promise"):
        path = url("plan:add_tie", action.pk, slug)
        assert prevention.get(path).status_code == 200, slug
        assert prevention.post(path, {"sent": "1"}).status_code == 422, slug
    assert prevention.get(url("plan:add_tie", action.pk, "offices")).status_code == 404
    assert prevention.post(url("plan:add_tie", action.pk, "promise"), {"promise": "999"}).status_code == 422
    for name in ("plan:change_action", "plan:abandon_action"):
        assert prevention.get(url(name, action.pk)).status_code == 200
        assert prevention.post(url(name, action.pk), {"sent": "1"}).status_code == 422


def test_an_office_answers_for_its_own_steps_and_for_no_others(
    client: WatchfulClient, monkeypatch: pytest.MonkeyPatch, planned: Planned
) -> None:
    youth = make_office("youth")
    own = make_action(planned, "A1", days=(3,), owner=youth).steps.get()
    other = make_action(planned, "A2", days=(3,)).steps.get()
    enter(client, monkeypatch, Role.YOUTH, youth)

    assert client.get(url("plan:desk_plan")).status_code == 200
    assert client.post(url("plan:complete_step", other.pk)).status_code == 404
    assert client.post(url("plan:explain_step", other.pk, "late"), {"words_fr": "x"}).status_code == 404
    assert client.post(url("plan:complete_step", own.pk)).status_code == 302
    assert client.get(url("plan:change_action", own.action_id)).status_code == 404
    own.refresh_from_db()
    assert own.done_on == TODAY


def test_eve_sees_nothing_of_the_desk(
    client: WatchfulClient, monkeypatch: pytest.MonkeyPatch, planned: Planned
) -> None:
    action = make_action(planned, is_public=False)
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: True)
    client.force_login(make_account("Eve"), backend="django.contrib.auth.backends.ModelBackend")

    for name, of in (("desk_plan", ()), ("desk_action", (action.pk,)), ("desk_ledger", ()), ("desk_files", ())):
        assert client.get(url(f"plan:{name}", *of)).status_code == 404
    assert client.post(url("plan:publish_action", action.pk)).status_code == 404
    assert client.get(url("plan:action", action.pk)).status_code == 404


def test_pages_without_a_plan_say_what_will_be_there(prevention: WatchfulClient) -> None:
    for name in ("plan:plan", "plan:desk_plan", "plan:desk_files", "plan:programme", "plan:districts"):
        assert prevention.get(url(name)).status_code == 200, name
    for name in ("plan:add_action", "plan:desk_csv", "plan:note_pdf", "plan:note_odt"):
        assert "Pas encore de plan" in prevention.get(url(name)).content.decode(), name
    for name in ("plan:plan_csv", "plan:plan_pdf", "plan:plan_odt"):
        assert prevention.get(url(name)).status_code == 404, name


def test_a_commitment_lists_the_published_actions_that_serve_it(client: WatchfulClient, planned: Planned) -> None:
    promise = make_programme()["B1"]
    for code, is_public in (("A1", True), ("A2", False)):
        action = make_action(planned, code, is_public=is_public)
        actions.fulfil_promise(action=action, promise=promise, by=SYSTEM, now=FRIDAY_NIGHT)

    page = client.get(url("plan:commitment", 1)).content.decode()
    other = client.get(url("plan:commitment", 2)).content.decode()

    assert "Éclairer A1" in page
    assert "Éclairer A2" not in page
    assert "Rien n'en a été dit depuis le" in html.unescape(page)
    assert "Éclairer A1" not in other
