"""What the public door refuses, each with its row, what was found and what is accepted."""

from __future__ import annotations

from math import isfinite

import numpy as np

from serein.engines.timeuse._days import BadSample, Days, Traces

_MOST_MINUTES = 24 * 60


def validate_days(days: Days, name: str) -> None:
    """
    Refuse what has no meaning; a sample that is only small is told as too few.

    Raises
    ------
    BadSample
        With the row, what was found and what is accepted.
    """
    minutes = np.asarray(days.minutes)
    if minutes.ndim != 2 or minutes.shape[1] < 2 or not np.issubdtype(minutes.dtype, np.number):
        found = f"{name}.minutes has shape {minutes.shape} of {minutes.dtype}"
        raise BadSample(f"{found}; (days, activities) of numbers, with two activities or more, is accepted.")
    _refuse_minutes(f"{name}.minutes", minutes)
    total = minutes.sum(axis=1)
    bad = np.flatnonzero(~((total > 0) & (total <= _MOST_MINUTES)))
    if len(bad):
        raise BadSample(
            f"{name}.minutes[{bad[0]}] sums to {total[bad[0]]}; more than 0, to {_MOST_MINUTES}, is accepted."
        )
    _validate_labels(days, name, len(minutes))
    if days.weight is not None:
        weight = _of_days(days.weight, f"{name}.weight", len(minutes))
        bad = np.flatnonzero(~((weight > 0) & np.isfinite(weight)))
        if len(bad):
            raise BadSample(f"{name}.weight[{bad[0]}] is {weight[bad[0]]}; a finite number above 0 is accepted.")
    if days.traced is not None:
        _validate_traced(np.asarray(days.traced), minutes, name)


def _validate_labels(days: Days, name: str, n: int) -> None:
    person = _of_days(days.person, f"{name}.person", n)
    if n and not np.issubdtype(person.dtype, np.integer):
        raise BadSample(f"{name}.person holds {person.dtype}; whole numbers are accepted.")
    stratum = np.zeros(n, np.int64) if days.stratum is None else _of_days(days.stratum, f"{name}.stratum", n)
    if n and not (np.issubdtype(stratum.dtype, np.integer) and stratum.min() >= 0):
        raise BadSample(
            f"{name}.stratum holds {stratum.dtype} from {stratum.min()}; whole numbers from 0 are accepted."
        )
    if days.stratum_days is None:
        return
    size = np.asarray(days.stratum_days)
    drawn = np.bincount(stratum)
    if size.ndim != 1 or len(size) < len(drawn):
        raise BadSample(
            f"{name}.stratum_days has shape {size.shape}; one number for each of {len(drawn)} strata is accepted."
        )
    bad = np.flatnonzero(~(size[: len(drawn)] >= drawn))
    if len(bad):
        found = f"{name}.stratum_days[{bad[0]}] is {size[bad[0]]}"
        raise BadSample(f"{found}; no less than the {drawn[bad[0]]} days drawn from it is accepted.")


def _validate_traced(traced: np.ndarray, minutes: np.ndarray, name: str) -> None:
    if traced.shape != minutes.shape:
        raise BadSample(f"{name}.traced has shape {traced.shape}; that of minutes, {minutes.shape}, is accepted.")
    bad = np.argwhere(~((traced >= 0) & (traced <= minutes)))
    if len(bad):
        row, column = (int(index) for index in bad[0])
        found = f"{name}.traced[{row}, {column}] is {traced[row, column]}"
        raise BadSample(f"{found}; 0 to the {minutes[row, column]} minutes of that day is accepted.")


def validate_traces(traces: Traces, days: Days) -> None:
    """Refuse totals that cannot be of the period."""
    minutes, activities = np.asarray(traces.minutes, float), np.asarray(days.minutes).shape[1]
    if minutes.shape != (activities,):
        raise BadSample(
            f"traces.minutes has shape {minutes.shape}; one number for each of {activities} activities is accepted."
        )
    bad = np.flatnonzero(~((minutes >= 0) & np.isfinite(minutes)))
    if len(bad):
        raise BadSample(f"traces.minutes[{bad[0]}] is {minutes[bad[0]]}; zero or more is accepted.")
    if not (isfinite(traces.worked_minutes) and 0 < minutes.sum() <= traces.worked_minutes):
        found = f"traces.worked_minutes is {traces.worked_minutes}"
        raise BadSample(
            f"{found}; no less than the {minutes.sum()} minutes traced, which are more than 0, is accepted."
        )


def _of_days(values: object, name: str, n: int) -> np.ndarray:
    found = np.asarray(values)
    if found.shape != (n,):
        raise BadSample(f"{name} has shape {found.shape}; ({n},), one for each day, is accepted.")
    return found


def _refuse_minutes(name: str, minutes: np.ndarray) -> None:
    bad = np.argwhere(~((minutes >= 0) & np.isfinite(minutes)))
    if len(bad):
        row, column = (int(index) for index in bad[0])
        raise BadSample(f"{name}[{row}, {column}] is {minutes[row, column]}; zero or more is accepted.")
