"""Small towns and tours for the tests: grids drawn in metres, legs drawn by lot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serein.engines.circuits import Anchor
from serein.engines.circuits._task import FAR, Task
from serein.engines.graph import StreetGraph, StreetNetwork
from tests.engines.graph.make import at, draw

BLOCK_M = 100.0


def draw_grid(wide: int, high: int, **given: Any) -> StreetNetwork:
    """Draw a town of blocks: junction ``y * wide + x`` lies `x` blocks east and `y` blocks north; rows come first."""
    nodes = [(x * BLOCK_M, y * BLOCK_M) for y in range(high) for x in range(wide)]
    rows = [(y * wide + x, y * wide + x + 1) for y in range(high) for x in range(wide - 1)]
    columns = [(y * wide + x, (y + 1) * wide + x) for y in range(high - 1) for x in range(wide)]
    return draw(nodes, rows + columns, **given)


def edge_between(network: StreetNetwork, one: int, other: int) -> int:
    """The edge that joins two junctions."""
    pairs = np.sort(network.edge_nodes, axis=1).tolist()
    return int(pairs.index(sorted((one, other))))


def walk_graph(network: StreetNetwork) -> StreetGraph:
    return StreetGraph.build(network)


def lots_of_light(network: StreetNetwork, seed: int) -> NDArray[np.float64]:
    """Metres that count, each edge lit more or less by lot."""
    return np.asarray(network.edge_length_m * np.random.default_rng(seed).uniform(0.1, 1.0, network.edge_count))


def make_anchors(*spots: tuple[float, float], weights: Sequence[float] | None = None) -> list[Anchor]:
    """Anchors A, B, C… so many blocks east and north; each a little apart from its junction so that none is another."""
    names = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    weights = weights or [1.0] * len(spots)
    return [
        Anchor(name, f"{name} (nl)", at(x * BLOCK_M, y * BLOCK_M), weight)
        for name, (x, y), weight in zip(names, spots, weights, strict=False)
    ]


def draw_anchors(seed: int, count: int, blocks: int) -> list[Anchor]:
    """Anchors anywhere in a town of so many blocks."""
    dice = np.random.default_rng(seed)
    return make_anchors(*[(float(x), float(y)) for x, y in dice.uniform(0, blocks, (count, 2))])


def draw_task(seed: int, count: int, ways: int, bound: float, *, is_weighted: bool = True) -> Task:
    """Draw a tour over places in a square kilometre, each leg with up to so many ways; bound in kilometres."""
    dice = np.random.default_rng(seed)
    places = dice.uniform(0, 1000, (count, 2))
    straight = np.linalg.norm(places[:, None] - places[None], axis=2)
    table = np.full((2, count, count, ways), FAR)
    for a in range(count):
        for b in range(a + 1, count):
            some = int(dice.integers(1, ways + 1))
            length = np.sort(straight[a, b] * (1 + dice.uniform(0, 0.5, some)))
            exposure = np.sort(straight[a, b] * dice.uniform(0, 1, some))[::-1]
            table[:, a, b, :some] = table[:, b, a, :some] = length, exposure
    weight = dice.integers(1, 4, count).astype(float) if is_weighted else np.ones(count)
    return Task(table[0], table[1], weight, 1000.0 * bound)
