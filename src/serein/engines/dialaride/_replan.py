"""What events do to a night: stops done, riders put down, routes mended, promises kept or listed as broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serein.engines.dialaride._kernels_dispatch import least_delay
from serein.engines.dialaride._kernels_routes import NEVER, insert, raise_earliest, refresh, refresh_all, strip
from serein.engines.dialaride._kernels_search import build, copy_all, search
from serein.engines.dialaride._model import breaks_of
from serein.engines.dialaride._night import FREE, TOLERANCE, WAITING, Night
from serein.engines.dialaride._problem import Promise, Request, Travel, Vehicle
from serein.engines.dialaride._tables import Routes, make_pool, make_scratch, make_state
from serein.engines.dialaride._validation import validate_request as _validate

_STEPS_TO_MEND = 300
_NO_END = 1e11
_BEGIN = "begin"
_CHANGING = ("place", "opens", "closes", "dwell", "seats", "wheels", "ride", "weight", "allowed", "span", "aboard")
_NO_PICKS = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that an event has broken: what was told, and what can be told now; None when nobody can come."""

    request: str
    old: Promise
    new: Promise | None


def validate_request(night: Night, request: Request) -> None:
    names = {vehicle.name for vehicle in night.vehicles}
    _validate(request, f"Request {request.name!r}", len(night.tables.times), names)


def start_of(night: Night, k: int) -> int:
    return 2 * night.slots + 2 * k


def promises(night: Night, *, with_breaks: bool = False) -> tuple[Promise, ...]:
    """List the times of all requests, by the routes as they are."""
    told, n, routes = [], night.slots, night.routes
    for name, r in night.slot_of.items():
        if routes.at[r + n] < 0 or (name in night.breaks and not with_breaks):
            continue
        k = _vehicle_of(night, r)
        off = float(routes.ear[k, routes.at[r + n]])
        boarding = float(night.tables.dwell[r])
        # Of who is on board, the moment of boarding was written where the window opened.
        up = float(night.tables.opens[r] if night.is_aboard[r] else routes.ear[k, routes.at[r]])
        told.append(Promise(name, night.vehicles[k].name, up, off, off - up - boarding))
    return tuple(told)


def _vehicle_of(night: Night, r: int) -> int:
    if night.routes.of[r] >= 0:
        return int(night.routes.of[r])
    node, routes = r + night.slots, night.routes
    position = routes.at[node]
    holds = (routes.seq[:, position] == node) & (position < routes.size)
    return int(np.flatnonzero(holds)[0])


def take_off(night: Night, r: int) -> None:
    """Take request r off its route, be it waiting or on board, and free its slot."""
    routes, tables, n = night.routes, night.tables, night.slots
    if routes.at[r + n] >= 0:
        k = _vehicle_of(night, r)
        if night.is_aboard[r]:
            count_aboard(night, k, r, -1)
        gone = np.zeros(n, np.bool_)
        gone[r] = True
        strip(tables, routes, k, gone)
    night.release(r)
    night.version += 1


def count_aboard(night: Night, k: int, r: int, sign: int) -> None:
    tables = night.tables
    tables.aboard[k] += sign * (tables.seats[r] + tables.wheel_seats[k] * tables.wheels[r])
    tables.wheels_aboard[k] += sign * tables.wheels[r]


def advance(night: Night, now: float) -> tuple[tuple[str, str, float], ...]:
    """
    Do the stops that vehicles have left for; return (vehicle, what and whose, moment) of each.

    What is a pick-up, a drop-off, or the begin and the end of a break.
    """
    done: list[tuple[str, str, float]] = []
    for k in range(len(night.vehicles)):
        while night.routes.size[k] > 2 and leaves_at(night, k) <= now:
            done.append(_do_next(night, k))
            if done[-1][1].startswith(_BEGIN):  # nothing can come between: a break fills its vehicle
                done.append(_do_next(night, k))
        start = start_of(night, k)
        if night.tables.opens[start] < now:
            night.tables.opens[start] = min(now, night.tables.closes[start])
            refresh(night.tables, night.routes, k)
    night.version += 1
    return tuple(done)


def leaves_at(night: Night, k: int) -> float:
    tables, seq = night.tables, night.routes.seq[k]
    return float(night.routes.ear[k, 1] - tables.times[tables.place[seq[0]], tables.place[seq[1]]])


