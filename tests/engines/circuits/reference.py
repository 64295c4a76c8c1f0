"""The first simple versions: every tour listed, and the usual heuristic."""

from __future__ import annotations

from itertools import combinations, permutations, product

import numpy as np

from serein.engines.circuits._task import Floats, Task

SAME = 1e-6


def best_by_listing(task: Task) -> tuple[float, float] | None:
    """Return (weight, cost) of the best tour: every subset, every order, every choice of ways."""
    best: tuple[float, float] | None = None
    for size in range(2, task.count + 1):
        for some in combinations(range(task.count), size):
            weight = float(task.weight[list(some)].sum())
            if best is not None and weight < best[0] - SAME:
                continue
            cost = min((_cheapest(task, (some[0], *others)) for others in permutations(some[1:])), default=float("inf"))
            if cost < float("inf") and (best is None or weight > best[0] + SAME or cost < best[1]):
                best = (weight, cost)
    return best


def _cheapest(task: Task, order: tuple[int, ...]) -> float:
    legs = list(zip(order, (*order[1:], order[0]), strict=True))
    found = [
        sum(float(task.cost[a, b, way]) for (a, b), way in zip(legs, ways, strict=True))
        for ways in product(range(task.length.shape[2]), repeat=len(legs))
        if sum(float(task.length[a, b, way]) for (a, b), way in zip(legs, ways, strict=True)) <= task.bound_m
    ]
    return min(found, default=float("inf"))


def nearest_then_two_opt(legs: Floats) -> float:
    """Return the cost of a closed tour: nearest neighbour from the first node, then 2-opt until nothing gains."""
    count = len(legs)
    order, left = [0], list(range(1, count))
    while left:
        order.append(min(left, key=lambda node: legs[order[-1], node]))
        left.remove(order[-1])
    gains = True
    while gains:
        gains = False
        for i in range(1, count - 1):
            for j in range(i + 1, count):
                turned = [*order[:i], *order[i : j + 1][::-1], *order[j + 1 :]]
                if cost_of(legs, turned) < cost_of(legs, order) - 1e-9:
                    order, gains = turned, True
    return cost_of(legs, order)


def cost_of(legs: Floats, order: list[int]) -> float:
    return float(legs[np.array(order), np.roll(order, -1)].sum())
