"""The night and the hour for which light is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date

FIRST_HOUR, LAST_HOUR = 16, 33
"""Hours of a night as a slider counts them: 24 is midnight, 33 is nine in the morning."""
FARTHEST = timedelta(days=400)


@dataclass(frozen=True)
class Hour:
    """A moment of a night, as a slider and a calendar give it."""

    evening: date
    hour: int

    @property
    def moment(self) -> datetime:
        """That hour of the local clock; where the clocks leave it out, the next one."""
        day = self.evening + timedelta(days=self.hour // 24)
        return timezone.make_aware(datetime.combine(day, time(self.hour % 24)))

    @classmethod
    def read(cls, asked: Mapping[str, Any], *, now: datetime) -> Hour:
        """Read what was asked; what is no hour, or too far away, is tonight's: this hour by night, else 23 h."""
        usual = cls._of_now(now)
        evening = parse_date_or_none(str(asked.get("evening", ""))) or usual.evening
        if abs(evening - usual.evening) > FARTHEST:
            evening = usual.evening
        text = str(asked.get("hour", ""))
        hour = int(text) if text.isdecimal() and len(text) < 3 else usual.hour
        return cls(evening, min(max(hour, FIRST_HOUR), LAST_HOUR))

    @classmethod
    def _of_now(cls, now: datetime) -> Hour:
        here = timezone.localtime(now)
        if here.hour < LAST_HOUR - 24:
            return cls(here.date() - timedelta(days=1), here.hour + 24)
        return cls(here.date(), here.hour if here.hour >= FIRST_HOUR else 23)


def parse_date_or_none(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
