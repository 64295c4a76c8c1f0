"""How many days to ask, and whom of which day."""

from __future__ import annotations

from math import isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from serein.engines.timeuse._days import BadSample, DrawnDays, Floats, Integers
from serein.engines.timeuse._shares import effect_shown


def detectable(n_before: int, n_after: int, variance: float) -> float:
    """
    Tell the smallest change of a share that so many days before and after would show four times in five.

    Parameters
    ----------
    n_before, n_after
        Days drawn in each period, two or more.
    variance
        Of one day: n times the square of the standard error of an earlier share.

    Raises
    ------
    BadSample
        With what was found and what is accepted.
    """
    for name, n in (("n_before", n_before), ("n_after", n_after)):
        if n < 2:
            raise BadSample(f"{name} is {n}; two days or more are accepted.")
    if not (isfinite(variance) and variance >= 0):
        raise BadSample(f"variance is {variance}; zero or more is accepted.")
    return effect_shown(sqrt(variance / n_before + variance / n_after), n_before + n_after - 2)


def sample_plan(works: NDArray[np.bool_], n: int, *, seed: int) -> DrawnDays:
    """
    Draw n staff-days so that the burden is spread: nobody is asked more than once more than anybody else who could be.

    Parameters
    ----------
    works
        Of shape (staff, days): who works on which day.
    n
        How many staff-days to draw.
    seed
        Of the lot.

    Raises
    ------
    BadSample
        With what was found and what is accepted.
    """
    table = np.asarray(works)
    if table.ndim != 2 or table.dtype != np.bool_:
        raise BadSample(f"works has shape {table.shape} of {table.dtype}; (staff, days) of bool is accepted.")
    if not 1 <= n <= table.sum():
        raise BadSample(f"n is {n}; 1 to {table.sum()}, the staff-days worked, is accepted.")
    dice = np.random.default_rng(seed)
    owed = _quotas(table.sum(axis=1).astype(float), n)
    persons, days = [], []
    for person, count in enumerate(_rounded(owed, dice).tolist()):
        chosen = np.sort(dice.permutation(np.flatnonzero(table[person]))[:count])
        persons += [person] * count
        days += chosen.tolist()
    rows = np.array(persons, np.int64)
    return DrawnDays(rows, np.array(days, np.int64), (table.sum(axis=1)[rows] / owed[rows]).astype(float))


def _quotas(worked: Floats, n: int) -> Floats:
    """How many days each owes in the mean: all the same, or all their days if these are fewer."""
    level, order = 0.0, np.sort(worked)
    left = float(n)
    for k, days in enumerate(order.tolist()):
        level = left / (len(order) - k)
        if days >= level:
            break
        left -= days
    return np.minimum(worked, level)


def _rounded(owed: Floats, dice: np.random.Generator) -> Integers:
    """Round to whole days by one lot for all, in an order by lot: each in the mean what is owed (Madow 1949)."""
    order = dice.permutation(len(owed))
    edges = np.floor(np.concatenate(([0.0], np.cumsum(owed[order]))) + dice.random() + 1e-9)
    counts = np.empty(len(owed), np.int64)
    counts[order] = np.diff(edges).astype(np.int64)
    return counts
