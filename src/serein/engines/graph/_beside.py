"""What stands beside which edges: lamps, open doors, defects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from serein.engines.geo import metric_projection
from serein.engines.graph._network import CLASSES, StreetNetwork

WITHIN_M = 25.0
BEYOND_NEAREST_M = 10.0
_FIRST_OF_PAVEMENTS = CLASSES.index("cycleway")


@dataclass(frozen=True, eq=False)
class Beside:
    """
    Pairs of a point and an edge, sorted by edge, then by place along it.

    Attributes
    ----------
    point, edge : ndarray of int32, shape (k,)
    at_m : ndarray of float64, shape (k,)
        Metres from the edge's first node to the place nearest to the point.
    """

    point: NDArray[np.int32]
    edge: NDArray[np.int32]
    at_m: NDArray[np.float64]


class EdgeFinder:
    """
    Finds the edges beside points.

    Pavements, paths and crossings that are edges of their own are one family, roads the other: a point belongs to the
    nearest edge of each, and to those of the family that are hardly farther (the other pavement, the next stretch).
    Each point is taken by itself, so that one more never takes anything from the others.

    Parameters
    ----------
    network : StreetNetwork
        Cost: an R-tree of its edges, kept for all later calls.
    """

    def __init__(self, network: StreetNetwork) -> None:
        self.network = network
        if not network.edge_count:
            return
        middle = (network.node_lon_lat.min(axis=0) + network.node_lon_lat.max(axis=0)) / 2
        self._plane = metric_projection(float(middle[0]), float(middle[1]))
        of_edge = np.repeat(np.arange(network.edge_count), np.diff(network.shape_start))
        self._lines = shapely.linestrings(self._plane.to_metres(network.shape_lon_lat), indices=of_edge)
        self._tree = shapely.STRtree(self._lines)

    def beside(
        self, lon_lat: ArrayLike, *, within_m: float = WITHIN_M, beyond_nearest_m: float = BEYOND_NEAREST_M
    ) -> Beside:
        """
        Find the edges beside points.

        Parameters
        ----------
        lon_lat : array_like, shape (m, 2)
            WGS84 degrees.
        within_m : float
            No edge farther than this.
        beyond_nearest_m : float
            How much farther than the nearest of its family.

        Returns
        -------
        Beside
            Cost: one look-up a point.

        Raises
        ------
        ValueError
            If a distance is below 0 or not finite, or a point is no place on earth.
        """
        points = as_lon_lat("lon_lat", lon_lat)
        for name, value in (("within_m", within_m), ("beyond_nearest_m", beyond_nearest_m)):
            if not 0 <= value < np.inf:
                raise ValueError(f"{name} is {value}; a finite number from 0 on is accepted.")
        if not len(points) or not self.network.edge_count:
            nothing = np.zeros(0, dtype=np.int32)
            return Beside(nothing, nothing, np.zeros(0))
        spots = shapely.points(self._plane.to_metres(points))
        point, edge = self._tree.query(spots, predicate="dwithin", distance=within_m)
        distance_m = shapely.distance(spots[point], self._lines[edge])
        family = point * 2 + (self.network.edge_class[edge] >= _FIRST_OF_PAVEMENTS)
        nearest_m = np.full(2 * len(points), np.inf)
        np.minimum.at(nearest_m, family, distance_m)
        kept = distance_m <= nearest_m[family] + beyond_nearest_m
        point, edge = point[kept], edge[kept]
        share = shapely.line_locate_point(self._lines[edge], spots[point], normalized=True)
        at_m = share * self.network.edge_length_m[edge]
        order = np.lexsort((point, at_m, edge))
        return Beside(point[order].astype(np.int32), edge[order].astype(np.int32), at_m[order])


def share_covered(
    edge: NDArray[np.int32], at_m: NDArray[np.float64], reach_m: float, edge_length_m: NDArray[np.float64]
) -> NDArray[np.float64]:
    """
    Measure which share of each edge lies within reach of places along it.

    Parameters
    ----------
    edge, at_m : ndarray, shape (k,)
        Places, sorted by edge, then by metres.
    reach_m : float
        To each side.
    edge_length_m : ndarray of float64, shape (e,)

    Returns
    -------
    ndarray of float64, shape (e,)
        0 to 1. Cost: one pass over the places.
    """
    length_m = edge_length_m[edge]
    is_next = np.zeros(len(edge), dtype=bool)
    is_next[1:] = edge[1:] == edge[:-1]
    begins = np.maximum(at_m - reach_m, 0.0)
    begins[is_next] = np.maximum(begins[is_next], (np.roll(at_m, 1) + reach_m)[is_next])
    stretch_m = np.maximum(np.minimum(at_m + reach_m, length_m) - begins, 0.0)
    covered_m = np.bincount(edge, weights=stretch_m, minlength=len(edge_length_m))
    return np.minimum(covered_m / edge_length_m, 1.0)


def as_lon_lat(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """Return points as an array of shape (m, 2). Raises ValueError when they are no places on earth."""
    points = np.asarray(values, dtype=np.float64)
    if points.size == 0:
        return np.zeros((0, 2))
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"{name} has shape {points.shape}; one row of longitude and latitude a point is accepted.")
    if not np.isfinite(points).all() or (np.abs(points) > (180.0, 90.0)).any():
        raise ValueError(f"{name} holds a point that is no longitude in ±180 and latitude in ±90.")
    return points