def _do_next(night: Night, k: int) -> tuple[str, str, float]:
    tables, routes, n = night.tables, night.routes, night.slots
    start, node, moment = start_of(night, k), int(routes.seq[k, 1]), float(routes.ear[k, 1])
    if tables.span[k] < _NO_END:  # once under way, the longest duration is an end
        tables.closes[start + 1] = min(tables.closes[start + 1], leaves_at(night, k) + tables.span[k])
        tables.span[k] = 1e12
    tables.place[start], tables.opens[start] = tables.place[node], moment + tables.dwell[node]
    tables.closes[start] = tables.closes[start + 1]
    size = int(routes.size[k])
    routes.seq[k, 1 : size - 1] = routes.seq[k, 2:size].copy()
    routes.size[k] = size - 1
    routes.at[node] = -1
    r = node if node < n else node - n
    name = night.names[r]
    what = ("pick-up", "drop-off") if name not in night.breaks else (_BEGIN, "end")
    count_aboard(night, k, r, 1 if node < n else -1)
    if node < n:
        night.is_aboard[r], routes.of[r], tables.opens[r] = True, FREE, moment
        tables.closes[r + n] = min(tables.closes[r + n], moment + tables.dwell[r] + tables.ride[r])
    else:
        night.release(r)
    refresh(tables, routes, k)
    return (night.vehicles[k].name, f"{what[node >= n]} {name}", moment)


def set_down(night: Night, k: int, now: float) -> frozenset[str]:
    """Put the riders on board of vehicle k down where it stands, as requests that wait from now; return their names."""
    tables, routes, n = night.tables, night.routes, night.slots
    start = start_of(night, k)
    riders = [r for r in range(n) if night.is_aboard[r] and _vehicle_of(night, r) == k]
    night.is_usable[k] = False
    tables.allowed[:, k] = False
    for r in riders:
        count_aboard(night, k, r, -1)
        night.is_aboard[r] = False
        tables.place[r] = tables.place[start]
        tables.opens[r] = max(now, tables.opens[start])
        tables.closes[r] = tables.closes[r + n] - tables.times[tables.place[r], tables.place[r + n]] - tables.dwell[r]
        name, opens = night.names[r], float(tables.opens[r])
        night.requests[name] = replace(
            night.requests[name], origin=int(tables.place[r]), pickup=(opens, max(opens, float(tables.closes[r]))),
            max_ride=float(tables.ride[r]), max_ride_factor=inf,
        )  # fmt: skip
    waiting = [int(node) % n for node in routes.seq[k, 1 : routes.size[k] - 1] if node < 2 * n]
    routes.seq[k, 1] = start + 1
    routes.size[k] = 2
    routes.at[waiting] = routes.at[np.array(waiting, np.int64) + n] = -1
    routes.of[waiting] = WAITING
    for rest in breaks_of(night.vehicles[k], 1.0):
        if rest.name in night.slot_of:
            night.release(night.slot_of[rest.name])
    return frozenset(night.names[r] for r in riders)


def mend(
    night: Night,
    vehicles: Sequence[int],
    seed: int,
    *,
    early: float,
    late: float,
    put_down: frozenset[str] = frozenset(),
) -> tuple[Broken, ...]:
    """
    Make every route feasible again after some vehicles changed: with all promises, else with as few later as can be.

    Of who was put down, the second pick-up was never promised. Returns the promises that are broken.
    """
    for k in vehicles:
        if not refresh(night.tables, night.routes, k):
            _empty(night, k)
            if not refresh(night.tables, night.routes, k):
                _let_aboard_be_late(night, k, late)
    if (night.routes.of == WAITING).any():
        night.routes = search_in(night, _STEPS_TO_MEND, seed)
    for r in np.flatnonzero(night.routes.of == WAITING):
        _place_late(night, int(r), late)
    night.version += 1
    return _broken(night, early, late, put_down)


