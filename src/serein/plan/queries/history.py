"""What changed in the plan between two days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from serein.plan.models import Action, PlanEvent


def list_events(*, from_on: date, to_on: date) -> QuerySet[PlanEvent]:
    """Return what happened after the end of one day and until the end of another, oldest first."""
    rows = PlanEvent.objects.filter(at__gte=_end_of(from_on), at__lt=_end_of(to_on)).select_related("action__owner")
    return rows.exclude(action__published_at=None)


def group_by_action(events: Iterable[PlanEvent]) -> list[tuple[Action, list[PlanEvent]]]:
    found: dict[int, tuple[Action, list[PlanEvent]]] = {}
    for event in events:
        found.setdefault(event.action_id, (event.action, []))[1].append(event)
    return sorted(found.values(), key=lambda pair: pair[0].code)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
