"""
What the phone of one van shows: its next stop, and nothing of the ones after it (H16).

Where another van broke down, that place is the next stop, with who stands there; no door before the van sets out.

The state that the phone asks for again and again holds one stop. Since a van also drives where there is no network,
the phone fetches what is left of the trip that runs once, when it leaves, beside the state: it shows a stop of it only
when the one before is over and nobody can be asked. What is behind goes at once, the rest with the trip.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from serein.shuttles.models import Night, NightVan, Ride
from serein.shuttles.queries.devices import LASTS_AFTER_THE_NIGHT
from serein.shuttles.queries.on_site import ms
from serein.shuttles.queries.running import Door, open_places


@dataclass(frozen=True)
class Ahead:
    """A stop that is still to come."""

    ride: Ride
    is_up: bool
    at: datetime

    @property
    def is_breakdown(self) -> bool:
        """Whether others may stand there too: where a van broke down."""
        return self.is_up and self.ride.stranded_at is not None and self.ride.night.is_doorstep


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
        "stop": _stop(ahead, language) if ahead else None,
        "left": len(ahead),
    }


def read_trip(*, night: Night, van: NightVan, language: str) -> list[dict[str, Any]]:
    """Return the stops of the trip that runs, for a phone that may lose the network; empty while none runs."""
    ahead = list_ahead(night=night, van=van)
    return [_stop(ahead[at:], language) for at in range(len(ahead))]


def _trip(night: Night, van: NightVan, ahead: list[Ahead]) -> str:
    """
    Name what is kept of a trip: its stops change with each act where riders are fetched, from the waiting point not.

    Before a van sets out for those who are stranded, its phone keeps no door.
    """
    if not ahead or (night.is_doorstep and van.state != NightVan.State.AWAY):
        return ""
    changes = not night.is_doorstep or any(stop.is_up for stop in ahead)
    return f"{van.pk}-{night.version}" if changes else f"{van.pk}-{ahead[0].ride.trip_id}"


def list_ahead(*, night: Night, van: NightVan) -> list[Ahead]:
    """List the stops that are left of a van's run, in order, in one query."""
    rides = {ride.pk: ride for ride in night.rides.filter(state__in=Ride.OPEN)}
    runs = _runs(night, van)
    if runs:
        return [
            Ahead(rides[stop["ride"]], stop["act"] == "up", night.moment_of(stop["at"]))
            for run in runs
            for stop in run["stops"]
            if stop["ride"] in rides and _is_ahead(rides[stop["ride"]], stop["act"], van)
        ]
    aboard = [ride for ride in rides.values() if ride.state == Ride.State.ABOARD and ride.van_id == van.pk]
    return [Ahead(ride, False, ride.told_off_at) for ride in sorted(aboard, key=lambda one: (one.rank, one.number))]


def _is_ahead(ride: Ride, act: str, van: NightVan) -> bool:
    is_aboard = ride.state == Ride.State.ABOARD
    return ride.van_id == van.pk if act == "off" and is_aboard else not is_aboard


def _runs(night: Night, van: NightVan) -> list[dict[str, Any]]:
    """
    The run that is under way, then those that fetch who is stranded.

    On request, where a van drives to fetch its first riders, the next one too.
    """
    runs = [run for run in night.plan if run["van"] == van.pk]
    under_way = [run for run in runs if run.get("aboard")]
    if night.is_doorstep:
        return [run for run in runs if run.get("aboard") or run.get("relief")]
    return (under_way or runs)[:1]


def _leaves(night: Night, van: NightVan) -> datetime | None:
    leaves = [run["leaves"] for run in night.plan if run["van"] == van.pk and not run.get("aboard")]
    return night.moment_of(min(leaves)) if leaves else None


def _stop(ahead: list[Ahead], language: str) -> dict[str, Any]:
    """Tell the first of the stops ahead; where a van broke down, with the others who stand there."""
    first, ride = ahead[0], ahead[0].ride
    door = _door(first)
    told = {
        "ride": ride.pk,
        "act": "up" if first.is_up else "off",
        **_who(ride),
        "street": door.label(language).partition(",")[0],
        "place": [door.lat, door.lon],
        "at": ms(first.at),
    }
    if not first.is_breakdown:
        return told
    others = takewhile(lambda one: one.is_breakdown and _door(one).spot == door.spot, ahead[1:])
    return told | {"stranded": True, "others": [{"ride": one.ride.pk, **_who(one.ride)} for one in others]}


def _door(ahead: Ahead) -> Door:
    places = open_places(ahead.ride)
    return places.start if ahead.is_up and places.start else places.to


def _who(ride: Ride) -> dict[str, Any]:
    return {
        "number": ride.number,
        "size": ride.party_size,
        "wheelchairs": ride.wheelchairs,
        "minor": ride.has_minor,
    }
