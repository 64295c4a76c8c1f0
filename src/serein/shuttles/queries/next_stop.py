"""
What the phone of one van shows: its next stop, and nothing of the ones after it (H16).

The state that the phone asks for again and again holds one stop. Since a van also drives where there is no network,
the phone fetches what is left of the trip that runs once, when it leaves, beside the state: it shows a stop of it only
when the one before is over and nobody can be asked. What is behind goes at once, the rest with the trip.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from serein.shuttles.models import Night, NightVan, Ride
from serein.shuttles.queries.devices import LASTS_AFTER_THE_NIGHT
from serein.shuttles.queries.on_site import ms
from serein.shuttles.queries.running import open_places


@dataclass(frozen=True)
class Ahead:
    """A stop that is still to come."""

    ride: Ride
    is_up: bool
    at: datetime


def read_next_stop(*, night: Night, van: NightVan, language: str, now: datetime) -> dict[str, Any]:
    """Return what the phone of a van shows now, in one query: no stop is in it but the next one."""
    ahead = list_ahead(night=night, van=van)
    leaves = _leaves(night, van)
    return {
        "version": night.version,
        "now": ms(now),
        "night": {
            "id": night.pk,
            "name": night.event.name,
            "waiting": night.waiting,
            "contact": night.contact,
            "until": ms(night.ends_at + LASTS_AFTER_THE_NIGHT),
            "called_off": ms(night.called_off_at) if night.called_off_at else None,
        },
        "van": {"id": van.pk, "name": van.van.name, "state": van.state, "leaves": ms(leaves) if leaves else None},
        "trip": _trip(night, van, ahead),
        "stop": _stop(ahead[0], language) if ahead else None,
        "left": len(ahead),
    }


def read_trip(*, night: Night, van: NightVan, language: str) -> list[dict[str, Any]]:
    """Return the stops of the trip that runs, for a phone that may lose the network; empty while none runs."""
    return [_stop(one, language) for one in list_ahead(night=night, van=van)]


def _trip(night: Night, van: NightVan, ahead: list[Ahead]) -> str:
    """Name what is kept of a trip: on request its stops change with each act, from the waiting point they do not."""
    if not ahead:
        return ""
    return f"{van.pk}-{ahead[0].ride.trip_id}" if night.is_doorstep else f"{van.pk}-{night.version}"


def list_ahead(*, night: Night, van: NightVan) -> list[Ahead]:
    """List the stops that are left of a van's run, in order, in one query."""
    rides = {ride.pk: ride for ride in night.rides.filter(state__in=Ride.OPEN)}
    run = _run(night, van)
    if run is not None:
        return [
            Ahead(rides[stop["ride"]], stop["act"] == "up", night.moment_of(stop["at"]))
            for stop in run["stops"]
            if stop["ride"] in rides and _is_ahead(rides[stop["ride"]], stop["act"], van)
        ]
    aboard = [ride for ride in rides.values() if ride.state == Ride.State.ABOARD and ride.van_id == van.pk]
    return [Ahead(ride, False, ride.told_off_at) for ride in sorted(aboard, key=lambda one: (one.rank, one.number))]


def _is_ahead(ride: Ride, act: str, van: NightVan) -> bool:
    is_aboard = ride.state == Ride.State.ABOARD
    return ride.van_id == van.pk if act == "off" and is_aboard else not is_aboard


def _run(night: Night, van: NightVan) -> dict[str, Any] | None:
    """The run that is under way; on request, where a van drives to fetch its first riders, the next one too."""
    runs = [run for run in night.plan if run["van"] == van.pk]
    under_way = [run for run in runs if run.get("aboard")]
    return next(iter(under_way if night.is_doorstep else under_way or runs), None)


def _leaves(night: Night, van: NightVan) -> datetime | None:
    leaves = [run["leaves"] for run in night.plan if run["van"] == van.pk and not run.get("aboard")]
    return night.moment_of(min(leaves)) if leaves else None


def _stop(ahead: Ahead, language: str) -> dict[str, Any]:
    ride = ahead.ride
    places = open_places(ride)
    door = places.start if ahead.is_up and places.start else places.to
    return {
        "ride": ride.pk,
        "act": "up" if ahead.is_up else "off",
        "number": ride.number,
        "size": ride.party_size,
        "wheelchairs": ride.wheelchairs,
        "minor": ride.has_minor,
        "street": door.label(language).partition(",")[0],
        "place": [door.lat, door.lon],
        "at": ms(ahead.at),
    }
