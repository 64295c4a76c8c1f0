"""Contact that someone noted, and hours booked for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from serein.people.models import Account, Post, Posting
from serein.proximity.models import Contact, PlannedContact


@dataclass(frozen=True)
class BookedHours:
    """Hours of contact that were booked in a period, and what became of them; the rest is still to come."""

    booked: float
    held: float
    lost: float


def list_own(*, mark: str) -> QuerySet[Contact]:
    """Return what someone noted, the last first; nobody else's page can ask for it."""
    return Contact.objects.filter(by_mark=mark).select_related("neighbourhood")


def find_post_of(*, account: Account, now: datetime) -> Post | None:
    """Return the post of the beat that someone serves; None for who serves none."""
    postings = Posting.objects.held_at(now).filter(staff_member__account=account).select_related("desk__post")
    posting = postings.order_by("is_backup", "-starts_at").first()
    return posting.desk.post if posting else None


def list_booked(*, beats: Collection[int] | None, now: datetime) -> list[PlannedContact]:
    """Return the booked hours to come, the next first; one query."""
    return list(_of(beats).filter(ends_at__gt=now, state=PlannedContact.State.BOOKED)[:60])


def list_to_settle(*, beats: Collection[int] | None, now: datetime) -> list[PlannedContact]:
    """Return the booked hours that are past and of which nobody said what became of them; one query."""
    return list(_of(beats).filter(ends_at__lte=now, state=PlannedContact.State.BOOKED)[:60])


def count_booked(*, since: date, until: date) -> BookedHours:
    """Return the hours booked in a period, everywhere, and how many were held or lost; one query."""
    hours: dict[str, float] = defaultdict(float)
    for one in PlannedContact.objects.filter(starts_at__date__gte=since, starts_at__date__lt=until):
        hours[one.state] += one.minutes / 60
    state = PlannedContact.State
    return BookedHours(sum(hours.values()), hours[state.HELD], hours[state.LOST])


def _of(beats: Collection[int] | None) -> QuerySet[PlannedContact]:
    rows = PlannedContact.objects.select_related("beat", "neighbourhood", "decision__task_type")
    return rows if beats is None else rows.filter(beat__in=beats)
