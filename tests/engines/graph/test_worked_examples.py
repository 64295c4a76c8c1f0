"""Streets that can be checked on paper."""

from __future__ import annotations

import numpy as np
import pytest

from serein.engines.graph import Mode, NoWay, StreetGraph, StreetNetwork
from tests.engines.graph.make import BOTH_WAYS, ONE_WAY, WALK, at, draw, place


def a_block() -> StreetNetwork:
    """
    A square of 100 m with a dead end of 100 m.

        3---2---1     edge 0: 0-1   edge 1: 1-2   edge 2: 2-3   edge 3: 3-0   edge 4: 1-4
        |       |
        0-------+ ... drawn as corners 0 (0, 0), 1 (100, 0), 2 (100, 100), 3 (0, 100); 4 lies east of 1
    """
    corners = [(0, 0), (100, 0), (100, 100), (0, 100), (200, 0)]
    return draw(corners, [(0, 1), (1, 2), (2, 3), (3, 0), (1, 4)])


def metres_along(path_lon_lat: np.ndarray) -> float:
    east, north = np.diff(path_lon_lat, axis=0).T * 111_195.0
    return float(np.hypot(east * np.cos(np.radians(50.75)), north).sum())


def test_a_path_goes_round_the_nearer_corner_and_its_points_measure_what_it_says() -> None:
    network = a_block()

    path = StreetGraph.build(network).path(place(network, 0, 0.2), place(network, 1, 0.6))

    assert path.edges.tolist() == [0, 1]
    assert path.is_forward.tolist() == [True, True]
    assert path.metres == pytest.approx([80, 60])
    assert path.length_m == pytest.approx(140)
    assert path.lon_lat == pytest.approx(np.array([at(20, 0), at(100, 0), at(100, 60)]))
    assert metres_along(path.lon_lat) == pytest.approx(140, rel=1e-4)


def test_a_path_against_the_order_of_its_edges_is_drawn_as_it_is_walked() -> None:
    network = a_block()

    path = StreetGraph.build(network).path(place(network, 1, 0.6), place(network, 0, 0.2))

    assert path.edges.tolist() == [1, 0]
    assert path.is_forward.tolist() == [False, False]
    assert path.lon_lat == pytest.approx(np.array([at(100, 60), at(100, 0), at(20, 0)]))


def test_between_two_places_of_one_edge_one_walks_along_it() -> None:
    network = a_block()
    graph = StreetGraph.build(network)

    there, back = (graph.path(place(network, 0, a), place(network, 0, b)) for a, b in ((0.1, 0.7), (0.7, 0.1)))

    assert (there.edges.tolist(), there.is_forward.tolist()) == ([0], [True])
    assert (back.edges.tolist(), back.is_forward.tolist()) == ([0], [False])
    assert there.length_m == back.length_m == pytest.approx(60)


def test_a_dear_edge_is_left_though_both_places_lie_on_it() -> None:
    network = a_block()

    path = StreetGraph.build(network).path(place(network, 0, 0.1), place(network, 0, 0.9), weights=[1000, 1, 1, 1, 1])

    assert path.edges.tolist() == [0, 3, 2, 1, 0]
    assert path.metres == pytest.approx([10, 100, 100, 100, 10])
    assert path.cost == pytest.approx(100 + 3 + 100)


def test_from_a_place_to_itself_is_no_way_at_all() -> None:
    network = a_block()
    here = place(network, 2, 0.3)

    path = StreetGraph.build(network).path(here, here)

    assert path.length_m == 0
    assert path.edges.tolist() == [2]
    assert path.lon_lat == pytest.approx(np.array([at(70, 100)]))


def test_a_corner_belongs_to_both_its_edges() -> None:
    network = a_block()

    path = StreetGraph.build(network).path(place(network, 0, 1.0), place(network, 2, 0.0))

    assert path.edges.tolist() == [1]
    assert path.metres == pytest.approx([100])


def test_round_a_loop_one_takes_the_shorter_half() -> None:
    pond = {1: [(150, 50), (200, 0), (150, -50)]}
    network = draw([(0, 0), (100, 0)], [(0, 1), (1, 1)], shapes=pond)
    graph = StreetGraph.build(network)

    early, late = (graph.path(place(network, 0, 0.5), place(network, 1, share)) for share in (0.25, 0.9))

    assert early.is_forward.tolist() == [True, True]
    assert late.is_forward.tolist() == [True, False]
    assert late.length_m == pytest.approx(50 + 0.1 * network.edge_length_m[1])


