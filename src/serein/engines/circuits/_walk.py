"""A circuit as someone walks it, one way or the other: edges, junctions, and how they branch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from serein.engines.circuits._circuit import Anchor, Circuit, pieces
from serein.engines.graph import CLASSES, Access, StreetNetwork

M_PER_DEGREE = 111_195.0
BEARING_M = 10.0
"""A bearing is taken over so many metres, so that a kink of the drawing is no turn."""

_AT_NODE_M = 1e-6
_PATHS = CLASSES.index("cycleway")


class Direction(StrEnum):
    """Which way round a circuit is walked: as its anchors are listed, or against."""

    FORWARD = "forward"
    BACKWARD = "backward"


@dataclass(frozen=True)
class Branch:
    """
    An edge that leaves a junction.

    Attributes
    ----------
    edge : int
    is_forward : bool
        Whether it leaves from the edge's first node.
    deviation_deg : float
        From straight on: right above 0, left below, within ±180.
    """

    edge: int
    is_forward: bool
    deviation_deg: float


@dataclass(frozen=True, eq=False)
class Walk:
    """
    Steps along edges in one direction.

    Attributes
    ----------
    direction : Direction
    edges, is_forward, metres : ndarray, shape (k,)
        As of a path.
    end_m : ndarray of float64, shape (k,)
        How far from the first node of its edge each step ends.
    at_m : ndarray of float64, shape (k + 1,)
        Metres walked before each step, and in all.
    anchors : tuple of (float, Anchor)
        Metres at which each is passed, rising; the first anchor of a closed walk comes again at its end.
    is_closed : bool
        Whether the first step follows the last.
    """

    direction: Direction
    edges: NDArray[np.int32]
    is_forward: NDArray[np.bool_]
    metres: NDArray[np.float64]
    end_m: NDArray[np.float64]
    at_m: NDArray[np.float64]
    anchors: tuple[tuple[float, Anchor], ...]
    is_closed: bool

    def next_anchor(self, at_m: float) -> tuple[Anchor, float]:
        """Return the anchor that comes after a place of the walk, and the metres to it."""
        for passed_m, anchor in self.anchors:
            if passed_m > at_m + _AT_NODE_M:
                return anchor, passed_m - at_m
        passed_m, anchor = self.anchors[-1]
        return anchor, max(0.0, passed_m - at_m)

    def after(self, network: StreetNetwork, step: int) -> tuple[float, float]:
        """Return the place `BEARING_M` along the edge that follows a step, or that edge's other end."""
        following = (step + 1) % len(self.edges)
        shape = network.shape(int(self.edges[following]))
        line = shape if self.is_forward[following] else shape[::-1]
        return point_at(line, BEARING_M / max(float(_far(line)[-1]), BEARING_M))


def walk(network: StreetNetwork, circuit: Circuit, direction: Direction) -> Walk:
    """Return a circuit as it is walked in a direction."""
    legs = circuit.legs
    edges = np.concatenate([leg.edges for leg in legs])
    ahead = np.concatenate([leg.is_forward for leg in legs])
    metres = np.concatenate([leg.metres for leg in legs])
    spans = [pieces(leg, start, network.edge_length_m) for leg, start in zip(legs, circuit.snaps, strict=False)]
    span = np.concatenate(spans)
    passed_m = np.concatenate(([0.0], np.cumsum([leg.length_m for leg in legs])))
    anchors = [*circuit.anchors, *(circuit.anchors[:1] if circuit.is_closed else ())]
    if direction is Direction.BACKWARD:
        edges, ahead, metres, span = edges[::-1], ~ahead[::-1], metres[::-1], span[::-1]
        passed_m, anchors = (passed_m[-1] - passed_m)[::-1], anchors[::-1]
    end_m = np.where(ahead, span[:, 1], span[:, 0])
    at_m = np.concatenate(([0.0], np.cumsum(metres)))
    return Walk(
        direction,
        edges,
        ahead,
        metres,
        end_m,
        at_m,
        tuple(zip(passed_m.tolist(), anchors, strict=True)),
        circuit.is_closed,
    )


