"""What territory does by itself."""

from __future__ import annotations

from datetime import datetime, time

from serein.kit.jobs import job
from serein.territory import operations


@job("territory.apply_beat_version", at=time(0, 5))
def apply_beat_version(now: datetime) -> None:
    """Put in force the version of the beats whose day has come."""
    operations.apply_beat_version(now=now)
