"""Notices by their number, what residents answered to them, and the trips that their answers saved."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from serein.kit import sealed
from serein.proximity.models import VisitAttempt, VisitNotice


@dataclass(frozen=True)
class Saved:
    """What became of the visits after a notice was left: the next attempt found someone, or did not."""

    left: int
    answered: int
    answered_tried: int
    answered_met: int
    unanswered_tried: int
    unanswered_met: int

    @property
    def trips(self) -> int | None:
        """
        Second trips saved: more of the next attempts met someone after an answer than without one would have.

        None while either kind was tried fewer than ten times.
        """
        if min(self.answered_tried, self.unanswered_tried) < FEWEST_TRIED:
            return None
        expected = self.answered_tried * self.unanswered_met / self.unanswered_tried
        return round(self.answered_met - expected)


FEWEST_TRIED = 10
UNTIED_SHOWN = timedelta(days=30)
"""An answer whose door nobody knows is shown for so long."""

Period = tuple[datetime, datetime]


@dataclass(frozen=True)
class Answer:
    """What a resident answered to a notice: the periods proposed, and the text."""

    notice: VisitNotice
    times: list[Period]
    text: str

    @property
    def label(self) -> str:
        return str(self.notice.get_answer_kind_display())


def number_typed(text: str) -> str:
    """Return a number as it is printed, whatever capitals, blanks and hyphens it was typed with."""
    return text.upper().replace(" ", "").replace("-", "").strip()


def find_notice(*, number: str) -> VisitNotice | None:
    text = number_typed(number)
    return VisitNotice.objects.filter(number=text).first() if text and "\0" not in text else None


def read_answer(notice: VisitNotice) -> Answer:
    """Open what was answered; who shows it journals it."""
    told = json.loads(sealed.open_unseen(notice.answer) or "{}")
    times = [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in told.get("times", [])]
    return Answer(notice, times, told.get("text", ""))


def list_untied(*, beats: Collection[int], now: datetime) -> list[Answer]:
    """Return the answers to notices of beats whose number was never typed at a door, the last first; one query."""
    rows = VisitNotice.objects.filter(beat__in=beats, attempt=None, answered_at__gte=now - UNTIED_SHOWN)
    return [read_answer(notice) for notice in rows.exclude(answer="").order_by("-answered_at")]


def count_saved(*, beats: Collection[int] | None) -> Saved:
    """Count notices and what the attempt after each found; two queries."""
    rows = VisitNotice.objects.filter(attempt__isnull=False).select_related("attempt")
    left = list(rows if beats is None else rows.filter(beat__in=beats))
    following: dict[int, list[VisitAttempt]] = {}
    for attempt in VisitAttempt.objects.filter(visit__in={one.attempt.visit_id for one in left if one.attempt}):
        following.setdefault(attempt.visit_id, []).append(attempt)
    nexts = [(one, _next(one, following)) for one in left]
    found = [(_was_in_time(one, attempt), attempt) for one, attempt in nexts]
    tried = [(answered, attempt) for answered, attempt in found if attempt is not None]
    met = [answered for answered, attempt in tried if attempt.outcome != VisitAttempt.Outcome.NOBODY_HOME]
    with_answer = sum(answered for answered, _attempt in tried)
    return Saved(
        left=len(left),
        answered=sum(one.answered_at is not None for one in left),
        answered_tried=with_answer,
        answered_met=sum(met),
        unanswered_tried=len(tried) - with_answer,
        unanswered_met=len(met) - sum(met),
    )


def _next(notice: VisitNotice, following: dict[int, list[VisitAttempt]]) -> VisitAttempt | None:
    left = notice.attempt
    if left is None:
        return None
    later = [one for one in following.get(left.visit_id, []) if one.began_at > left.began_at]
    return min(later, key=lambda one: one.began_at, default=None)


def _was_in_time(notice: VisitNotice, tried: VisitAttempt | None) -> bool:
    """Whether the resident answered before the next attempt: only then can the answer have saved a trip."""
    return notice.answered_at is not None and (tried is None or notice.answered_at <= tried.began_at)
