"""Those whose van broke down under way: where they stand, and the van that goes on with them from there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from serein.engines.dialaride import ReturnRules
from serein.kit import journal, sealed
from serein.kit.actors import Actor
from serein.shuttles.models import Night, NightVan, Ride
from serein.shuttles.operations.planning import lock_night, replan
from serein.shuttles.queries.driving import Spot, km_along
from serein.shuttles.queries.on_site import street_only
from serein.shuttles.queries.relief import order_of_drops
from serein.shuttles.queries.running import Door, Places, Running, door_at, places_from, places_text, read_running
from serein.territory.where import Where

AT_THE_LAST_STOP, AT_THE_POINT, SOMEWHERE = "last", "point", "somewhere"
"""Where a van stands that broke down: where it last was, still at the waiting point, or nobody has told yet."""
Stands = Where | str
"""A place that was told, or one of the three above."""


class NotStranded(Exception):
    """The group does not wait where a van broke down: it is at the waiting point, on board, or its ride is over."""


@transaction.atomic
def note_where(*, rides: Sequence[Ride], stands: Stands, by: Actor, now: datetime) -> None:
    """
    Note where groups stand whose van broke down: it was not told, or not rightly.

    Who walked back to the waiting point is stranded no more, and no van is on its way for them.

    :raises NotStranded: if none of them is stranded
    """
    night = lock_night(rides[0].night)
    rows = night.rides.waiting().filter(pk__in=[ride.pk for ride in rides], stranded_at__isnull=False)
    if not rows:
        raise NotStranded(f"None of the rides {[ride.number for ride in rides]} is stranded.")
    for ride in rows:
        _write_place(ride, _place_of(stands, night, None))
        if stands == AT_THE_POINT:
            ride.stranded_at, ride.van, ride.trip = None, None, None
        ride.save(update_fields=["places", "stranded_at", "van", "trip"])
        journal.write(act="ride.found", about=ride, by=by, at=now, night=night.pk)
    replan(night=night, now=now)


def strand(night: Night, van: NightVan, stands: Stands, *, at: datetime) -> None:
    """Let those aboard of a van wait again, before all others, where it stands; whom it was to fetch is free again."""
    running = read_running(night)
    place = _place_of(stands, night, _last_stop(running, van))
    there = [ride.pk for ride in running.aboard(van)]
    night.rides.waiting().filter(van=van).update(van=None, trip=None)
    for ride in Ride.objects.filter(pk__in=there):
        _write_place(ride, place)
        ride.state, ride.is_urgent = Ride.State.HERE, True
        ride.boarded_at, ride.trip, ride.van = None, None, None
        ride.stranded_at = None if place == AT_THE_POINT else at
        ride.save(update_fields=["state", "is_urgent", "boarded_at", "trip", "van", "places", "stranded_at"])


def go_on_from_there(*, night: Night, van: NightVan, ride: Ride, now: datetime) -> None:
    """Hold a van to the others that stand where it has just taken a group aboard, and order the drops from there."""
    running = read_running(night)
    spot = running.places[ride.pk].start
    its_stops = {stop["ride"] for run in night.plan if run["van"] == van.pk for stop in run["stops"]}
    there = [one.pk for one in running.stranded if spot and running.start_of(one) == spot.spot]
    Ride.objects.filter(pk__in=its_stops.intersection(there)).update(van=van, trip=ride.trip)
    order = order_of_drops(running, van, spot.spot if spot else running.venue, now=now, rules=ReturnRules())
    for rank, key in enumerate(order):
        Ride.objects.filter(pk=key).update(rank=rank)
    if ride.trip is not None:
        home = [one for one in running.rides if one.van_id == van.pk and one.state == Ride.State.HOME]
        before = [running.door_of(one) for one in sorted(home, key=lambda one: one.ended_at or now)]
        after = [running.places[key].to.spot for key in order]
        route = [running.venue, *before, *([spot.spot] if spot else []), *after, running.venue]
        ride.trip.km = round(km_along(route), 1)
        ride.trip.save(update_fields=["km"])


def forget_where(ride: Ride) -> None:
    """
    Forget where a group stood, once its ride is over on a doorstep night: that may be the door of somebody else.

    Once it is home, its van has gone on from there: of those aboard with it that place is not needed either.
    """
    rows = [ride]
    if ride.state == Ride.State.HOME:
        rows += Ride.objects.filter(van=ride.van_id, state=Ride.State.ABOARD)
    for row in rows:
        places = places_from(sealed.open_unseen(row.places))
        if places.start is not None:
            _write_place(row, AT_THE_POINT)
            row.save(update_fields=["places"])


def _write_place(ride: Ride, place: Door | str) -> None:
    """Write from where a group is fetched: a place, or none while it is at the waiting point or nobody knows where."""
    to = places_from(sealed.open_unseen(ride.places)).to
    ride.places = places_text(Places(to, place if isinstance(place, Door) else None))


def _place_of(stands: Stands, night: Night, last: Door | None) -> Door | str:
    if isinstance(stands, Where):
        return door_at(stands)
    point = AT_THE_POINT if night.is_doorstep else Door(night.lat, night.lon, night.waiting_fr, night.waiting_nl)
    if stands == AT_THE_POINT:
        return point
    is_known = stands == AT_THE_LAST_STOP or not night.is_doorstep
    return (last or point) if is_known else SOMEWHERE


def place_told(night: Night, stands: Stands) -> Spot | None:
    """Say where a van that broke down was told to stand; None where it was last, as far as anybody knows."""
    if isinstance(stands, Where):
        return door_at(stands).spot
    return (night.lat, night.lon) if stands == AT_THE_POINT else None


def _last_stop(running: Running, van: NightVan) -> Door | None:
    """
    Where a van last was, as far as was noted; a doorstep trip without a drop is still at the waiting point.

    Of a door where it brought somebody home, others are told the street and no number.
    """
    last = running.last_of(van)
    if last is None:
        return None
    to, start = running.places[last.pk]
    if last.state != Ride.State.HOME:
        return start
    return to._replace(label_fr=street_only(to.label_fr), label_nl=street_only(to.label_nl))
