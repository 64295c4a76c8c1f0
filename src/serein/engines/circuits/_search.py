"""A good tour where an exact one is out of reach: choose what fits, then the order, then the ways."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from serein.engines.circuits._exact import MOST_EXACT, shortest_order
from serein.engines.circuits._task import FAR, OPEN_END, SLACK, Floats, Task, Tour
from serein.engines.circuits._tours import Order, improved, kicked, neighbours, short_tour, tour_cost
from serein.engines.circuits._ways import best_charge, with_best_ways

_KICKS = 120
_TRIALS = 40
_CHOICES = 4
_REBUILDS = 200


def solve_by_search(task: Task, *, seed: int) -> Tour | None:
    """
    Search the tour that serves the greatest weight within the bound, and among those one of low cost.

    Parameters
    ----------
    task : Task
        Of any number of nodes.
    seed : int
        Of chance.

    Returns
    -------
    Tour or None
        None if no tour that fits was found.

    Notes
    -----
    (1) All nodes by the shortest ways (`short_tour`); if they do not fit, the nodes that save most metres for their
    weight leave, with some chance, in 40 trials, and those left out are put back or exchanged while that gains weight
    or metres. (2) The charge for a metre of way is bisected as in `solve_exactly`, each time from the best order so
    far. (3) The best orders get their best ways exactly, and a descent over 2-opt, Or-opt and exchanges of equal
    weight follows; a neighbour whose Lagrangian bound reaches the best tour is not looked at. (4) Two hundred times
    some nodes leave by lot and what fits is put back (Schrimpf et al., 2000).
    """
    dice = np.random.default_rng(seed)
    lengths = _tied(task, task.leg_length())
    found = [_with_ways(task, served, dice) for served in _fitting(task, lengths, dice)]
    best = min((one for one in found if one is not None), key=lambda one: one[0].cost, default=None)
    return _rebuilt(task, lengths, *best, dice) if best else None


def _with_ways(task: Task, served: Order, dice: np.random.Generator) -> tuple[Tour, float] | None:
    """Return the best tour found from one choice of what is served, and the charge for a metre that led to it."""
    orders = [served]

    def solve(charge: float) -> tuple[float, float]:
        legs = _tied(task, task.leg_cost(charge))
        start = min(orders, key=lambda order: tour_cost(legs, order))
        found = [kicked(legs, improved(legs, start), dice, kicks=_KICKS // 4)]
        found += [short_tour(legs, served, dice, kicks=_KICKS)] if charge == 0.0 else []
        orders.append(min(found, key=lambda order: tour_cost(legs, order)))
        return _figures(task, orders[-1], charge)

    charges, _ = best_charge(solve, task.bound_m)
    tours = [tour for order in orders if (tour := with_best_ways(task, turned(task, order))) is not None]
    if not tours:
        return None
    return _descended(task, min(tours, key=lambda tour: tour.cost), charges[-1]), charges[-1]


def _rebuilt(task: Task, lengths: Floats, best: Tour, charge: float, dice: np.random.Generator) -> Tour:
    """Take some nodes out by lot, put back what fits, and keep what is better; many times."""
    legs = _tied(task, task.leg_cost(charge))
    for _ in range(_REBUILDS):
        order = _ruined(task, np.array(best.order), dice)
        wish = task.weight * dice.uniform(0.5, 1.5, task.count)
        wish[order] = -1.0
        for node in np.argsort(-wish)[: task.count - len(order)].tolist():
            changed = _inserted(legs, order, node)
            order = changed if _length(task, lengths, changed) <= task.bound_m + SLACK else order
        tour = with_best_ways(task, turned(task, improved(legs, order))) if _is_allowed(task, order) else None
        if tour is not None and _is_better(_rank(task, tour), _rank(task, best)):
            best = _descended(task, tour, charge)
    return best


def _rank(task: Task, tour: Tour) -> tuple[float, float]:
    return -float(task.weight[list(tour.order)].sum()), tour.cost


def _ruined(task: Task, order: Order, dice: np.random.Generator) -> Order:
    loose = [node for node in order.tolist() if node not in _bound_to_stay(task)]
    most = min(len(loose), max(3, len(order) // 2))
    if not loose:
        return order
    return order[~np.isin(order, dice.choice(loose, int(dice.integers(1, most + 1)), replace=False))]


def turned(task: Task, order: Order) -> Order:
    """Return a linear tour from its open end, the right way round; another tour as it is."""
    if OPEN_END not in task.must:
        return order
    order = np.roll(order, -int(np.flatnonzero(order == OPEN_END)[0]))
    is_backwards = order[-1] == task.start if task.start is not None else order[1] == task.end
    return np.concatenate((order[:1], order[:0:-1])) if is_backwards and len(order) > 2 else order


def _tied(task: Task, legs: Floats) -> Floats:
    """Return the legs made symmetric: a leg to the open end is free, and one that must be there pays."""
    legs = legs.copy()
    if OPEN_END in task.must:
        legs[OPEN_END, :] = legs[:, OPEN_END] = 0.0
        for node in (task.start, task.end):
            if node is not None:
                legs[OPEN_END, node] = legs[node, OPEN_END] = -FAR / 1e4
    return legs


def _length(task: Task, legs: Floats, order: Order) -> float:
    ends = sum(node is not None for node in (task.start, task.end))
    return tour_cost(legs, order) + ends * FAR / 1e4 if OPEN_END in task.must else tour_cost(legs, order)


def _figures(task: Task, order: Order, charge: float) -> tuple[float, float]:
    here = turned(task, order)
    there = np.roll(here, -1)
    length, cost = task.length[here, there], task.cost[here, there]
    ways, rows = (cost + charge * length).argmin(axis=1), np.arange(len(here))
    return float(length[rows, ways].sum()), float(cost[rows, ways].sum())


def _fitting(task: Task, legs: Floats, dice: np.random.Generator) -> list[Order]:
    """Return short tours over different choices of nodes, all worth the most that was found."""
    whole = short_tour(legs, np.arange(task.count), dice, kicks=_KICKS)
    if _length(task, legs, whole) <= task.bound_m + SLACK:
        return [whole]
    found: dict[frozenset[int], Order] = {}
    for trial in range(_TRIALS):
        luck = dice.uniform(0.4, 1.6, task.count) if trial else np.ones(task.count)
        order = _shrunk(task, legs, whole, luck)
        if order is not None:
            order = _refilled(task, legs, order)
            found.setdefault(frozenset(order.tolist()), order)
    most = max((task.weight[order].sum() for order in found.values()), default=0.0)
    best = [order for order in found.values() if task.weight[order].sum() > most - SLACK]
    return sorted(best, key=lambda order: _length(task, legs, order))[:_CHOICES]


def _bound_to_stay(task: Task) -> frozenset[int]:
    return task.must | {node for node in (task.start, task.end) if node is not None}


def _is_allowed(task: Task, order: Order) -> bool:
    return len(order) >= task.least and (not task.one_of or not task.one_of.isdisjoint(order.tolist()))


def _shrunk(task: Task, legs: Floats, order: Order, luck: Floats) -> Order | None:
    """Take nodes out, those that save most for their weight first, until the tour fits."""
    fixed = _bound_to_stay(task)
    while _length(task, legs, order) > task.bound_m + SLACK:
        before, after = np.roll(order, 1), np.roll(order, -1)
        saving = legs[before, order] + legs[order, after] - legs[before, after]
        value = saving * luck[order] / (task.weight[order] + 1e-9)
        value[[node in fixed or not _is_allowed(task, order[order != node]) for node in order.tolist()]] = -np.inf
        if value.max() == -np.inf:
            return None
        order = improved(legs, np.delete(order, int(value.argmax())))
    return order


def _refilled(task: Task, legs: Floats, order: Order) -> Order:
    """Put left-out nodes back, or in another's place, while the tour fits and gains weight or loses metres."""
    rank = (-float(task.weight[order].sum()), _length(task, legs, order))
    while True:
        for changed in _exchanges(task, legs, order):
            found = (-float(task.weight[changed].sum()), _length(task, legs, changed))
            if found[1] <= task.bound_m + SLACK and _is_better(found, rank):
                order, rank = changed, found
                break
        else:
            return order


