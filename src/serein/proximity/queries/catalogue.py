"""Kinds of task with the rule in force and what was decided."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from serein.proximity.models import Task, TaskDecision, TaskRule, TaskType


@dataclass(frozen=True)
class Entry:
    """A kind of task as it stands on a day."""

    task_type: TaskType
    rule: TaskRule | None
    decision: TaskDecision | None
    coming: TaskDecision | None
    """What was decided and counts from a later day."""
    is_retired: bool

    @property
    def is_undecided(self) -> bool:
        return self.decision is None and self.coming is None


def list_entries(*, on: date, since: date | None = None, also: Collection[int] = ()) -> list[Entry]:
    """
    Return kinds of task as they stand on a day, each with its rule and what was decided; three queries.

    :param since: those in use on this day or since; None: on the day itself
    :param also: ids of kinds that are returned though they were out of use
    """
    rules = rules_in_force(on=on)
    decisions: dict[int, TaskDecision] = {}
    coming: dict[int, TaskDecision] = {}
    for decision in TaskDecision.objects.order_by("effective_on", "pk"):
        if decision.effective_on <= on:
            decisions[decision.task_type_id] = decision
        elif decision.decided_on <= on:
            coming.setdefault(decision.task_type_id, decision)
    types = TaskType.objects.in_use_on(since or on) | TaskType.objects.filter(pk__in=also)
    return [
        Entry(one, rules.get(one.pk), decisions.get(one.pk), coming.get(one.pk), not one.is_in_use_on(on))
        for one in types
    ]


def list_retired(*, on: date) -> QuerySet[TaskType]:
    """Return the kinds of task that are no longer used on a day, the last first."""
    return TaskType.objects.filter(retired_on__lte=on).order_by("-retired_on", "code")


def has_tasks(*, task_type: TaskType) -> bool:
    """Whether a task of this kind ever came in: who asks for it then stays as it was."""
    return Task.objects.filter(task_type=task_type).exists()


def find_rule(*, task_type: TaskType, on: date) -> TaskRule | None:
    """
    Return the rule for a task that came in on a day: the one in force, or else the earliest that was written down.

    The law is older than this installation, whose first rules begin on the day they were entered.
    """
    rules = task_type.rules.order_by("-from_on", "-pk")
    return rules.filter(from_on__lte=on).first() or rules.last()


def rules_in_force(*, on: date) -> dict[int, TaskRule]:
    """Return the rule in force on a day, by kind of task."""
    found: dict[int, TaskRule] = {}
    for rule in TaskRule.objects.counting_on(on):
        found.setdefault(rule.task_type_id, rule)
    return found
