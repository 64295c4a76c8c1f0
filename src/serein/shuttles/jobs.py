"""What the calendar does for the night shuttles."""

from datetime import datetime, timedelta

from serein.kit.jobs import job
from serein.shuttles import alarms, reminders
from serein.shuttles.operations import erasing


@job("shuttles.remind", every=timedelta(minutes=5))
def _remind(now: datetime) -> None:
    reminders.remind_due(now=now)


@job("shuttles.erase", every=timedelta(hours=1))
def _erase(now: datetime) -> None:
    erasing.erase_due(now=now)


@job("shuttles.unattended", every=timedelta(minutes=15))
def _warn(now: datetime) -> None:
    alarms.warn_of_unattended(now=now)
