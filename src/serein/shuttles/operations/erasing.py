"""The rides of a night are destroyed when their time is over; counts stay. One that is held waits for its own day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from serein.kit import journal, outbox, sealed
from serein.kit.actors import SYSTEM, Actor
from serein.shuttles import letters
from serein.shuttles.models import Hold, Night, Ride
from serein.shuttles.operations.counting import count_night
from serein.shuttles.operations.nights import end
from serein.shuttles.operations.planning import lock_night
from serein.shuttles.operations.rides import DAYS_KEPT, key_day_of
from serein.shuttles.operations.stranding import forget_where

TAKEN_BACK_FOR = timedelta(hours=48)
"""So long after it was taken back a ride still tells where it would have gone."""


class AlreadyErased(Exception):
    """What is destroyed cannot be held any more."""


class HoldEndsInThePast(Exception):
    """A hold has a day to come."""


def erase_due(*, now: datetime) -> int:
    """
    Destroy every ride whose time is over, night by night; return how many.

    Of rides that were taken back the places and the contact go sooner: the night may be months away.
    """
    _forget_taken_back(now)
    today = timezone.localdate(now)
    late = Q(pk__in=Ride.objects.filter(key_day__lt=today).values("night"))
    begins = timezone.make_aware(datetime.combine(today - timedelta(days=DAYS_KEPT), time.min))
    left = Q(state__in=Night.BOOKABLE) | Q(state=Night.State.CLOSED, erased_at=None)
    left |= Q(duties__isnull=False) | Q(devices__isnull=False) | Q(acts__isnull=False)
    nights = Night.objects.filter(late | Q(left, ends_at__lt=begins)).distinct()
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
    _reseal(locked, max(until, key_day_of(locked.night)))
    values = {"reason": Hold.Reason(reason).value, "until": until, "placed_at": now}
    hold, _is_new = Hold.objects.update_or_create(ride=locked, defaults=values)
    journal.write(act="ride.held", about=locked, by=by, at=now, reason=hold.reason, until=until.isoformat())
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, by: Actor, now: datetime) -> None:
    """Let a ride that was held go: it is destroyed by the next run, but never before its night."""
    ride = Ride.objects.select_for_update(of=("self",)).get(pk=hold.ride_id)
    _reseal(ride, max(timezone.localdate(now), key_day_of(ride.night)))
    journal.write(act="ride.released", about=ride, by=by, at=now)
    hold.delete()


@transaction.atomic
def _erase(night: Night, now: datetime) -> int:
    """Count a night for the last time and destroy its rides; one that nobody closed is closed by its time."""
    locked, today = lock_night(night), timezone.localdate(now)
    is_over = key_day_of(locked) < today
    if is_over and locked.state in Night.BOOKABLE:
        end(locked, coins_cents=None, by=SYSTEM, now=now)
    elif locked.state == Night.State.CLOSED and locked.erased_at is None and locked.rides.exists():
        count_night(night=locked, now=now)
    rides = list(locked.rides.filter(key_day__lt=today))
    for ride in rides:
        _erase_mails(ride)
    Ride.objects.filter(pk__in=[ride.pk for ride in rides]).delete()
    if is_over:
        for ride in locked.rides.exclude(places="") if locked.is_doorstep else []:
            forget_where(ride)
        _clear(locked, now)
    journal.write(act="night.erased", about=locked, by=SYSTEM, at=now, rides=len(rides))
    return len(rides)


def _clear(night: Night, now: datetime) -> None:
    """Destroy what else tells of people: who worked, with what, and the trips of which no ride is held."""
    for rows in (night.acts, night.devices, night.duties, night.trips.filter(rides=None)):
        rows.all().delete()
    if night.erased_at is None and night.closed_at is not None:
        night.erased_at = now
        night.save(update_fields=["erased_at"])


@transaction.atomic
def _forget_taken_back(now: datetime) -> None:
    back = Ride.objects.filter(state=Ride.State.CANCELLED, ended_at__lte=now - TAKEN_BACK_FOR, hold=None)
    for ride in back.exclude(places=""):
        _erase_mails(ride)
        Ride.objects.filter(pk=ride.pk).update(places="", contact="")
        journal.write(act="ride.erased", about=ride, by=SYSTEM, at=now, night=ride.night_id)


def _erase_mails(ride: Ride) -> None:
    for about in letters.every_about(ride):
        outbox.erase(about=about)


def _reseal(ride: Ride, until: date) -> None:
    places, contact = sealed.open_unseen(ride.places), sealed.open_unseen(ride.contact)
    ride.key_day, ride.places, ride.contact = until, places, contact
    ride.save(update_fields=["key_day", "places", "contact"])
