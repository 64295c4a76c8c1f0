"""The walking part of an extract, repeated in a grid and joined at its borders."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph import Access, StreetGraph, StreetNetwork

BRIDGES = 6
EARTH_M_PER_DEGREE = 111_195.0


def walking_part(network: StreetNetwork) -> StreetNetwork:
    """Keep the greatest connected part for walking, and nothing else."""
    kept = StreetGraph.build(network).is_giant
    nodes = np.unique(network.edge_nodes[kept])
    rank = np.full(network.node_count, -1, np.int32)
    rank[nodes] = np.arange(len(nodes), dtype=np.int32)
    counts = np.diff(network.shape_start)
    given = {one.name: getattr(network, one.name)[kept] for one in fields(network) if one.name.startswith("edge_")}
    given |= {name: getattr(network, name)[nodes] for name in ("node_lon_lat", "node_id", "node_crossing")}
    given["edge_nodes"] = rank[given["edge_nodes"]]
    given["edge_access"] = np.full(int(kept.sum()), int(Access.WALK), np.uint8)
    given["shape_start"] = np.concatenate([[0], np.cumsum(counts[kept])]).astype(np.int32)
    given["shape_lon_lat"] = network.shape_lon_lat[np.repeat(kept, counts)]
    return replace(network, **given, turn_bans=np.empty((0, 3), np.int32)).validated()


def tile(network: StreetNetwork, times: int) -> StreetNetwork:
    """Repeat a network `times` by `times`, with a few straight edges from each tile to the next."""
    if times == 1:
        return network
    span = np.ptp(network.node_lon_lat, axis=0) + 0.0005
    shifts = [np.array([column, row]) * span for row in range(times) for column in range(times)]
    nodes, count = network.node_count, len(shifts)
    given = {
        one.name: np.concatenate([getattr(network, one.name)] * count)
        for one in fields(network)
        if one.name.startswith("edge_") or one.name in ("node_id", "node_crossing")
    }
    given["node_lon_lat"] = np.concatenate([network.node_lon_lat + shift for shift in shifts])
    given["edge_nodes"] = np.concatenate([network.edge_nodes + np.int32(i * nodes) for i in range(count)])
    starts = [network.shape_start[1:] + np.int32(i * len(network.shape_lon_lat)) for i in range(count)]
    given["shape_start"] = np.concatenate([[0], *starts]).astype(np.int32)
    given["shape_lon_lat"] = np.concatenate([network.shape_lon_lat + shift for shift in shifts])
    return _bridged(replace(network, **given), _bridges(network, times))


def _bridges(network: StreetNetwork, times: int) -> NDArray[np.int32]:
    nodes, pairs = network.node_count, []
    for axis, step in ((0, 1), (1, times)):
        lows, highs = _border(network.node_lon_lat, axis, low=True), _border(network.node_lon_lat, axis, low=False)
        for i in range(times * times):
            column, row = i % times, i // times
            if (column, row)[axis] + 1 < times:
                pairs += [(high + i * nodes, low + (i + step) * nodes) for high, low in zip(highs, lows, strict=True)]
    return np.array(pairs, np.int32)


def _border(lon_lat: NDArray[np.float64], axis: int, *, low: bool) -> list[int]:
    """Choose the outermost node of each band across one side."""
    other = lon_lat[:, 1 - axis]
    bands = np.linspace(other.min(), other.max(), BRIDGES + 1)
    chosen = []
    for first, last in pairwise(bands):
        inside = np.flatnonzero((other >= first) & (other <= last))
        along = lon_lat[inside, axis]
        chosen.append(int(inside[along.argmin() if low else along.argmax()]))
    return chosen


def _bridged(network: StreetNetwork, pairs: NDArray[np.int32]) -> StreetNetwork:
    ends = network.node_lon_lat[pairs]
    east, north = np.moveaxis(ends[:, 1] - ends[:, 0], -1, 0)
    length_m = EARTH_M_PER_DEGREE * np.hypot(east * np.cos(np.radians(ends[:, :, 1].mean(axis=1))), north)
    count = len(pairs)
    given = {
        one.name: np.concatenate([getattr(network, one.name), getattr(network, one.name)[:1].repeat(count, axis=0)])
        for one in fields(network)
        if one.name.startswith("edge_")
    }
    given["edge_nodes"][-count:] = pairs
    given["edge_length_m"][-count:] = 1.01 * length_m
    points = len(network.shape_lon_lat)
    given["shape_start"] = np.append(network.shape_start, points + 2 * np.arange(1, count + 1)).astype(np.int32)
    given["shape_lon_lat"] = np.concatenate([network.shape_lon_lat, ends.reshape(-1, 2)])
    return replace(network, **given).validated()
