"""What kinds of task there are, what the law says of them, and what was decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from serein.kit import journal
from serein.kit.actors import Actor
from serein.kit.bilingual import require_both_languages
from serein.proximity.models import TaskDecision, TaskRule, TaskType
from serein.proximity.queries.catalogue import has_tasks
from serein.proximity.reference import usual_task_types


class NoTaskOfTheCommune(Exception):
    """Only what the commune itself asks for is done at a door that we know; others' tasks carry no address."""


class TasksCameIn(Exception):
    """Tasks of this kind came in: who asks for them, and whether it is at a door, stays what it was for them."""


class NotRetired(Exception):
    """The kind of task is in use."""


class AlreadyDecided(Exception):
    """A decision on this kind of task counts from that day; another one begins on another day."""


@transaction.atomic
def keep_task_type(*, task_type: TaskType, by: Actor, now: datetime) -> TaskType:
    """
    Write a kind of task down, or correct it.

    :raises NotInBothLanguages: if its name lacks French or Dutch
    :raises NoTaskOfTheCommune: if a task of others were to be done at a door
    :raises TasksCameIn: if it were asked by others, or done elsewhere, than the tasks that came in
    """
    require_both_languages(name=(task_type.name_fr, task_type.name_nl))
    if task_type.is_visit and task_type.asked_by not in TaskType.OF_THE_COMMUNE:
        raise NoTaskOfTheCommune(f"{task_type.code} is asked by {task_type.asked_by}: it carries no address.")
    was = TaskType.objects.select_for_update(of=("self",)).filter(pk=task_type.pk).first()
    is_another = was and (was.asked_by, was.is_visit) != (task_type.asked_by, task_type.is_visit)
    if is_another and has_tasks(task_type=task_type):
        raise TasksCameIn(f"{task_type.code} has tasks.")
    task_type.save()
    journal.write(act="task_type.kept", about=task_type, by=by, at=now)
    return task_type


@transaction.atomic
def retire_task_type(*, task_type: TaskType, on: date, by: Actor, now: datetime) -> TaskType:
    """Use a kind of task no longer from a day on, or put that day right; what came in before stays to be done."""
    task_type.retired_on = on
    task_type.save(update_fields=["retired_on"])
    journal.write(act="task_type.retired", about=task_type, by=by, at=now)
    return task_type


@transaction.atomic
def take_up_again(*, task_type: TaskType, by: Actor, now: datetime) -> TaskType:
    """
    Use a kind of task again.

    :raises NotRetired: if it is in use
    """
    if task_type.retired_on is None:
        raise NotRetired(task_type.code)
    task_type.retired_on = None
    task_type.save(update_fields=["retired_on"])
    journal.write(act="task_type.taken_up", about=task_type, by=by, at=now)
    return task_type


@transaction.atomic
def keep_rule(*, rule: TaskRule, by: Actor, now: datetime) -> TaskRule:
    """
    Write down what the law says from a day on; a rule of the same day is corrected, an earlier one stays.

    :raises NotInBothLanguages: if its legal basis lacks French or Dutch
    """
    require_both_languages(basis=(rule.basis_fr, rule.basis_nl))
    same = TaskRule.objects.filter(task_type=rule.task_type, from_on=rule.from_on).exclude(pk=rule.pk).first()
    rule.pk = same.pk if same else rule.pk
    rule.save()
    journal.write(act="task_rule.kept", about=rule, by=by, at=now)
    return rule


@transaction.atomic
def decide(*, decision: TaskDecision, by: Actor, now: datetime) -> TaskDecision:
    """
    Record what was decided about a kind of task; it is public.

    :raises NotInBothLanguages: if the reason, or to whom it goes, lacks French or Dutch
    :raises AlreadyDecided: if another decision counts from the same day
    """
    require_both_languages(reason=(decision.reason_fr, decision.reason_nl))
    if decision.decision == TaskDecision.Decision.SHIFT:
        require_both_languages(to=(decision.to_fr, decision.to_nl))
    of_that_day = TaskDecision.objects.filter(task_type=decision.task_type, effective_on=decision.effective_on)
    if of_that_day.exists():
        raise AlreadyDecided(f"{decision.task_type.code} has a decision from {decision.effective_on:%Y-%m-%d}.")
    decision.save(force_insert=True)
    journal.write(act="task_decision.recorded", about=decision, by=by, at=now)
    return decision


def begin_with_the_usual(*, from_on: date, by: Actor, now: datetime) -> None:
    """Write down the kinds of task that are not there yet, with their rules, as a zone usually begins."""
    known = set(TaskType.objects.values_list("code", flat=True))
    for row in usual_task_types():
        values: dict[str, Any] = dict(row)
        rule = values.pop("rule")
        if values["code"] not in known:
            task_type = keep_task_type(task_type=TaskType(**values), by=by, now=now)
            keep_rule(rule=TaskRule(task_type=task_type, from_on=from_on, **rule), by=by, now=now)
