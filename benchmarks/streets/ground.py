"""What every engine is asked: one network, seeded pairs of its nodes, seeded places, and the points of a way."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph import Snap, StreetNetwork

SEED = 20_261_205
EARTH_M_PER_DEGREE = 111_195.0


@dataclass(frozen=True, eq=False)
class Ground:
    """Simple edges (the shortest of those between two nodes, no loops) for all; `edge` tells which they were."""

    network: StreetNetwork
    ends: NDArray[np.int32]
    metres: NDArray[np.float64]
    edge: NDArray[np.intp]

    @property
    def nodes(self) -> int:
        return self.network.node_count

    def x_y(self) -> NDArray[np.float64]:
        lon_lat = self.network.node_lon_lat
        return lon_lat * EARTH_M_PER_DEGREE * (np.cos(np.radians(lon_lat[:, 1].mean())), 1.0)

    def pairs(self, count: int, least_m: float = 1000.0, most_m: float = 3000.0) -> list[tuple[int, int]]:
        dice, x_y, found = np.random.default_rng(SEED), self.x_y(), []
        while len(found) < count:
            a, b = (int(node) for node in dice.integers(0, self.nodes, 2))
            if least_m <= np.hypot(*(x_y[a] - x_y[b])) <= most_m:
                found.append((a, b))
        return found

    def places(self, count: int) -> NDArray[np.int64]:
        return np.random.default_rng(SEED + 1).choice(self.nodes, count, replace=False)

    def snaps(self, nodes: list[int]) -> list[Snap]:
        """Place each node on an edge that begins or ends there."""
        edges, shares = np.empty(self.nodes, np.int64), np.empty(self.nodes)
        for share in (1, 0):
            edges[self.network.edge_nodes[:, share]] = np.arange(self.network.edge_count)
            shares[self.network.edge_nodes[:, share]] = share
        lon_lat = self.network.node_lon_lat
        return [Snap(int(edges[v]), float(shares[v]), (lon_lat[v, 0], lon_lat[v, 1]), 0.0) for v in nodes]


def lay_ground(network: StreetNetwork) -> Ground:
    low, high = np.sort(network.edge_nodes, axis=1).T
    order = np.lexsort((network.edge_length_m, high, low))
    order = order[low[order] != high[order]]
    key = low[order].astype(np.int64) * network.node_count + high[order]
    kept = order[np.unique(key, return_index=True)[1]]
    return Ground(network, network.edge_nodes[kept], network.edge_length_m[kept], kept)


class Pencil:
    """Draws the points of a way that is told as nodes: what a peer's answer needs to be on a map."""

    def __init__(self, ground: Ground) -> None:
        network = ground.network
        start, points = network.shape_start.tolist(), network.shape_lon_lat
        self._lines: dict[tuple[int, int], NDArray[np.float64]] = {}
        for (a, b), edge in zip(network.edge_nodes[ground.edge].tolist(), ground.edge.tolist(), strict=True):
            line = points[start[edge] : start[edge + 1]]
            self._lines[a, b], self._lines[b, a] = line, line[::-1]

    def draw(self, nodes: list[int]) -> NDArray[np.float64]:
        return np.concatenate([self._lines[pair] for pair in pairwise(nodes)])

    def metres(self, ground: Ground) -> dict[tuple[int, int], float]:
        ways = zip(ground.ends.tolist(), ground.metres.tolist(), strict=True)
        return {pair: metres for (a, b), metres in ways for pair in ((a, b), (b, a))}
