"""How long answers take: live for those in charge, and once a week in public, where small numbers are withheld."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.functional import Promise

from serein.enquiries.kinds import Kind, get_kind, list_kinds
from serein.enquiries.models import Enquiry, KindSetting, PublishedDelay
from serein.kit import journal
from serein.kit.actors import SYSTEM
from serein.kit.disclosure import FEWEST
from serein.people import queries as people

FEWEST_STAFF = 3
"""Nor while fewer members of staff than this serve the commune's beats (H32)."""
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Delay:
    """How long a kind of enquiry took over the last year, with those still open."""

    kind: str
    deadline_days: int
    answered: int
    median_days: float | None
    ninetieth_days: float | None
    open: int
    open_past_deadline: int

    @property
    def label(self) -> Promise:
        return get_kind(self.kind).label


def list_delays(*, now: datetime) -> list[Delay]:
    """Return the delay of every kind over the last year as those in charge see it; three queries."""
    answered: dict[str, list[float]] = {}
    rows = Enquiry.objects.filter(received_at__gt=now - YEAR, answered_at__isnull=False)
    for row in rows.only("kind", "received_at", "answered_at"):
        answered.setdefault(row.kind, []).append(((row.answered_at or now) - row.received_at) / timedelta(days=1))
    opened: dict[str, Mapping[str, Any]] = {
        row["kind"]: row
        for row in Enquiry.objects.open()
        .values("kind")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    }
    settings = {setting.kind: setting for setting in KindSetting.objects.all()}
    return [
        _delay(kind, answered.get(kind.code, []), opened.get(kind.code), settings[kind.code])
        for kind in list_kinds()
        if kind.code in settings
    ]


@transaction.atomic
def publish(*, now: datetime) -> date:
    """Write this week's public delays, and return their day. What was published before stays as it was (H29)."""
    on = timezone.localdate(now)
    staff = people.count_serving(now=now)
    for delay in list_delays(now=now):
        are_many = delay.answered >= FEWEST
        shown = are_many and staff >= FEWEST_STAFF
        PublishedDelay.objects.get_or_create(
            kind=delay.kind,
            on=on,
            defaults={
                "deadline_days": delay.deadline_days,
                "answered": delay.answered if are_many else None,
                "median_days": delay.median_days if shown else None,
                "ninetieth_days": delay.ninetieth_days if shown else None,
                "open": delay.open,
                "open_past_deadline": delay.open_past_deadline,
            },
        )
    journal.write(act="delays.published", about="enquiries.publisheddelay", by=SYSTEM, at=now, on=on.isoformat())
    return on


def list_published() -> list[PublishedDelay]:
    """Return the delays as last published; one query."""
    last = PublishedDelay.objects.aggregate(on=Max("on"))["on"]
    return list(PublishedDelay.objects.filter(on=last).order_by("kind")) if last else []


def _delay(kind: Kind, days: list[float], opened: Mapping[str, Any] | None, setting: KindSetting) -> Delay:
    return Delay(
        kind=kind.code,
        deadline_days=setting.deadline_days,
        answered=len(days),
        median_days=_quantile(days, 0.5) if days else None,
        ninetieth_days=_quantile(days, 0.9) if days else None,
        open=opened["n"] if opened else 0,
        open_past_deadline=opened["late"] if opened else 0,
    )


def _quantile(values: list[float], share: float) -> float:
    """Return the smallest value that at least `share` of the values do not exceed, in tenths of a day."""
    ordered = sorted(values)
    return round(ordered[math.ceil(share * len(ordered)) - 1], 1)
