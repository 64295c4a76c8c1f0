"""Kinds of task with the rule in force and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from serein.proximity.models import TaskDecision, TaskRule, TaskType


@dataclass(frozen=True)
class Entry:
    """A kind of task as it stands on a day."""

    task_type: TaskType
    rule: TaskRule | None
    decision: TaskDecision | None


def list_entries(*, on: date) -> list[Entry]:
    """Return the kinds of task in use on a day, each with its rule and its last decision; three queries."""
    rules = rules_in_force(on=on)
    decisions: dict[int, TaskDecision] = {}
    for decision in TaskDecision.objects.filter(effective_on__lte=on).order_by("effective_on", "pk"):
        decisions[decision.task_type_id] = decision
    types = TaskType.objects.filter(Q(retired_on=None) | Q(retired_on__gt=on))
    return [Entry(one, rules.get(one.pk), decisions.get(one.pk)) for one in types]


def rules_in_force(*, on: date) -> dict[int, TaskRule]:
    """Return the rule in force on a day, by kind of task."""
    found: dict[int, TaskRule] = {}
    for rule in TaskRule.objects.counting_on(on):
        found.setdefault(rule.task_type_id, rule)
    return found
