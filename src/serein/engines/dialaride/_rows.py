"""A running night as rows, for processes that keep nothing: what is held, in which order, where the vehicles are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from serein.engines.dialaride import _replan as replan
from serein.engines.dialaride._kernels_routes import refresh, refresh_all
from serein.engines.dialaride._model import breaks_of
from serein.engines.dialaride._night import BREAK_WEIGHT, FREE, WAITING, Night
from serein.engines.dialaride._problem import BadProblem, Promise, Request, Route, Stop
from serein.engines.dialaride._replan import start_of
from serein.engines.dialaride._validation import validate_request

_UNDER_WAY = 1e12


@dataclass(frozen=True, slots=True)
class Held:
    """A request that was accepted, what it was promised last, and when it boarded, if it has."""

    request: Request
    promise: Promise
    boarded_at: float | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """
    Where and from when a vehicle can next choose: the place that it stands at, or is bound for, and its moment there.

    `ends_by` is when it must be at its end, if that is not the end of its shift: a vehicle with a longest duration that
    has left gives its departure plus that duration.
    """

    place: int
    free_at: float
    ends_by: float | None = None
    is_down: bool = False


def plan(night: Night) -> tuple[Route, ...]:
    """List for each vehicle the stops ahead of it, with their moments; a start's is the one at which it leaves."""
    return tuple(
        Route(vehicle.name, tuple(_stop(night, k, i) for i in range(int(night.routes.size[k]))), _price(night, k))
        for k, vehicle in enumerate(night.vehicles)
    )


def _price(night: Night, k: int) -> float:
    return float(night.routes.price[k])


def _stop(night: Night, k: int, i: int) -> Stop:
    node, n = int(night.routes.seq[k, i]), night.slots
    is_break = node < 2 * n and night.names[node % n] in night.breaks
    place, moment = int(night.tables.place[node]), float(night.routes.ear[k, i])
    if node >= 2 * n:
        is_leaving = i == 0 and night.routes.size[k] > 2
        return Stop("end" if node % 2 else "start", place, replan.leaves_at(night, k) if is_leaving else moment)
    if is_break:
        return Stop("break" if node < n else "break over", place, moment)
    return Stop("pick-up" if node < n else "drop-off", place, moment, night.names[node % n])


def held(night: Night) -> tuple[Held, ...]:
    return tuple(
        Held(
            night.requests[name], night.promised[name],
            float(night.tables.opens[r]) if night.is_aboard[r] else None,
        )
        for name, r in night.slot_of.items()
        if name not in night.breaks
    )  # fmt: skip


def routes(night: Night) -> dict[str, list[tuple[str, str]]]:
    n, told = night.slots, {}
    for k, vehicle in enumerate(night.vehicles):
        nodes = night.routes.seq[k, 1 : night.routes.size[k] - 1].tolist()
        told[vehicle.name] = [(night.names[node % n], "up" if node < n else "off") for node in nodes]
    return told


def positions(night: Night) -> dict[str, Position]:
    told = {}
    for k, vehicle in enumerate(night.vehicles):
        start, tables = start_of(night, k), night.tables
        ends_by = float(tables.closes[start + 1])
        is_own = ends_by != vehicle.shift[1] or (vehicle.max_duration < _UNDER_WAY and tables.span[k] >= _UNDER_WAY)
        place, free_at = int(tables.place[start]), float(tables.opens[start])
        told[vehicle.name] = Position(place, free_at, ends_by if is_own else None, not night.is_usable[k])
    return told


def write(
    night: Night,
    rows: Sequence[Held],
    ways: Mapping[str, Sequence[tuple[str, str]]],
    places: Mapping[str, Position],
    *,
    now: float,
    early: float,
    late: float,
) -> tuple[list[int], frozenset[str]]:
    """Write rows into an empty night; returns the vehicles to mend, and who was put down by one that is down."""
    names = {vehicle.name: k for k, vehicle in enumerate(night.vehicles)}
    unknown = sorted({*ways, *places} - set(names))
    if unknown:
        raise BadProblem(f"routes or positions name {unknown}; {', '.join(names)} are accepted.")
    for k, vehicle in enumerate(night.vehicles):
        _write_position(night, k, places.get(vehicle.name), now)
    for r, row in enumerate(rows):
        _write_held(night, r, row, set(names), early, late)
    _write_breaks(night, ways, len(rows), now)
    homes = {k: _sequence(night, ways.get(name, ())) for name, k in names.items()}
    _add_aboard(night, homes, rows, names)
    for k, nodes in homes.items():
        _write_route(night, k, nodes)
    refresh_all(night.tables, night.routes)
    put_down: frozenset[str] = frozenset()
    for k in np.flatnonzero(~night.is_usable).tolist():
        put_down |= replan.set_down(night, k, now)
    return [k for k in range(len(names)) if not refresh(night.tables, night.routes, k)], put_down


