"""The plan lives without anyone opening it: offices are asked by mail, and answer by one link."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from serein.kit import journal
from serein.kit.actors import SYSTEM
from serein.people.models import Office
from serein.plan import letters
from serein.plan.actors import office_actor
from serein.plan.models import Reminder, Step
from serein.plan.operations import steps
from serein.plan.queries import reminders as queries

STANDS_FOR = timedelta(days=30)


class ReminderSpent(Exception):
    """Its link was used, or is too old; the next mail brings another one."""


@transaction.atomic
def remind_office(*, office: Office, due: list[Step], now: datetime) -> list[Reminder]:
    """Ask an office about its steps in one mail. A job that runs twice a day asks once."""
    today = timezone.localdate(now)
    made = []
    for step in due:
        kind = Reminder.Kind.OVERDUE if step.due_on < today else Reminder.Kind.BEFORE
        reminder, is_new = Reminder.objects.get_or_create(
            step=step, office=office, sent_on=today, defaults={"kind": kind, "expires_at": now + STANDS_FOR}
        )
        if is_new:
            made.append(reminder)
    if made:
        letters.remind(office=office, reminders=made, now=now)
        journal.write(act="steps.recalled", about=office, by=SYSTEM, at=now, steps=len(made))
    return made


@transaction.atomic
def answer_reminder(*, reminder: Reminder, answer: str, words_fr: str = "", words_nl: str = "", now: datetime) -> Step:
    """
    Take an office's answer to a reminder, once.

    :raises ReminderSpent: if it was answered before, its time is over, or another office does the step now
    :raises StepAlreadyDone: if the step was done meanwhile
    :raises NothingSaid: if it is late or blocked without a word
    """
    locked = (
        Reminder.objects.select_for_update(of=("self",))
        .select_related("office", "step__owner", "step__action")
        .get(pk=reminder.pk)
    )
    if not queries.is_open(locked, now=now):
        raise ReminderSpent(
            f"Reminder {locked.pk} was answered at {locked.answered_at}, is too old, or was handed over."
        )
    by, step = office_actor(locked.office), locked.step
    locked.answered_at = now
    locked.save(update_fields=["answered_at"])
    if answer == "done":
        return steps.complete_step(step=step, by=by, now=now)
    if answer == "late":
        return steps.mark_late(step=step, because_fr=words_fr, because_nl=words_nl, by=by, now=now)
    return steps.mark_blocked(step=step, by_what_fr=words_fr, by_what_nl=words_nl, by=by, now=now)
