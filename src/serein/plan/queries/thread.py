"""From a report to what came of it: the problem it is a source of, the actions that answer, where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from serein.enquiries.models import Enquiry
from serein.listening.models.contribution import Contribution
from serein.listening.models.problem import Problem, SourceCitation
from serein.listening.models.report import Report
from serein.listening.queries.problems import Priority, priorities_of, told_by
from serein.plan.models import AnswersProblem
from serein.plan.queries.progress import Standing, stand


@dataclass(frozen=True)
class Link:
    """A problem that a telling is a source of, where it came out among the others, and the actions that answer it."""

    problem: Problem
    priority: Priority | None
    standings: list[Standing]


def chain_of(*, enquiry: Enquiry, now: datetime) -> list[Link]:
    """
    Return what a telling became part of, as its author may read it; seven queries at most.

    A telling that was joined to another one follows that one's thread. Only published problems and actions appear.
    """
    problems = list(told_by(enquiry))
    if not problems:
        return []
    priorities = priorities_of([problem.pk for problem in problems])
    answers = (
        AnswersProblem.objects.filter(problem__in=problems)
        .exclude(action__published_at=None)
        .select_related("action__owner")
        .prefetch_related("action__steps")
    )
    on = timezone.localdate(now)
    found: dict[int, list[Standing]] = {problem.pk: [] for problem in problems}
    for answer in answers:
        found[answer.problem_id].append(stand(answer.action, on=on))
    return [Link(one, priorities.get(one.pk), sorted(found[one.pk], key=_day)) for one in problems]


_HOMES = {"listening.report": Report, "listening.contribution": Contribution}


def _day(standing: Standing) -> date:
    """The day under which an action stands on a thread: when it ended, else when it is due."""
    abandoned_at = standing.action.abandoned_at
    return standing.done_on or (timezone.localdate(abandoned_at) if abandoned_at else standing.action.due_on)


def list_cited_enquiries(*, problems: list[int]) -> list[Enquiry]:
    """Return the enquiries that problems rest on, and those that were joined to one of them."""
    cited: dict[str, list[int]] = {}
    for about in SourceCitation.objects.filter(problem__in=problems).values_list("about", flat=True):
        label, _colon, key = about.partition(":")
        cited.setdefault(label, []).append(int(key))
    enquiries = set(cited.get("enquiries.enquiry", []))
    for label, home in _HOMES.items():
        enquiries |= set(home._default_manager.filter(pk__in=cited.get(label, [])).values_list("enquiry", flat=True))
    joined = Enquiry.objects.filter(same_as__in=enquiries).values_list("pk", flat=True)
    rows = Enquiry.objects.filter(pk__in=enquiries | set(joined), destroyed_at=None)
    return list(rows.exclude(state=Enquiry.State.WITHDRAWN).order_by("pk"))
