"""Circuits that can be checked on paper; a block is 100 m."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from serein.engines.circuits import NoCircuit, Why, inspection_round, propose_circuits, way_round, what_if_dark
from serein.engines.graph import StreetNetwork
from tests.engines.circuits.make import draw_grid, edge_between, make_anchors, walk_graph

DARK, LIT = 1.0, 0.25


def exposure_of(network: StreetNetwork, *lit: tuple[int, int]) -> NDArray[np.float64]:
    """All dark but the edges between those junctions."""
    share = np.full(network.edge_count, DARK)
    share[[edge_between(network, *pair) for pair in lit]] = LIT
    return np.asarray(network.edge_length_m * share)


def test_four_corners_are_joined_by_the_ring() -> None:
    """
    C --- D
    |     |     400 m, all dark
    A --- B
    """
    network = draw_grid(2, 2)
    anchors = make_anchors((0, 0), (1, 0), (0, 1), (1, 1))

    found = propose_circuits(walk_graph(network), anchors, exposure=exposure_of(network), max_length_m=400)

    assert len(found) == 1
    assert [anchor.name_fr for anchor in found[0].anchors] == ["A", "B", "D", "C"]
    assert [found[0].length_m, found[0].exposure] == pytest.approx([400, 400])
    assert found[0].left_out == ()
    assert (found[0].name_fr, found[0].name_nl) == ("A – B – D", "A (nl) – B (nl) – D (nl)")


def test_a_lit_way_half_as_long_again_is_taken() -> None:
    """
    5 === 6 === 7 === 8 === 9
    "     |     |     |     "     A to B: 400 m dark, or 600 m lit
    A --- 1 --- 2 --- 3 --- B
    """
    network = draw_grid(5, 2)
    lit = [(0, 5), (5, 6), (6, 7), (7, 8), (8, 9), (4, 9)]
    streets, anchors, exposure = walk_graph(network), make_anchors((0, 0), (4, 0)), exposure_of(network, *lit)

    short, long = (
        propose_circuits(streets, anchors, exposure=exposure, max_length_m=bound_m, is_closed=False)[0]
        for bound_m in (599, 601)
    )

    assert [short.length_m, short.exposure] == pytest.approx([400, 400])
    assert [long.length_m, long.exposure] == pytest.approx([600, 150])


def test_the_weightiest_are_served_first_and_the_others_by_a_second_circuit() -> None:
    """
    A --- . --- B --- . --- C     A and B weigh most; 400 m there and back for each pair
    """
    network = draw_grid(5, 2)
    anchors = make_anchors((0, 0), (2, 0), (4, 0), weights=[2, 3, 1])

    first, second = propose_circuits(
        walk_graph(network), anchors, exposure=exposure_of(network), max_length_m=500, twice_weight=0
    )

    assert [anchor.name_fr for anchor in first.anchors] == ["B", "A"]
    assert [anchor.name_fr for anchor in second.anchors] == ["B", "C"]
    assert [(one.anchor.name_fr, one.why) for one in first.left_out] == [("C", Why.ELSEWHERE)]
    assert first.left_out[0].needed_m == pytest.approx(800)


def test_an_anchor_out_of_reach_is_told_with_what_it_would_take() -> None:
    network = draw_grid(8, 2)
    anchors = make_anchors((0, 0), (1, 0), (7, 0))

    found = propose_circuits(walk_graph(network), anchors, exposure=exposure_of(network), max_length_m=400)

    assert len(found) == 1
    assert [one.reason for one in found[0].left_out] == ["With C it would be 1,400 m; 400 m is the bound."]
    assert found[0].left_out[0].why is Why.TOO_FAR


def test_where_nothing_fits_it_is_said_what_would() -> None:
    network = draw_grid(8, 2)
    anchors = make_anchors((0, 0), (2, 0), (7, 0))

    with pytest.raises(NoCircuit) as told:
        propose_circuits(walk_graph(network), anchors, exposure=exposure_of(network), max_length_m=150)

    assert str(told.value) == (
        "No closed circuit of at most 150 m joins two anchors: A and B alone take 400 m, "
        "all 3 1,400 m, and 400 m without C, the farthest off."
    )


def test_of_two_equal_ways_the_circuit_comes_back_by_the_other() -> None:
    """
    2 --- B
    |     |     A to B and back: 400 m by any streets; once round is easier to follow
    A --- 1
    """
    network = draw_grid(2, 2)
    anchors = make_anchors((0, 0), (1, 1))

    found = propose_circuits(walk_graph(network), anchors, exposure=exposure_of(network), max_length_m=400)[0]

    assert found.length_m == pytest.approx(400)
    assert found.repeated_m == pytest.approx(0)
    assert len(set(np.concatenate([leg.edges for leg in found.legs]).tolist())) == 4


def test_a_linear_circuit_begins_and_ends_where_it_is_told() -> None:
    """
    B --- A --- C --- D     free: B to D, 300 m; from A to C over all: A B … D C, 500 m
    """
    network = draw_grid(4, 2)
    anchors = make_anchors((1, 0), (0, 0), (2, 0), (3, 0))
    ask = {"exposure": exposure_of(network), "max_length_m": 600, "is_closed": False, "twice_weight": 0}

    free = propose_circuits(walk_graph(network), anchors, **ask)[0]  # type: ignore[arg-type]
    told = propose_circuits(walk_graph(network), anchors, start=0, end=2, **ask)[0]  # type: ignore[arg-type]

    assert [anchor.name_fr for anchor in free.anchors] == ["B", "A", "C", "D"]
    assert free.length_m == pytest.approx(300)
    assert [anchor.name_fr for anchor in told.anchors] == ["A", "B", "D", "C"]
    assert told.length_m == pytest.approx(500)


def test_a_barred_street_is_gone_round_and_a_cut_town_is_told() -> None:
    """
    3 --- 4 --- 5
    A     |     |     A to B: 50 + 190 m; without (0, 1) over 3 and 4: 50 + 200 + 90 m
    0 --- 1 --- B
    """
    network = draw_grid(3, 2)
    streets, exposure = walk_graph(network), exposure_of(network)
    circuit = propose_circuits(
        streets, make_anchors((0, 0.5), (1.9, 0)), exposure=exposure, max_length_m=600, is_closed=False
    )[0]

    round_it = way_round(streets, circuit, [edge_between(network, 0, 1)], exposure=exposure)
    cut = way_round(streets, circuit, [edge_between(network, 0, 1), edge_between(network, 3, 4)], exposure=exposure)
    on_it = way_round(streets, circuit, [edge_between(network, 1, 2)], exposure=exposure)

    assert circuit.length_m == pytest.approx(240)
    assert round_it.circuit is not None
    assert [round_it.detour_m, round_it.added_exposure] == pytest.approx([100, 100])
    assert cut.circuit is None
    assert cut.reason == "No way leads from A to B that is not barred."
    assert on_it.circuit is None
    assert on_it.reason == "B stands in a street that is barred."


def test_the_street_without_another_way_is_missed_most() -> None:
    """
    5 --- 6 --- 7
    |     |     |
    0 --- 1 --- 2 --- 3 A     only (2, 3) leads to A: 90 m of it cannot be avoided
    """
    network = draw_grid(4, 2)
    access = network.edge_access.copy()
    access[[edge_between(network, 3, 7), edge_between(network, 6, 7)]] = 0
    network = replace(network, edge_access=access)
    exposure = exposure_of(network)
    streets = walk_graph(network)
    circuit = propose_circuits(
        streets, make_anchors((0.5, 0), (2.9, 0)), exposure=exposure, max_length_m=600, is_closed=False
    )[0]

    told = what_if_dark(streets, circuit, exposure=exposure)

    assert told[0].edges.tolist() == [edge_between(network, 2, 3)]
    assert told[0].way_round.unavoidable_m == pytest.approx(90)
    assert told[0].share == pytest.approx(90 / 240)
    gone_round = next(one for one in told if one.edges.tolist() == [edge_between(network, 1, 2)])
    assert gone_round.way_round.unavoidable_m == 0
    assert gone_round.way_round.detour_m == pytest.approx(200)


def test_a_round_over_four_corners_is_the_ring() -> None:
    network = draw_grid(2, 2)
    corners = [anchor.lon_lat for anchor in make_anchors((1, 1), (0, 1), (1, 0))]

    found = inspection_round(walk_graph(network), corners, make_anchors((0, 0))[0].lon_lat)

    assert found.order in {(2, 0, 1), (1, 0, 2)}
    assert found.length_m == pytest.approx(400)
    assert found.minutes == pytest.approx(400 / 75)
    assert len(found.legs) == 4
