"""The vans that are on their way: what is left of their trips, from what was noted of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from serein.engines.dialaride import ReturnRules
from serein.shuttles.models import NightVan, Ride
from serein.shuttles.queries.driving import Spot, minutes_between
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
    is_relief: bool = False
    """It fetches those whose van broke down, where they stand."""

    def as_row(self) -> dict[str, Any]:
        """Return it as `Night.plan` holds it."""
        stops = [{"ride": stop.ride, "act": stop.act, "at": round(stop.at, 2)} for stop in self.stops]
        row = {"van": self.van, "leaves": round(self.leaves, 2), "back": round(self.back, 2), "stops": stops}
        return row | ({"aboard": True} if self.is_aboard else {}) | ({"relief": True} if self.is_relief else {})


@dataclass(frozen=True)
class Away:
    """The rest of a van's trip, and where and when it is free once everybody is home."""

    run: Run
    free_at: float
    spot: Spot


def alighting_minutes(ride: RideRow, rules: ReturnRules) -> float:
    return rules.alighting + rules.wheelchair_alighting * ride.wheelchairs


def away_of(running: Running, van: NightVan, *, now: datetime, rules: ReturnRules) -> Away:
    """
    Foresee the rest of a van's trip: those aboard in the order of their drops, then back to the waiting point.

    What should have happened by now and was not told happens now.
    """
    night = running.night
    aboard = running.aboard(van)
    minute, here = _last_seen(running, van, now=now, rules=rules)
    minutes = minutes_between([here, *map(running.door_of, aboard), running.venue])
    stops = []
    for at, ride in enumerate(aboard):
        minute += minutes[at, at + 1]
        minute = max(minute, night.minute_of(now)) if at == 0 else minute
        stops.append(Stop(ride.pk, "off", minute))
        minute += alighting_minutes(ride, rules)
    back = max(minute + minutes[-2, -1], night.minute_of(now))
    left_at = (aboard[0].left_at if aboard else None) or now
    run = Run(van.pk, night.minute_of(left_at), back, tuple(stops), is_aboard=True)
    return Away(run, minute, running.door_of(aboard[-1]) if aboard else here)


def _last_seen(running: Running, van: NightVan, *, now: datetime, rules: ReturnRules) -> tuple[float, Spot]:
    """From which minute, and from where, a van went on: a door, where it fetched somebody, or the waiting point."""
    night = running.night
    its = [ride for ride in running.rides if ride.van_id == van.pk]
    left_at = next((ride.left_at for ride in [*running.aboard(van), *its] if ride.left_at), None) or now
    seen = [(left_at, 0.0, running.venue)]
    for ride in its:
        if ride.state == Ride.State.HOME and ride.ended_at is not None:
            seen.append((ride.ended_at, alighting_minutes(ride, rules), running.door_of(ride)))
        elif ride.boarded_at is not None and running.places[ride.pk].start is not None:
            seen.append((ride.boarded_at, 0.0, running.start_of(ride)))
    moment, stays, spot = max(reversed(seen), key=lambda one: one[0])
    return night.minute_of(moment) + stays, spot