def _broken(night: Night, early: float, late: float, put_down: frozenset[str]) -> tuple[Broken, ...]:
    """List the promises whose windows are no longer kept, and promise what is; those nobody can serve are forgotten."""
    told = {promise.request: promise for promise in promises(night, with_breaks=True)}
    broken = []
    for name, r in tuple(night.slot_of.items()):
        old, new, asked = night.promised[name], told.get(name), night.requests[name]
        is_off_kept = new is not None and new.dropped_off_at <= asked.dropoff[1] + TOLERANCE
        is_up_open = name in put_down or bool(night.is_aboard[r])
        is_up_kept = is_up_open or (new is not None and new.picked_up_at <= asked.pickup[1] + TOLERANCE)
        if is_off_kept and is_up_kept and name not in put_down:
            continue
        if not (is_off_kept and is_up_kept):
            broken.append(Broken(name, old, new))
        if new is None:
            night.release(r)
            continue
        boarded_at = float(night.tables.opens[r]) if night.is_aboard[r] else None
        night.keep(r, asked, new, early=early, late=late, boarded_at=boarded_at)
    refresh_all(night.tables, night.routes)
    return tuple(broken)


def _empty(night: Night, k: int) -> None:
    gone = np.zeros(night.slots, np.bool_)
    for node in night.routes.seq[k, 1 : night.routes.size[k] - 1]:
        gone[node % night.slots] |= node < night.slots
    strip(night.tables, night.routes, k, gone)


def _let_aboard_be_late(night: Night, k: int, late: float) -> None:
    """Widen the windows of the riders on board to what their vehicle can do."""
    routes, tables = night.routes, night.tables
    nodes = routes.seq[k, : routes.size[k]]
    tables.closes[nodes] = _NO_END
    raise_earliest(tables, routes, k)
    tables.closes[nodes] = routes.ear[k, : routes.size[k]] + late
    tables.closes[nodes[0]] = tables.closes[nodes[-1]]
    night.horizon = max(night.horizon, float(tables.closes[nodes[-1]]))
    refresh(tables, routes, k)


def _place_late(night: Night, r: int, late: float) -> None:
    """Serve request r with the least delay, if anyone can, and let its windows tell so."""
    tables, n, found = night.tables, night.slots, np.zeros(7)
    direct = float(tables.times[tables.place[r], tables.place[r + n]])
    tables.closes[r] = max(tables.closes[r], tables.opens[r])
    tables.closes[r + n] = max(tables.closes[r + n], tables.closes[r] + tables.dwell[r] + direct)
    arrays = (tables, night.routes, night.scratch)
    delay = least_delay(*arrays, r, night.slack, night.horizon, 1 / 64, found)
    if delay >= NEVER:
        return
    tables.closes[r] += delay + late
    tables.closes[r + n] += delay + late
    insert(tables, night.routes, int(found[1]), r, int(found[2]), int(found[3]))


def with_vehicle(night: Night, vehicle: Vehicle) -> Night:
    """Copy a night with one more vehicle."""
    more = Night((*night.vehicles, vehicle), night.travel, night.slots)
    fleet, slots = len(night.vehicles), night.slots
    for name in ("place", "opens", "closes", "dwell", "seats", "wheels"):
        getattr(more.tables, name)[: 2 * slots + 2 * fleet] = getattr(night.tables, name)
    for name in ("ride", "weight"):
        getattr(more.tables, name)[:] = getattr(night.tables, name)
    for name in ("span", "aboard", "wheels_aboard"):
        getattr(more.tables, name)[:fleet] = getattr(night.tables, name)
    more.tables.allowed[:, :fleet] = night.tables.allowed
    for name, r in night.slot_of.items():
        more.hold(r, night.requests[name], night.promised[name])
        allowed = night.requests[name].vehicles
        more.tables.allowed[r, fleet] = allowed is None or vehicle.name in allowed
    more.promised = dict(night.promised)
    more.is_usable[:fleet], more.is_aboard = night.is_usable, night.is_aboard
    more.routes.seq[:fleet], more.routes.size[:fleet] = night.routes.seq, night.routes.size
    more.routes.of[:] = night.routes.of
    more.version = night.version + 1
    refresh_all(more.tables, more.routes)
    return more


def snapshot(night: Night) -> Night:
    """Copy what a search reads and what events change; travel is shared."""
    copy = object.__new__(Night)
    copy.__dict__.update(night.__dict__)
    copy.tables = night.tables._replace(
        **{name: getattr(night.tables, name).copy() for name in (*_CHANGING, "wheels_aboard")}
    )
    copy.routes = _copied(night.routes)
    return copy


