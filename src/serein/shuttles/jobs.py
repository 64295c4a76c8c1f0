"""What the calendar does for the night shuttles."""

from datetime import datetime, timedelta

from serein.kit.jobs import job
from serein.shuttles import reminders


@job("shuttles.remind", every=timedelta(minutes=5))
def _remind(now: datetime) -> None:
    reminders.remind_due(now=now)
