"""When a place is open. What is not known or cannot be read counts as not open."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

BRUSSELS = ZoneInfo("Europe/Brussels")


@lru_cache(maxsize=4096)
def _parsed(text: str) -> OpeningHours | None:
    try:
        return OpeningHours(text, timezone=BRUSSELS, country="BE")
    except (ParserError, SyntaxError, ValueError):
        return None


def is_open(opening_hours: str, moment: datetime) -> bool:
    """Tell whether a place with these OpenStreetMap opening hours is surely open."""
    hours = _parsed(opening_hours.strip()) if opening_hours.strip() else None
    return hours is not None and hours.is_open(moment.astimezone(BRUSSELS))


def closes_at(opening_hours: str, moment: datetime) -> datetime | None:
    """Return when a place that is open closes; None when it is not open, or never closes."""
    hours = _parsed(opening_hours.strip()) if is_open(opening_hours, moment) else None
    return hours.next_change(moment.astimezone(BRUSSELS)) if hours is not None else None
