"""Tours against every tour listed, and against the usual heuristic."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serein.engines.circuits import inspection_round, propose_circuits
from serein.engines.circuits._exact import shortest_order, solve_exactly
from serein.engines.circuits._legs import all_ways
from serein.engines.circuits._search import solve_by_search
from serein.engines.circuits._task import Tour
from serein.engines.circuits._tours import short_tour, tour_cost
from tests.engines.circuits.make import draw_anchors, draw_grid, draw_task, lots_of_light, walk_graph
from tests.engines.circuits.reference import best_by_listing, nearest_then_two_opt

seeds = st.integers(0, 100_000)


@settings(deadline=None, max_examples=40)
@given(seeds, st.integers(2, 5), st.integers(1, 3), st.floats(0.2, 5.0))
def test_no_tour_of_all_that_can_be_listed_is_better(seed: int, count: int, ways: int, bound: float) -> None:
    task = draw_task(seed, count, ways, bound)

    tour, listed = solve_exactly(task), best_by_listing(task)

    assert (tour is None) == (listed is None)
    if tour is not None and listed is not None:
        assert task.weight[list(tour.order)].sum() == pytest.approx(listed[0])
        assert tour.cost == pytest.approx(listed[1], abs=1e-6)
        assert tour.length_m <= task.bound_m + 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_no_tour_over_seven_places_is_better(seed: int) -> None:
    task = draw_task(seed, 7, 2, 3.2)

    tour, listed = solve_exactly(task), best_by_listing(task)

    assert tour is not None
    assert listed is not None
    assert [task.weight[list(tour.order)].sum(), tour.cost] == pytest.approx(list(listed))


@settings(deadline=None, max_examples=10)
@given(seeds)
def test_of_a_drawn_town_no_circuit_of_all_ways_is_less_exposed(seed: int) -> None:
    network = draw_grid(5, 5)
    streets, exposure, anchors = walk_graph(network), lots_of_light(network, seed), draw_anchors(seed, 4, 4)
    bound_m = 1300.0
    snaps = streets.snap_many([anchor.lon_lat for anchor in anchors])

    found = propose_circuits(streets, anchors, exposure=exposure, max_length_m=1e5, twice_weight=0)[0]
    least = min(
        sum(
            all_ways(streets, (snaps[a], snaps[b]), exposure)[-1].exposure
            for a, b in zip(o, (*o[1:], o[0]), strict=True)
        )
        for o in ((0, *others) for others in permutations(range(1, 4)))
    )
    bounded = propose_circuits(streets, anchors, exposure=exposure, max_length_m=bound_m, twice_weight=0)[0]

    assert found.exposure == pytest.approx(least, abs=1e-5)
    assert bounded.length_m <= bound_m + 1e-6


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("bound", [2.4, 3.4, 9.0])
def test_the_search_finds_what_is_best_over_twelve_places(seed: int, bound: float) -> None:
    task = draw_task(seed, 12, 6, bound)

    searched, best = solve_by_search(task, seed=1), solve_exactly(task)

    assert searched is not None
    assert best is not None
    assert task.weight[list(searched.order)].sum() == pytest.approx(task.weight[list(best.order)].sum())
    assert searched.cost == pytest.approx(best.cost)


@settings(deadline=None, max_examples=10)
@given(seeds, st.integers(13, 22))
def test_the_search_is_never_worse_than_nearest_neighbour_and_two_opt(seed: int, count: int) -> None:
    task = draw_task(seed, count, 3, 1e3)

    tour = solve_by_search(task, seed=seed)

    assert tour is not None
    assert len(tour.order) == count
    assert tour.cost <= nearest_then_two_opt(task.leg_cost(0.0)) + 1e-6


@settings(deadline=None, max_examples=10)
@given(seeds, st.integers(13, 30))
def test_a_short_tour_is_never_longer_than_nearest_neighbour_and_two_opt(seed: int, count: int) -> None:
    legs = draw_task(seed, count, 1, 1.0).leg_length()

    order = short_tour(legs, range(count), np.random.default_rng(seed), kicks=60)

    assert sorted(order.tolist()) == list(range(count))
    assert tour_cost(legs, order) <= nearest_then_two_opt(legs) + 1e-6


@settings(deadline=None, max_examples=15)
@given(seeds, st.integers(2, 7))
def test_a_round_over_few_signs_is_the_shortest_of_all_orders(seed: int, count: int) -> None:
    network = draw_grid(5, 5)
    streets = walk_graph(network)
    spots = [anchor.lon_lat for anchor in draw_anchors(seed, count + 1, 4)]

    found = inspection_round(streets, spots[1:], spots[0])

    snaps = streets.snap_many(spots)
    metres = streets.matrix(snaps, snaps)
    orders = [(0, *others) for others in permutations(range(1, count + 1))]
    shortest = min(sum(metres[a, b] for a, b in zip(o, (*o[1:], 0), strict=True)) for o in orders)
    assert sorted(found.order) == list(range(count))
    assert found.length_m == pytest.approx(shortest)
    assert found.minutes == pytest.approx(found.length_m / 75)


@settings(deadline=None, max_examples=20)
@given(seeds, st.integers(2, 9))
def test_the_exact_order_is_the_shortest_tour(seed: int, count: int) -> None:
    legs = draw_task(seed, count, 1, 1.0).leg_length()

    order = shortest_order(legs)

    assert sorted(order) == list(range(count))
    assert tour_cost(legs, order) <= nearest_then_two_opt(legs) + 1e-6


@settings(deadline=None, max_examples=20)
@given(seeds, st.floats(1.5, 4.0), st.floats(1.0, 1.5))
def test_over_the_same_legs_more_metres_serve_no_less_or_expose_no_more(seed: int, bound: float, more: float) -> None:
    task = draw_task(seed, 8, 4, bound)
    wider = replace(task, bound_m=task.bound_m * more)

    tours = [solve_exactly(one) for one in (task, wider)]

    assert rank(task, tours[1]) <= rank(task, tours[0])


def rank(task: object, tour: Tour | None) -> tuple[float, float]:
    """Less is better: no tour is worst, then weight decides, then cost to a thousandth of a metre."""
    weight = getattr(task, "weight", np.zeros(0))
    return (0.0, 0.0) if tour is None else (-float(weight[list(tour.order)].sum()), round(tour.cost, 3))
