"""From routes as arrays to a plan in words: times, promises, and the reason of each request left out."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np

from serein.engines.dialaride._kernels_routes import NEVER, lower_latest, offers, refresh_all
from serein.engines.dialaride._model import FAR, Model, model_of
from serein.engines.dialaride._problem import LeftOut, Plan, Problem, Promise, Request, Route, Stop
from serein.engines.dialaride._tables import Floats, Routes, make_routes, make_scratch

_SENTENCES = {
    "capacity": "No vehicle that may take it has room for {seats} seats and {wheelchairs} wheelchair places.",
    "place": "No vehicle can reach its places.",
    "window": "Its windows cannot be met, even by a vehicle waiting at its door.",
    "shift": "No vehicle is on shift long enough to take it.",
    "full": "Every vehicle that could take it has other riders at that time.",
}


def plan_of(model: Model, routes: Routes, iterations: int = 0) -> Plan:
    """Write the plan of routes that are feasible; drop-offs as early, then pick-ups as late, as the routes allow."""
    times = service_times(model, routes)
    count, problem = model.count, model.problem
    written, promises = [], []
    for k in range(len(problem.vehicles)):
        size = int(routes.size[k])
        if size == 2:
            continue
        stops = tuple(_stop(model, int(routes.seq[k, i]), float(times[k, i])) for i in range(size))
        written.append(Route(problem.vehicles[k].name, stops, float(routes.price[k])))
        for i in range(1, size - 1):
            r = int(routes.seq[k, i])
            if r < count and not model.is_break(r):
                up, off = float(times[k, i]), float(times[k, routes.at[r + count]])
                ride = off - up - model.asked[r].boarding
                promises.append(Promise(model.asked[r].name, problem.vehicles[k].name, up, off, ride))
    missing = [r for r in range(count) if routes.of[r] < 0]
    return Plan(
        routes=tuple(written),
        promises=tuple(promises),
        left_out=tuple(left_out(model, r) for r in missing),
        cost=sum(route.cost for route in written),
        iterations=iterations,
    )


def service_times(model: Model, routes: Routes) -> Floats:
    """
    Choose a moment of service for each stop, as (vehicles, stops).

    Each drop-off and end is as early as it can be (the least solution of the route's constraints); then, with those as
    limits, each pick-up and start is as late as it can be (the greatest one), so that rides and routes are short.
    Where travel times change with the hour, the least solution is taken as it is.
    """
    tables = model.tables
    if len(tables.hours) > 1:
        return routes.ear.copy()
    closes = tables.closes.copy()
    for k in range(len(tables.span)):
        for i in range(1, int(routes.size[k])):
            node = routes.seq[k, i]
            if node >= model.count:
                closes[node] = min(closes[node], routes.ear[k, i])
    tight, late = tables._replace(closes=closes), routes._replace(late=routes.late.copy())
    for k in range(len(tables.span)):
        lower_latest(tight, late, k)
    return late.late


def left_out(model: Model, r: int) -> LeftOut:
    """Say why request r, alone with the whole fleet, or beside the others, is not served."""
    asked = model.asked[r]
    reason = _reason(model.problem, asked)
    words = _SENTENCES[reason].format(seats=asked.seats, wheelchairs=asked.wheelchairs)
    return LeftOut(asked.name, reason, words)


def _reason(problem: Problem, asked: Request) -> str:
    fleet = [one for one in problem.vehicles if asked.vehicles is None or one.name in asked.vehicles]
    roomy = tuple(
        one
        for one in fleet
        if asked.wheelchairs <= one.wheelchairs
        and asked.seats + one.seats_per_wheelchair * asked.wheelchairs <= one.seats
    )
    if not roomy:
        return "capacity"
    if not _is_reachable(problem, asked):
        return "place"
    door = tuple(
        replace(one, start=asked.origin, end=asked.destination, shift=(0.0, FAR), max_duration=inf, breaks=())
        for one in roomy
    )
    if not _is_served(problem, asked, door):
        return "window"
    return "full" if _is_served(problem, asked, tuple(replace(one, breaks=()) for one in roomy)) else "shift"


def _is_reachable(problem: Problem, asked: Request) -> bool:
    times = np.asarray(problem.travel.times, float).reshape((-1, *np.shape(problem.travel.times)[-2:])).min(axis=0)
    there, back = times[:, asked.origin], times[asked.destination, :]
    is_direct = np.isfinite(times[asked.origin, asked.destination])
    return bool(is_direct and any(np.isfinite(there[v.start]) and np.isfinite(back[v.end]) for v in problem.vehicles))


def _is_served(problem: Problem, asked: Request, vehicles: tuple[object, ...]) -> bool:
    alone = model_of(replace(problem, requests=(replace(asked, vehicles=None),), vehicles=vehicles))  # type: ignore[arg-type]
    routes, scratch = make_routes(alone.tables, 4), make_scratch(4)
    refresh_all(alone.tables, routes)
    added, p, q = np.zeros(len(vehicles)), np.zeros(len(vehicles), np.int64), np.zeros(len(vehicles), np.int64)
    chosen = offers(alone.tables, routes, scratch, 0, alone.slack, added, p, q)
    return bool(chosen >= 0 and added[chosen] < min(NEVER, FAR))


def _stop(model: Model, node: int, served_at: float) -> Stop:
    count = model.count
    if node >= 2 * count:
        return Stop("end" if node % 2 else "start", int(model.tables.place[node]), served_at)
    r = node % count if node >= count else node
    if model.is_break(r):
        return Stop("break" if node < count else "break over", int(model.tables.place[node]), served_at)
    return Stop(
        "pick-up" if node < count else "drop-off", int(model.tables.place[node]), served_at, model.asked[r].name
    )
