"""
Fetch those whose van broke down, before anybody else: another van drives to where they stand, then to their doors.

The place of a breakdown is to them what the waiting point is to the others, so that the same engine shares them out
over the vans and orders their drops. A van that has set out for them is not sent elsewhere by a later plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import inf

from serein.engines.dialaride import Group, ReturnRules, Returns, Trip, Van
from serein.shuttles.models import NightVan, Ride
from serein.shuttles.queries.away import Away, Run, Stop, alighting_minutes
from serein.shuttles.queries.driving import FAR, Spot, minutes_between
from serein.shuttles.queries.running import RideRow, Running

STEPS = 200
_IN_SERVICE = (NightVan.State.READY, NightVan.State.AWAY)


@dataclass(frozen=True)
class Free:
    """From which minute a van can drive on, and from where."""

    minute: float
    spot: Spot


@dataclass
class Relief:
    """The runs that fetch the stranded, and where each van is free after them."""

    running: Running
    now: datetime
    rules: ReturnRules
    free: dict[int, Free]
    runs: list[Run] = field(default_factory=list)

    @property
    def minute(self) -> float:
        return self.running.night.minute_of(self.now)

    def back_of(self, van: NightVan) -> float | None:
        """When a van that fetches somebody is back at the waiting point; None if it fetches nobody."""
        return max((run.back for run in self.runs if run.van == van.pk), default=None)


def plan_relief(running: Running, *, away: Mapping[int, Away], now: datetime, rules: ReturnRules) -> Relief:
    """Plan who fetches those that are stranded, and when; who stands nobody knows where is fetched by nobody yet."""
    start = Free(max(running.night.minute_of(now), 0.0), running.venue)
    free = {
        van.pk: Free(away[van.pk].free_at, away[van.pk].spot) if van.pk in away else start
        for van in running.vans
        if van.state in _IN_SERVICE
    }
    relief = Relief(running, now, rules, free)
    for spot, groups in _by_place(running).items():
        _fetch_from(relief, spot, groups)
    return relief


def _by_place(running: Running) -> dict[Spot, list[RideRow]]:
    places: dict[Spot, list[RideRow]] = {}
    for ride in running.stranded:
        if running.places[ride.pk].start is not None:
            places.setdefault(running.start_of(ride), []).append(ride)
    return places


def _fetch_from(relief: Relief, spot: Spot, groups: Sequence[RideRow]) -> None:
    """Plan the vans that have set out for a place already; then, for who is left there, others of the night."""
    left = list(groups)
    for van in relief.running.vans:
        if van.pk not in relief.free or not any(_is_bound(relief, ride, van) for ride in left):
            continue
        there = _boarded_at(relief.running, van, spot)
        if there:
            relief.free[van.pk] = Free(relief.minute, spot)
        bound = [ride for ride in left if _is_bound(relief, ride, van)]
        taken = _that_fit(van, there, [*bound, *(ride for ride in left if not _is_awaited(relief, ride))])
        left = [ride for ride in left if ride not in taken]
        desk, reached = _desk_at(relief, spot, [*there, *taken], steps=None)
        if len(reached) == len(there) + len(taken) > 0:
            at = relief.running.vans.index(van)
            trip = desk.trip(van=at, groups=[ride.pk for ride in reached], now=_arrival(relief, van, spot))
            _write(relief, van, spot, [trip], is_aboard=bool(there))
    if left:
        desk, _reached = _desk_at(relief, spot, left, steps=STEPS)
        for at, van in enumerate(relief.running.vans):
            trips = [trip for trip in desk.plan() if trip.van == at]
            if trips:
                _write(relief, van, spot, trips, is_aboard=False)


def order_of_drops(running: Running, van: NightVan, spot: Spot, *, now: datetime, rules: ReturnRules) -> list[int]:
    """Say in which order those aboard of a van are best brought home from a place, by key."""
    aboard = running.aboard(van)
    relief = Relief(running, now, rules, {van.pk: Free(running.night.minute_of(now), spot)})
    desk, reached = _desk_at(relief, spot, aboard, steps=None)
    if len(reached) < len(aboard):
        return [ride.pk for ride in aboard]
    keys = [ride.pk for ride in reached]
    trip = desk.trip(van=running.vans.index(van), groups=keys, now=relief.minute)
    return [int(key) for key in trip.keys]  # type: ignore[call-overload]


def _desk_at(
    relief: Relief, spot: Spot, groups: Sequence[RideRow], *, steps: int | None
) -> tuple[Returns, list[RideRow]]:
    """Make the desk of a place with those groups to whose doors a way leads from there."""
    running, night = relief.running, relief.running.night
    ways = minutes_between([spot, *map(running.door_of, groups)])
    reached = [ride for at, ride in enumerate(groups) if ways[0, 1 + at] < FAR]
    times = minutes_between([spot, *map(running.door_of, reached)])
    longest = max(float(night.longest_ride_minutes), float(times[0].max(initial=0.0)))
    desk = Returns.resume(
        times,
        vans=[Van(van.van.seats, van.van.wheelchair_places, van.van.seats_per_wheelchair) for van in running.vans],
        groups=[
            Group(
                key=ride.pk,
                door=1 + at,
                size=ride.walkers,
                wheelchairs=ride.wheelchairs,
                since=night.minute_of(ride.since),
                told=(night.minute_of(ride.told_up_at), night.minute_of(ride.told_off_at)),
            )
            for at, ride in enumerate(reached)
        ],
        free_at=[_arrival(relief, van, spot) for van in running.vans],
        now=relief.minute,
        rules=replace(relief.rules, longest_ride=longest),
        steps=steps,
    )
    return desk, reached


def _arrival(relief: Relief, van: NightVan, spot: Spot) -> float:
    free = relief.free.get(van.pk)
    way = float(minutes_between([free.spot, spot])[0, 1]) if free else FAR
    return max(free.minute + way, relief.minute) if free and way < FAR else inf


def _write(relief: Relief, van: NightVan, spot: Spot, trips: Iterable[Trip], *, is_aboard: bool) -> None:
    """Write the trips of one van from a place as its runs; who is aboard already gets off only."""
    running = relief.running
    rides = {ride.pk: ride for ride in running.rides}
    for trip in trips:
        leaves, arrives = relief.free[van.pk].minute, _arrival(relief, van, spot)
        keys = [int(key) for key in trip.keys]  # type: ignore[call-overload]
        ups = [Stop(key, "up", arrives) for key in sorted(keys) if rides[key].state in Ride.WAITING]
        offs = [Stop(key, "off", at) for key, at in zip(keys, trip.at_doors, strict=True)]
        last = rides[keys[-1]]
        free = Free(trip.at_doors[-1] + alighting_minutes(last, relief.rules), running.door_of(last))
        back = free.minute + float(minutes_between([free.spot, running.venue])[0, 1])
        relief.free[van.pk] = free
        relief.runs.append(Run(van.pk, leaves, back, (*ups, *offs), is_aboard=is_aboard, is_relief=True))


def _is_bound(relief: Relief, ride: RideRow, van: NightVan) -> bool:
    """Whether a van has set out for a group: it was told so, or by the plan it has been on its way by now."""
    if ride.van_id is not None:
        return ride.van_id == van.pk
    if relief.running.aboard(van):
        return False
    return any(
        run["van"] == van.pk
        and run["leaves"] <= relief.minute
        and any(stop["ride"] == ride.pk for stop in run["stops"])
        for run in relief.running.night.plan
        if run.get("relief")
    )


def _is_awaited(relief: Relief, ride: RideRow) -> bool:
    """Whether a van that is in service has set out for a group."""
    return any(van.pk in relief.free and _is_bound(relief, ride, van) for van in relief.running.vans)


def _boarded_at(running: Running, van: NightVan, spot: Spot) -> list[RideRow]:
    """Those aboard of a van that stands at a place still, because somebody is aboard from there and nobody is home."""
    aboard = running.aboard(van)
    since = [ride.boarded_at for ride in aboard if ride.boarded_at and running.start_of(ride) == spot]
    dropped = [ride.ended_at for ride in running.rides if ride.van_id == van.pk and ride.state == Ride.State.HOME]
    has_gone_on = bool(since) and any(ended_at and ended_at > max(since) for ended_at in dropped)
    return aboard if since and not has_gone_on else []


def _that_fit(van: NightVan, there: Sequence[RideRow], groups: Iterable[RideRow]) -> list[RideRow]:
    taken: list[RideRow] = []
    for ride in groups:
        everybody = [*there, *taken, ride]
        walkers, wheelchairs = sum(one.walkers for one in everybody), sum(one.wheelchairs for one in everybody)
        if van.van.holds(walkers=walkers, wheelchairs=wheelchairs):
            taken.append(ride)
    return taken
