"""Small street networks drawn for the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from serein.engines.graph import CLASSES, Access, Snap, StreetNetwork

WALK = int(Access.WALK)
BOTH_WAYS = int(
    Access.WALK | Access.BICYCLE_FORWARD | Access.BICYCLE_BACKWARD | Access.DRIVE_FORWARD | Access.DRIVE_BACKWARD
)
ONE_WAY = int(Access.WALK | Access.BICYCLE_FORWARD | Access.DRIVE_FORWARD)

HERE = np.array([3.37, 50.75])
DEGREES_PER_M = np.array([1 / (111_195.0 * np.cos(np.radians(50.75))), 1 / 111_195.0])


def at(x_m: float, y_m: float) -> tuple[float, float]:
    """Longitude and latitude so many metres east and north of the corner of every drawn network."""
    lon, lat = HERE + np.array([x_m, y_m]) * DEGREES_PER_M
    return float(lon), float(lat)


def draw(
    nodes: Sequence[tuple[float, float]],
    edges: Sequence[tuple[int, int]],
    *,
    lengths: Sequence[float] | None = None,
    access: Sequence[int] | int = BOTH_WAYS,
    shapes: Mapping[int, Sequence[tuple[float, float]]] | None = None,
    **given: Any,
) -> StreetNetwork:
    """Draw nodes in metres and edges between them, straight unless `shapes` tells the points between their ends."""
    shapes = shapes or {}
    lines = [[nodes[a], *shapes.get(i, ()), nodes[b]] for i, (a, b) in enumerate(edges)]
    points = np.array([at(*point) for line in lines for point in line]).reshape(-1, 2)
    measured = [float(np.hypot(*np.diff(np.array(line), axis=0).T).sum()) for line in lines]
    count = len(edges)
    whole = {
        "node_lon_lat": np.array([at(*node) for node in nodes]).reshape(-1, 2),
        "node_id": np.arange(len(nodes)),
        "node_crossing": np.zeros(len(nodes), np.uint8),
        "edge_nodes": np.array(edges, np.int32).reshape(-1, 2),
        "edge_length_m": np.array(measured if lengths is None else lengths, float),
        "shape_start": np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype(np.int32),
        "shape_lon_lat": points,
        "edge_class": np.full(count, CLASSES.index("residential"), np.uint8),
        "edge_lit": np.zeros(count, np.int8),
        "edge_sidewalk": np.zeros(count, np.uint8),
        "edge_surface": np.zeros(count, np.uint8),
        "edge_crossing": np.zeros(count, np.uint8),
        "edge_access": np.broadcast_to(np.array(access, np.uint8), (count,)).copy(),
        "edge_speed_kmh": np.full(count, 36, np.uint8),
        "edge_is_regional": np.zeros(count, np.bool_),
        "edge_name": np.full(count, -1, np.int32),
        "edge_way": np.arange(count),
        "turn_bans": np.empty((0, 3), np.int32),
        "names": np.empty((0, 2), np.str_),
    }
    return StreetNetwork(**{**whole, **given}).validated()


def place(network: StreetNetwork, edge: int, share: float = 0.5) -> Snap:
    """A place on an edge, wherever it is drawn."""
    return Snap(edge, share, (0.0, 0.0), 0.0)


def draw_town(seed: int, count: int, *, extra: float = 0.6, access: int | None = BOTH_WAYS) -> StreetNetwork:
    """Draw a random town: a tree of streets and some more; loops, doubles, one-ways and pieces apart with luck."""
    dice = np.random.default_rng(seed)
    nodes = [(float(x), float(y)) for x, y in dice.integers(0, 12, (count, 2)) * 50.0 + dice.uniform(0, 9, (count, 2))]
    edges = [(int(dice.integers(0, i)), i) for i in range(1, count) if dice.random() < 0.95]
    edges += [(int(a), int(b)) for a, b in dice.integers(0, count, (int(extra * count) + 1, 2))]
    straight = np.array([np.hypot(nodes[a][0] - nodes[b][0], nodes[a][1] - nodes[b][1]) for a, b in edges])
    lengths = np.maximum(straight, 10.0) * dice.uniform(1.01, 1.6, len(edges))
    kinds = dice.choice([BOTH_WAYS, BOTH_WAYS, ONE_WAY, WALK], len(edges)) if access is None else access
    return draw(nodes, edges, lengths=lengths.tolist(), access=np.broadcast_to(kinds, (len(edges),)).tolist())
