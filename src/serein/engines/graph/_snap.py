"""From a point to the streets: the nearest place along an edge that leads anywhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from serein.engines.graph._kernels_near import fill_grid, nearest
from serein.engines.graph._network import StreetNetwork

_M_PER_DEGREE = 111_195.0
_CELL_M = 80.0


class NotOnTheNetwork(ValueError):
    """A point is too far from any street that leads to the rest of the network."""


@dataclass(frozen=True)
class Snap:
    """
    A place along an edge.

    Attributes
    ----------
    edge : int
        Edge of the street network.
    share : float
        Where on it, 0 at its first node, 1 at its second.
    lon_lat : tuple of float
        WGS84 degrees.
    distance_m : float
        From the point that was asked for, metres.
    """

    edge: int
    share: float
    lon_lat: tuple[float, float]
    distance_m: float


class Grid:
    """Cells over the segments of some edges. Cost: linear to build; a few cells a point."""

    def __init__(self, network: StreetNetwork, edges: NDArray[np.intp]) -> None:
        self._start = np.ascontiguousarray(network.shape_start, np.int32)
        self._lon_lat = np.ascontiguousarray(network.shape_lon_lat, np.float64)
        self._is_empty = len(edges) == 0
        if self._is_empty:
            return
        is_inside = np.zeros(network.edge_count, np.bool_)
        is_inside[edges] = True
        points = self._lon_lat[np.repeat(is_inside, np.diff(self._start))]
        self._low, top = points.min(axis=0), points.max(axis=0)
        scale = np.array([np.cos(np.radians((self._low[1] + top[1]) / 2)), 1.0])
        sides_m = (top - self._low) * scale * _M_PER_DEGREE
        cell_m = max(_CELL_M, float(np.sqrt(sides_m.prod() / (4 * len(points) + 16))), float(sides_m.max()) / 8192)
        self._size = cell_m / _M_PER_DEGREE / scale
        self._wide, self._high = (int(side // cell_m) + 1 for side in sides_m)
        self._grid = fill_grid(
            self._start, self._lon_lat, edges.astype(np.int32), self._low, self._size, self._wide, self._high
        )

    def nearest(self, lon_lat: ArrayLike, within_m: float) -> list[Snap | None]:
        points = np.array(lon_lat, np.float64).reshape(-1, 2)
        if self._is_empty:
            return [None] * len(points)
        edges, shares, feet, far = nearest(
            self._start, self._lon_lat, self._grid, self._low, self._size, self._wide, self._high, points,
            within_m / _M_PER_DEGREE,
        )  # fmt: skip
        found = zip(edges.tolist(), shares.tolist(), feet.tolist(), (far * _M_PER_DEGREE).tolist(), strict=True)
        return [Snap(edge, share, (foot[0], foot[1]), away) if edge >= 0 else None for edge, share, foot, away in found]
