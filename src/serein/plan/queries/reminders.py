"""Which steps an office is asked about."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from serein.people.models import Office
from serein.plan.models import Reminder, Step

BEFORE = timedelta(days=7)
AGAIN_AFTER = timedelta(days=7)


def list_steps_to_recall(*, now: datetime) -> QuerySet[Step]:
    """
    Return the open steps of published actions that are due within a week, or late and not asked about for one.

    An office that a step was handed to has not been asked yet.
    """
    today = timezone.localdate(now)
    asked = Reminder.objects.filter(step=OuterRef("pk"), office=OuterRef("owner"))
    coming = Q(due_on__gte=today, due_on__lte=today + BEFORE) & ~Exists(asked)
    late = Q(due_on__lt=today) & ~Exists(asked.filter(sent_on__gt=today - AGAIN_AFTER))
    rows = Step.objects.filter(done_on=None, action__abandoned_at=None).exclude(action__published_at=None)
    return rows.filter(coming | late).select_related("owner", "action").order_by("due_on", "pk")


def by_owner(steps: QuerySet[Step]) -> list[tuple[Office, list[Step]]]:
    """Return the steps of each office that has an address."""
    found: dict[int, tuple[Office, list[Step]]] = {}
    for step in steps:
        if step.owner.email:
            found.setdefault(step.owner_id, (step.owner, []))[1].append(step)
    return list(found.values())


def is_open(reminder: Reminder, *, now: datetime) -> bool:
    """Whether its links still answer: never answered, not too old, and the step is still that office's."""
    is_theirs = reminder.office_id == reminder.step.owner_id
    return reminder.answered_at is None and now < reminder.expires_at and is_theirs


def find_reminder(*, pk: int) -> Reminder | None:
    rows = Reminder.objects.select_related("step__action__owner", "step__owner")
    return rows.filter(pk=pk).first()
