"""Shares of working time, and their change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from serein.engines.timeuse._days import (
    FEWEST_DAYS,
    FEWEST_PERSONS,
    BadSample,
    Change,
    Days,
    Difference,
    Estimate,
    Floats,
    Shares,
    Traces,
    Unit,
    Verdict,
)
from serein.engines.timeuse._ratio import Ratio, plain_estimate, ratio_of, share_estimate
from serein.engines.timeuse._student import student_quantile
from serein.engines.timeuse._validation import validate_days, validate_traces

POWER = 0.8


def shares(days: Days, *, traces: Traces | None = None, unit: Unit = Unit.DAY) -> Shares:
    """
    Estimate the share of each activity in all working time, with 95 % intervals.

    Parameters
    ----------
    days
        The sample.
    traces
        What acts of the whole period tell by themselves. These minutes are taken as they are; the days tell how the
        minutes divide of which no act tells. Without `Days.traced`, an activity with traces is traced wholly.
    unit
        What was drawn.

    Raises
    ------
    BadSample
        With the row, what was found and what is accepted.
    """
    validate_days(days, "days")
    if traces is not None:
        validate_traces(traces, days)
        days = _untraced(days, traces)
    elif days.traced is not None:
        days = replace(days, traced=None)
    persons = len(np.unique(days.person))
    if is_too_few(days):
        return Shares(None, len(days.minutes), persons, unit)
    if days.traced is not None and not (np.asarray(days.minutes) - days.traced).any():
        raise BadSample("All minutes of the days are traced; days with other minutes are accepted.")
    found = ratio_of(days, unit)
    known, rest = _known(traces, len(found.value))
    told = tuple(
        _with_traces(share_estimate(value, error, freedom, len(found.units)), part, rest)
        for value, error, freedom, part in zip(
            found.value.tolist(), found.error.tolist(), found.freedom.tolist(), known.tolist(), strict=True
        )
    )
    return Shares(told, len(days.minutes), persons, unit)


def difference(before: Days, after: Days, *, unit: Unit = Unit.PERSON) -> Difference:
    """
    Estimate how shares changed between two periods, with 95 % intervals.

    With `Unit.PERSON`, a person in both samples is one unit, so that what is their own falls out (pairing); with
    `Unit.DAY` the days of both are drawn apart. Cost: O(days).

    Raises
    ------
    BadSample
        With the row, what was found and what is accepted.
    """
    validate_days(before, "before")
    validate_days(after, "after")
    if before.minutes.shape[1] != after.minutes.shape[1]:
        found = f"before has {before.minutes.shape[1]} activities and after {after.minutes.shape[1]}"
        raise BadSample(f"{found}; the same are accepted.")
    both = len(np.intersect1d(before.person, after.person))
    sizes = len(before.minutes), len(after.minutes)
    if is_too_few(before) or is_too_few(after):
        nothing = Change(Verdict.TOO_FEW, None, None)
        return Difference((nothing,) * before.minutes.shape[1], both, *sizes)
    first, second = (ratio_of(replace(one, traced=None), unit) for one in (before, after))
    error, freedom = _apart(first, second) if unit is Unit.DAY else _by_person(first, second)
    steps = (second.value - first.value).tolist()
    changes = (
        _change(step, one, free, sum(sizes))
        for step, one, free in zip(steps, error.tolist(), freedom.tolist(), strict=True)
    )
    return Difference(tuple(changes), both, *sizes)


def hours_freed(change: Change, hours_worked: float) -> Estimate | None:
    """Tell how many of the hours worked after the change an activity no longer takes; None where there are too few."""
    if not (np.isfinite(hours_worked) and hours_worked >= 0):
        raise BadSample(f"hours_worked is {hours_worked}; zero or more is accepted.")
    found = change.estimate
    if found is None:
        return None
    return Estimate(
        -found.value * hours_worked,
        -found.high * hours_worked,
        -found.low * hours_worked,
        found.error * hours_worked,
        found.n,
    )


def is_too_few(days: Days) -> bool:
    """Whether a sample is too small to tell anything, or tells of too few persons."""
    return len(days.minutes) < FEWEST_DAYS or len(np.unique(days.person)) < FEWEST_PERSONS


def _untraced(days: Days, traces: Traces) -> Days:
    if days.traced is not None:
        return days
    traced = np.where(np.asarray(traces.minutes)[None, :] > 0, days.minutes, 0.0)
    return replace(days, traced=traced)


def _known(traces: Traces | None, activities: int) -> tuple[Floats, float]:
    """Shares that are known, and what is left to estimate."""
    if traces is None:
        return np.zeros(activities), 1.0
    known = np.asarray(traces.minutes, float) / traces.worked_minutes
    return known, max(0.0, 1 - float(known.sum()))


def _with_traces(found: Estimate, known: float, rest: float) -> Estimate:
    value, low, high = (known + rest * one for one in (found.value, found.low, found.high))
    return Estimate(value, low, high, rest * found.error, found.n)


def _apart(first: Ratio, second: Ratio) -> tuple[Floats, Floats]:
    """Errors of two samples drawn apart, with Welch's and Satterthwaite's degrees of freedom."""
    a, b = first.error**2, second.error**2
    with np.errstate(invalid="ignore", divide="ignore"):
        freedom = (a + b) ** 2 / (a**2 / first.freedom + b**2 / second.freedom)
    return np.sqrt(a + b), np.where(np.isfinite(freedom), freedom, np.minimum(first.freedom, second.freedom))


def _by_person(first: Ratio, second: Ratio) -> tuple[Floats, Floats]:
    """Errors by leaving one person out of both samples; a person in one sample moves only that one."""
    persons = np.union1d(first.units, second.units)
    moved = np.zeros((len(persons), len(first.value)))
    moved[np.searchsorted(persons, second.units)] += second.without - second.value
    moved[np.searchsorted(persons, first.units)] -= first.without - first.value
    count = len(persons)
    error = np.sqrt((count - 1) / count * (moved**2).sum(axis=0))
    return error, np.full(len(error), float(min(first.most_freedom, second.most_freedom)))


def _change(step: float, error: float, freedom: float, n: int) -> Change:
    estimate = plain_estimate(step, error, freedom, n)
    verdict = Verdict.NO_CHANGE_SHOWN
    if estimate.high < 0:
        verdict = Verdict.LESS
    elif estimate.low > 0:
        verdict = Verdict.MORE
    return Change(verdict, estimate, effect_shown(error, freedom))


def effect_shown(error: float, freedom: float) -> float:
    """The true effect that is shown with a power of 80 % at 5 %, given the error of its estimate."""
    return (student_quantile(0.975, freedom) + student_quantile(POWER, freedom)) * error
