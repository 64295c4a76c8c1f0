"""Tasks come in, and end."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from serein.enquiries import working_days
from serein.kit import journal, sealing
from serein.kit.actors import Actor
from serein.proximity.models import Task, TaskType
from serein.proximity.queries.catalogue import find_rule
from serein.territory.models import Beat


class TaskEnded(Exception):
    """The task ended before; ending it twice would falsify its delay."""


class EndsAtTheDoor(Exception):
    """A visit ends by what was found at the door, or by giving it up there; never from behind a desk."""


class DayToCome(Exception):
    """A task is received today or was received before; its delay cannot begin on a day to come."""


@transaction.atomic
def receive_task(
    *,
    task_type: TaskType,
    beat: Beat,
    received_on: date,
    due_on: date | None = None,
    once: str = "",
    by: Actor,
    now: datetime,
) -> Task:
    """
    Take a task in; without a day of its own it is due when its rule says.

    :param once: what names this task to who sends it, of any length; a task sent again is answered with the first
    :raises DayToCome: if it is received after today
    """
    key = key_of(once)
    if key and (known := Task.objects.filter(once=key).first()):
        return known
    if received_on > timezone.localdate(now):
        raise DayToCome(f"{received_on:%Y-%m-%d} is after today, {timezone.localdate(now):%Y-%m-%d}.")
    due = due_on or legal_day(task_type=task_type, received_on=received_on)
    task = Task.objects.create(task_type=task_type, beat=beat, received_on=received_on, due_on=due, once=key)
    journal.write(act="task.received", about=task, by=by, at=now, type=task_type.code)
    return task


@transaction.atomic
def receive_tasks(
    *,
    count: int,
    task_type: TaskType,
    beat: Beat,
    received_on: date,
    due_on: date | None = None,
    once: str = "",
    by: Actor,
    now: datetime,
) -> list[Task]:
    """
    Take in several tasks of a kind that came together.

    :raises DayToCome: if they are received after today
    """
    return [
        receive_task(
            task_type=task_type,
            beat=beat,
            received_on=received_on,
            due_on=due_on,
            once=once and f"{once}\0{n}",
            by=by,
            now=now,
        )
        for n in range(count)
    ]


@transaction.atomic
def end_task(*, task: Task, ending: str, minutes_band: str = "", by: Actor, now: datetime) -> Task:
    """
    End a task that is no visit, with the band of minutes it took where someone noted it.

    :raises TaskEnded: if it ended before
    :raises EndsAtTheDoor: if it is a visit that would be called done
    """
    locked = Task.objects.select_for_update(of=("self",)).select_related("task_type").get(pk=task.pk)
    if locked.task_type.is_visit and ending == Task.Ending.DONE:
        raise EndsAtTheDoor(f"Task {locked.pk} is a visit.")
    close(task=locked, ending=ending, minutes_band=minutes_band, on=timezone.localdate(now))
    journal.write(act="task.ended", about=locked, by=by, at=now, ending=ending)
    return locked


def key_of(once: str) -> str:
    """Return what is kept of the token or reference that a task came with: enough to know it again, nothing to read."""
    return sealing.blind_index(once, purpose="proximity.task") if once else ""


def legal_day(*, task_type: TaskType, received_on: date) -> date | None:
    """Return the last day that the law leaves for a task received on a day; None where it sets no delay."""
    rule = find_rule(task_type=task_type, on=received_on)
    if rule is None or rule.working_days is None:
        return None
    begun = timezone.make_aware(datetime.combine(received_on, working_days.CLOSING))
    return timezone.localdate(working_days.deadline(received_at=begun, days=rule.working_days))


def reopen(*, task: Task) -> None:
    """Mark a locked task as still to be done; who calls writes the journal."""
    task.closed_on, task.ending, task.minutes_band = None, "", ""
    task.save(update_fields=["closed_on", "ending", "minutes_band"])


def close(*, task: Task, ending: str, minutes_band: str, on: date) -> None:
    """
    Mark a locked task as ended; who calls writes the journal.

    :raises TaskEnded: if it ended before
    """
    if task.closed_on is not None:
        raise TaskEnded(f"Task {task.pk} ended on {task.closed_on:%Y-%m-%d}.")
    task.closed_on, task.ending, task.minutes_band = max(on, task.received_on), ending, minutes_band
    task.save(update_fields=["closed_on", "ending", "minutes_band"])
