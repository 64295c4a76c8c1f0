"""What the public door refuses, each with its row, what was found and what is accepted."""

from __future__ import annotations

from math import isfinite, isnan

import numpy as np

from serein.engines.rounds._day import BadDay, Break, Day, Visit

MOST_VISITS = 60
MOST_WEIGHT = 1000
MOST_MINUTES = 100_000.0


def validate(day: Day) -> None:
    """
    Refuse what has no meaning; what has a meaning but no place is left out by the round.

    Raises
    ------
    BadDay
        With the row, the value found and the values accepted.
    """
    stops = _validate_travel(day.travel)
    if len(day.visits) > MOST_VISITS:
        raise BadDay(f"The day has {len(day.visits)} visits; at most {MOST_VISITS} are accepted.")
    _validate_shift(day, stops)
    seen: dict[str, int] = {}
    for row, visit in enumerate(day.visits):
        label = f"Visit {visit.name!r} (row {row})"
        if visit.name in seen:
            raise BadDay(f"{label} has the name of row {seen[visit.name]}; names used once are accepted.")
        seen[visit.name] = row
        _validate_visit(visit, label, stops)
    if day.rest is not None:
        _validate_rest(day.rest, stops)


def _validate_travel(travel: object) -> int:
    times = np.asarray(travel)
    if times.ndim != 2 or times.shape[0] != times.shape[1] or not times.size:
        raise BadDay(f"travel has shape {times.shape}; (stops, stops) is accepted.")
    if not np.issubdtype(times.dtype, np.number) or np.iscomplexobj(times):
        raise BadDay(f"travel holds {times.dtype}; numbers of minutes are accepted.")
    bad = np.argwhere(~((times >= 0) & ((times <= MOST_MINUTES) | np.isposinf(times))))
    if len(bad):
        row, column = (int(index) for index in bad[0])
        found = f"travel[{row}, {column}] is {times[row, column]}"
        raise BadDay(f"{found}; 0 to {MOST_MINUTES:.0f} minutes, or inf for no way, is accepted.")
    return len(times)


def _validate_shift(day: Day, stops: int) -> None:
    if not (_is_moment(day.starts) and _is_moment(day.ends) and day.starts <= day.ends):
        raise BadDay(
            f"The shift is {day.starts} to {day.ends}; moments from 0 to {MOST_MINUTES:.0f} with an end not before the "
            "start are accepted."
        )
    _refuse_stop("start_stop", day.start_stop, stops)
    _refuse_stop("end_stop", day.end_stop, stops)


def _validate_visit(visit: Visit, label: str, stops: int) -> None:
    _refuse_stop(f"{label}: stop", visit.stop, stops)
    _refuse_minutes(f"{label}: minutes", visit.minutes)
    for opens, closes in visit.windows:
        if isnan(opens) or isnan(closes) or not opens <= closes or not (isfinite(opens) and isfinite(closes)):
            raise BadDay(
                f"{label}: a window is {opens} to {closes}; finite, with an end not before the start, is accepted."
            )
    if not 1 <= visit.weight <= MOST_WEIGHT or int(visit.weight) != visit.weight:
        raise BadDay(f"{label}: weight is {visit.weight}; a whole number from 1 to {MOST_WEIGHT} is accepted.")


def _validate_rest(rest: Break, stops: int) -> None:
    _refuse_minutes("rest: minutes", rest.minutes)
    if not (_is_moment(rest.opens) and _is_moment(rest.closes) and rest.opens <= rest.closes):
        raise BadDay(f"rest: the window is {rest.opens} to {rest.closes}; an end not before the start is accepted.")
    for stop in rest.stops:
        _refuse_stop("rest: stop", stop, stops)


def _is_moment(value: float) -> bool:
    return 0 <= value <= MOST_MINUTES


def _refuse_stop(label: str, stop: int, stops: int) -> None:
    if not 0 <= stop < stops:
        raise BadDay(f"{label} {stop} is not in the matrix; 0 to {stops - 1} is accepted.")


def _refuse_minutes(label: str, minutes: float) -> None:
    if not _is_moment(minutes):
        raise BadDay(f"{label} is {minutes}; 0 to {MOST_MINUTES:.0f} is accepted.")
