"""The plan as staff and residents read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from serein.listening.models.problem import Problem
from serein.plan.models import (
    Action,
    AnswersProblem,
    Commitment,
    Dependency,
    Indicator,
    Objective,
    PartnerAgreement,
    Plan,
    Promise,
    Step,
)
from serein.plan.queries.progress import Standing, stand


@dataclass(frozen=True)
class ObjectiveNow:
    objective: Objective
    standings: list[Standing]


def find_current_plan(*, on: date) -> Plan | None:
    """Return the plan of that day, else the one that is to come or came last."""
    plans = list(Plan.objects.order_by("-starts_on"))
    return next((plan for plan in plans if plan.starts_on <= on < plan.ends_on), plans[0] if plans else None)


def with_steps() -> QuerySet[Action]:
    """Return actions with their steps; two queries."""
    steps = Prefetch("steps", Step.objects.select_related("owner").order_by("rank"))
    return Action.objects.select_related("objective__plan", "owner").prefetch_related(steps)


def with_ties() -> QuerySet[Action]:
    """Return actions with what a line of the public plan says; six queries whatever their number."""
    indicators = Prefetch("indicators", Indicator.objects.select_related("neighbourhood").order_by("pk"))
    agreements = Prefetch("agreements", PartnerAgreement.objects.select_related("organisation"))
    answers = Prefetch("answers", AnswersProblem.objects.select_related("problem__neighbourhood"))
    return with_steps().prefetch_related(indicators, "indicators__readings", agreements, answers)


def whole() -> QuerySet[Action]:
    """Return actions with all that a page of their own says; nine queries."""
    needs = Prefetch("dependencies", Dependency.objects.select_related("needs"))
    promises = Prefetch("promises", Promise.objects.select_related("commitment"))
    return with_ties().prefetch_related(needs, promises, "budget_lines")


def list_plan(*, plan: Plan, on: date, is_public: bool) -> list[ObjectiveNow]:
    """Return each objective with its actions, what must be done next first."""
    rows = with_ties().exclude(published_at=None) if is_public else with_steps()
    by_objective: dict[int, list[Standing]] = {}
    for action in rows.filter(objective__plan=plan):
        by_objective.setdefault(action.objective_id, []).append(stand(action, on=on))
    found = [
        ObjectiveNow(objective, sort_by_what_is_next(by_objective.get(objective.pk, [])))
        for objective in plan.objectives.order_by("code")
    ]
    return [one for one in found if one.standings or not is_public]


def sort_by_what_is_next(standings: Iterable[Standing]) -> list[Standing]:
    return sorted(standings, key=lambda one: (one.is_over, one.next_on, one.action.code))


def public_problems(action: Action) -> list[Problem]:
    """Return the problems that an action answers and that residents may read; none is fetched anew."""
    return [answer.problem for answer in action.answers.all() if answer.problem.is_public]


def list_unanswered_problems() -> list[Problem]:
    """Return the problems that stand and that no action answers; an abandoned one answers nothing."""
    answered = AnswersProblem.objects.filter(action__abandoned_at=None).exclude(action__published_at=None)
    standing = Problem.objects.standing().exclude(pk__in=answered.values("problem"))
    return list(standing.select_related("neighbourhood"))


def list_serving(*, commitment: Commitment, on: date) -> dict[int, list[Standing]]:
    """Return the published actions that serve each promise of a commitment, by the promise's key; three queries."""
    promises = Prefetch("promises", Promise.objects.filter(commitment=commitment))
    rows = Action.objects.filter(promises__commitment=commitment).exclude(published_at=None).distinct()
    found: dict[int, list[Standing]] = {}
    for action in rows.order_by("code").prefetch_related("steps", promises):
        for promise in action.promises.all():
            found.setdefault(promise.pk, []).append(stand(action, on=on))
    return found


def list_done() -> QuerySet[Action]:
    """Return the published actions all of whose steps are done."""
    open_steps = Step.objects.filter(action=OuterRef("pk"), done_on=None)
    rows = Action.objects.filter(Exists(Step.objects.filter(action=OuterRef("pk"))), ~Exists(open_steps))
    return rows.filter(abandoned_at=None).exclude(published_at=None).order_by("pk")


def count_by_state(standings: Iterable[Standing]) -> list[tuple[Standing, int]]:
    """Return one standing of each state, with how many are in it, in the order they are met."""
    counted: dict[str, list[Standing]] = {}
    for standing in standings:
        counted.setdefault(standing.state, []).append(standing)
    return [(group[0], len(group)) for group in counted.values()]


def list_own_steps(objectives: Iterable[ObjectiveNow], *, offices: Iterable[int]) -> list[tuple[Standing, Step]]:
    """Return the open steps of published actions that these offices do, the most urgent first."""
    held = set(offices)
    found = [
        (standing, step)
        for objective in objectives
        for standing in objective.standings
        if standing.action.published_at is not None and standing.action.abandoned_at is None
        for step in standing.steps
        if not step.is_done and step.owner_id in held
    ]
    return sorted(found, key=lambda pair: (pair[1].due_on, pair[1].pk))