def _copied(routes: Routes) -> Routes:
    return Routes._make([array.copy() for array in routes])


def search_in(night: Night, steps: int, seed: int) -> Routes:
    """Insert who waits, then search; return the best routes."""
    tables, stops = night.tables, night.routes.seq.shape[1]
    state, pool, scratch = make_state(tables, seed, entries=1 << 14), make_pool(16, 8), make_scratch(stops)
    current, candidate, best = _copied(night.routes), _copied(night.routes), _copied(night.routes)
    missing = build(tables, candidate, scratch, state, 2, 0.0, night.slack)
    copy_all(candidate, current, state.touched)
    copy_all(candidate, best, state.touched)
    state.touched[:] = False
    cost, active = float(candidate.price.sum()), max(1, len(night.slot_of))
    left = float(tables.weight[state.bank[:missing]].sum())
    penalty = 10.0 * cost / active + 1.0
    old = np.tile([cost + penalty * left, left, cost], (2, 1))
    heat = np.array([0.002 * cost + 1e-9, 0.001 ** (1.0 / max(1, steps))])
    rules = np.array([night.slack, penalty, 0.0, 12.0, 0.0])
    search(tables, current, candidate, best, scratch, state, pool, steps, heat, old, rules, _NO_PICKS)
    return best


_KEPT = ("place", "opens", "closes", "dwell", "seats", "wheels", "ride", "weight", "allowed", "span")
_KEPT_VEHICLES = ("aboard", "wheels_aboard")


def to_arrays(night: Night) -> dict[str, NDArray[Any]]:
    """Write all that a night has decided as plain arrays; vehicles and travel are the caller's."""
    held = sorted(night.slot_of.items(), key=lambda pair: pair[1])
    told = [night.promised[name] for name, _ in held]
    arrays: dict[str, NDArray[Any]] = {name: getattr(night.tables, name).copy() for name in (*_KEPT, *_KEPT_VEHICLES)}
    return arrays | {
        "seq": night.routes.seq.copy(),
        "size": night.routes.size.copy(),
        "of": night.routes.of.copy(),
        "is_aboard": night.is_aboard.copy(),
        "is_usable": night.is_usable.copy(),
        "names": np.array([name for name, _ in held], np.str_),
        "slots": np.array([r for _, r in held], np.int64),
        "promised_vehicle": np.array([one.vehicle for one in told], np.str_),
        "promised": np.array([(one.picked_up_at, one.dropped_off_at, one.ride) for one in told]).reshape(-1, 3),
    }


def from_arrays(vehicles: Sequence[Vehicle], travel: Travel, arrays: Mapping[str, NDArray[Any]]) -> Night:
    """Read back what `to_arrays` wrote, into a fresh night of the same vehicles and travel."""
    night = Night(tuple(vehicles), travel, len(arrays["ride"]))
    for name in (*_KEPT, *_KEPT_VEHICLES):
        getattr(night.tables, name)[:] = arrays[name]
    for name in ("seq", "size", "of"):
        getattr(night.routes, name)[:] = arrays[name]
    night.is_aboard, night.is_usable = arrays["is_aboard"].copy(), arrays["is_usable"].copy()
    rows = zip(arrays["names"], arrays["slots"].tolist(), arrays["promised_vehicle"], arrays["promised"], strict=True)
    for name, r, vehicle, (up, off, ride) in rows:
        night.hold(r, _request_in(night, str(name), r), Promise(str(name), str(vehicle), up, off, ride))
    refresh_all(night.tables, night.routes)
    return night


def _request_in(night: Night, name: str, r: int) -> Request:
    """Read a request back from its slot: its windows are those of its promise."""
    tables, off = night.tables, r + night.slots
    usable = frozenset(one.name for one, may in zip(night.vehicles, tables.allowed[r], strict=True) if may)
    return Request(
        name, int(tables.place[r]), int(tables.place[off]),
        (float(tables.opens[r]), float(tables.closes[r])), (float(tables.opens[off]), float(tables.closes[off])),
        int(tables.seats[r]), int(tables.wheels[r]), float(tables.dwell[r]), float(tables.dwell[off]),
        float(tables.ride[r]), priority=float(tables.weight[r]), vehicles=usable,
    )  # fmt: skip
