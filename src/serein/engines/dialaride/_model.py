"""A checked problem as the arrays of `_tables`, and its breaks as requests that one vehicle must serve."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from serein.engines.dialaride._problem import Problem, Request, Vehicle
from serein.engines.dialaride._tables import Tables

FAR = 1e12
_BREAK_WEIGHT = 1e3
_MOST_PLACES = 500


@dataclass(frozen=True, slots=True)
class Model:
    """The tables of a problem; `asked` holds its requests, then its breaks, in the order of the nodes."""

    problem: Problem
    asked: tuple[Request, ...]
    tables: Tables
    slack: float

    @property
    def count(self) -> int:
        return len(self.asked)

    def is_break(self, r: int) -> bool:
        return r >= len(self.problem.requests)


def model_of(problem: Problem) -> Model:
    """Turn a validated problem into arrays. Cost: O(nodes + places²), and O(places³) up to 500 places."""
    asked = problem.requests + tuple(_breaks(problem))
    times = np.asarray(problem.travel.times, float)
    hourly = np.where(np.isfinite(times), times, FAR).reshape((-1, *times.shape[-2:]))
    least = np.ascontiguousarray(hourly.min(axis=0))
    given = problem.travel.costs
    costs = least if given is None else np.where(np.isfinite(given), given, FAR)
    tables = _tables(problem, asked, least, np.ascontiguousarray(hourly), np.ascontiguousarray(costs))
    slack = problem.travel.slack
    return Model(problem, asked, tables, _slack(costs) if slack is None else slack)


def _tables(
    problem: Problem,
    asked: tuple[Request, ...],
    times: NDArray[np.float64],
    hourly: NDArray[np.float64],
    costs: NDArray[np.float64],
) -> Tables:
    fleet = problem.vehicles
    horizon = max((vehicle.shift[1] for vehicle in fleet), default=0.0)
    direct = np.array([times[one.origin, one.destination] for one in asked]).reshape(-1)
    factor = np.array([one.max_ride_factor for one in asked])
    ride = np.minimum(
        [one.max_ride for one in asked], np.where(np.isfinite(factor), np.minimum(factor, FAR) * direct, FAR)
    )
    opens, closes = _windows(asked, direct, np.minimum(ride, FAR), horizon)
    shifts = [bound for vehicle in fleet for bound in (vehicle.shift, vehicle.shift)]
    kin = _kin(problem)
    salt = np.random.default_rng(20_260_619).integers(1, 2**63, 2 * len(asked) + 2 * len(fleet), dtype=np.uint64)
    return Tables(
        times=times,
        hourly=hourly,
        hours=np.asarray(problem.travel.hours, float)[: len(hourly)].copy(),
        costs=costs,
        place=np.array(
            [one.origin for one in asked]
            + [one.destination for one in asked]
            + [place for vehicle in fleet for place in (vehicle.start, vehicle.end)],
            np.int32,
        ),
        opens=np.concatenate([opens, [start for start, _ in shifts]]),
        closes=np.concatenate([closes, [end for _, end in shifts]]),
        dwell=np.array([one.boarding for one in asked] + [one.alighting for one in asked] + [0.0] * 2 * len(fleet)),
        seats=_signed([one.seats for one in asked], len(fleet)),
        wheels=_signed([one.wheelchairs for one in asked], len(fleet)),
        salt=salt,
        ride=np.minimum(ride, FAR).astype(float),
        weight=np.array([one.priority for one in asked], float),
        allowed=np.array(
            [[one.vehicles is None or vehicle.name in one.vehicles for vehicle in fleet] for one in asked], np.bool_
        ).reshape(len(asked), len(fleet)),
        span=np.array([min(vehicle.max_duration, FAR) for vehicle in fleet], float),
        room=np.array([vehicle.seats for vehicle in fleet], np.int32),
        wheel_room=np.array([vehicle.wheelchairs for vehicle in fleet], np.int32),
        wheel_seats=np.array([vehicle.seats_per_wheelchair for vehicle in fleet], np.int32),
        aboard=np.zeros(len(fleet), np.int32),
        wheels_aboard=np.zeros(len(fleet), np.int32),
        kin=kin,
    )


def _breaks(problem: Problem) -> list[Request]:
    heaviest = sum(request.priority for request in problem.requests) + 1.0
    return [rest for vehicle in problem.vehicles for rest in breaks_of(vehicle, _BREAK_WEIGHT * heaviest)]


def breaks_of(vehicle: Vehicle, priority: float) -> list[Request]:
    """Write the breaks of a vehicle as requests that fill it, which it alone may serve."""
    return [
        Request(
            name=f"break {number} of {vehicle.name}",
            origin=rest.place,
            destination=rest.place,
            pickup=rest.window,
            seats=vehicle.seats,
            wheelchairs=0 if vehicle.seats_per_wheelchair else vehicle.wheelchairs,
            boarding=rest.duration,
            max_ride=0.0,
            priority=priority,
            vehicles=frozenset({vehicle.name}),
        )
        for number, rest in enumerate(vehicle.breaks, 1)
    ]


def _windows(
    asked: tuple[Request, ...], direct: NDArray[np.float64], ride: NDArray[np.float64], horizon: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Tighten the windows with the direct and the maximum ride (Cordeau 2006, section 5.1)."""
    bounds = np.array([(*one.pickup, *one.dropoff) for one in asked], float).reshape(-1, 4)
    boarding = np.array([one.boarding for one in asked])
    opens, closes, opens_off, closes_off = np.minimum(bounds, [FAR, horizon, FAR, horizon]).T
    opens_off = np.maximum(opens_off, opens + boarding + direct)
    closes = np.minimum(closes, closes_off - boarding - direct)
    opens = np.maximum(opens, opens_off - ride - boarding)
    closes_off = np.minimum(closes_off, closes + boarding + ride)
    return np.concatenate([opens, opens_off]), np.concatenate([closes, closes_off])


def _signed(amounts: list[int], fleet: int) -> NDArray[np.int32]:
    return np.array(amounts + [-amount for amount in amounts] + [0] * 2 * fleet, np.int32)


def _kin(problem: Problem) -> NDArray[np.int32]:
    """Number the vehicles that differ in nothing alike."""
    pinned = {name for request in problem.requests for name in request.vehicles or ()}
    pinned |= {vehicle.name for vehicle in problem.vehicles if vehicle.breaks}
    known: dict[object, int] = {}
    return np.array([known.setdefault(_look(vehicle, pinned), len(known)) for vehicle in problem.vehicles], np.int32)


def _look(vehicle: Vehicle, pinned: set[str]) -> object:
    shape = (vehicle.start, vehicle.end, vehicle.shift, vehicle.seats, vehicle.wheelchairs)
    own_name = vehicle.name if vehicle.name in pinned else ""
    return (*shape, vehicle.seats_per_wheelchair, vehicle.max_duration, own_name)


def _slack(costs: NDArray[np.float64]) -> float:
    """How far a detour may cost less than nothing: 0 under the triangle inequality, or if places are too many."""
    if len(costs) > _MOST_PLACES:
        return 0.0
    worst = max((float((costs - costs[:, [b]] - costs[[b], :]).max()) for b in range(len(costs))), default=0.0)
    return worst if worst > 1e-9 and isfinite(worst) else 0.0
