"""What nobody needs any more: doors whose result went back, rounds that are over, old tellings of own work."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from serein.kit import journal
from serein.kit.actors import Actor
from serein.proximity.models import Contact, Round, SampledDay, VisitAttempt
from serein.proximity.operations import visits

ROUND_KEPT = timedelta(days=14)
TOLD_KEPT = timedelta(days=730)
"""So long a drawn day, a contact and the mark of an attempt stand; what was published of them stays."""


def erase_due(*, by: Actor, now: datetime) -> int:
    """Erase what is past its time; return how many doors and rows went."""
    return visits.erase_due(by=by, now=now) + _forget_own_work(by, now)


@transaction.atomic
def _forget_own_work(by: Actor, now: datetime) -> int:
    today = timezone.localdate(now)
    old = today - TOLD_KEPT
    past = [
        Round.objects.filter(day__lt=today - ROUND_KEPT),
        SampledDay.objects.filter(day__lt=old),
        Contact.objects.filter(day__lt=old),
    ]
    gone = [rows.count() for rows in past]
    for rows in past:
        rows.delete()
    unmarked = VisitAttempt.with_taken_back.filter(began_at__lt=now - TOLD_KEPT).exclude(by_mark="").update(by_mark="")
    rounds, days, contacts = gone
    if count := sum(gone) + unmarked:
        journal.write(
            act="own_work.erased",
            about="proximity.sampledday",
            by=by,
            at=now,
            rounds=rounds,
            days=days,
            contacts=contacts,
            attempts=unmarked,
        )
    return count
