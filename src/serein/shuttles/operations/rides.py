"""A group books, comes to the waiting point, cancels, and says how it would have gone home otherwise."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from serein.enquiries.models import new_code
from serein.kit import journal
from serein.kit.actors import Actor
from serein.shuttles import letters, warming
from serein.shuttles.models import Night, Ride
from serein.shuttles.operations.planning import Planner, keep, late_by, lock_night, moment_told, planner_of, replan
from serein.shuttles.operations.stranding import forget_where
from serein.shuttles.queries.doorstep import NoVanForThem, Promise, Wish
from serein.shuttles.queries.driving import FAR, minutes_between
from serein.shuttles.queries.running import PATIENCE, Places, Running, door_at, places_text, read_running
from serein.shuttles.queries.zones import is_in_zone
from serein.territory.where import Where

LATER_MINUTES = (0.0, 15.0, 30.0)
"""Who books is tried at the wished moment and so much later, before it is refused for the sake of others."""
DAYS_KEPT = 1
"""The key of a night's rides is destroyed after the day that follows its end: within 72 hours."""


def key_day_of(night: Night) -> date:
    """Return the day after which nothing of a night's rides can be read."""
    return timezone.localdate(night.ends_at) + timedelta(days=DAYS_KEPT)


class NotBookable(Exception):
    """The night takes nobody (any more): it is not published, over, closed or cancelled."""


class OutsideZone(Exception):
    """The night does not go there."""


class InThePast(Exception):
    """The wished moment is over."""


class BeyondTheNight(Exception):
    """The wished moment lies outside the hours of the night."""


class TooManyForAVan(Exception):
    """A group stays together, and no van holds so many."""

    def __init__(self, sentence: str, *, largest: int) -> None:
        super().__init__(sentence)
        self.largest = largest


class NotAsWished(Exception):
    """Nothing can be promised near the wished moment; `alternatives` are moments that can, the nearest first."""

    def __init__(self, sentence: str, *, alternatives: tuple[datetime, ...]) -> None:
        super().__init__(sentence)
        self.alternatives = alternatives


