"""The ways between anchors: every length worth having with the least exposure for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from serein.engines.circuits._task import FAR, Floats
from serein.engines.graph import Path, Snap, StreetGraph

LONGEST_LEG = 1.5
"""A leg is never longer than so many times its shortest way: nobody follows a longer detour."""

_ALL = 1_000_000


def tabulate(
    graph: StreetGraph, snaps: Sequence[Snap], exposure: Floats, lengths: Floats, *, within_m: float
) -> tuple[Floats, Floats]:
    """
    Return lengths and exposures of the whole front of each pair of anchors, shapes (n, n, k), as `Task` wants them.

    `lengths` are the shortest ways, (n, n); pairs longer than `within_m` keep only that figure. Cost: one front a
    pair; on foot the way back is the way there.
    """
    fronts: dict[tuple[int, int], Floats] = {}
    for a in range(len(snaps)):
        for b in range(a + 1, len(snaps)):
            if lengths[a, b] <= within_m:
                fronts[a, b] = _front(graph, snaps[a], snaps[b], exposure)
    most = max((len(front) for front in fronts.values()), default=1)
    table = np.full((2, len(snaps), len(snaps), most), FAR)
    for (a, b), front in fronts.items():
        table[:, a, b, : len(front)] = table[:, b, a, : len(front)] = front.T
    return table[0], table[1]


def _front(graph: StreetGraph, origin: Snap, destination: Snap, exposure: Floats) -> Floats:
    if is_same_place(origin, destination):
        return np.zeros((1, 2))
    return graph.full_front(origin, destination, exposure, longest=LONGEST_LEG)


def is_same_place(one: Snap, other: Snap) -> bool:
    """Whether no step lies between two places."""
    return one.edge == other.edge and one.share == other.share


def walk_leg(graph: StreetGraph, ends: tuple[Snap, Snap], exposure: Floats, length_m: float) -> Path:
    """Return the way of the front that is so long."""
    paths = all_ways(graph, ends, exposure)
    return min(paths, key=lambda path: abs(path.length_m - length_m))


def all_ways(graph: StreetGraph, ends: tuple[Snap, Snap], exposure: Floats) -> list[Path]:
    """
    Return the whole front of a leg as ways, the shortest first.

    Raises
    ------
    NoWay
        If none leads there.
    """
    if is_same_place(*ends):
        return [standing(ends[0])]
    return graph.front(*ends, exposure, longest=LONGEST_LEG, most=_ALL, epsilon=0.0)


def standing(at: Snap) -> Path:
    """Return the way from a place to itself."""
    nothing = np.zeros(0)
    line = np.array([at.lon_lat, at.lon_lat], dtype=np.float64)
    return Path(nothing.astype(np.int32), nothing.astype(bool), nothing, 0.0, 0.0, 0.0, line)