def _write_position(night: Night, k: int, position: Position | None, now: float) -> None:
    tables, start = night.tables, start_of(night, k)
    if position is not None:
        if not (0 <= position.place < len(tables.times) and position.free_at >= 0):
            raise BadProblem(f"Vehicle {night.vehicles[k].name!r} is at {position}; a place and a moment are accepted.")
        tables.place[start], tables.opens[start] = position.place, position.free_at
        night.is_usable[k] = not position.is_down
        if position.ends_by is not None:
            tables.closes[start] = tables.closes[start + 1] = position.ends_by
            tables.span[k] = _UNDER_WAY
            night.horizon = max(night.horizon, position.ends_by)
    tables.opens[start] = max(tables.opens[start], min(now, tables.closes[start]))


def _write_held(night: Night, r: int, row: Held, vehicles: set[str], early: float, late: float) -> None:
    name = row.request.name
    if name in night.slot_of:
        raise BadProblem(f"Request {name!r} (row {r}) is held twice; names used once are accepted.")
    validate_request(row.request, f"Request {name!r} (row {r})", len(night.tables.times), vehicles)
    night.routes.of[r] = WAITING
    night.keep(r, row.request, row.promise, early=early, late=late, boarded_at=row.boarded_at)


def _write_breaks(night: Night, ways: Mapping[str, Sequence[tuple[str, str]]], r: int, now: float) -> None:
    """Keep the breaks that the routes name, and of vehicles without a route those that can still be begun."""
    for vehicle in night.vehicles:
        named = {name for name, what in ways.get(vehicle.name, ()) if what == "up"}
        for rest in breaks_of(vehicle, BREAK_WEIGHT):
            if rest.name in named or (vehicle.name not in ways and rest.pickup[1] >= now):
                night.keep_break(r, rest)
                r += 1


def _sequence(night: Night, way: Sequence[tuple[str, str]]) -> list[int]:
    """Read the stops of a vehicle as nodes, without those of nobody and those that lack the other stop."""
    nodes: list[int] = []
    for name, what in way:
        if what not in ("up", "off"):
            raise BadProblem(f"Stop {what!r} of {name!r}; up and off are accepted.")
        r = night.slot_of.get(name)
        if r is None or (what == "up" and night.routes.of[r] == FREE):
            continue
        node = r if what == "up" else r + night.slots
        if node not in nodes and (what == "up" or r in nodes or night.routes.of[r] == FREE):
            nodes.append(node)
    return [node for node in nodes if node >= night.slots or node + night.slots in nodes]


def _add_aboard(night: Night, homes: dict[int, list[int]], rows: Sequence[Held], names: Mapping[str, int]) -> None:
    """Keep each request on one vehicle, and give those on board without a stop theirs, at the end of its route."""
    seen: set[int] = set()
    for k, nodes in homes.items():
        homes[k] = [node for node in nodes if node not in seen]
        seen.update(homes[k])
    for r in np.flatnonzero(night.is_aboard).tolist():
        if r + night.slots not in seen:
            vehicle = rows[r].promise.vehicle
            if vehicle not in names:
                raise BadProblem(f"Request {night.names[r]!r} is on board of {vehicle!r}; a known vehicle is accepted.")
            homes[names[vehicle]].append(r + night.slots)


def _write_route(night: Night, k: int, nodes: list[int]) -> None:
    routes, n = night.routes, night.slots
    routes.seq[k, 1 : len(nodes) + 1] = nodes
    routes.seq[k, len(nodes) + 1] = start_of(night, k) + 1
    routes.size[k] = len(nodes) + 2
    for node in nodes:
        if night.is_aboard[node % n]:
            replan.count_aboard(night, k, node % n, 1)
