"""The best tour, exactly: dynamic programming over subsets, and labels between its bounds."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from serein.engines.circuits._labels import Bounds, best_order
from serein.engines.circuits._task import SLACK, Floats, Task, Tour
from serein.engines.circuits._ways import best_charge, with_best_ways

Masks = NDArray[np.int64]

MOST_EXACT = 13
"""Nodes of a tour that is solved exactly: twelve anchors and an open end."""


def solve_exactly(task: Task) -> Tour | None:
    """
    Find the tour that serves the greatest weight within the bound, and among those the one of least cost.

    Parameters
    ----------
    task : Task
        Of at most 13 nodes (12 anchors and the open end).

    Returns
    -------
    Tour or None
        None if no tour fits.

    Notes
    -----
    Three steps. (1) Held and Karp (1962) on shortest ways gives the length of each subset's tour, hence the family
    of subsets worth most among those that fit. (2) A charge for each metre is bisected until the cheapest tour of the
    family fits; the tables of "cheapest completion of (subset, last node)" for the last two charges, for none and for
    length are lower bounds. (3) Labels (length, cost) grow by subsets; one goes if it cannot fit, if a bound reaches
    the best tour known, or if another label of its state is no longer and no dearer. O(2^n n^2) for (1) and each of
    the 20 tables of (2); (3) is exponential in the worst case and mostly a few hundred labels.
    """
    family = _family(task)
    if not family.any():
        return None
    charges, known = best_charge(lambda charge: _cheapest(task, family, charge), task.bound_m)
    bounds = Bounds(
        first=_lowest(task.count),
        family=family,
        shortest=_completions(task.leg_length(), family),
        charged=[(charge, _completions(task.leg_cost(charge), family)) for charge in sorted({0.0, *charges})],
    )
    return with_best_ways(task, best_order(task, bounds, known))


def tour_lengths(legs: Floats) -> Floats:
    """Return the length of the shortest closed tour over each subset, shape (2^n,); inf for single nodes."""
    reach = _reach(legs)
    first = _lowest(len(legs))
    lengths = (reach + legs[:, first].T).min(axis=1)
    lengths[1 << np.arange(len(legs))] = np.inf
    return np.asarray(lengths)


def shortest_order(legs: Floats) -> tuple[int, ...]:
    """Return the order of the shortest closed tour over all nodes, from node 0 (Held and Karp, 1962)."""
    family = np.zeros(1 << len(legs), dtype=bool)
    family[-1] = True
    return _follow(legs, _completions(legs, family))


@lru_cache(maxsize=4)
def _layers(count: int) -> tuple[Masks, ...]:
    masks = np.arange(1 << count)
    sizes = np.bitwise_count(masks)
    return tuple(masks[sizes == size] for size in range(count + 1))


@lru_cache(maxsize=4)
def _lowest(count: int) -> NDArray[np.intp]:
    """Return the lowest node of each subset: where its tour begins."""
    masks = np.arange(1 << count)
    return np.asarray(np.bitwise_count((masks & -masks) - 1), dtype=np.intp) % max(count, 1)


def _growing(masks: Masks, node: int, first: NDArray[np.intp]) -> Masks:
    return np.asarray(masks[(masks >> node & 1 == 0) & (first[masks] < node)])


def _reach(legs: Floats) -> Floats:
    """Return the least cost from the lowest node through a subset to its last node, shape (2^n, n)."""
    count = len(legs)
    first, nodes = _lowest(count), np.arange(count)
    reach = np.full((1 << count, count), np.inf)
    reach[1 << nodes, nodes] = 0.0
    for masks in _layers(count)[1:-1]:
        for node in range(count):
            grown = _growing(masks, node, first)
            reach[grown | 1 << node, node] = (reach[grown] + legs[:, node]).min(axis=1)
    return reach


def _completions(legs: Floats, family: NDArray[np.bool_]) -> Floats:
    """Return the least cost from (subset, last node) on, over more nodes and home, to a subset of the family."""
    count = len(legs)
    first = _lowest(count)
    rest = np.where(family[:, None], legs[:, first].T, np.inf)
    for masks in reversed(_layers(count)[1:-1]):
        for node in range(count):
            grown = _growing(masks, node, first)
            rest[grown] = np.minimum(rest[grown], legs[:, node] + rest[grown | 1 << node, node][:, None])
    return np.asarray(rest)


def _family(task: Task) -> NDArray[np.bool_]:
    masks = np.arange(1 << task.count)
    must, one_of = (sum(1 << node for node in nodes) for nodes in (task.must, task.one_of))
    fits = tour_lengths(task.leg_length()) <= task.bound_m + SLACK
    fits &= (np.bitwise_count(masks) >= task.least) & (masks & must == must)
    if one_of:
        fits &= masks & one_of > 0
    worth = ((masks[:, None] >> np.arange(task.count) & 1) * task.weight).sum(axis=1)
    fits &= worth >= worth[fits].max(initial=0.0) * (1 - 1e-12)
    return np.asarray(fits)


def _follow(legs: Floats, rest: Floats) -> tuple[int, ...]:
    count = len(legs)
    starts = 1 << np.arange(count)
    last = int(rest[starts, np.arange(count)].argmin())
    mask, order = 1 << last, [last]
    while True:
        free = [node for node in range(order[0] + 1, count) if not mask >> node & 1]
        nexts = [legs[last, node] + rest[mask | 1 << node, node] for node in free]
        if not nexts or min(nexts) > rest[mask, last] + SLACK:
            return tuple(order)
        last = free[int(np.argmin(nexts))]
        mask |= 1 << last
        order.append(last)


def _cheapest(task: Task, family: NDArray[np.bool_], charge: float) -> tuple[float, float]:
    legs = task.leg_cost(charge)
    order = np.asarray(_follow(legs, _completions(legs, family)))
    there = np.roll(order, -1)
    ways = (task.cost + charge * task.length).argmin(axis=2)[order, there]
    return float(task.length[order, there, ways].sum()), float(task.cost[order, there, ways].sum())
