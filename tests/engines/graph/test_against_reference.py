"""A city drawn block by block, with its dead ends and bent streets, against SciPy; and the same answers every time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest

from serein.engines.graph import Mode, Path, Snap, StreetGraph, StreetNetwork
from tests.engines.graph.make import BOTH_WAYS, ONE_WAY, draw, place
from tests.engines.graph.reference import by_scipy

SIDE = 30


@cache
def a_city() -> StreetNetwork:
    """Blocks of 100 m with some sides missing, each fifth corner with a dead end, half of the streets cut in two."""
    dice = np.random.default_rng(20_261_205)
    nodes = [
        (100.0 * x + dice.uniform(0, 40), 100.0 * y + dice.uniform(0, 40)) for y in range(SIDE) for x in range(SIDE)
    ]
    pairs = [(i, i + 1) for i in range(SIDE**2) if i % SIDE < SIDE - 1] + [(i, i + SIDE) for i in range(SIDE**2 - SIDE)]
    edges: list[tuple[int, int]] = []
    for a, b in pairs:
        if dice.random() < 0.15:
            continue
        if dice.random() < 0.5:
            nodes.append(((nodes[a][0] + nodes[b][0]) / 2 + 5, (nodes[a][1] + nodes[b][1]) / 2 + 5))
            edges += [(a, len(nodes) - 1), (len(nodes) - 1, b)]
        else:
            edges.append((a, b))
    for i in range(0, SIDE**2, 5):
        nodes.append((nodes[i][0] + 30, nodes[i][1] + 30))
        edges.append((i, len(nodes) - 1))
    access = dice.choice([BOTH_WAYS, BOTH_WAYS, BOTH_WAYS, ONE_WAY], len(edges))
    return draw(nodes, edges, access=access.tolist())


def some_places(count: int, graph: StreetGraph, seed: int = 1) -> list[Snap]:
    dice = np.random.default_rng(seed)
    edges = dice.choice(np.flatnonzero(graph.is_giant), count)
    return [
        place(graph.network, int(edge), float(share)) for edge, share in zip(edges, dice.random(count), strict=True)
    ]


@pytest.mark.parametrize("mode", list(Mode))
def test_paths_and_matrix_of_a_city_cost_what_scipy_says(mode: Mode) -> None:
    network = a_city()
    graph = StreetGraph.build(network, mode)
    origins = some_places(20, graph)
    nodes = graph.network.edge_nodes[[snap.edge for snap in origins], 0]
    corners = [Snap(snap.edge, 0.0, snap.lon_lat, 0.0) for snap in origins]

    matrix = graph.matrix(origins, corners)
    paths = [[graph.path(origin, corner).cost for corner in corners] for origin in origins]

    expected = np.array([by_scipy(network, mode, origin, graph.weights)[nodes] for origin in origins])
    same_edge = np.eye(len(origins), dtype=np.bool_)
    assert matrix[~same_edge] == pytest.approx(expected[~same_edge], rel=1e-9)
    assert np.array(paths) == pytest.approx(matrix, rel=1e-9)


def test_any_edge_of_the_greatest_component_reaches_any_other() -> None:
    graph = StreetGraph.build(a_city(), Mode.DRIVE)
    places = [place(graph.network, int(edge)) for edge in np.flatnonzero(graph.is_giant)[::7]]

    costs = graph.matrix(places, places)

    assert np.isfinite(costs).all()


def test_threads_that_ask_at_once_hear_what_one_alone_hears() -> None:
    graph = StreetGraph.build(a_city())
    places = some_places(40, graph)
    exposure = np.random.default_rng(2).uniform(0, 100, graph.network.edge_count)

    def ask(i: int) -> list[Path]:
        return [graph.path(places[i], places[i - 1]), *graph.front(places[i], places[i - 1], exposure)]

    alone = [ask(i) for i in range(len(places))]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(ask, range(len(places))))

    for one, other in zip(alone, together, strict=True):
        assert [path.cost for path in one] == [path.cost for path in other]
        assert [path.exposure for path in one] == [path.exposure for path in other]
        assert all(np.array_equal(a.lon_lat, b.lon_lat) for a, b in zip(one, other, strict=True))


def test_other_weights_leave_the_graph_they_came_from_as_it_was() -> None:
    graph = StreetGraph.build(a_city())
    origin, destination = some_places(2, graph)
    before = graph.path(origin, destination)

    doubled = graph.with_weights(2.0 * graph.weights).path(origin, destination)

    assert doubled.cost == pytest.approx(2.0 * before.cost)
    assert graph.path(origin, destination).cost == before.cost
    assert graph.path(origin, destination, weights=2.0 * graph.weights).cost == doubled.cost


def test_the_front_begins_with_the_shortest_path_and_ends_with_the_least_exposed_one() -> None:
    graph = StreetGraph.build(a_city())
    exposure = np.random.default_rng(3).uniform(0, 1, graph.network.edge_count) * graph.network.edge_length_m

    for origin, destination in zip(some_places(10, graph, 5), some_places(10, graph, 6), strict=True):
        values = graph.full_front(origin, destination, exposure, longest=50.0)

        assert values[0, 0] == pytest.approx(graph.path(origin, destination).length_m, rel=1e-9)
        assert values[-1, 1] == pytest.approx(graph.path(origin, destination, weights=exposure).cost, rel=1e-9)
