"""Which way to take for each leg of an order that stands: a knapsack with one choice a leg, solved exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from serein.engines.circuits._task import SLACK, Floats, Task, Tour

Found = tuple[float, float]
_DOUBLINGS = 9
_HALVINGS = 16


def with_best_ways(task: Task, order: Sequence[int] | NDArray[np.intp]) -> Tour | None:
    """
    Choose the ways of least cost for an order.

    Parameters
    ----------
    task : Task
        With the ways and the bound.
    order : sequence or ndarray of int
        Nodes, closed: the last leg leads back to the first.

    Returns
    -------
    Tour or None
        None if even the shortest ways exceed the bound.

    Notes
    -----
    Labels (length, cost) leg by leg; one goes if another is no longer and no dearer, if the shortest ways no longer
    fit, or if its Lagrangian bound reaches the best tour known. In the worst case the labels double with each leg
    that has two ways; 20 legs of a town leave a few hundred.
    """
    here, there = np.asarray(order), np.roll(order, -1)
    length, cost = task.length[here, there], task.cost[here, there]
    if not length.min(axis=1).sum() <= task.bound_m + SLACK:
        return None
    charge, known = _charge(length, cost, task.bound_m)
    ways = _label(length, cost, task.bound_m, charge, known)
    rows = np.arange(len(here))
    return Tour(tuple(map(int, order)), ways, float(length[rows, ways].sum()), float(cost[rows, ways].sum()))


def best_charge(solve: Callable[[float], Found], bound_m: float) -> tuple[list[float], float]:
    """
    Find what a metre of way should cost so that the cheapest tour just fits.

    Parameters
    ----------
    solve : callable
        From the charge a metre to (length, cost without the charge) of the cheapest answer.
    bound_m : float
        Longest length.

    Returns
    -------
    charges : list of float
        The last too low and the first high enough, up to 65,536; a single 0 if nothing need be charged.
    cost : float
        Of the cheapest answer seen that fits; inf if none did.
    """
    length, cost = solve(0.0)
    if length <= bound_m + SLACK:
        return [0.0], cost
    low, high, best = 0.0, 1.0, np.inf
    for _ in range(_DOUBLINGS):
        length, cost = solve(high)
        if length <= bound_m + SLACK:
            best = min(best, cost)
            break
        low, high = high, 4.0 * high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        length, cost = solve(middle)
        if length <= bound_m + SLACK:
            high, best = middle, min(best, cost)
        else:
            low = middle
    return [low, high], best


def least_of(lengths: Floats, costs: Floats) -> NDArray[np.intp]:
    """Return which labels no other is shorter and cheaper than, by rising length."""
    order = np.lexsort((costs, lengths))
    before = np.minimum.accumulate(np.concatenate(([np.inf], costs[order]))[:-1])
    return order[costs[order] < before]


def _charge(length: Floats, cost: Floats, bound_m: float) -> tuple[float, float]:
    rows = np.arange(len(length))

    def solve(charge: float) -> Found:
        way = (cost + charge * length).argmin(axis=1)
        return float(length[rows, way].sum()), float(cost[rows, way].sum())

    charges, known = best_charge(solve, bound_m)
    return charges[-1], min(known, float(cost[rows, length.argmin(axis=1)].sum()))


def _label(length: Floats, cost: Floats, bound_m: float, charge: float, known: float) -> tuple[int, ...]:
    shortest = _rest(length)
    charged = _rest(cost + charge * length)
    lengths, costs = np.zeros(1), np.zeros(1)
    trail: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []
    for leg in range(len(length)):
        long, dear = lengths[:, None] + length[leg], costs[:, None] + cost[leg]
        promise = dear + charge * (long - bound_m) + charged[leg + 1]
        fits = (long + shortest[leg + 1] <= bound_m + SLACK) & (promise <= known + SLACK * (1 + charge))
        label, way = np.nonzero(fits)
        kept = least_of(long[label, way], dear[label, way])
        lengths, costs = long[label, way][kept], dear[label, way][kept]
        trail.append((label[kept], way[kept]))
    at, ways = int(costs.argmin()), []
    for label, way in reversed(trail):
        ways.append(int(way[at]))
        at = int(label[at])
    return tuple(reversed(ways))


def _rest(values: Floats) -> Floats:
    least = values.min(axis=1)
    return np.concatenate((np.cumsum(least[::-1])[::-1], [0.0]))
