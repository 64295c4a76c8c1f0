"""Minutes of one act, by kind."""

from __future__ import annotations

from math import exp, sqrt

import numpy as np

from serein.engines.timeuse._days import (
    FEWEST_ACTS,
    FEWEST_PERSONS,
    ActMinutes,
    BadSample,
    Estimate,
    Floats,
    Integers,
)
from serein.engines.timeuse._ratio import spread
from serein.engines.timeuse._student import student_quantile


def minutes_per_act(minutes: Floats, kind: Integers, person: Integers) -> tuple[ActMinutes, ...]:
    """
    Estimate the mean minutes of an act of each kind from acts that were timed, to the minute or better.

    The interval is Student's on the scale of the logarithm: acts are short often and long sometimes.

    Parameters
    ----------
    minutes, kind, person
        Of shape (acts,): how long each took, of which kind it was, and who did it (opaque).

    Raises
    ------
    BadSample
        With the row, what was found and what is accepted.
    """
    took, kinds, persons = np.asarray(minutes, float), np.asarray(kind), np.asarray(person)
    if took.ndim != 1 or kinds.shape != took.shape or persons.shape != took.shape:
        found = f"minutes, kind and person have shapes {took.shape}, {kinds.shape} and {persons.shape}"
        raise BadSample(f"{found}; (acts,) is accepted for all.")
    bad = np.flatnonzero(~((took >= 0) & np.isfinite(took)))
    if len(bad):
        raise BadSample(f"minutes[{bad[0]}] is {took[bad[0]]}; zero or more is accepted.")
    return tuple(_of_kind(int(one), took[kinds == one], persons[kinds == one]) for one in np.unique(kinds))


def _of_kind(kind: int, took: Floats, persons: Integers) -> ActMinutes:
    n = len(took)
    if n < FEWEST_ACTS or len(np.unique(persons)) < FEWEST_PERSONS:
        return ActMinutes(kind, n, None)
    mean, error = float(took.mean()), max(spread(took), sqrt(1 / (12 * n)))
    reach = student_quantile(0.975, n - 1) * error
    if mean <= 0:
        return ActMinutes(kind, n, Estimate(mean, 0.0, reach, error, n))
    factor = exp(min(reach / mean, 700.0))
    return ActMinutes(kind, n, Estimate(mean, mean / factor, mean * factor, error, n))
