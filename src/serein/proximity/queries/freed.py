"""The hours that a change freed, as far as they were measured, beside the hours that were booked for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.utils import timezone

from serein.engines.timeuse import Verdict, hours_freed
from serein.proximity.models import PlannedContact, SampledTime, TaskDecision
from serein.proximity.queries import measuring
from serein.proximity.queries.staff import list_staff

WEEKS = 13


@dataclass(frozen=True)
class FreedBy:
    """The hours of the last thirteen weeks that one decision freed, with their interval, and those booked from them."""

    decision: TaskDecision
    low: int
    value: int
    high: int
    booked: int

    @property
    def lost(self) -> int:
        """Freed by the best estimate and booked for nobody: it went to other work."""
        return max(0, self.value - self.booked)


def list_freed(*, now: datetime) -> list[FreedBy]:
    """Return what each decision freed whose effect is shown; where none is shown, nothing is known to be free."""
    today = timezone.localdate(now)
    decisions = TaskDecision.objects.changing_by(today)
    effects = measuring.effects_of(decisions=list(decisions), until=today)
    shown = [effect for effect in effects if effect.change.verdict is Verdict.LESS]
    booked = _hours_booked(now) if shown else {}
    rows = []
    for effect in shown:
        worked = _hours_worked(now, since=max(today - timedelta(weeks=WEEKS), effect.decision.effective_on))
        if (found := hours_freed(effect.change, worked)) is not None:
            low, value, high = (max(0, round(part)) for part in (found.low, found.value, found.high))
            rows.append(FreedBy(effect.decision, low, value, high, round(booked.get(effect.decision.pk, 0.0))))
    return rows


def _hours_worked(now: datetime, *, since: date) -> float:
    """Return the hours worked since a day: the days of those who serve a beat, as long as a told day is."""
    today = timezone.localdate(now)
    told = SampledTime.objects.filter(sampled_day__day__gte=since, sampled_day__day__lt=today)
    days = told.values("sampled_day").distinct().count()
    minutes = told.aggregate(n=Sum("minutes"))["n"] or 0
    period = [since + timedelta(days=n) for n in range((today - since).days)]
    worked = sum(one.works_on(day) for one in list_staff(now=now) for day in period)
    return worked * minutes / days / 60 if days else 0.0


def _hours_booked(now: datetime) -> dict[int, float]:
    """Return, by decision, the hours booked from it in the last weeks and not lost since."""
    since = now - timedelta(weeks=WEEKS)
    hours: dict[int, float] = {}
    rows = PlannedContact.objects.filter(decision__isnull=False, starts_at__gte=since, starts_at__lt=now)
    for one in rows.exclude(state=PlannedContact.State.LOST):
        hours[one.decision_id or 0] = hours.get(one.decision_id or 0, 0.0) + one.minutes / 60
    return hours
