"""
Decide whether a plan is right by another way than the one it was found.

Nothing here reads the arrays of the search. Times that are given are held against each rule of the problem, one by one.
A sequence without times is decided by the negative cycles of its graph of difference constraints (Bellman 1958).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import inf

import numpy as np
from numpy.typing import NDArray

from serein.engines.dialaride._problem import Plan, Problem, Request, Route, Travel, Vehicle

_TOLERANCE = 1e-6


def check(problem: Problem, plan: Plan) -> list[str]:
    """
    List what is wrong with a plan; nothing when it is right.

    Parameters
    ----------
    problem : Problem
    plan : Plan

    Returns
    -------
    list of str
        A sentence for each rule broken by more than a millionth of the unit of time. Cost: linear in the stops.
    """
    requests = {request.name: request for request in problem.requests}
    vehicles = {vehicle.name: vehicle for vehicle in problem.vehicles}
    faults = _account_for_all(problem, plan)
    for name, times in Counter(route.vehicle for route in plan.routes).items():
        if times > 1 or name not in vehicles:
            faults.append(f"Vehicle {name} has {times} routes and is {'known' if name in vehicles else 'unknown'}.")
    for route in plan.routes:
        if route.vehicle in vehicles:
            faults += _check_stops(route, vehicles[route.vehicle], requests)
            faults += _check_times(route, vehicles[route.vehicle], requests, problem.travel)
            faults += _check_loads(route, vehicles[route.vehicle], requests)
    return faults + _check_promises(plan) + _check_cost(problem, plan)


def _account_for_all(problem: Problem, plan: Plan) -> list[str]:
    served = Counter[str | None](s.request for route in plan.routes for s in route.stops if s.what == "pick-up")
    told = served + Counter[str | None](one.request for one in plan.left_out)
    names = [one.name for one in problem.requests]
    faults = [f"Request {name} is told of {told[name]} times." for name in names if told[name] != 1]
    promised = Counter[str | None](promise.request for promise in plan.promises)
    return faults + [f"Request {name} has {promised[name]} promises." for name in served if promised[name] != 1]


def _check_stops(route: Route, vehicle: Vehicle, requests: dict[str, Request]) -> list[str]:
    name, first, last = route.vehicle, route.stops[0], route.stops[-1]
    faults = []
    if (first.what, first.place) != ("start", vehicle.start) or (last.what, last.place) != ("end", vehicle.end):
        faults.append(f"Route {name} does not lead from start to end of its vehicle.")
    aboard: set[str] = set()
    for stop in route.stops:
        if stop.what not in ("pick-up", "drop-off"):
            continue
        request = requests.get(stop.request or "")
        if request is None:
            faults.append(f"Route {name} serves the unknown request {stop.request}.")
        elif stop.place != (request.origin if stop.what == "pick-up" else request.destination):
            faults.append(f"Route {name}: {stop.what} of {request.name} is at place {stop.place}.")
        elif request.vehicles is not None and name not in request.vehicles:
            faults.append(f"Request {request.name} is in vehicle {name}, which may not take it.")
        elif (stop.what == "drop-off") != (request.name in aboard):
            faults.append(f"Route {name}: {stop.what} of {request.name} is out of order.")
        else:
            aboard ^= {request.name}
    return faults + [f"Route {name} never drops {rider}." for rider in sorted(aboard)]


def _check_times(route: Route, vehicle: Vehicle, requests: dict[str, Request], travel: Travel) -> list[str]:
    bounds, faults = _bounds_along(route, vehicle, requests)
    for i, (stop, (opens, closes, _)) in enumerate(zip(route.stops, bounds, strict=True)):
        if not opens - _TOLERANCE <= stop.served_at <= closes + _TOLERANCE:
            faults.append(f"Route {route.vehicle}: {stop.what} at {stop.served_at} is outside {opens} to {closes}.")
        if i:
            leaves = route.stops[i - 1].served_at + bounds[i - 1][2]
            arrives = leaves + travel_time(travel, route.stops[i - 1].place, stop.place, leaves)
            if arrives > stop.served_at + _TOLERANCE:
                faults.append(f"Route {route.vehicle}: {stop.what} at {stop.served_at} is before arrival at {arrives}.")
    faults += _check_rides(route, requests, travel)
    lasts = route.stops[-1].served_at - route.stops[0].served_at
    if lasts > vehicle.max_duration + _TOLERANCE:
        faults.append(f"Route {route.vehicle} lasts {lasts}, more than {vehicle.max_duration}.")
    return faults


def _bounds_along(
    route: Route, vehicle: Vehicle, requests: dict[str, Request]
) -> tuple[list[tuple[float, float, float]], list[str]]:
    """Return (opens, closes, dwell) of each stop, and the breaks that are not taken."""
    rests = list(vehicle.breaks)
    bounds = []
    for stop in route.stops:
        taken = [rest for rest in rests if stop.what == "break" and rest.place == stop.place]
        taken.sort(key=lambda rest: not rest.window[0] - _TOLERANCE <= stop.served_at <= rest.window[1] + _TOLERANCE)
        if taken:
            rests.remove(taken[0])
            bounds.append((*taken[0].window, taken[0].duration))
        else:
            bounds.append(_bounds(stop.what, requests.get(stop.request or ""), vehicle))
    return bounds, [f"Route {route.vehicle} has no break at place {rest.place}." for rest in rests]


def _check_rides(route: Route, requests: dict[str, Request], travel: Travel) -> list[str]:
    boarded: dict[str, float] = {}
    faults = []
    for stop in route.stops:
        request = requests.get(stop.request or "")
        if request is None:
            continue
        if stop.what == "pick-up":
            boarded[request.name] = stop.served_at + request.boarding
        elif request.name in boarded:
            ride, longest = stop.served_at - boarded[request.name], longest_ride(request, travel)
            if ride > longest + _TOLERANCE:
                faults.append(f"Request {request.name} rides {ride}, more than {longest}.")
    return faults


def longest_ride(request: Request, travel: Travel) -> float:
    """How long a party may ride: a time, or a factor of the direct ride in the best hour."""
    if request.max_ride_factor == inf:
        return request.max_ride
    times = _least(travel)
    return min(request.max_ride, request.max_ride_factor * float(times[request.origin, request.destination]))


def _least(travel: Travel) -> NDArray[np.float64]:
    times = np.asarray(travel.times, float)
    return np.asarray(times.reshape((-1, *times.shape[-2:])).min(axis=0), float)


def _bounds(what: str, request: Request | None, vehicle: Vehicle) -> tuple[float, float, float]:
    """Return (opens, closes, dwell) of a stop."""
    if request is None:
        return (*vehicle.shift, 0.0)
    if what == "pick-up":
        return (*request.pickup, request.boarding)
    return (*request.dropoff, request.alighting)


def _check_loads(route: Route, vehicle: Vehicle, requests: dict[str, Request]) -> list[str]:
    seats = wheelchairs = 0
    faults = []
    for stop in route.stops:
        if stop.what == "break" and seats + wheelchairs:
            faults.append(f"Route {route.vehicle} rests with riders on board.")
        if stop.request not in requests:
            continue
        sign = 1 if stop.what == "pick-up" else -1
        seats += sign * requests[stop.request].seats
        wheelchairs += sign * requests[stop.request].wheelchairs
        taken = seats + vehicle.seats_per_wheelchair * wheelchairs
        if taken > vehicle.seats or wheelchairs > vehicle.wheelchairs:
            faults.append(f"Route {route.vehicle} is overloaded after {stop.what} of {stop.request}: {taken} seats.")
    return faults


def _check_promises(plan: Plan) -> list[str]:
    times = {(s.request, s.what): (s.served_at, route.vehicle) for route in plan.routes for s in route.stops}
    return [
        f"The promise of {one.request} is not what its route does."
        for one in plan.promises
        if times.get((one.request, "pick-up")) != (one.picked_up_at, one.vehicle)
        or times.get((one.request, "drop-off")) != (one.dropped_off_at, one.vehicle)
    ]


def _check_cost(problem: Problem, plan: Plan) -> list[str]:
    costs = _least(problem.travel) if problem.travel.costs is None else problem.travel.costs
    legs = [(a.place, b.place) for route in plan.routes for a, b in pairwise(route.stops)]
    total = sum(float(costs[leg]) for leg in legs)
    is_right = abs(total - plan.cost) <= 1e-6 * max(1.0, total)
    return [] if is_right else [f"The plan costs {total}, and says {plan.cost}."]


def travel_time(travel: Travel, a: int, b: int, leaves: float) -> float:
    """How long it takes from place a to place b for who leaves at a moment."""
    times = np.asarray(travel.times, float)
    if times.ndim == 2:
        return float(times[a, b])
    return float(np.interp(leaves, travel.hours, times[:, a, b]))


def has_schedule(problem: Problem, vehicle: Vehicle, stops: Sequence[tuple[str, Request]]) -> bool:
    """
    Decide whether a vehicle can serve stops in order, by Bellman-Ford on the graph of difference constraints.

    Parameters
    ----------
    problem : Problem
        With one travel time for all hours.
    vehicle : Vehicle
        Without breaks.
    stops : sequence of (what, request)
        `what` is pick-up or drop-off.

    Returns
    -------
    bool
        Whether times exist; loads are not looked at. Cost: O(stops²).
    """
    times, dwell, origin = _least(problem.travel), 0.0, len(stops) + 2
    spots = [one.origin if what == "pick-up" else one.destination for what, one in stops]
    places = [vehicle.start, *spots, vehicle.end]
    rows: list[tuple[str, Request | None]] = [("start", None), *stops, ("end", None)]
    edges: list[tuple[int, int, float]] = []  # (a, b, w) says x_b - x_a <= w; the origin of time is a node
    for i, (what, request) in enumerate(rows):
        if i:
            edges.append((i, i - 1, -(dwell + float(times[places[i - 1], places[i]]))))
        opens, closes, dwell = _bounds(what, request, vehicle)
        edges += [(origin, i, closes), (i, origin, -opens)]
        if what == "drop-off" and request is not None:
            longest = request.boarding + longest_ride(request, problem.travel)
            edges.append((rows.index(("pick-up", request)), i, longest))
    edges.append((0, len(rows) - 1, vehicle.max_duration))
    return not _has_negative_cycle(len(rows) + 1, edges)


def _has_negative_cycle(nodes: int, edges: list[tuple[int, int, float]]) -> bool:
    x = np.zeros(nodes)
    for _ in range(nodes + 1):
        is_still = True
        for a, b, width in edges:
            if x[a] + width < x[b] - 1e-9:
                x[b] = x[a] + width
                is_still = False
        if is_still:
            return False
    return True
