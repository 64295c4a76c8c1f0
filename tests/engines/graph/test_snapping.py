"""From a point to the nearest place from which everything can be reached."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from serein.engines.graph import Mode, NotOnTheNetwork, StreetGraph
from tests.engines.graph.make import ONE_WAY, WALK, at, draw, draw_town


def test_a_point_snaps_along_an_edge_and_not_to_its_nodes() -> None:
    graph = StreetGraph.build(draw([(0, 0), (400, 0)], [(0, 1)]))

    snap = graph.snap(at(100, 30))

    assert snap.edge == 0
    assert snap.share == pytest.approx(0.25)
    assert snap.lon_lat == pytest.approx(at(100, 0))
    assert snap.distance_m == pytest.approx(30, rel=1e-3)


def test_on_a_bent_edge_the_share_counts_from_its_first_node_along_it() -> None:
    graph = StreetGraph.build(draw([(0, 0), (100, 100)], [(0, 1)], shapes={0: [(100, 0)]}))

    snap = graph.snap(at(103, 50))

    assert snap.share == pytest.approx(0.75, abs=1e-3)


def test_a_nearer_street_that_leads_nowhere_is_passed_over() -> None:
    network = draw([(0, 0), (100, 0), (200, 0), (50, 40), (60, 40)], [(0, 1), (1, 2), (3, 4)])

    snap = StreetGraph.build(network).snap(at(55, 35))

    assert snap.edge == 0


def test_a_one_way_street_without_return_is_nothing_to_start_from_by_car() -> None:
    block = [(0, 1), (1, 2), (2, 0), (1, 3)]
    network = draw([(0, 0), (100, 0), (50, 80), (200, 0)], block, access=[ONE_WAY] * 4)

    assert StreetGraph.build(network, Mode.WALK).snap(at(180, 5)).edge == 3
    assert StreetGraph.build(network, Mode.DRIVE).snap(at(180, 5)).edge == 0


def test_a_point_far_from_every_street_is_refused_with_its_distance() -> None:
    graph = StreetGraph.build(draw([(0, 0), (400, 0)], [(0, 1)]))

    with pytest.raises(NotOnTheNetwork, match="within 300 m of"):
        graph.snap(at(100, 301))
    assert graph.snap(at(100, 301), within_m=400).distance_m == pytest.approx(301, rel=1e-3)


def test_where_nobody_may_drive_nothing_is_near() -> None:
    graph = StreetGraph.build(draw([(0, 0), (400, 0)], [(0, 1)], access=WALK), Mode.DRIVE)

    with pytest.raises(NotOnTheNetwork):
        graph.snap(at(0, 0))


def test_the_nearest_of_all_edges_is_found() -> None:
    network = draw_town(3, 60, extra=1.0)
    graph = StreetGraph.build(network)
    points = np.random.default_rng(4).uniform(-50, 650, (200, 2))
    lon_lat = np.array([at(*point) for point in points])

    snaps = graph.snap_many(lon_lat, within_m=1000.0)

    for point, snap in zip(lon_lat, snaps, strict=True):
        far = [_distance_m(point, network.shape(edge)) for edge in np.flatnonzero(graph.is_giant).tolist()]
        assert snap.distance_m == pytest.approx(min(far), rel=1e-6, abs=1e-6)


def _distance_m(point: np.ndarray, line: np.ndarray) -> float:
    flat = (line - point) * 111_195.0 * (np.cos(np.radians(point[1])), 1.0)
    best = np.inf
    for a, b in pairwise(flat):
        along = b - a
        share = np.clip(-(a @ along) / (along @ along), 0.0, 1.0) if along @ along > 0 else 0.0
        best = min(best, float(np.hypot(*(a + share * along))))
    return best
