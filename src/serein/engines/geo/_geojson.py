from __future__ import annotations

import json
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

WGS84_BOUNDS = (-180.0, -90.0, 180.0, 90.0)


class InvalidArea(ValueError):
    """An outline cannot be used as an area; the message says why and where."""


def read_area(geojson: Any) -> Polygon | MultiPolygon:
    """
    Read a GeoJSON polygon in WGS84 and check it.

    Parameters
    ----------
    geojson : dict
        A ``Polygon`` or ``MultiPolygon`` geometry.

    Returns
    -------
    Polygon or MultiPolygon
        The outline, valid.

    Raises
    ------
    InvalidArea
        If it is no polygon, is empty, lies outside longitudes ±180 and latitudes ±90
        (coordinates in metres do), or crosses itself: the message gives the spot.
    """
    kind = geojson.get("type") if isinstance(geojson, dict) else type(geojson).__name__
    if kind not in ("Polygon", "MultiPolygon"):
        raise InvalidArea(f"Found {kind}; a Polygon or a MultiPolygon is accepted.")
    area = _built(geojson, str(kind))
    if area.is_empty:
        raise InvalidArea(f"The {kind} has no point.")
    _check_bounds(area)
    if not area.is_valid:
        raise InvalidArea(_explain(area))
    return area


def _built(geojson: dict[str, Any], kind: str) -> Any:
    try:
        return shape(geojson)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError) as error:
        raise InvalidArea(f"The coordinates of the {kind} cannot be read: {error}") from error


def _check_bounds(area: BaseGeometry) -> None:
    west, south, east, north = area.bounds
    low_lon, low_lat, high_lon, high_lat = WGS84_BOUNDS
    if not (low_lon <= west <= east <= high_lon and low_lat <= south <= north <= high_lat):
        raise InvalidArea(
            f"Coordinates from ({west:.1f}, {south:.1f}) to ({east:.1f}, {north:.1f}) are no degrees; "
            "longitude and latitude in WGS84 are accepted."
        )


def _explain(area: BaseGeometry) -> str:
    reason, _, spot = explain_validity(area).rstrip("]").partition("[")
    if not spot:
        return f"The outline is not valid: {reason}."
    lon, lat = (float(value) for value in spot.split()[:2])
    if "Self-intersection" in reason:
        return f"The outline crosses itself at longitude {lon:.6f}, latitude {lat:.6f}."
    return f"The outline is not valid ({reason.lower()}) at longitude {lon:.6f}, latitude {lat:.6f}."


def write_area(area: BaseGeometry, *, digits: int = 7) -> dict[str, Any]:
    """
    Write an area as GeoJSON.

    Parameters
    ----------
    area : Polygon or MultiPolygon
        In WGS84.
    digits : int
        Decimals kept; seven are about a centimetre.

    Returns
    -------
    dict
        Its geometry, valid after rounding.
    """
    rounded = shapely.set_precision(area, 10.0**-digits)
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return geometry
