"""
How far vans drive on a night on request: from the waiting point past each stop, with riders or without, and back.

The way to where a van broke down counts, where that was told; it comes home on its own wheels or others', uncounted.
"""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Coalesce

from serein.shuttles.models import Night, NightVan, Ride
from serein.shuttles.queries.driving import Spot, km_along
from serein.shuttles.queries.running import open_places


def place_of(night: Night, van: NightVan) -> Spot:
    """Where a van was last, as far as was noted: a door, where somebody was fetched or missed, else the point."""
    venue = (night.lat, night.lon)
    if van.state != NightVan.State.AWAY:
        return venue
    was_there = Q(boarded_at__isnull=False) | Q(state=Ride.State.ABSENT)
    theirs = night.rides.filter(was_there, van=van, trip__back_at=None)
    last = theirs.order_by(Coalesce("ended_at", "boarded_at"), "pk").last()
    if last is None:
        return venue
    places = open_places(last)
    if last.state == Ride.State.HOME:
        return places.to.spot
    return places.start.spot if places.start else venue


def count_way(*, night: Night, van: NightVan, start: Spot, end: Spot) -> None:
    """Add a way to the trip that a van is on; from the waiting point a trip is counted whole when it leaves."""
    trip = None if night.is_doorstep else van.trips.filter(back_at=None).first()
    if trip is not None and start != end:
        trip.km = round(trip.km + km_along([start, end]), 3)
        trip.save(update_fields=["km"])
