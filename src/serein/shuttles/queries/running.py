"""A night as it stands: its vans, the rides that are not over, and their places, read for the planner."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from serein.kit import sealed
from serein.kit.fields import Sealed
from serein.shuttles.models import Night, NightVan, Ride
from serein.shuttles.queries.driving import Spot, minutes_between
from serein.territory.where import Where

PATIENCE = timedelta(minutes=30)
"""Nobody who books is promised a departure so much later than wished: they are asked again."""


class Door(NamedTuple):
    """Where somebody is taken to, or fetched."""

    lat: float
    lon: float
    label_fr: str = ""
    label_nl: str = ""

    @property
    def spot(self) -> Spot:
        return self.lat, self.lon

    def label(self, language: str | None) -> str:
        return (self.label_nl if language == "nl" else self.label_fr) or self.label_fr or self.label_nl


class Places(NamedTuple):
    """The places of a ride; `start` only where it does not begin at the waiting point."""

    to: Door
    start: Door | None = None


class RideRow(NamedTuple):
    """What the planner reads of a ride, in the order of `_COLUMNS`: at each act all of a night, too many to be rows."""

    pk: int
    number: int
    state: str
    party_size: int
    wheelchairs: int
    is_urgent: bool
    places: Sealed
    received_at: datetime
    wanted_at: datetime
    here_at: datetime | None
    told_up_at: datetime
    told_off_at: datetime
    van_id: int | None
    rank: int
    boarded_at: datetime | None
    ended_at: datetime | None
    left_at: datetime | None
    """When the trip that it is on left."""
    unplanned_at: datetime | None
    stranded_at: datetime | None

    @property
    def walkers(self) -> int:
        return self.party_size - self.wheelchairs

    @property
    def since(self) -> datetime:
        return self.here_at or self.wanted_at


_COLUMNS = (
    "pk", "number", "state", "party_size", "wheelchairs", "is_urgent", "places", "received_at", "wanted_at", "here_at",
    "told_up_at", "told_off_at", "van_id", "rank", "boarded_at", "ended_at", "trip__left_at",
    "unplanned_at", "stranded_at",
)  # fmt: skip


@dataclass(frozen=True)
class Running:
    """
    A night as it stands.

    :ivar rides: those that wait, those aboard, and those just dropped by a trip that is not back
    :ivar places: by key of the ride
    """

    night: Night
    vans: list[NightVan]
    rides: list[RideRow]
    places: dict[int, Places]

    @cached_property
    def waiting(self) -> list[RideRow]:
        return [ride for ride in self.rides if ride.state in Ride.WAITING]

    @cached_property
    def stranded(self) -> list[RideRow]:
        """Those who wait where their van broke down on a doorstep night, the longest first; no trip begins there."""
        theirs = [ride for ride in self.waiting if ride.stranded_at is not None and self.night.is_doorstep]
        return sorted(theirs, key=lambda ride: (ride.stranded_at, ride.number))

    @cached_property
    def at_the_point(self) -> list[RideRow]:
        """Those who leave from the waiting point, once they are there."""
        elsewhere = {ride.pk for ride in self.stranded}
        return [ride for ride in self.waiting if ride.pk not in elsewhere]

    def aboard(self, van: NightVan) -> list[RideRow]:
        """Those on board of a van, in the order of their drops."""
        there = [ride for ride in self.rides if ride.van_id == van.pk and ride.state == Ride.State.ABOARD]
        return sorted(there, key=lambda ride: (ride.rank, ride.number))

    def last_of(self, van: NightVan) -> RideRow | None:
        """The group that a van fetched or took home last."""
        theirs = [ride for ride in self.rides if ride.van_id == van.pk and ride.boarded_at is not None]
        return max(theirs, key=lambda ride: ride.ended_at or ride.boarded_at or self.night.starts_at, default=None)

    def left_at(self, ride: RideRow) -> Door:
        """Where the van of a ride was when it last had to do with it: at the door, or where it fetched it."""
        places = self.places[ride.pk]
        return places.to if ride.state == Ride.State.HOME else places.start or Door(*self.venue)

    @property
    def venue(self) -> Spot:
        return self.night.lat, self.night.lon

    def start_of(self, ride: RideRow) -> Spot:
        start = self.places[ride.pk].start
        return start.spot if start else self.venue

    def door_of(self, ride: RideRow) -> Spot:
        return self.places[ride.pk].to.spot


def read_running(night: Night) -> Running:
    """Read a night for the planner, in two queries; no person sees what is opened here."""
    vans = list(night.vans.select_related("van"))
    just_home = Q(trip__isnull=False, trip__back_at=None) if night.is_doorstep else Q(state=Ride.State.HOME)
    rows = night.rides.filter(Q(state__in=Ride.OPEN) | just_home).values_list(*_COLUMNS)
    rides = [RideRow(*row) for row in rows]
    texts = sealed.open_each_unseen(ride.places for ride in rides)
    return Running(night, vans, rides, {ride.pk: places_from(text) for ride, text in zip(rides, texts, strict=True)})


def open_places(ride: Ride) -> Places:
    """Open the places of a ride for a machine's work."""
    return places_from(sealed.open_unseen(ride.places))


def places_from(text: str) -> Places:
    told = json.loads(text)
    return Places(Door(*told["to"]), Door(*told["from"]) if told.get("from") else None)


def door_at(where: Where) -> Door:
    assert where.lat is not None, "A ride has a place."
    assert where.lon is not None, "A ride has a place."
    return Door(round(where.lat, 6), round(where.lon, 6), where.label("fr"), where.label("nl"))


def places_text(places: Places) -> str:
    """Write the places of a ride as they are sealed."""
    return json.dumps({"to": places.to, "from": places.start}, ensure_ascii=False)


def minutes_of(running: Running, spots: Sequence[Spot]) -> NDArray[np.float64]:
    """Return minutes from the venue and between doors, the venue first."""
    return minutes_between([running.venue, *spots])
