"""The one clock. In the demo it can be moved; everywhere else it is the time."""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from serein.kit.models import DemoClock

_SECONDS_REMEMBERED = 1.0
_remembered: tuple[float, timedelta] = (float("-inf"), timedelta())


def now() -> datetime:
    """Return the moment it is, in the demo the moment it plays."""
    return timezone.now() + _demo_offset() if settings.DEMO else timezone.now()


def set_demo(moment: datetime) -> None:
    """Make the demo play `moment` from now on."""
    DemoClock.objects.update_or_create(pk=1, defaults={"offset": moment - timezone.now()})
    _remember(moment - timezone.now())


def _demo_offset() -> timedelta:
    read_at, offset = _remembered
    if time.monotonic() - read_at < _SECONDS_REMEMBERED:
        return offset
    stored = DemoClock.objects.filter(pk=1).values_list("offset", flat=True).first()
    return _remember(stored or timedelta())


def _remember(offset: timedelta) -> timedelta:
    global _remembered
    _remembered = (time.monotonic(), offset)
    return offset
