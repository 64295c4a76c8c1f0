from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from serein.engines.geo._projection import as_points

Key = TypeVar("Key")


class AreaIndex(Generic[Key]):
    """
    Say in which area a point lies.

    Parameters
    ----------
    keys : sequence
        What to answer, one an area.
    areas : sequence of Polygon or MultiPolygon
        In one frame, whichever; they may touch.

    Raises
    ------
    ValueError
        If there are not as many keys as areas.

    Notes
    -----
    A sort-tile-recursive tree over the boxes, then prepared geometries: about 10 µs a look-up
    whatever the number of areas. A point on a shared border belongs to the area that comes
    first, so that every process answers alike.
    """

    def __init__(self, keys: Sequence[Key], areas: Sequence[BaseGeometry]) -> None:
        if len(keys) != len(areas):
            raise ValueError(f"Found {len(keys)} keys for {len(areas)} areas; one key an area is accepted.")
        self._keys = list(keys)
        self._areas = np.array(areas, dtype=object)
        shapely.prepare(self._areas)
        self._tree = shapely.STRtree(self._areas)

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, lon: float, lat: float) -> Key | None:
        """
        Find the area of a point.

        Parameters
        ----------
        lon, lat : float
            In the frame of the areas.

        Returns
        -------
        Key or None
            None outside every area, and for a coordinate that is not finite.
        """
        hits = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return self._keys[int(hits.min())] if hits.size else None

    def find_all(self, lon: float, lat: float) -> list[Key]:
        """
        Find every area that a point lies in, borders included.

        Parameters
        ----------
        lon, lat : float
            In the frame of the areas.

        Returns
        -------
        list of Key
            In the order of the areas.
        """
        hits = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return [self._keys[int(hit)] for hit in sorted(hits)]

    def find_many(self, lon_lat: ArrayLike) -> NDArray[np.int64]:
        """
        Find the areas of many points.

        Parameters
        ----------
        lon_lat : array_like, shape (n, 2)
            In the frame of the areas.

        Returns
        -------
        ndarray of int, shape (n,)
            Position of the area in what the index was made of; -1 outside all.
        """
        points = as_points(lon_lat, "lon_lat")
        found = np.full(len(points), len(self._keys), dtype=np.int64)
        who, area = self._tree.query(shapely.points(points), predicate="intersects")
        np.minimum.at(found, who, area)
        found[found == len(self._keys)] = -1
        return found

    def count_many(self, lon_lat: ArrayLike) -> NDArray[np.int64]:
        """
        Count the areas that hold each point in their inside.

        Parameters
        ----------
        lon_lat : array_like, shape (n, 2)
            In the frame of the areas.

        Returns
        -------
        ndarray of int, shape (n,)
            0 outside all, 2 or more where areas overlap. A border counts for none.
        """
        points = as_points(lon_lat, "lon_lat")
        who, _ = self._tree.query(shapely.points(points), predicate="within")
        return np.bincount(who, minlength=len(points)).astype(np.int64)
