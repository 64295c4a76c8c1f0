"""A night as it stands: its vans, the rides that are not over, and their places, read for the planner."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import timedelta

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from serein.kit import sealed
from serein.shuttles.models import Night, NightVan, Ride
from serein.shuttles.queries.driving import Spot, minutes_between
from serein.territory.where import Where

PATIENCE = timedelta(minutes=30)
"""Nobody who books is promised a departure so much later than wished: they are asked again."""
_NOT_FOR_THE_PLANNER = (
    "code", "channel", "language", "contact", "neighbourhood", "promised_up_at", "promised_off_at", "handed_over_to",
    "otherwise", "once", "key_day",
)  # fmt: skip


@dataclass(frozen=True)
class Door:
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


@dataclass(frozen=True)
class Places:
    """The places of a ride; `start` only where it does not begin at the waiting point."""

    to: Door
    start: Door | None = None


@dataclass(frozen=True)
class Running:
    """
    A night as it stands.

    :ivar rides: those that wait, those aboard, and those just dropped by a trip that is not back
    :ivar places: by key of the ride
    """

    night: Night
    vans: list[NightVan]
    rides: list[Ride]
    places: dict[int, Places]

    @property
    def waiting(self) -> list[Ride]:
        return [ride for ride in self.rides if ride.state in Ride.WAITING]

    def aboard(self, van: NightVan) -> list[Ride]:
        """Those on board of a van, in the order of their drops."""
        there = [ride for ride in self.rides if ride.state == Ride.State.ABOARD and ride.van_id == van.pk]
        return sorted(there, key=lambda ride: (ride.rank, ride.number))

    def last_of(self, van: NightVan) -> Ride | None:
        """The group that a van fetched or took home last."""
        theirs = [ride for ride in self.rides if ride.van_id == van.pk and ride.boarded_at is not None]
        return max(theirs, key=lambda ride: ride.ended_at or ride.boarded_at or self.night.starts_at, default=None)

    def left_at(self, ride: Ride) -> Door:
        """Where the van of a ride was when it last had to do with it: at the door, or where it fetched it."""
        places = self.places[ride.pk]
        return places.to if ride.state == Ride.State.HOME else places.start or Door(*self.venue)

    @property
    def venue(self) -> Spot:
        return self.night.lat, self.night.lon

    def start_of(self, ride: Ride) -> Spot:
        start = self.places[ride.pk].start
        return start.spot if start else self.venue

    def door_of(self, ride: Ride) -> Spot:
        return self.places[ride.pk].to.spot


def read_running(night: Night) -> Running:
    """Read a night for the planner, in two queries; no person sees what is opened here."""
    vans = list(night.vans.select_related("van"))
    just_home = Q(trip__isnull=False, trip__back_at=None) if night.is_doorstep else Q(state=Ride.State.HOME)
    rows = night.rides.select_related("trip").filter(Q(state__in=Ride.OPEN) | just_home).defer(*_NOT_FOR_THE_PLANNER)
    rides = list(rows)
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
    start = astuple(places.start) if places.start else None
    return json.dumps({"to": astuple(places.to), "from": start}, ensure_ascii=False)


def minutes_of(running: Running, spots: Sequence[Spot]) -> NDArray[np.float64]:
    """Return minutes from the venue and between doors, the venue first."""
    return minutes_between([running.venue, *spots])
