"""The rides of a night are destroyed when their time is over; counts stay. One that is held waits for its own day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from serein.kit import journal, outbox, sealed
from serein.kit.actors import SYSTEM, Actor
from serein.shuttles import letters
from serein.shuttles.models import Hold, Night, Ride
from serein.shuttles.operations.counting import count_night
from serein.shuttles.operations.nights import end
from serein.shuttles.operations.planning import lock_night


class AlreadyErased(Exception):
    """What is destroyed cannot be held any more."""


class HoldEndsInThePast(Exception):
    """A hold has a day to come."""


def erase_due(*, now: datetime) -> int:
    """Destroy every ride whose time is over, night by night; return how many."""
    due = Ride.objects.filter(key_day__lt=timezone.localdate(now))
    nights = Night.objects.filter(pk__in=due.values("night"))
    return sum(_erase(night, now) for night in nights)


@transaction.atomic
def hold_ride(*, ride: Ride, reason: str, until: date, by: Actor, now: datetime) -> Hold:
    """
    Keep one ride beyond its time, until a day.

    :raises HoldEndsInThePast: if that day is over
    :raises AlreadyErased: if the ride is destroyed
    """
    today = timezone.localdate(now)
    if until <= today:
        raise HoldEndsInThePast(f"Until {until}; a day after {today} is accepted.")
    locked = Ride.objects.select_for_update(of=("self",)).filter(pk=ride.pk).first()
    if locked is None or locked.key_day < today:
        raise AlreadyErased(f"Ride {ride.pk} is destroyed, or about to be.")
    _reseal(locked, until)
    values = {"reason": Hold.Reason(reason).value, "until": until, "placed_at": now}
    hold, _is_new = Hold.objects.update_or_create(ride=locked, defaults=values)
    journal.write(act="ride.held", about=locked, by=by, at=now, reason=hold.reason, until=until.isoformat())
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, by: Actor, now: datetime) -> None:
    """Let a ride that was held go: it is destroyed by the next run."""
    ride = Ride.objects.select_for_update(of=("self",)).get(pk=hold.ride_id)
    _reseal(ride, timezone.localdate(now))
    journal.write(act="ride.released", about=ride, by=by, at=now)
    hold.delete()


@transaction.atomic
def _erase(night: Night, now: datetime) -> int:
    """Count a night for the last time and destroy its rides; one that nobody closed is closed by its time."""
    locked = lock_night(night)
    if locked.state in (Night.State.RUNNING, Night.State.PUBLISHED):
        end(locked, coins_cents=None, by=SYSTEM, now=now)
    elif locked.state == Night.State.CLOSED and locked.erased_at is None:
        count_night(night=locked, now=now)
    rides = list(locked.rides.filter(key_day__lt=timezone.localdate(now)))
    for ride in rides:
        for about in letters.every_about(ride):
            outbox.erase(about=about)
    Ride.objects.filter(pk__in=[ride.pk for ride in rides]).delete()
    locked.acts.all().delete()
    if not locked.rides.exists():
        locked.trips.all().delete()
        locked.devices.all().delete()
    if locked.erased_at is None and locked.closed_at is not None:
        locked.erased_at = now
        locked.save(update_fields=["erased_at"])
    journal.write(act="night.erased", about=locked, by=SYSTEM, at=now, rides=len(rides))
    return len(rides)


def _reseal(ride: Ride, until: date) -> None:
    places, contact = sealed.open_unseen(ride.places), sealed.open_unseen(ride.contact)
    ride.key_day, ride.places, ride.contact = until, places, contact
    ride.save(update_fields=["key_day", "places", "contact"])