class NoPlace(Exception):
    """
    Nothing can be promised.

    `full` until the end of the night, `no_way` to that door, `too_far` for the longest ride, `no_van` for this group.
    """

    def __init__(self, sentence: str, *, reason: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class TooLate(Exception):
    """The ride is under way or over: it cannot be taken back."""


def book_ride(
    *,
    night: Night,
    to: Where,
    start: Where | None = None,
    party_size: int,
    wheelchairs: int = 0,
    wanted_at: datetime,
    contact: dict[str, str] | None = None,
    has_minor: bool = False,
    is_urgent: bool = False,
    channel: str = Ride.Channel.WEB,
    language: str,
    once: str = "",
    by: Actor,
    now: datetime,
) -> Ride:
    """
    Promise a group a departure and an arrival, and give it a number.

    :param start: only on a night on request
    :param once: what is the same when a form is sent twice: then the same ride is returned
    :raises NotBookable: if the night takes nobody
    :raises OutsideZone: if it does not go there
    :raises InThePast: if the wished moment is over
    :raises BeyondTheNight: if it lies outside the night
    :raises TooManyForAVan: with the largest group that a van holds
    :raises NotAsWished: with moments that can be promised
    :raises NoPlace: if nothing can; what was asked is counted
    """
    warming.wait()
    try:
        with transaction.atomic():
            locked = lock_night(night)
            if once and (known := Ride.objects.filter(once=once).first()) is not None:
                return known
            _require_bookable(locked, now)
            _require_moment(locked, wanted_at, now)
            ride = Ride(
                night=locked, party_size=party_size, wheelchairs=wheelchairs, wanted_at=max(wanted_at, now),
                has_minor=has_minor, is_urgent=is_urgent, channel=channel, language=language, once=once,
            )  # fmt: skip
            _accept(ride, to, start, contact or {}, now, most_wait=PATIENCE)
            letters.tell_booked(ride=ride, now=now)
            journal.write(act="ride.booked", about=ride, by=by, at=now, night=locked.pk, number=ride.number)
            return ride
    except NoPlace:
        Night.objects.filter(pk=night.pk).update(turned_away=F("turned_away") + party_size)
        raise


@transaction.atomic
def walk_up(
    *,
    night: Night,
    to: Where,
    party_size: int,
    wheelchairs: int = 0,
    has_minor: bool = False,
    is_urgent: bool = False,
    contact: dict[str, str] | None = None,
    language: str,
    once: str = "",
    at: datetime,
    by: Actor,
    now: datetime,
) -> Ride:
    """
    Let a group that stands at the waiting point join the queue: a reservation with a destination before boarding.

    :raises NotBookable: if the night is not under way
    :raises OutsideZone: if it does not go there
    :raises TooManyForAVan: with the largest group that a van holds
    :raises NoPlace: if no van can ever take it
    """
    locked = lock_night(night)
    if once and (known := Ride.objects.filter(once=once).first()) is not None:
        return known
    if locked.state != Night.State.RUNNING:
        raise NotBookable(f"Night {locked.pk} is {locked.state}; groups join the queue while it is running.")
    came = min(at, now)
    ride = Ride(
        night=locked, party_size=party_size, wheelchairs=wheelchairs, wanted_at=came, here_at=came,
        state=Ride.State.HERE, has_minor=has_minor, is_urgent=is_urgent, channel=Ride.Channel.WALK_UP,
        language=language, once=once,
    )  # fmt: skip
    _accept(ride, to, None, contact or {}, now, most_wait=None)
    journal.write(act="ride.walked_up", about=ride, by=by, at=now, night=locked.pk, number=ride.number)
    return ride


@transaction.atomic
def come(*, ride: Ride, at: datetime, by: Actor, now: datetime) -> Ride:
    """
    Note that a group that booked stands at the waiting point.

    :raises TooLate: if it is there already, or its ride is over
    """
    night = lock_night(ride.night)
    locked = Ride.objects.select_for_update(of=("self",)).get(pk=ride.pk)
    if locked.state != Ride.State.BOOKED:
        raise TooLate(f"Ride {locked.number} is {locked.state}; one that is booked is accepted.")
    locked.state, locked.here_at = Ride.State.HERE, min(at, now)
    locked.save(update_fields=["state", "here_at"])
    replan(night=night, now=now)
    journal.write(act="ride.came", about=locked, by=by, at=now, night=night.pk)
    return locked


@transaction.atomic
def cancel_ride(*, ride: Ride, by: Actor, now: datetime) -> Ride:
    """
    Take a ride back before it begins.

    :raises TooLate: if it is under way or over
    """
    night = lock_night(ride.night)
    locked = Ride.objects.select_for_update(of=("self",)).get(pk=ride.pk)
    if locked.state not in Ride.WAITING:
        raise TooLate(f"Ride {locked.number} is {locked.state}; it can be taken back before it begins.")
    locked.state, locked.ended_at = Ride.State.CANCELLED, now
    locked.save(update_fields=["state", "ended_at"])
    if night.is_doorstep:
        forget_where(locked)
    replan(night=night, now=now)
    letters.tell_cancelled(ride=locked, now=now)
    journal.write(act="ride.cancelled", about=locked, by=by, at=now, night=night.pk)
    return locked


@transaction.atomic
def say_otherwise(*, ride: Ride, otherwise: str, now: datetime) -> None:
    """
    Note how the group would have gone home without the shuttle.

    :raises TooLate: if it is not home yet
    """
    locked = Ride.objects.select_for_update(of=("self",)).get(pk=ride.pk)
    if locked.state != Ride.State.HOME:
        raise TooLate(f"Ride {locked.number} is {locked.state}; who is home is asked.")
    locked.otherwise = Ride.Otherwise(otherwise).value
    locked.save(update_fields=["otherwise"])


def _require_bookable(night: Night, now: datetime) -> None:
    if not night.is_bookable or now >= night.ends_at:
        raise NotBookable(f"Night {night.pk} is {night.state} and ends at {night.ends_at:%Y-%m-%d %H:%M}.")


def _require_moment(night: Night, wanted_at: datetime, now: datetime) -> None:
    if wanted_at < now - timedelta(minutes=1):
        raise InThePast(f"{wanted_at:%Y-%m-%d %H:%M} is over.")
    if not night.starts_at <= max(wanted_at, now) < night.ends_at and wanted_at != now:
        hours = f"{night.starts_at:%Y-%m-%d %H:%M} to {night.ends_at:%H:%M}"
        raise BeyondTheNight(f"{wanted_at:%Y-%m-%d %H:%M} is not within {hours}.")


def _accept(
    ride: Ride, to: Where, start: Where | None, contact: dict[str, str], now: datetime, *, most_wait: timedelta | None
) -> None:
    """Ask the planner, then write the ride and the plan."""
    night = ride.night
    if not is_in_zone(night, to) or (start is not None and not is_in_zone(night, start)):
        raise OutsideZone(f"{to.label('fr') or to.text} is not in the zone of night {night.pk}.")
    running = read_running(night)
    _require_room(ride, running)
    places = Places(door_at(to), door_at(start) if start and not night.is_doorstep else None)
    planner, promise = _ask(ride, running, places, now, is_thorough=most_wait is None)
    if most_wait is not None:
        planner, promise = _keeping_others(ride, running, places, now, (planner, promise), most_wait)
        _require_near(ride, promise, most_wait)
    night.last_number += 1
    ride.number, ride.code, ride.received_at = night.last_number, new_code(), now
    ride.promised_up_at, ride.promised_off_at = _told(night, promise, now)
    ride.told_up_at, ride.told_off_at = ride.promised_up_at, ride.promised_off_at
    ride.places = places_text(places)
    ride.contact = json.dumps(contact, ensure_ascii=False) if contact else ""
    ride.neighbourhood = to.neighbourhood
    ride.key_day = key_day_of(night)
    ride.save(force_insert=True)
    keep(planner, running=running, now=now, new=ride)


def _told(night: Night, promise: Promise, now: datetime) -> tuple[datetime, datetime]:
    """The moments that are told; while no van is in service, those who stand there are told the end of the night."""
    if promise.is_one:
        return moment_told(night, promise.up), moment_told(night, promise.off)
    last = max(night.ends_at, now)
    return last, last + timedelta(minutes=night.longest_ride_minutes)


def _require_room(ride: Ride, running: Running) -> None:
    vans = [van.van for van in running.vans]
    if not vans:
        raise NoPlace(f"Night {running.night.pk} has no van.", reason="no_van")
    largest = max(van.seats for van in vans)
    if ride.party_size > largest:
        raise TooManyForAVan(f"{ride.party_size} riders; a van holds {largest}.", largest=largest)
    if not any(van.holds(walkers=ride.walkers, wheelchairs=ride.wheelchairs) for van in vans):
        raise NoPlace(f"No van holds {ride.walkers} riders and {ride.wheelchairs} wheelchairs.", reason="no_van")


def _keeping_others(
    ride: Ride,
    running: Running,
    places: Places,
    now: datetime,
    found: tuple[Planner, Promise],
    most_wait: timedelta,
) -> tuple[Planner, Promise]:
    """
    Return a plan in which nobody who was promised something is later than told because of the new ride.

    What was found at a glance stands if it is good; else it is searched for, at the wished moment first.

    :raises NoPlace: if there is none at the wished moment or soon after
    """
    planner, promise = found
    latest = running.night.minute_of(ride.wanted_at + most_wait)
    if promise.up <= latest and not late_by(planner, running):
        return found
    late_anyhow = late_by(planner.before(), running)
    for later in LATER_MINUTES:
        found = _ask(ride, running, places, now, planner=planner.before(), later=later)
        if late_by(found[0], running) <= late_anyhow:
            return found
    raise NoPlace(f"Night {running.night.pk} cannot take them without breaking a promise.", reason="full")


def _ask(
    ride: Ride,
    running: Running,
    places: Places,
    now: datetime,
    *,
    planner: Planner | None = None,
    later: float = 0.0,
    is_thorough: bool = True,
) -> tuple[Planner, Promise]:
    wish = Wish(
        start=places.start.spot if places.start else running.venue,
        to=places.to.spot,
        walkers=ride.walkers,
        wheelchairs=ride.wheelchairs,
        wanted=running.night.minute_of(ride.since) + later,
        is_urgent=ride.is_urgent,
    )
    planner = planner or planner_of(running, now=now, wish=wish)
    try:
        promise = planner.ask(wish, is_thorough=is_thorough)
    except NoVanForThem as refusal:
        raise NoPlace(str(refusal), reason=_out_of_reach(running.night, wish) or "too_far") from None
    if not promise.is_one and (reason := _out_of_reach(running.night, wish)):
        raise NoPlace(f"No ride of night {running.night.pk} may be so long.", reason=reason)
    return planner, promise


def _out_of_reach(night: Night, wish: Wish) -> str:
    """Say why no van could take them even alone; nothing if one could."""
    minutes = minutes_between([wish.start, wish.to])[0, 1]
    if minutes >= FAR:
        return "no_way"
    return "too_far" if minutes > night.longest_ride_minutes else ""


def _require_near(ride: Ride, promise: Promise, most_wait: timedelta) -> None:
    """Refuse a promise that comes after the night, or much later than wished by who could choose another moment."""
    night = ride.night
    last = night.minute_of(night.ends_at)
    if not promise.is_one or promise.up > last:
        raise NoPlace(f"Night {night.pk} is full until its end.", reason="full")
    if promise.up > night.minute_of(ride.wanted_at) + most_wait.total_seconds() / 60:
        later = moment_told(night, promise.up)
        raise NotAsWished(f"The first departure is at {later:%H:%M}.", alternatives=(later,))
