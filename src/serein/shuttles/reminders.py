"""Reminders by mail of what was booked ahead: the day before, and half an hour before the told time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from serein.kit.models import OutboxMail
from serein.shuttles import letters
from serein.shuttles.models import Night, Ride

BEFORE = {letters.DAY_BEFORE: timedelta(days=1), letters.SOON: timedelta(minutes=30)}
BOOKED_AHEAD = {letters.DAY_BEFORE: timedelta(hours=36), letters.SOON: timedelta(hours=3)}
"""Who booked later than so long before the ride remembers it without us."""
LATEST = {letters.DAY_BEFORE: timedelta(hours=12), letters.SOON: timedelta(minutes=10)}
"""A reminder that comes later than this before the ride helps nobody: it is left out."""


def remind_due(*, now: datetime) -> int:
    """Send the reminders that are due, each once, and return how many."""
    horizon = now + max(BEFORE.values())
    booked = Ride.objects.filter(state=Ride.State.BOOKED, told_up_at__gt=now, told_up_at__lte=horizon)
    rides = booked.filter(night__state__in=Night.BOOKABLE).exclude(contact="")
    return sum(_remind(pk, now) for pk in rides.values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int, now: datetime) -> int:
    ride = Ride.objects.select_for_update(of=("self",)).select_related("night__event").filter(pk=pk).first()
    if ride is None or ride.state != Ride.State.BOOKED:
        return 0
    due = [which for which in BEFORE if is_due(ride, which, now)]
    names = [letters.about_reminder(ride, which) for which in due]
    sent = set(OutboxMail.objects.filter(about__in=names).values_list("about", flat=True)) if due else set()
    left = [which for which in due if letters.about_reminder(ride, which) not in sent]
    return sum(letters.remind(ride=ride, which=which, now=now) for which in left)


def is_due(ride: Ride, which: str, now: datetime) -> bool:
    """Whether a reminder is due: it was booked long enough ahead, and is near enough, and not too near."""
    if ride.told_up_at - ride.received_at < BOOKED_AHEAD[which]:
        return False
    return LATEST[which] <= ride.told_up_at - now <= BEFORE[which]
