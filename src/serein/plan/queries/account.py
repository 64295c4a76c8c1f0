"""The account given to a neighbourhood: what was asked, what is done, where it stands, what it changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone
from django.utils.functional import Promise as Lazy

from serein.kit.disclosure import FEWEST
from serein.listening.kinds import get_thing
from serein.listening.models.problem import Problem
from serein.listening.models.report import Report
from serein.listening.queries.problems import Priority, priorities_of
from serein.plan.models import Action, AnswersProblem, Indicator, PlanEvent, Subscription
from serein.plan.queries.actions import sort_by_what_is_next
from serein.plan.queries.progress import Standing, stand
from serein.plan.queries.sources import Figure, read_figures
from serein.territory.models import Neighbourhood

YEAR = timedelta(days=365)
REPORT_DAYS = ((3, 1), (9, 1))
"""The days on which each neighbourhood is told, twice a year, whatever happened."""


@dataclass(frozen=True)
class Asked:
    """How many reports of a thing were made public here in a year."""

    label: Lazy
    count: int


@dataclass(frozen=True)
class ProblemNow:
    """A problem with the actions that answer it."""

    problem: Problem
    standings: list[Standing]
    priority: Priority | None


@dataclass(frozen=True)
class Account:
    neighbourhood: Neighbourhood
    asked: list[Asked]
    others: int | None
    problems: list[ProblemNow]
    figures: dict[int, Figure]
    next_on: date

    @property
    def standings(self) -> list[Standing]:
        """The actions here, each once."""
        found = {one.action.pk: one for problem in self.problems for one in problem.standings}
        return sort_by_what_is_next(found.values())


def read_account(*, neighbourhood: Neighbourhood, now: datetime) -> Account:
    """Return all that the page of a neighbourhood says; eight queries whatever its length."""
    on = timezone.localdate(now)
    asked, others = _asked(neighbourhood, now)
    problems = _problems(neighbourhood, on)
    indicators = [row for p in problems for one in p.standings for row in one.action.indicators.all()]
    figures = read_figures(indicators, now=now, is_public=True)
    return Account(neighbourhood, asked, others, problems, figures, next_report_on(after=on))


def next_report_on(*, after: date) -> date:
    days = [date(year, *day) for year in (after.year, after.year + 1) for day in REPORT_DAYS]
    return min(day for day in days if day > after)


def last_report_due(*, on: date) -> date:
    days = [date(year, *day) for year in (on.year - 1, on.year) for day in REPORT_DAYS]
    return max(day for day in days if day <= on)


def actions_of(neighbourhood: Neighbourhood) -> QuerySet[Action]:
    answering = AnswersProblem.objects.filter(problem__neighbourhood=neighbourhood, problem__published_at__isnull=False)
    return Action.objects.exclude(published_at=None).filter(pk__in=answering.values("action"))


def list_news(
    *,
    neighbourhood: Neighbourhood,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = 50,
) -> list[PlanEvent]:
    """Return what happened to the actions of a neighbourhood after a moment and up to another, the newest first."""
    rows = PlanEvent.objects.filter(action__in=actions_of(neighbourhood)).select_related("action__owner")
    if since is not None:
        rows = rows.filter(at__gt=since)
    if until is not None:
        rows = rows.filter(at__lte=until)
    return list(rows.order_by("-at", "-pk")[:limit])


def list_subscribers(*, neighbourhood: Neighbourhood) -> QuerySet[Subscription]:
    rows = Subscription.objects.filter(neighbourhood=neighbourhood).exclude(confirmed_at=None)
    return rows.select_related("neighbourhood", "street")


def _asked(neighbourhood: Neighbourhood, now: datetime) -> tuple[list[Asked], int | None]:
    """
    Count what was asked, by thing, and leave out what is small (H24).

    No sum is given that would show what was left out: what is small is lumped together only if it is of two things
    at least and ten reports at least.
    """
    rows = Report.objects.public().filter(neighbourhood=neighbourhood, reported_at__gt=now - YEAR)
    counted = dict(rows.order_by().values_list("enquiry__kind").annotate(n=Count("pk")))
    many = {kind: n for kind, n in counted.items() if n >= FEWEST}
    few = [n for kind, n in counted.items() if kind not in many]
    shown = [Asked(get_thing(kind).label, n) for kind, n in sorted(many.items(), key=lambda pair: -pair[1])]
    return shown, sum(few) if len(few) > 1 and sum(few) >= FEWEST else None


def _problems(neighbourhood: Neighbourhood, on: date) -> list[ProblemNow]:
    problems = list(Problem.objects.public().filter(neighbourhood=neighbourhood))
    answers = (
        AnswersProblem.objects.filter(problem__in=problems)
        .exclude(action__published_at=None)
        .select_related("action__owner")
        .prefetch_related(
            "action__steps",
            Prefetch("action__indicators", Indicator.objects.select_related("neighbourhood")),
            "action__indicators__readings",
        )
    )
    by_problem: dict[int, list[Standing]] = {}
    for answer in answers if problems else ():
        by_problem.setdefault(answer.problem_id, []).append(stand(answer.action, on=on))
    places = priorities_of([problem.pk for problem in problems]) if problems else {}
    return [
        ProblemNow(problem, sort_by_what_is_next(by_problem.get(problem.pk, [])), places.get(problem.pk))
        for problem in problems
    ]


def tie(events: Iterable[PlanEvent]) -> list[tuple[Action, list[PlanEvent]]]:
    """Return events under their actions, oldest first."""
    found: dict[int, tuple[Action, list[PlanEvent]]] = {}
    for event in sorted(events, key=lambda one: (one.at, one.pk)):
        found.setdefault(event.action_id, (event.action, []))[1].append(event)
    return list(found.values())
