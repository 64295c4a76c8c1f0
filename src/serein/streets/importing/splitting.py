"""Ways cut into edges at every junction, in arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EARTH_AXIS_M = 6_378_137.0
EARTH_FLATTENING = 1 / 298.257223563
SHORTEST_M = 0.01

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]


@dataclass(frozen=True)
class Edges:
    """Edges between junctions; `way` is the position of the way that each was cut from."""

    node_id: Longs
    node_lon_lat: Floats
    nodes: NDArray[np.int32]
    length_m: Floats
    way: Longs
    shape_start: NDArray[np.int32]
    shape_lon_lat: Floats


def split_at_junctions(refs: Longs, points: Floats, count: Longs, marked: Longs) -> Edges:
    """
    Cut ways where they meet, where they end and at marked nodes.

    `refs` and `points` hold the nodes of all ways one after the other, `count` how many each way has.
    """
    way_of = np.repeat(np.arange(len(count)), count)
    is_repeated = np.zeros(len(refs), dtype=bool)
    is_repeated[1:] = (refs[1:] == refs[:-1]) & (way_of[1:] == way_of[:-1])
    refs, points, way_of = refs[~is_repeated], points[~is_repeated], way_of[~is_repeated]
    is_last = np.ones(len(refs), dtype=bool)
    is_last[:-1] = way_of[1:] != way_of[:-1]
    starts, ends = _cuts(refs, is_last, marked)
    step_m = np.zeros(len(refs))
    step_m[:-1] = ground_distance_m(points[:-1], points[1:])
    step_m[is_last] = 0.0
    length_m = np.add.reduceat(step_m, starts) if len(starts) else np.zeros(0)
    node_id, first = np.unique(refs[np.concatenate((starts, ends))], return_index=True)
    shape_start, shape = _ranges(starts, ends)
    return Edges(
        node_id=node_id,
        node_lon_lat=points[np.concatenate((starts, ends))[first]],
        nodes=np.column_stack([np.searchsorted(node_id, refs[at]) for at in (starts, ends)]).astype(np.int32),
        length_m=np.maximum(length_m, SHORTEST_M),
        way=way_of[starts],
        shape_start=shape_start,
        shape_lon_lat=points[shape],
    )


def _cuts(refs: Longs, is_last: NDArray[np.bool_], marked: Longs) -> tuple[Longs, Longs]:
    """Return where in `refs` edges start and end."""
    known, number, times = np.unique(refs, return_inverse=True, return_counts=True)
    is_cut = times > 1
    is_cut[np.searchsorted(known, np.intersect1d(known, marked))] = True
    is_first = np.ones(len(refs), dtype=bool)
    is_first[1:] = is_last[:-1]
    at = np.flatnonzero(is_cut[number] | is_first | is_last)
    is_edge = ~is_last[at[:-1]]
    return at[:-1][is_edge], at[1:][is_edge]


def _ranges(starts: Longs, ends: Longs) -> tuple[NDArray[np.int32], Longs]:
    """Lay the points from each start to its end, both included, one after the other."""
    count = ends - starts + 1
    bounds = np.concatenate(([0], np.cumsum(count)))
    return bounds.astype(np.int32), np.arange(bounds[-1]) + np.repeat(starts - bounds[:-1], count)


def ground_distance_m(one: Floats, other: Floats) -> Floats:
    """
    Measure short distances on the ellipsoid: a plane at the middle latitude, exact to a millionth below a kilometre.
    """
    latitude = np.radians((one[:, 1] + other[:, 1]) / 2)
    squared = EARTH_FLATTENING * (2 - EARTH_FLATTENING)
    bend = 1 - squared * np.sin(latitude) ** 2
    east = EARTH_AXIS_M / np.sqrt(bend) * np.cos(latitude)
    north = EARTH_AXIS_M * (1 - squared) / bend**1.5
    turn = (other[:, 0] - one[:, 0] + 180.0) % 360.0 - 180.0
    length_m: Floats = np.hypot(east * np.radians(turn), north * np.radians(other[:, 1] - one[:, 1]))
    return length_m
