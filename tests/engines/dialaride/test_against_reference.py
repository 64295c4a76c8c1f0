"""The same answers as slow methods that nobody doubts."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from math import inf

import numpy as np
import pytest

from serein.engines import dialaride
from serein.engines.dialaride import Problem, Request, Vehicle
from serein.engines.dialaride._kernels_routes import refresh
from serein.engines.dialaride._model import model_of
from serein.engines.dialaride._tables import make_routes
from tests.engines.dialaride.make import draw_problem

Stops = tuple[tuple[str, Request], ...]


def cheapest_order(problem: Problem, vehicle: Vehicle, wanted: frozenset[Request]) -> float:
    """Try every order of pick-ups and drop-offs."""
    times = np.asarray(problem.travel.times)
    best = inf

    def extend(stops: Stops, place: int, waiting: frozenset[Request], aboard: frozenset[Request], cost: float) -> None:
        nonlocal best
        if cost >= best or not dialaride.has_schedule(problem, vehicle, stops):
            return
        if not waiting and not aboard:
            best = min(best, cost + times[place, vehicle.end])
        for r in waiting:
            seats = sum(x.seats + vehicle.seats_per_wheelchair * x.wheelchairs for x in (*aboard, r))
            if seats <= vehicle.seats and sum(x.wheelchairs for x in (*aboard, r)) <= vehicle.wheelchairs:
                step = float(times[place, r.origin])
                extend((*stops, ("pick-up", r)), r.origin, waiting - {r}, aboard | {r}, cost + step)
        for r in aboard:
            step = float(times[place, r.destination])
            extend((*stops, ("drop-off", r)), r.destination, waiting, aboard - {r}, cost + step)

    extend((), vehicle.start, wanted, frozenset(), 0.0)
    return best if wanted else 0.0


def optimum(problem: Problem) -> tuple[int, float]:
    """Find the fewest requests left out, then the least cost, over all ways to share them out among equal vehicles."""
    price = cache(lambda wanted: cheapest_order(problem, problem.vehicles[0], wanted))

    def share(requests: frozenset[Request], vehicles: int) -> float:
        if vehicles == 1 or not requests:
            return float(price(requests))
        subsets = (
            frozenset(c)
            for size in range(len(requests) + 1)
            for c in combinations(sorted(requests, key=lambda r: r.name), size)
        )
        return min(price(subset) + share(requests - subset, vehicles - 1) for subset in subsets)

    for left in range(len(problem.requests) + 1):
        kept = combinations(problem.requests, len(problem.requests) - left)
        cost = min(share(frozenset(requests), len(problem.vehicles)) for requests in kept)
        if cost < inf:
            return left, cost
    raise AssertionError("Serving nobody is always possible.")


@pytest.mark.parametrize(
    ("seed", "count", "fleet"), [(1, 3, 1), (2, 4, 1), (3, 4, 2), (4, 4, 2), (5, 5, 2), (6, 5, 2), (7, 5, 1)]
)
def test_the_plan_of_a_few_requests_is_the_best_of_all(seed: int, count: int, fleet: int) -> None:
    problem = draw_problem(seed, count, fleet)

    plan = dialaride.solve(problem, iterations=400)

    left, cost = optimum(problem)
    assert len(plan.left_out) == left
    assert plan.cost == pytest.approx(cost)
    assert dialaride.check(problem, plan) == []


def test_a_sequence_is_feasible_for_the_fixpoint_as_for_the_graph_without_negative_cycles() -> None:
    dice = np.random.default_rng(20_260_619)
    verdicts = []
    for seed in range(400):
        problem = draw_problem(seed, 3, 1, wide=250.0, longest=6.0)
        model = model_of(problem)
        order = [int(r) for r in dice.permutation([0, 0, 1, 1, 2, 2])]
        first: set[int] = set()
        nodes, stops = [], []
        for r in order:
            what = "drop-off" if r in first else "pick-up"
            first.add(r)
            nodes.append(r + 3 * (what == "drop-off"))
            stops.append((what, problem.requests[r]))
        tables = model.tables._replace(room=np.array([99], np.int32), wheel_room=np.array([99], np.int32))
        routes = make_routes(tables, 8)
        routes.seq[0, 1:8], routes.size[0] = [*nodes, routes.seq[0, 1]], 8

        by_fixpoint = bool(refresh(tables, routes, 0))

        assert by_fixpoint == dialaride.has_schedule(problem, problem.vehicles[0], stops)
        verdicts.append(by_fixpoint)
    assert 40 < sum(verdicts) < 360
