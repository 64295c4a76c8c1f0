"""What happens while a night is under way: vans leave and come back, riders board, get home, are refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from serein.enquiries.models import new_code
from serein.kit import journal, sealed
from serein.kit.actors import Actor
from serein.shuttles import letters
from serein.shuttles.models import Night, NightVan, Refusal, Ride, Trip
from serein.shuttles.operations import kilometres, stranding
from serein.shuttles.operations.planning import lock_night, replan
from serein.shuttles.operations.stranding import AT_THE_LAST_STOP, SOMEWHERE, Stands
from serein.shuttles.queries.driving import km_along
from serein.shuttles.queries.running import open_places


class NotAsIs(Exception):
    """The night is no longer as the act supposes: somebody else did something first, or it cannot be."""


class NotHandedOver(Exception):
    """Somebody under age, or refused, is never left without saying who takes over (H15)."""


@transaction.atomic
def leave(*, night: Night, van: NightVan, rides: Sequence[Ride], at: datetime, by: Actor, now: datetime) -> Trip:
    """
    Let a van leave the waiting point with these groups, in the order of their drops.

    What a device without network tells late is taken as it happened: who left before the van broke down was aboard of
    it, and waits again before all others. A group that is stranded is not aboard yet: the van has set out for it.

    :raises NotAsIs: if the van is not there, a group does not wait any more, or they are too many
    """
    locked = _running(night)
    left_at = min(at, now)
    its = _van_that_left(van, left_at, locked)
    broke_down = its.state == NightVan.State.DOWN
    groups = _rides(rides, *Ride.WAITING)
    if not groups:
        raise NotAsIs(f"Van {its.pk} would leave with nobody.")
    there = [*groups, *_aboard_before(its, left_at)]
    walkers, wheelchairs = sum(ride.walkers for ride in there), sum(ride.wheelchairs for ride in there)
    if not its.van.holds(walkers=walkers, wheelchairs=wheelchairs):
        raise NotAsIs(f"Van {its.pk} has {its.van.seats} seats; {walkers} riders and {wheelchairs} wheelchairs asked.")
    trip = _open_trip(its, left_at) or Trip.objects.create(
        night=locked, van=its, left_at=left_at, km=_km(locked, groups)
    )
    for rank, ride in enumerate(groups):
        ride.van, ride.trip, ride.rank = its, trip, rank
        if ride.stranded_at is None:
            ride.state, ride.boarded_at, ride.here_at = Ride.State.ABOARD, left_at, ride.here_at or left_at
    Ride.objects.bulk_update(groups, ["state", "van", "trip", "rank", "boarded_at", "here_at"])
    its.state = NightVan.State.AWAY
    its.save(update_fields=["state"])
    if broke_down:
        stranding.strand(locked, its, SOMEWHERE, at=its.down_at or now)
        _set_van(locked, its, NightVan.State.DOWN, at=its.down_at or now, by=by, now=now, act="van.broke_down")
    else:
        replan(night=locked, now=now)
        for ride in groups:
            if ride.state == Ride.State.ABOARD:
                letters.tell_guardian(ride=ride, now=now)
    journal.write(act="trip.left", about=trip, by=by, at=now, night=locked.pk, rides=len(groups))
    return trip


@transaction.atomic
def board(*, ride: Ride, van: NightVan, at: datetime, by: Actor, now: datetime) -> Ride:
    """
    Take a group aboard where it was to be fetched; on a doorstep night, into a van that has just left, or into the one
    that fetches it where its own broke down.

    :raises NotAsIs: if the group does not wait, or the van has no room
    """
    night = _running(ride.night)
    (locked,) = _rides([ride], *Ride.WAITING)
    its = _van(van, NightVan.State.READY, NightVan.State.AWAY)
    aboard = list(night.rides.filter(van=its, state=Ride.State.ABOARD))
    came_from = kilometres.place_of(night, its)
    walkers = sum(one.walkers for one in [*aboard, locked])
    if not its.van.holds(walkers=walkers, wheelchairs=sum(one.wheelchairs for one in [*aboard, locked])):
        raise NotAsIs(f"Van {its.pk} is full: {walkers} riders for {its.van.seats} seats.")
    locked.state, locked.van, locked.boarded_at = Ride.State.ABOARD, its, min(at, now)
    locked.here_at = locked.here_at or locked.boarded_at
    locked.rank = max((one.rank for one in aboard), default=-1) + 1
    locked.trip = _trip_of(its, locked, is_first=not aboard)
    was_stranded, locked.stranded_at = locked.stranded_at is not None, None
    its.state = NightVan.State.AWAY
    its.save(update_fields=["state"])
    locked.save(update_fields=["state", "van", "boarded_at", "here_at", "trip", "rank", "stranded_at"])
    kilometres.count_way(night=night, van=its, start=came_from, end=kilometres.place_of(night, its))
    if was_stranded and night.is_doorstep:
        stranding.go_on_from_there(night=night, van=its, ride=locked, now=now)
    replan(night=night, now=now)
    letters.tell_guardian(ride=locked, now=now)
    journal.write(act="ride.boarded", about=locked, by=by, at=now, night=night.pk, van=its.pk)
    return locked


@transaction.atomic
def mark_absent(*, ride: Ride, van: NightVan | None = None, at: datetime, by: Actor, now: datetime) -> Ride:
    """
    Go on without a group that was not there when it was called.

    :param van: that drove there to fetch it, on a night on request
    :raises NotAsIs: if it does not wait any more
    """
    night = _running(ride.night)
    if van is not None and not night.is_doorstep:
        _note_in_vain(night, ride, _van(van, NightVan.State.READY, NightVan.State.AWAY), min(at, now))
    return _end(ride, Ride.WAITING, Ride.State.ABSENT, at=at, by=by, now=now, act="ride.absent")


@transaction.atomic
def drop(*, ride: Ride, at: datetime, handed_over_to: str = "", by: Actor, now: datetime) -> Ride:
    """
    Note that a group is home.

    :param handed_over_to: who took over at the door, for somebody under age
    :raises NotAsIs: if it is not aboard
    :raises NotHandedOver: if somebody under age would be left at the door
    """
    if ride.has_minor and not handed_over_to:
        raise NotHandedOver(f"Ride {ride.number} has somebody under age: who takes over at the door is asked.")
    to = Refusal.Taken(handed_over_to).value if handed_over_to else ""
    night = ride.night
    van = None if night.is_doorstep else night.vans.filter(rides=ride.pk).first()
    came_from = kilometres.place_of(night, van) if van else None
    ended = _end(ride, (Ride.State.ABOARD,), Ride.State.HOME, at=at, by=by, now=now, act="ride.home", to=to)
    if van is not None and came_from is not None:
        kilometres.count_way(night=night, van=van, start=came_from, end=open_places(ended).to.spot)
    letters.tell_guardian(ride=ended, now=now)
    return ended


@transaction.atomic
def bring_back(*, van: NightVan, at: datetime, by: Actor, now: datetime) -> NightVan:
    """
    Note that a van is back at the waiting point.

    :raises NotAsIs: if it is not away, somebody is still aboard, or it has not fetched whom it set out for
    """
    night = _running(van.night)
    its = _van(van, NightVan.State.AWAY)
    left = night.rides.filter(van=its, state__in=Ride.OPEN).count()
    if left:
        raise NotAsIs(
            f"{left} groups are still aboard of van {its.pk}, or it is to fetch them: first home, or handed over."
        )
    kilometres.count_way(night=night, van=its, start=kilometres.place_of(night, its), end=(night.lat, night.lon))
    return _set_van(night, its, NightVan.State.READY, at=at, by=by, now=now, act="van.back")


@transaction.atomic
def refuse(
    *, ride: Ride, reason: str, at: datetime, guardian_called_at: datetime | None = None, by: Actor, now: datetime
) -> Refusal:
    """
    Refuse a group, for a neutral reason; the refusal stays open until somebody has taken over.

    :raises NotAsIs: if it does not wait any more
    :raises NotHandedOver: if somebody is under age and the guardian was not called
    """
    if ride.has_minor and guardian_called_at is None:
        raise NotHandedOver(f"Ride {ride.number} has somebody under age: the guardian is called first.")
    ended = _end(ride, Ride.WAITING, Ride.State.REFUSED, at=at, by=by, now=now, act="ride.refused")
    return Refusal.objects.create(
        ride=ended,
        reason=Refusal.Reason(reason).value,
        refused_at=min(at, now),
        guardian_called_at=min(guardian_called_at, now) if guardian_called_at else None,
    )


@transaction.atomic
def hand_over(*, ride: Ride, to: str, at: datetime, by: Actor, now: datetime) -> Refusal:
    """
    Note who took over from us somebody who was refused.

    :raises NotAsIs: if nobody was refused, or somebody has taken over already
    """
    night = lock_night(ride.night)
    refusal = Refusal.objects.select_for_update(of=("self",)).filter(ride=ride).first()
    if refusal is None or refusal.taken_over_at is not None:
        raise NotAsIs(f"Ride {ride.number} has no refusal that waits for a hand-over.")
    refusal.taken_over_by, refusal.taken_over_at = Refusal.Taken(to).value, min(at, now)
    refusal.save(update_fields=["taken_over_by", "taken_over_at"])
    _grow(night)
    journal.write(act="ride.handed_over", about=ride, by=by, at=now, night=night.pk)
    return refusal


@transaction.atomic
def split(*, ride: Ride, party_size: int, by: Actor, now: datetime) -> Ride:
    """
    Part a group in two because it wishes so; the second part has a number and a ticket of its own.

    :param party_size: of the second part
    :raises NotAsIs: if the group does not wait any more, or nobody would be left in one of the parts
    """
    night = lock_night(ride.night)
    (locked,) = _rides([ride], *Ride.WAITING)
    if not 1 <= party_size < locked.party_size - locked.wheelchairs + 1 or party_size == locked.party_size:
        raise NotAsIs(f"Ride {locked.number} has {locked.party_size} riders; 1 to {locked.party_size - 1} may part.")
    night.last_number += 1
    second = Ride.objects.get(pk=locked.pk)
    second.pk, second._state.adding = None, True
    second.number, second.code, second.once = night.last_number, new_code(), ""
    second.party_size, second.wheelchairs = party_size, 0
    second.places = sealed.open_unseen(locked.places)
    second.contact = sealed.open_unseen(locked.contact)
    second.save(force_insert=True)
    locked.party_size -= party_size
    locked.save(update_fields=["party_size"])
    replan(night=night, now=now)
    journal.write(act="ride.split", about=locked, by=by, at=now, night=night.pk, second=second.pk)
    return second


@transaction.atomic
def hold_van(*, van: NightVan, at: datetime, by: Actor, now: datetime) -> NightVan:
    """
    Keep a van at the waiting point: no plan counts on it until it is released.

    :raises NotAsIs: if it is not there
    """
    night, its = _running(van.night), _van(van, NightVan.State.READY)
    return _set_van(night, its, NightVan.State.HELD, at=at, by=by, now=now, act="van.held")


@transaction.atomic
def release_van(*, van: NightVan, at: datetime, by: Actor, now: datetime) -> NightVan:
    """:raises NotAsIs: if it was not held"""
    night, its = _running(van.night), _van(van, NightVan.State.HELD)
    return _set_van(night, its, NightVan.State.READY, at=at, by=by, now=now, act="van.released")


@transaction.atomic
def break_down(*, van: NightVan, stands: Stands = AT_THE_LAST_STOP, at: datetime, by: Actor, now: datetime) -> NightVan:
    """
    Take a van out of service. Who is aboard waits again, with the same number, before all others.

    :param stands: where it stands, with those aboard: another van fetches them there
    :raises NotAsIs: if it is out of service already
    """
    night = _running(van.night)
    its = _van(van, NightVan.State.READY, NightVan.State.AWAY, NightVan.State.HELD)
    came_from, place = kilometres.place_of(night, its), stranding.place_told(night, stands)
    stranding.strand(night, its, stands, at=min(at, now))
    kilometres.count_way(night=night, van=its, start=came_from, end=place or came_from)
    its.down_at = min(at, now)
    its.save(update_fields=["down_at"])
    return _set_van(night, its, NightVan.State.DOWN, at=at, by=by, now=now, act="van.broke_down")


@transaction.atomic
def mend_van(*, van: NightVan, at: datetime, by: Actor, now: datetime) -> NightVan:
    """
    Put a van back into service, at the waiting point.

    :raises NotAsIs: if it is in service
    """
    night, its = _running(van.night), _van(van, NightVan.State.DOWN)
    return _set_van(night, its, NightVan.State.READY, at=at, by=by, now=now, act="van.mended")


def _running(night: Night) -> Night:
    locked = lock_night(night)
    if locked.state != Night.State.RUNNING:
        raise NotAsIs(f"Night {locked.pk} is {locked.state}; acts are noted while it is running.")
    return locked


def _van(van: NightVan, *states: str) -> NightVan:
    its = NightVan.objects.select_related("van").get(pk=van.pk)
    if its.state not in states:
        raise NotAsIs(f"Van {its.pk} is {its.state}; {', '.join(states)} is accepted.")
    return its


def _van_that_left(van: NightVan, left_at: datetime, night: Night) -> NightVan:
    """The van that left; on request, its driver may have told of a later stop before the tablet told of this one."""
    may_be_away = () if night.is_doorstep else (NightVan.State.AWAY,)
    its = _van(van, NightVan.State.READY, NightVan.State.DOWN, *may_be_away)
    if its.state == NightVan.State.DOWN and (its.down_at is None or left_at >= its.down_at):
        raise NotAsIs(f"Van {its.pk} is out of service; one that is at the waiting point is accepted.")
    return its


def _aboard_before(van: NightVan, moment: datetime) -> list[Ride]:
    """Those who were aboard of a van already when it left; from the waiting point a van leaves empty."""
    return list(van.rides.filter(state=Ride.State.ABOARD, boarded_at__lt=moment))


def _open_trip(van: NightVan, left_at: datetime) -> Trip | None:
    """The trip on which a van is already; it began no later than what is told now."""
    trip = van.trips.filter(back_at=None).first()
    if trip is not None and left_at < trip.left_at:
        trip.left_at = left_at
        trip.save(update_fields=["left_at"])
    return trip


def _rides(rides: Sequence[Ride], *states: str) -> list[Ride]:
    """Read groups anew, in the order given, each once."""
    found = Ride.objects.in_bulk([ride.pk for ride in rides])
    groups = [found[key] for key in dict.fromkeys(ride.pk for ride in rides) if key in found]
    for ride in groups:
        if ride.state not in states:
            raise NotAsIs(f"Ride {ride.number} is {ride.state}; {', '.join(states)} is accepted.")
    return groups


def _end(
    ride: Ride, states: Sequence[str], state: str, *, at: datetime, by: Actor, now: datetime, act: str, to: str = ""
) -> Ride:
    night = _running(ride.night)
    (locked,) = _rides([ride], *states)
    locked.state, locked.ended_at, locked.handed_over_to = state, min(at, now), to
    if locked.boarded_at is not None and locked.ended_at < locked.boarded_at:
        locked.ended_at = locked.boarded_at
    locked.save(update_fields=["state", "ended_at", "handed_over_to"])
    if night.is_doorstep:
        stranding.forget_where(locked)
    replan(night=night, now=now)
    journal.write(act=act, about=locked, by=by, at=now, night=night.pk)
    return locked


def _set_van(night: Night, van: NightVan, state: str, *, at: datetime, by: Actor, now: datetime, act: str) -> NightVan:
    for trip in van.trips.filter(back_at=None):
        trip.back_at = max(min(at, now), trip.left_at)
        trip.save(update_fields=["back_at"])
    van.state = state
    van.save(update_fields=["state"])
    replan(night=night, now=now)
    journal.write(act=act, about=van, by=by, at=now, night=night.pk)
    return van


def _km(night: Night, groups: Sequence[Ride]) -> float:
    """The length of a trip from the waiting point; on request it grows with each stop."""
    if not night.is_doorstep:
        return 0.0
    venue = (night.lat, night.lon)
    places = [open_places(ride) for ride in groups]
    stops = [place.start.spot for place in places if place.start] + [place.to.spot for place in places]
    return round(km_along([venue, *stops, venue]), 1)


def _trip_of(van: NightVan, ride: Ride, *, is_first: bool) -> Trip:
    """The trip that a group joins; on request one begins with whoever boards an empty van."""
    night, left_at = ride.night, ride.boarded_at
    assert left_at is not None
    open_trip = van.trips.filter(back_at=None).first()
    if open_trip is not None and (night.is_doorstep or not is_first):
        return open_trip
    if open_trip is not None:
        open_trip.back_at = max(left_at, open_trip.left_at)
        open_trip.save(update_fields=["back_at"])
    return Trip.objects.create(night=night, van=van, left_at=left_at, km=_km(night, [ride]))


def _note_in_vain(night: Night, ride: Ride, van: NightVan, at: datetime) -> None:
    """Note that a van drove to where nobody was; one that stood there already has not left."""
    start = open_places(ride).start
    came_from, end = kilometres.place_of(night, van), start.spot if start else (night.lat, night.lon)
    if came_from == end:
        return
    trip = van.trips.filter(back_at=None).first() or Trip.objects.create(night=night, van=van, left_at=at)
    van.state = NightVan.State.AWAY
    van.save(update_fields=["state"])
    kilometres.count_way(night=night, van=van, start=came_from, end=end)
    Ride.objects.filter(pk=ride.pk).update(van=van, trip=trip)


def _grow(night: Night) -> None:
    """Let devices see that something changed which is in no plan."""
    night.version += 1
    night.save(update_fields=["version"])
