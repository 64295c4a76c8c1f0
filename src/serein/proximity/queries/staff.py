"""Those who serve a beat, known by their marks, and the days on which they work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from serein.enquiries.working_days import is_working_day
from serein.people.models import Absence, Post, Posting
from serein.proximity.marks import own_mark


@dataclass(frozen=True)
class Worker:
    """An inspector who serves a beat, without a name."""

    mark: str
    post: Post
    absences: list[Absence]

    def works_on(self, day: date) -> bool:
        """Whether it is a working day on which they are not away."""
        return is_working_day(day) and not any(
            timezone.localdate(one.starts_at) <= day and (one.ends_at is None or timezone.localdate(one.ends_at) >= day)
            for one in self.absences
        )


def list_staff(*, now: datetime) -> list[Worker]:
    """Return those who serve a beat, with post and absences, in an order that tells nothing; two queries."""
    postings = (
        Posting.objects.held_at(now)
        .with_presence(now)
        .filter(is_backup=False)
        .select_related("staff_member__account", "desk__post")
        .prefetch_related("staff_member__absences")
    )
    found = {own_mark(one.staff_member.account): one for one in postings}
    return [
        Worker(mark, found[mark].desk.post, list(found[mark].staff_member.absences.all())) for mark in sorted(found)
    ]