def test_of_two_edges_between_the_same_nodes_the_shorter_is_taken() -> None:
    network = draw([(0, 0), (100, 0), (200, 0)], [(0, 1), (0, 1), (1, 2)], lengths=[150, 110, 100])

    path = StreetGraph.build(network).path(place(network, 0, 0.0), place(network, 2, 1.0))

    assert path.edges.tolist() == [1, 2]
    assert path.length_m == pytest.approx(210)


def test_a_bicycle_goes_round_where_a_street_is_one_way_and_a_walker_does_not() -> None:
    corners = [(0, 0), (100, 0), (100, 100), (0, 100)]
    network = draw(corners, [(0, 1), (1, 2), (2, 3), (3, 0)], access=ONE_WAY)
    ends = place(network, 1, 0.0), place(network, 0, 0.0)

    on_foot, by_bicycle = (StreetGraph.build(network, mode).path(*ends) for mode in (Mode.WALK, Mode.BICYCLE))

    assert on_foot.edges.tolist() == [0]
    assert by_bicycle.edges.tolist() == [1, 2, 3]
    assert by_bicycle.cost == pytest.approx(300 / (15 / 3.6))


def test_backwards_on_a_one_way_edge_one_drives_the_whole_way_round() -> None:
    corners = [(0, 0), (100, 0), (100, 100), (0, 100)]
    network = draw(corners, [(0, 1), (1, 2), (2, 3), (3, 0)], access=ONE_WAY)

    path = StreetGraph.build(network, Mode.DRIVE).path(place(network, 0, 0.75), place(network, 0, 0.25))

    assert path.edges.tolist() == [0, 1, 2, 3, 0]
    assert path.length_m == pytest.approx(350)
    assert path.cost == pytest.approx(35.0)


def test_a_car_drives_round_the_block_where_it_may_not_turn_left() -> None:
    """
    From the south (edge 0) one may not turn left into edge 1 at the crossing; straight on, round and back is allowed.
    """
    nodes = [(0, -100), (0, 0), (-100, 0), (0, 100), (-100, 100)]
    edges = [(0, 1), (1, 2), (1, 3), (3, 4), (4, 2)]
    banned = np.array([[0, 1, 1]], np.int32)
    network = draw(nodes, edges, turn_bans=banned)
    ends = place(network, 0, 0.0), place(network, 1, 0.5)

    by_car = StreetGraph.build(network, Mode.DRIVE).path(*ends)
    on_foot = StreetGraph.build(network, Mode.WALK).path(*ends)

    assert on_foot.edges.tolist() == [0, 1]
    assert by_car.edges.tolist() == [0, 2, 3, 4, 1]
    assert by_car.length_m == pytest.approx(450)


def test_a_ban_counts_from_the_edge_it_names_and_from_no_other() -> None:
    nodes = [(0, -100), (0, 0), (-100, 0), (100, 0)]
    network = draw(nodes, [(0, 1), (1, 2), (1, 3)], turn_bans=np.array([[0, 1, 1]], np.int32))

    path = StreetGraph.build(network, Mode.DRIVE).path(place(network, 2, 0.5), place(network, 1, 0.5))

    assert path.edges.tolist() == [2, 1]


def test_to_a_piece_apart_there_is_no_way_and_the_matrix_says_inf() -> None:
    network = draw([(0, 0), (100, 0), (500, 0), (600, 0)], [(0, 1), (2, 3)])
    ends = place(network, 0), place(network, 1)
    graph = StreetGraph.build(network)

    with pytest.raises(NoWay, match="No way leads from"):
        graph.path(*ends)
    with pytest.raises(NoWay):
        graph.front(*ends, np.ones(2))
    with pytest.raises(NoWay):
        graph.worst_first(*ends, np.array([0, 1]))
    assert graph.matrix(ends, ends).tolist() == [[0.0, np.inf], [np.inf, 0.0]]


def test_where_cars_may_not_go_only_a_walker_arrives() -> None:
    network = draw([(0, 0), (100, 0), (200, 0)], [(0, 1), (1, 2)], access=[BOTH_WAYS, WALK])
    ends = place(network, 0), place(network, 1)

    assert StreetGraph.build(network).path(*ends).length_m == pytest.approx(100)
    with pytest.raises(NoWay):
        StreetGraph.build(network, Mode.DRIVE).path(*ends)


