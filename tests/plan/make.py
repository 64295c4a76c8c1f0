"""A plan with an action, its steps and its figure; a programme of two commitments."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from serein.kit.actors import SYSTEM
from serein.listening.models.problem import Problem, SourceCitation
from serein.people.models import Office
from serein.plan.models import Action, Objective, Plan, Promise, Step
from serein.plan.operations import actions, programme, steps, ties
from serein.territory.models import Neighbourhood
from tests.people.make import FRIDAY_NIGHT, make_office

TODAY = FRIDAY_NIGHT.date()
BEGAN = FRIDAY_NIGHT - timedelta(days=60)
PROGRAMME = (
    "commitment,promise,section_fr,section_nl,text_fr,text_nl,owner\n"
    "1,,Marcher,Stappen,Nous éclairerons.,Wij verlichten.,\n"
    "1,B1,,,Éclairer les chemins,De paden verlichten,works\n"
    "2,,Rencontrer,Ontmoeten,Nous rappellerons.,Wij bellen terug.,\n"
    "2,A2,,,Rappeler à temps,Op tijd terugbellen,works\n"
    "2,A3,,,Le publier,Het bekendmaken,works\n"
)


@dataclass(frozen=True)
class Planned:
    plan: Plan
    objective: Objective
    works: Office


def make_plan(**fields: Any) -> Planned:
    works = Office.objects.filter(code="works").first() or make_office("works")
    plan = actions.start_plan(
        title_fr="Plan d’action",
        title_nl="Actieplan",
        starts_on=TODAY - timedelta(days=100),
        ends_on=TODAY + timedelta(days=300),
        by=SYSTEM,
        now=BEGAN,
    )
    objective = actions.add_objective(plan=plan, code="O1", title_fr="Voir", title_nl="Zien", by=SYSTEM, now=BEGAN)
    return Planned(plan, objective, works)


def make_action(
    planned: Planned, code: str = "A1", *, days: tuple[int, ...] = (-5, 20), is_public: bool = True, **fields: Any
) -> Action:
    """Make an action whose steps are due so many days from today; it has a typed indicator."""
    told: dict[str, Any] = {
        "owner": planned.works,
        "title_fr": f"Éclairer {code}",
        "title_nl": f"Verlichten {code}",
        "summary_fr": "Dix lampes.",
        "summary_nl": "Tien lampen.",
        "starts_on": TODAY - timedelta(days=40),
        "due_on": TODAY + timedelta(days=60),
    }
    action = actions.add_action(objective=planned.objective, code=code, by=SYSTEM, now=BEGAN, **told | fields)
    for number, day in enumerate(days, start=1):
        make_step(action, TODAY + timedelta(days=day), title_fr=f"Étape {number}", title_nl=f"Stap {number}")
    ties.add_indicator(action=action, name_fr="Lampes allumées", name_nl="Brandende lampen", by=SYSTEM, now=BEGAN)
    if is_public:
        actions.publish_action(action=action, by=SYSTEM, now=BEGAN)
    action.refresh_from_db()
    return action


def make_step(action: Action, due_on: date, **fields: Any) -> Step:
    told = {"title_fr": "Commander", "title_nl": "Bestellen"}
    return steps.add_step(action=action, due_on=due_on, by=SYSTEM, now=BEGAN, **told | fields)


def make_neighbourhood(code: str = "centre", name_fr: str = "Centre", name_nl: str = "Centrum") -> Neighbourhood:
    return Neighbourhood.objects.create(
        code=code,
        name_fr=name_fr,
        name_nl=name_nl,
        lat=50.73,
        lon=3.05,
        geometry={},
        min_lon=3.0,
        min_lat=50.7,
        max_lon=3.1,
        max_lat=50.8,
    )


def make_problem(neighbourhood: Neighbourhood, *, is_public: bool = True, **fields: Any) -> Problem:
    told: dict[str, Any] = {
        "title_fr": "Le sentier est noir",
        "title_nl": "Het pad is donker",
        "drafted_at": BEGAN,
        "state": Problem.State.PUBLISHED if is_public else Problem.State.DRAFT,
        "published_at": BEGAN if is_public else None,
    }
    return Problem.objects.create(neighbourhood=neighbourhood, **told | fields)


def cite(problem: Problem, about: str, *, kind: str = SourceCitation.Kind.REPORT) -> SourceCitation:
    return SourceCitation.objects.create(problem=problem, kind=kind, about=about, on=BEGAN.date(), cited_at=BEGAN)


def make_programme(now: datetime = BEGAN) -> dict[str, Promise]:
    if not Office.objects.filter(code="works").exists():
        make_office("works")
    programme.import_programme(raw=PROGRAMME.encode(), by=SYSTEM, now=now)
    return {promise.code: promise for promise in Promise.objects.all()}


def finish(action: Action) -> None:
    for step in action.steps.filter(done_on=None):
        steps.complete_step(step=step, by=SYSTEM, now=FRIDAY_NIGHT)


def answer(planned: Planned, place: Neighbourhood, code: str = "A1") -> tuple[Action, Any]:
    problem, action = make_problem(place), make_action(planned, code)
    ties.answer_problem(action=action, problem=problem, by=SYSTEM, now=FRIDAY_NIGHT)
    return action, problem
