"""What the public door refuses, each with its row, what was found and what is accepted."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite, isnan

import numpy as np

from serein.engines.dialaride._problem import BadProblem, Break, Problem, Request, Travel, Vehicle, Window


def validate(problem: Problem) -> None:
    """
    Refuse what has no meaning; what has a meaning but no solution is left to the plan.

    Raises
    ------
    BadProblem
        With the row, the value found and the values accepted.
    """
    places = _validate_travel(problem.travel)
    _refuse_twins("Request", [request.name for request in problem.requests])
    _refuse_twins("Vehicle", [vehicle.name for vehicle in problem.vehicles])
    names = {vehicle.name for vehicle in problem.vehicles}
    for row, request in enumerate(problem.requests):
        validate_request(request, f"Request {request.name!r} (row {row})", places, names)
    for row, vehicle in enumerate(problem.vehicles):
        _validate_vehicle(vehicle, f"Vehicle {vehicle.name!r} (row {row})", places)


def _validate_travel(travel: Travel) -> int:
    times = np.asarray(travel.times)
    if times.ndim not in (2, 3) or times.shape[-1] != times.shape[-2] or not times.size:
        raise BadProblem(f"times has shape {times.shape}; (places, places) or (hours, places, places) is accepted.")
    _refuse_entries("times", times)
    hours = np.asarray(travel.hours, float)
    if times.ndim == 3:
        _validate_hours(times, hours)
    if travel.slack is not None:
        _refuse_amount("slack", travel.slack, is_bounded=True)
    if travel.costs is not None:
        costs = np.asarray(travel.costs)
        if costs.shape != times.shape[-2:]:
            raise BadProblem(f"costs has shape {costs.shape}; the shape of one hour, {times.shape[-2:]}, is accepted.")
        _refuse_entries("costs", costs)
    return int(times.shape[-1])


def _refuse_entries(name: str, values: np.ndarray) -> None:
    bad = np.argwhere(~(values >= 0))
    if len(bad):
        spot = tuple(int(index) for index in bad[0])
        raise BadProblem(f"{name}{list(spot)} is {values[spot]}; zero or more, or inf for no way, is accepted.")


def _validate_hours(times: np.ndarray, hours: np.ndarray) -> None:
    if hours.shape != times.shape[:1] or not np.isfinite(hours).all() or not (np.diff(hours) > 0).all():
        raise BadProblem(
            f"hours is {hours.tolist()}; {times.shape[0]} finite moments, each after the last, are accepted."
        )
    with np.errstate(invalid="ignore"):
        overtakes = np.argwhere(np.diff(times, axis=0) < -np.diff(hours)[:, None, None])
    if len(overtakes):
        h, a, b = (int(index) for index in overtakes[0])
        before, after = times[h, a, b], times[h + 1, a, b]
        raise BadProblem(
            f"times[{h + 1}, {a}, {b}] is {after} after {before} at {hours[h]}: who leaves later would arrive sooner; "
            "a fall slower than the clock is accepted."
        )


def validate_request(request: Request, row: str, places: int, names: set[str]) -> None:
    _refuse_places(row, (request.origin, request.destination), places)
    _refuse_window(f"{row}: pickup", request.pickup)
    _refuse_window(f"{row}: dropoff", request.dropoff)
    for name in ("boarding", "alighting"):
        _refuse_amount(f"{row}: {name}", getattr(request, name), is_bounded=True)
    for name in ("max_ride", "max_ride_factor"):
        _refuse_amount(f"{row}: {name}", getattr(request, name))
    if request.seats < 0 or request.wheelchairs < 0 or request.seats + request.wheelchairs == 0:
        found = f"{request.seats} seats and {request.wheelchairs} wheelchairs"
        raise BadProblem(f"{row}: found {found}; at least one person is accepted.")
    if not (isfinite(request.priority) and request.priority > 0):
        raise BadProblem(f"{row}: priority is {request.priority}; a number above zero is accepted.")
    if request.vehicles is not None and not request.vehicles <= names:
        unknown = sorted(request.vehicles - names)
        raise BadProblem(f"{row}: vehicles names {unknown}; names of vehicles of the problem are accepted.")


def _validate_vehicle(vehicle: Vehicle, row: str, places: int) -> None:
    _refuse_places(row, (vehicle.start, vehicle.end), places)
    _refuse_window(f"{row}: shift", vehicle.shift)
    if not isfinite(vehicle.shift[1]):
        raise BadProblem(f"{row}: shift ends at {vehicle.shift[1]}; a finite end is accepted.")
    _refuse_amount(f"{row}: max_duration", vehicle.max_duration)
    for name in ("seats", "wheelchairs", "seats_per_wheelchair"):
        if getattr(vehicle, name) < 0:
            raise BadProblem(f"{row}: {name} is {getattr(vehicle, name)}; zero or more is accepted.")
    for rest in vehicle.breaks:
        _validate_break(rest, row, places)


def _validate_break(rest: Break, row: str, places: int) -> None:
    _refuse_places(f"{row}: break", (rest.place,), places)
    _refuse_window(f"{row}: break", rest.window)
    _refuse_amount(f"{row}: break duration", rest.duration, is_bounded=True)


def _refuse_twins(kind: str, names: list[str]) -> None:
    seen: dict[str, int] = {}
    for row, name in enumerate(names):
        if name in seen:
            raise BadProblem(
                f"{kind} {name!r} (row {row}) has the name of row {seen[name]}; names used once are accepted."
            )
        seen[name] = row


def _refuse_places(row: str, spots: Iterable[int], places: int) -> None:
    for spot in spots:
        if not 0 <= spot < places:
            raise BadProblem(f"{row}: place {spot} is not in the matrix; 0 to {places - 1} is accepted.")


def _refuse_window(row: str, window: Window) -> None:
    opens, closes = window
    if isnan(opens) or isnan(closes) or not 0 <= opens <= closes or not isfinite(opens):
        raise BadProblem(f"{row} is {opens} to {closes}; zero or more, with an end not before the start, is accepted.")


def _refuse_amount(row: str, value: float, *, is_bounded: bool = False) -> None:
    if isnan(value) or value < 0 or (is_bounded and not isfinite(value)):
        raise BadProblem(f"{row} is {value}; zero or more{' and finite' if is_bounded else ''} is accepted.")
