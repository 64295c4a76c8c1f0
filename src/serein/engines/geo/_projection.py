from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

Points = NDArray[np.float64]

BELGIUM = (2.3, 49.4, 6.5, 51.7)
BELGIAN_LAMBERTS = (31370, 3812)


@lru_cache(maxsize=16)
def _transformer(from_epsg: int, to_epsg: int) -> Transformer:
    return Transformer.from_crs(from_epsg, to_epsg, always_xy=True)


def as_points(values: ArrayLike, name: str) -> Points:
    points = np.atleast_2d(np.asarray(values, dtype=np.float64))
    if points.size == 0:
        return points.reshape(0, 2)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"{name} has shape {points.shape}; one row of two numbers a point is accepted.")
    return points


@dataclass(frozen=True)
class Projection:
    """
    A plane in metres around a place.

    Attributes
    ----------
    epsg : int
        EPSG code of the plane.
    """

    epsg: int

    def to_metres(self, lon_lat: ArrayLike) -> Points:
        """
        Project WGS84 points.

        Parameters
        ----------
        lon_lat : array_like, shape (n, 2)
            Degrees.

        Returns
        -------
        ndarray, shape (n, 2)
            Metres east and north. A point outside the plane's domain becomes ``inf``.
        """
        points = as_points(lon_lat, "lon_lat")
        return np.column_stack(_transformer(4326, self.epsg).transform(points[:, 0], points[:, 1]))

    def to_lon_lat(self, x_y: ArrayLike) -> Points:
        """
        Bring points of the plane back to WGS84.

        Parameters
        ----------
        x_y : array_like, shape (n, 2)
            Metres.

        Returns
        -------
        ndarray, shape (n, 2)
            Degrees.
        """
        points = as_points(x_y, "x_y")
        return np.column_stack(_transformer(self.epsg, 4326).transform(points[:, 0], points[:, 1]))


def metric_projection(lon: float, lat: float) -> Projection:
    """
    Choose the plane in which metres are true around a point.

    Parameters
    ----------
    lon, lat : float
        Degrees, WGS84.

    Returns
    -------
    Projection
        Belgian Lambert 2008 (EPSG:3812) in and around Belgium, else the local UTM zone.

    Raises
    ------
    ValueError
        If the point is not on earth or lies beyond the UTM zones (80° south, 84° north).
    """
    if not (-180 <= lon <= 180 and -80 <= lat <= 84):
        raise ValueError(f"({lon}, {lat}) is not a longitude in ±180 and a latitude in -80..84.")
    west, south, east, north = BELGIUM
    if west <= lon <= east and south <= lat <= north:
        return Projection(3812)
    zone = min(int((lon + 180) // 6) + 1, 60)
    return Projection((32600 if lat >= 0 else 32700) + zone)


def lambert_to_lon_lat(x_y: ArrayLike, *, epsg: int = 31370) -> Points:
    """
    Read Belgian Lambert coordinates.

    Parameters
    ----------
    x_y : array_like, shape (n, 2)
        Metres.
    epsg : int
        31370 (Lambert 72, the default) or 3812 (Lambert 2008).

    Returns
    -------
    ndarray, shape (n, 2)
        Longitude and latitude in WGS84; within about a metre for Lambert 72 without its grid.

    Raises
    ------
    ValueError
        If `epsg` is neither of the two.
    """
    if epsg not in BELGIAN_LAMBERTS:
        raise ValueError(f"EPSG:{epsg} is not a Belgian Lambert; 31370 and 3812 are accepted.")
    return Projection(epsg).to_lon_lat(x_y)
