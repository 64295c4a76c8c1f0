"""What makes no sense is refused in a sentence."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from typing import Any

import numpy as np
import pytest

from serein.engines.circuits import (
    Anchor,
    InvalidAnchors,
    inspection_round,
    propose_circuits,
    sign_positions,
    way_round,
)
from serein.engines.graph import Mode, NotOnTheNetwork, StreetGraph
from tests.engines.circuits.make import draw_grid, make_anchors, walk_graph
from tests.engines.graph.make import at

NETWORK = draw_grid(4, 4)
STREETS = walk_graph(NETWORK)
TWO = make_anchors((0, 0), (2, 2))
FAR_OFF = Anchor("Loin", "Ver", at(5000, 5000))


def with_second(**changes: Any) -> list[Anchor]:
    return [TWO[0], replace(TWO[1], **changes)]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"max_length_m": 0.0}, "max_length_m is 0.0; metres above 0 are accepted."),
        ({"max_length_m": nan}, "max_length_m is nan"),
        ({"max_length_m": -5.0}, "max_length_m is -5.0"),
        ({"max_length_m": inf}, "max_length_m is inf"),
        ({"most": 0}, "most is 0; at least one circuit is accepted."),
        ({"twice_weight": nan}, "twice_weight is nan"),
        ({"anchors": []}, "A circuit joins at least two anchors; 0 given."),
        ({"anchors": TWO[:1]}, "A circuit joins at least two anchors; 1 given."),
        ({"anchors": with_second(lon_lat=(nan, 50.0))}, "B lies at nan, 50.0"),
        ({"anchors": with_second(lon_lat=(3.0, 91.0))}, "B lies at 3.0, 91.0"),
        ({"anchors": with_second(lon_lat=(3.0, inf))}, "B lies at 3.0, inf"),
        ({"anchors": with_second(lon_lat=TWO[0].lon_lat)}, "B lies where A lies; anchors lie apart."),
        ({"anchors": with_second(name_fr="A")}, "Anchor 2 has the name of anchor 1, 'A'; names differ."),
        ({"anchors": with_second(name_nl=" ")}, "Anchor 2 lacks a name in French or Dutch."),
        ({"anchors": with_second(weight=0.0)}, "B has weight 0.0; a finite number above 0 is accepted."),
        ({"anchors": with_second(weight=nan)}, "B has weight nan"),
        ({"anchors": [TWO[0], FAR_OFF]}, "Loin lies more than 150 m from any street of the network that leads on."),
        ({"exposure": np.ones(3)}, r"exposure has shape \(3,\)"),
        ({"exposure": np.full(NETWORK.edge_count, nan)}, "exposure holds a value that is not finite and at least 0."),
        ({"exposure": np.full(NETWORK.edge_count, -1.0)}, "exposure holds a value that is not finite and at least 0."),
        ({"start": 0}, "An end is anchor 0; a closed circuit has no ends."),
        ({"start": 2, "is_closed": False}, "An end is anchor 2; 0 to 1 is accepted."),
        ({"start": 1, "end": 1, "is_closed": False}, "A linear circuit begins and ends at anchor 1"),
    ],
)
def test_what_makes_no_sense_is_refused(changed: dict[str, Any], sentence: str) -> None:
    asked = {"anchors": TWO, "exposure": NETWORK.edge_length_m, "max_length_m": 1000.0, **changed}

    with pytest.raises(InvalidAnchors, match=sentence):
        propose_circuits(STREETS, asked.pop("anchors"), **asked)


def test_two_anchors_that_snap_to_one_place_are_refused() -> None:
    anchors = [Anchor("Un", "Een", at(0, -10)), Anchor("Deux", "Twee", at(0, -20))]

    with pytest.raises(InvalidAnchors, match="Deux and Un are the same place on the network"):
        propose_circuits(STREETS, anchors, exposure=NETWORK.edge_length_m, max_length_m=1000)


def test_circuits_are_walked_not_driven() -> None:
    with pytest.raises(InvalidAnchors, match="The graph is one for drive; circuits are walked"):
        propose_circuits(StreetGraph.build(NETWORK, Mode.DRIVE), TWO, exposure=NETWORK.edge_length_m, max_length_m=1000)


@pytest.mark.parametrize("edges", [[-1], [NETWORK.edge_count], [0.5]])
def test_edges_of_another_network_are_refused(edges: list[Any]) -> None:
    circuit = propose_circuits(STREETS, TWO, exposure=NETWORK.edge_length_m, max_length_m=1000)[0]

    with pytest.raises(ValueError, match="barred_edges"):
        way_round(STREETS, circuit, edges, exposure=NETWORK.edge_length_m)


def test_a_round_over_no_sign_or_one_far_off_is_refused() -> None:
    with pytest.raises(ValueError, match="sign_points is empty"):
        inspection_round(STREETS, np.empty((0, 2)), TWO[0].lon_lat)
    with pytest.raises(NotOnTheNetwork, match="within 300 m"):
        inspection_round(STREETS, [FAR_OFF.lon_lat], TWO[0].lon_lat)


def test_a_distance_that_is_none_is_refused_for_signs() -> None:
    circuit = propose_circuits(STREETS, TWO, exposure=NETWORK.edge_length_m, max_length_m=1000)[0]

    with pytest.raises(ValueError, match="merge_within_m is nan"):
        sign_positions(NETWORK, circuit, merge_within_m=nan)
