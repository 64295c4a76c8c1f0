"""What the calendar does for visits and for time."""

from datetime import datetime, time

from serein.kit.actors import SYSTEM
from serein.kit.jobs import job
from serein.proximity.operations import erasing


@job("proximity.erase", at=time(4, 20))
def erase(now: datetime) -> None:
    """Erase before retention runs at half past four: it writes the tables anew."""
    erasing.erase_due(by=SYSTEM, now=now)
