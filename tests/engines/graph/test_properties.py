"""What must hold for every town, every place and every weight."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serein.engines.graph import Mode, NoWay, Path, Snap, StreetGraph, StreetNetwork
from tests.engines.graph.make import draw_town, place
from tests.engines.graph.reference import all_ways, brute_front, by_darts, by_scipy, total

SEEDS = st.integers(0, 2**32 - 1)
few = settings(max_examples=150, deadline=None)


def draw_places(network: StreetNetwork, dice: np.random.Generator) -> tuple[Snap, Snap]:
    shares = dice.choice([0.0, 0.25, 0.5, 1.0, float(dice.uniform())], 2)
    one, other = dice.integers(0, network.edge_count, 2)
    return place(network, int(one), float(shares[0])), place(network, int(other), float(shares[1]))


def draw_bans(network: StreetNetwork, dice: np.random.Generator, count: int) -> np.ndarray:
    bans = []
    for _ in range(count):
        node = int(dice.integers(0, network.node_count))
        around = np.flatnonzero((network.edge_nodes == node).any(axis=1))
        if len(around):
            bans.append((int(dice.choice(around)), node, int(dice.choice(around))))
    return np.array(bans, np.int32).reshape(-1, 3)


def draw_weights(network: StreetNetwork, dice: np.random.Generator) -> np.ndarray:
    """Some edges cost nothing, some the same as others."""
    weights: np.ndarray = dice.choice([0.0, 5.0, 5.0, 80.0], network.edge_count)
    return np.where(dice.random(network.edge_count) < 0.5, network.edge_length_m * dice.uniform(0.1, 2.0), weights)


def cost_of(graph: StreetGraph, ends: tuple[Snap, Snap]) -> float:
    try:
        return graph.path(*ends).cost
    except NoWay:
        return np.inf


def holds_together(network: StreetNetwork, path: Path, ends: tuple[Snap, Snap]) -> bool:
    """Whether each edge begins where the one before ended, and all but the ends are travelled in whole."""
    nodes = network.edge_nodes[path.edges]
    heads = np.where(path.is_forward, nodes[:, 1], nodes[:, 0])
    tails = np.where(path.is_forward, nodes[:, 0], nodes[:, 1])
    inside = path.metres[1:-1] == network.edge_length_m[path.edges[1:-1]]
    return bool((heads[:-1] == tails[1:]).all() and inside.all() and (path.metres >= 0).all())


@few
@given(seed=SEEDS, mode=st.sampled_from(list(Mode)))
def test_a_path_costs_what_a_search_over_darts_finds(seed: int, mode: Mode) -> None:
    dice = np.random.default_rng(seed)
    network = draw_town(seed, int(dice.integers(2, 40)), extra=float(dice.choice([0.0, 0.1, 0.6])), access=None)
    weights, ends = draw_weights(network, dice), draw_places(network, dice)
    graph = StreetGraph.build(network, mode).with_weights(weights)

    found = cost_of(graph, ends)

    assert found == pytest.approx(by_darts(network, mode, *ends, weights), rel=1e-9, abs=1e-9)


@few
@given(seed=SEEDS)
def test_a_path_by_car_takes_no_banned_turn_and_is_the_least_of_those(seed: int) -> None:
    dice = np.random.default_rng(seed)
    network = draw_town(seed, int(dice.integers(3, 15)), access=None)
    network = replace(network, turn_bans=draw_bans(network, dice, 12)).validated()
    weights, ends = draw_weights(network, dice), draw_places(network, dice)
    graph = StreetGraph.build(network, Mode.DRIVE).with_weights(weights)

    found = cost_of(graph, ends)

    assert found == pytest.approx(by_darts(network, Mode.DRIVE, *ends, weights), rel=1e-9, abs=1e-9)
    assert graph.matrix(ends[:1], ends[1:])[0, 0] == pytest.approx(found, rel=1e-9, abs=1e-9)


@few
@given(seed=SEEDS, mode=st.sampled_from(list(Mode)))
def test_a_path_holds_together_and_its_parts_add_up(seed: int, mode: Mode) -> None:
    dice = np.random.default_rng(seed)
    network = draw_town(seed, int(dice.integers(2, 40)), access=None)
    ends = draw_places(network, dice)
    weights = draw_weights(network, dice)
    graph = StreetGraph.build(network, mode)

    try:
        path = graph.path(*ends, weights=weights)
    except NoWay:
        assert by_darts(network, mode, *ends, weights) == np.inf
        return

    assert holds_together(network, path, ends)
    assert path.metres.sum() == pytest.approx(path.length_m)
    shares = path.metres / network.edge_length_m[path.edges]
    assert (weights[path.edges] * shares).sum() == pytest.approx(path.cost, rel=1e-9, abs=1e-9)


@few
@given(seed=SEEDS, mode=st.sampled_from(list(Mode)))
def test_costs_to_all_nodes_are_those_of_scipy(seed: int, mode: Mode) -> None:
    dice = np.random.default_rng(seed)
    network = draw_town(seed, int(dice.integers(2, 60)), extra=float(dice.choice([0.0, 0.1, 0.6])), access=None)
    origin, _ = draw_places(network, dice)
    weights = network.edge_length_m * dice.uniform(0.1, 2.0)

    costs = StreetGraph.build(network, mode).one_to_all(origin, weights=weights)

    assert costs == pytest.approx(by_scipy(network, mode, origin, weights), rel=1e-9)


@few
@given(seed=SEEDS, mode=st.sampled_from(list(Mode)))
def test_the_matrix_says_what_single_paths_say_on_any_number_of_threads(seed: int, mode: Mode) -> None:
    dice = np.random.default_rng(seed)
    network = draw_town(seed, int(dice.integers(2, 40)), extra=float(dice.choice([0.0, 0.1, 0.6])), access=None)
    places = [place for _ in range(4) for place in draw_places(network, dice)]
    graph = StreetGraph.build(network, mode).with_weights(draw_weights(network, dice))

    one, three = (graph.matrix(places[:5], places, threads=threads) for threads in (1, 3))

    assert np.array_equal(one, three)
    singly = [[cost_of(graph, (a, b)) for b in places] for a in places[:5]]
    assert one == pytest.approx(np.array(singly), rel=1e-9, abs=1e-9)


@few
@given(seed=SEEDS)
def test_the_front_is_what_listing_every_way_finds(seed: int) -> None:
    dice = np.random.default_rng(seed)
    network = draw_town(seed, int(dice.integers(2, 9)), extra=float(dice.choice([0.1, 0.6, 1.0])))
    exposure = draw_weights(network, dice)
    ends = draw_places(network, dice)
    longest = float(dice.choice([1.0, 1.2, 1.5, 4.0]))
    expected = brute_front(network, *ends, exposure, longest)
    graph = StreetGraph.build(network)

    if not expected:
        with pytest.raises(NoWay):
            graph.full_front(*ends, exposure, longest=longest)
        return
    found = graph.full_front(*ends, exposure, longest=longest)

    assert found == pytest.approx(np.array(expected), rel=1e-6, abs=1e-6)


@few
@given(seed=SEEDS)
def test_the_ways_offered_lie_on_the_front_and_run_from_the_shortest_to_the_least_exposed(seed: int) -> None:
    dice = np.random.default_rng(seed)
    network = draw_town(seed, int(dice.integers(10, 60)), extra=1.0)
    exposure, ends = draw_weights(network, dice), draw_places(network, dice)
    graph = StreetGraph.build(network)
    if not np.isfinite(cost_of(graph, ends)):
        return

    whole = graph.full_front(*ends, exposure)
    ways = graph.front(*ends, exposure, most=3)

    assert (np.diff(whole[:, 0]) > 0).all()
    assert (np.diff(whole[:, 1]) < 0).all()
    assert len(ways) <= 3
    values = np.array([(way.length_m, way.exposure) for way in ways])
    assert values[[0, -1]] == pytest.approx(whole[[0, -1]], rel=1e-9, abs=1e-6)
    for value in values:
        assert np.isclose(whole, value, rtol=1e-9, atol=1e-6).all(axis=1).any()
    assert all(holds_together(network, way, ends) for way in ways)


@few
@given(seed=SEEDS)
def test_worst_first_is_the_least_of_all_ways_in_that_order(seed: int) -> None:
    dice = np.random.default_rng(seed)
    network = draw_town(seed, int(dice.integers(2, 9)), extra=float(dice.choice([0.6, 1.0])))
    classes = dice.integers(0, 4, network.edge_count)
    ends = draw_places(network, dice)
    rows = [np.where(classes == worst, network.edge_length_m, 0.0) for worst in (3, 2, 1)] + [network.edge_length_m]
    ways = [[round(total(steps, row), 5) for row in rows] for steps in all_ways(network, Mode.WALK, *ends)]
    if not ways:
        return
    shortest = min(way[-1] for way in ways)

    path = StreetGraph.build(network).worst_first(*ends, classes, longest=2.0)

    shares = path.metres / network.edge_length_m[path.edges]
    found = [float((row[path.edges] * shares).sum()) for row in rows]
    assert found == pytest.approx(min(way for way in ways if way[-1] <= 2.0 * shortest + 1e-6), abs=1e-4)