def three_ways() -> StreetNetwork:
    """From 0 to 1: 100 m dark (edge 0), 120 m half dark (edge 1), 140 m lit (edge 2), 200 m lit (edge 3)."""
    return draw([(0, 0), (100, 0)], [(0, 1)] * 4, lengths=[100, 120, 140, 200])


def test_the_front_leaves_out_what_is_longer_and_no_less_exposed() -> None:
    network = three_ways()
    ends = place(network, 0, 0.0), place(network, 0, 1.0)

    values = StreetGraph.build(network).full_front(*ends, np.array([100.0, 60.0, 14.0, 20.0]))

    assert values == pytest.approx(np.array([(100, 100), (120, 60), (140, 14)]))


def test_no_way_is_offered_that_is_longer_than_allowed() -> None:
    network = three_ways()
    ends = place(network, 0, 0.0), place(network, 0, 1.0)

    ways = StreetGraph.build(network).front(*ends, np.array([100.0, 60.0, 14.0, 20.0]), longest=1.3)

    assert [way.edges.tolist() for way in ways] == [[0], [1]]
    assert [way.exposure for way in ways] == pytest.approx([100, 60])


def test_a_way_that_gains_less_than_the_share_asked_for_is_not_offered() -> None:
    network = draw([(0, 0), (100, 0)], [(0, 1)] * 4, lengths=[100, 101, 102, 103])
    ends = place(network, 0, 0.0), place(network, 0, 1.0)
    graph, exposure = StreetGraph.build(network), np.array([100.0, 97.0, 80.0, 50.0])

    assert [way.edges.tolist() for way in graph.front(*ends, exposure)] == [[0], [2], [3]]
    assert [way.edges.tolist() for way in graph.front(*ends, exposure, most=2)] == [[0], [3]]
    assert [way.edges.tolist() for way in graph.front(*ends, exposure, epsilon=0.0)] == [[0], [1], [2], [3]]


def test_exposure_of_a_part_of_an_edge_is_in_proportion() -> None:
    network = a_block()

    ways = StreetGraph.build(network).front(place(network, 0, 0.2), place(network, 1, 0.6), [10, 5, 0, 0, 0])

    assert ways[0].exposure == pytest.approx(0.8 * 10 + 0.6 * 5)


def test_worst_first_walks_further_for_fewer_metres_in_the_worst_class() -> None:
    """The short way has 100 m of class 2; the others none: of those, the one with 50 m of class 1 beats 60 m."""
    nodes = [(0, 0), (100, 0), (50, 50), (50, -50)]
    edges = [(0, 1), (0, 2), (2, 1), (0, 3), (3, 1)]
    network = draw(nodes, edges, lengths=[100, 60, 60, 50, 85])
    ends = place(network, 0, 0.0), place(network, 0, 1.0)
    classes = np.array([2, 1, 0, 1, 0])
    graph = StreetGraph.build(network)

    path = graph.worst_first(*ends, classes)
    bounded = graph.worst_first(*ends, classes, longest=1.25)

    assert path.edges.tolist() == [3, 4]
    assert path.exposure == 0
    assert bounded.edges.tolist() == [1, 2]


def test_within_a_limit_edges_are_reached_in_part_from_both_ends() -> None:
    network = a_block()

    near, far = StreetGraph.build(network).isochrone(place(network, 0, 0.5), [120.0, 1000.0])

    assert near.nodes.tolist() == [0, 1]
    assert near.edges.tolist() == [0, 1, 3, 4]
    assert near.shares == pytest.approx(np.array([(0, 1), (0, 0.7), (0.3, 1), (0, 0.7)]))
    assert far.nodes.tolist() == [0, 1, 2, 3, 4]
    assert (far.shares == (0, 1)).all()


def test_a_limit_shorter_than_the_edge_reaches_both_ways_along_it() -> None:
    network = a_block()

    (reach,) = StreetGraph.build(network).isochrone(place(network, 0, 0.5), [30.0])

    assert reach.nodes.tolist() == []
    assert reach.edges.tolist() == [0]
    assert reach.shares == pytest.approx(np.array([(0.2, 0.8)]))


def test_costs_to_nodes_end_at_the_most_asked_for() -> None:
    network = a_block()

    costs = StreetGraph.build(network).one_to_all(place(network, 4, 1.0), most=150.0)

    assert costs == pytest.approx([np.inf, 100, np.inf, np.inf, 0])
