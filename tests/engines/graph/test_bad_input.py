"""What is refused at the door, and the sentence it is refused with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from serein.engines.graph import StreetGraph
from tests.engines.graph.make import at, draw, place

NETWORK = draw([(0, 0), (100, 0), (200, 0)], [(0, 1), (1, 2)])
GRAPH = StreetGraph.build(NETWORK)
ENDS = place(NETWORK, 0), place(NETWORK, 1)


def test_weights_of_another_number_of_edges_are_refused() -> None:
    with pytest.raises(ValueError, match=r"weights has shape \(3,\); \(2,\) is accepted."):
        GRAPH.with_weights([1, 2, 3])


@pytest.mark.parametrize("value", [-1.0, np.nan, np.inf])
def test_weights_and_exposure_that_are_negative_or_not_finite_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"weights is .* at edge 1; finite values of at least 0 are accepted."):
        GRAPH.path(*ENDS, weights=[1.0, value])
    with pytest.raises(ValueError, match=r"exposure is .* at edge 1"):
        GRAPH.front(*ENDS, [1.0, value])


def test_a_way_may_not_be_bounded_below_the_shortest() -> None:
    with pytest.raises(ValueError, match=r"longest is 0.9; finite values of at least 1"):
        GRAPH.front(*ENDS, [1.0, 1.0], longest=0.9)


@pytest.mark.parametrize(("most", "epsilon"), [(0, 0.1), (3, 1.0), (3, -0.1)])
def test_a_number_of_ways_or_a_share_out_of_range_is_refused(most: int, epsilon: float) -> None:
    with pytest.raises(ValueError, match=f"most is {most} and epsilon {epsilon}"):
        GRAPH.front(*ENDS, [1.0, 1.0], most=most, epsilon=epsilon)


def test_classes_are_few_whole_numbers() -> None:
    with pytest.raises(ValueError, match=r"exposure_class has shape \(1,\); \(2,\) is accepted."):
        GRAPH.worst_first(*ENDS, [1])
    with pytest.raises(ValueError, match=r"exposure_class holds float64; whole numbers are accepted."):
        GRAPH.worst_first(*ENDS, [1.0, 2.0])
    row = draw([(x, 0) for x in range(0, 1500, 100)], [(i, i + 1) for i in range(14)])
    with pytest.raises(ValueError, match=r"exposure_class holds 14 classes; at most 12 are accepted."):
        StreetGraph.build(row).worst_first(place(row, 0), place(row, 1), np.arange(14))


def test_places_on_no_edge_are_refused() -> None:
    with pytest.raises(ValueError, match=r"share 0.5 of edge 2; shares 0 to 1 of edges 0 to 1 are accepted."):
        GRAPH.path(ENDS[0], replace(ENDS[1], edge=2))
    with pytest.raises(ValueError, match=r"share 1.5 of edge 1"):
        GRAPH.matrix(ENDS, [replace(ENDS[1], share=1.5)])


def test_points_of_another_shape_or_not_finite_are_refused() -> None:
    with pytest.raises(ValueError, match=r"lon_lat has shape \(2,\)"):
        GRAPH.snap_many(at(0, 0))
    with pytest.raises(ValueError, match=r"lon_lat holds a value that is not finite."):
        GRAPH.snap((np.nan, 50.0))


def test_limits_below_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match=r"limits holds -1"):
        GRAPH.isochrone(ENDS[0], [10, -1])