def _is_better(found: tuple[float, float], rank: tuple[float, float]) -> bool:
    gain = rank[0] - found[0]
    return gain > SLACK or (gain > -SLACK and found[1] < rank[1] - SLACK)


def _exchanges(task: Task, legs: Floats, order: Order) -> Iterator[Order]:
    left = [node for node in np.argsort(-task.weight, kind="stable").tolist() if node not in set(order.tolist())]
    fixed = _bound_to_stay(task)
    for node in left:
        yield improved(legs, _inserted(legs, order, node))
    for node in left:
        for out in order.tolist():
            if out not in fixed and task.weight[node] >= task.weight[out] - SLACK:
                changed = improved(legs, _inserted(legs, order[order != out], node))
                if _is_allowed(task, changed):
                    yield changed


def _inserted(legs: Floats, order: Order, node: int) -> Order:
    after = np.roll(order, -1)
    return np.insert(order, int((legs[order, node] + legs[node, after] - legs[order, after]).argmin()) + 1, node)


def _descended(task: Task, best: Tour, charge: float) -> Tour:
    legs = _tied(task, task.leg_cost(charge))
    ends = _length(task, legs, np.array(best.order)) - tour_cost(legs, best.order)
    while True:
        for order in _around(task, legs, np.array(best.order)):
            if tour_cost(legs, order) + ends - charge * task.bound_m >= best.cost - SLACK:
                continue
            tour = with_best_ways(task, turned(task, order))
            if tour is not None and tour.cost < best.cost - SLACK:
                best = tour
                break
        else:
            return best


def _around(task: Task, legs: Floats, order: Order) -> Iterator[Order]:
    yield from neighbours(order)
    weight = task.weight[order].sum()
    for changed in _exchanges(task, legs, order):
        if len(changed) == len(order) and abs(task.weight[changed].sum() - weight) <= SLACK:
            yield changed


def shortest_length(task: Task, nodes: list[int]) -> float:
    """Return the length of the shortest tour over some nodes; above 13 of them, of a short one."""
    if len(nodes) <= MOST_EXACT:
        legs = task.leg_length()[np.ix_(nodes, nodes)]
        return tour_cost(legs, shortest_order(legs))
    legs = _tied(task, task.leg_length())
    return _length(task, legs, short_tour(legs, nodes, np.random.default_rng(0), kicks=_KICKS))
