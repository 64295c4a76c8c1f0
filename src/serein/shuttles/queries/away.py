"""The vans that are on their way: what is left of their trips, from what was noted of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from serein.engines.dialaride import ReturnRules
from serein.shuttles.models import NightVan, Ride
from serein.shuttles.queries.driving import minutes_between
from serein.shuttles.queries.running import RideRow, Running


@dataclass(frozen=True)
class Stop:
    """Somebody is fetched or taken home at a minute of the night."""

    ride: int
    act: str
    at: float


@dataclass(frozen=True)
class Run:
    """What a van does, or will do, from leaving to coming back; minutes of the night."""

    van: int | None
    leaves: float
    back: float
    stops: tuple[Stop, ...]
    is_aboard: bool = False

    def as_row(self) -> dict[str, Any]:
        """Return it as `Night.plan` holds it."""
        stops = [{"ride": stop.ride, "act": stop.act, "at": round(stop.at, 2)} for stop in self.stops]
        row = {"van": self.van, "leaves": round(self.leaves, 2), "back": round(self.back, 2), "stops": stops}
        return row | {"aboard": True} if self.is_aboard else row


def alighting_minutes(ride: RideRow, rules: ReturnRules) -> float:
    return rules.alighting + rules.wheelchair_alighting * ride.wheelchairs


def run_of(running: Running, van: NightVan, *, now: datetime, rules: ReturnRules) -> Run:
    """
    Foresee the rest of a van's trip: those aboard in the order of their drops, then back to the waiting point.

    What should have happened by now and was not told happens now.
    """
    night = running.night
    aboard = running.aboard(van)
    dropped = [ride for ride in running.rides if ride.state == Ride.State.HOME and ride.van_id == van.pk]
    last = max(dropped, key=lambda ride: ride.ended_at or now, default=None)
    spots = [running.door_of(last) if last else running.venue, *map(running.door_of, aboard), running.venue]
    minutes = minutes_between(spots)
    left_at = (aboard[0].left_at if aboard else None) or now
    minute = night.minute_of(last.ended_at if last and last.ended_at else left_at)
    minute += alighting_minutes(last, rules) if last else 0.0
    stops = []
    for at, ride in enumerate(aboard):
        minute += minutes[at, at + 1]
        minute = max(minute, night.minute_of(now)) if at == 0 else minute
        stops.append(Stop(ride.pk, "off", minute))
        minute += alighting_minutes(ride, rules)
    back = max(minute + minutes[-2, -1], night.minute_of(now))
    return Run(van.pk, night.minute_of(left_at), back, tuple(stops), is_aboard=True)
