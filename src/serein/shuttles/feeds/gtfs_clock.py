"""
The clock of GTFS.

A time of a feed is what has passed since noon of the service day less twelve hours: so it goes on beyond 24:00, and
counts true hours on the days when clocks are changed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

NIGHT_BEGINS = 4
"""A night that starts before this hour belongs to the day before: people say « Friday night » of it."""


def service_day(starts_at: datetime) -> date:
    """Return the day to which a night belongs."""
    local = timezone.localtime(starts_at)
    return local.date() - timedelta(days=1) if local.hour < NIGHT_BEGINS else local.date()


def gtfs_time(moment: datetime, *, on: date) -> str:
    """Write a moment as a time of a service day: `25:30:00`."""
    noon = timezone.make_aware(datetime.combine(on, time(12))).astimezone(UTC)
    seconds = round((moment - (noon - timedelta(hours=12))).total_seconds())
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest:02d}"