class Junctions:
    """Which edges one can walk leave the junctions of some walks. Cost: one pass over the edges."""

    def __init__(self, network: StreetNetwork, edges: NDArray[np.int32]) -> None:
        self._network = network
        nodes = np.unique(network.edge_nodes[edges])
        may_walk = (network.edge_access & int(Access.WALK)) != 0
        self._leaving: dict[int, list[tuple[int, bool]]] = {}
        for side in (0, 1):
            beside = np.flatnonzero(np.isin(network.edge_nodes[:, side], nodes) & may_walk)
            for edge in beside.tolist():
                self._leaving.setdefault(int(network.edge_nodes[edge, side]), []).append((edge, side == 0))

    def branches(self, edge: int, is_forward: bool) -> list[Branch]:
        """Return where one can go on from the end of an edge, but back; by edge."""
        node = self.node_after(edge, is_forward)
        arrival = arrival_bearing(self._network, edge, is_forward)
        found = [
            Branch(other, ahead, deviation(arrival, leaving_bearing(self._network, other, ahead)))
            for other, ahead in self._leaving[node]
            if (other, ahead) != (edge, not is_forward)
        ]
        return sorted(found, key=lambda branch: (branch.edge, branch.is_forward))

    def node_after(self, edge: int, is_forward: bool) -> int:
        """Return the node to which an edge leads."""
        return int(self._network.edge_nodes[edge, 1 if is_forward else 0])


def follow_the_street(network: StreetNetwork, edge: int, branches: Sequence[Branch]) -> Branch | None:
    """
    Return where a walker goes whom no sign tells otherwise: on along the named street, else as straight as possible.

    None in a dead end.
    """
    name = int(network.edge_name[edge])
    same = [branch for branch in branches if name >= 0 and int(network.edge_name[branch.edge]) == name]
    return min(same or branches, key=lambda branch: abs(branch.deviation_deg), default=None)


def width_rank(network: StreetNetwork, edge: int) -> int:
    """Return how narrow a street looks: 0 for the widest; all that is made for feet and bicycles is one."""
    kind = int(network.edge_class[edge])
    if CLASSES[kind] == "living_street":
        return CLASSES.index("residential")
    return min(kind, _PATHS)


def leaving_bearing(network: StreetNetwork, edge: int, is_forward: bool) -> float:
    """Return the bearing, degrees from north, at which an edge leaves one of its nodes."""
    shape = network.shape(edge)
    return bearing_along(shape if is_forward else shape[::-1])


def arrival_bearing(network: StreetNetwork, edge: int, is_forward: bool) -> float:
    """Return the bearing at which an edge arrives at one of its nodes."""
    return (leaving_bearing(network, edge, not is_forward) + 180.0) % 360.0


def bearing_along(line: NDArray[np.float64]) -> float:
    """Return the bearing from a line's first point to the place `BEARING_M` along it."""
    length_m = float(_far(line)[-1])
    return bearing((float(line[0, 0]), float(line[0, 1])), point_at(line, BEARING_M / max(length_m, BEARING_M)))


def point_at(line: NDArray[np.float64], share: float) -> tuple[float, float]:
    """Return the place so far along a line: 0 at its first point, 1 at its last."""
    far = _far(line)
    reach = share * far[-1]
    return float(np.interp(reach, far, line[:, 0])), float(np.interp(reach, far, line[:, 1]))


def bearing(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the bearing, degrees from north, from one place to another near it; 0 if they are the same."""
    east = (other[0] - one[0]) * np.cos(np.radians(one[1]))
    return float(np.degrees(np.arctan2(east, other[1] - one[1])) % 360.0)


def count_turns(circuit: Circuit, over_deg: float = 35.0) -> int:
    """Return how many corners of a circuit's line turn by more: what a sign at every turn would come to, one way."""
    line = circuit.lon_lat[np.concatenate(([True], np.any(np.diff(circuit.lon_lat, axis=0) != 0, axis=1)))]
    steps = np.diff(line, axis=0) * (np.cos(np.radians(line[0, 1])), 1.0)
    bearings = np.degrees(np.arctan2(steps[:, 0], steps[:, 1]))
    turns = np.abs((np.diff(bearings) + 180.0) % 360.0 - 180.0)
    return int((turns > over_deg).sum())


def _far(line: NDArray[np.float64]) -> NDArray[np.float64]:
    steps = np.diff(line, axis=0) * (M_PER_DEGREE * np.cos(np.radians(line[0, 1])), M_PER_DEGREE)
    return np.concatenate(([0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))))


def deviation(arrival: float, leaving: float) -> float:
    """Return the turn from one bearing to another: right above 0, in -180 (not taken) to 180."""
    return 180.0 - (180.0 - (leaving - arrival)) % 360.0
