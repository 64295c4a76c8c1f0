"""Working days of the commune: Monday to Friday, but for Belgian public holidays."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays
from django.utils import timezone

CLOSING = time(17, 0)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _public_holidays(day.year)


def deadline(*, received_at: datetime, days: int) -> datetime:
    """Return the closing hour of the last of so many working days after the day of reception."""
    day = timezone.localdate(received_at)
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return timezone.make_aware(datetime.combine(day, CLOSING))


def closing_of(day: date) -> datetime:
    """Return the closing hour of a day, or of the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, CLOSING))


@lru_cache(maxsize=16)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("BE", years=year))
