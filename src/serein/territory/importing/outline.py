"""Which territory an import is about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import osmium
import shapely
from shapely.geometry import MultiPolygon, Polygon, box, shape

from serein.engines.geo import InvalidArea, metric_projection, read_area
from serein.territory.importing.files import WrongFile, looks_like, plain_refusals, require_file, whole_map
from serein.territory.models import Commune

WIDEST_M = 60_000.0
MARGIN_SHARE, LEAST_MARGIN_DEGREES = 0.25, 0.02


@dataclass(frozen=True)
class Outline:
    """The territory of an import, and what its source says of the commune."""

    area: Polygon | MultiPolygon
    nis: str = ""
    name_fr: str = ""
    name_nl: str = ""
    languages: tuple[str, ...] = field(default=())
    is_extent: bool = False

    def wide(self) -> tuple[float, float, float, float]:
        """Return the box of the base map, wider than the territory."""
        west, south, east, north = self.area.bounds
        margin = 0.0 if self.is_extent else max(LEAST_MARGIN_DEGREES, MARGIN_SHARE * max(east - west, north - south))
        return (west - margin, south - margin, east + margin, north + margin)


def find_outline(pbf: Path, *, boundary: Path | None, nis: str | None) -> Outline:
    """
    Say which territory is meant: a boundary file, a commune drawn in the map, the known home, or all of it.

    :raises WrongFile: if the boundary cannot be used, or all of it is more than a commune
    """
    if boundary is not None:
        return _from_geojson(boundary, nis)
    with whole_map(pbf):
        return _from_map(pbf, nis) if nis is not None else _known_or_all(pbf)


def _known_or_all(pbf: Path) -> Outline:
    home = Commune.objects.filter(is_home=True).exclude(geometry={}).first()
    extent = _extent(pbf)
    if home is not None and read_area(home.geometry).intersects(extent):
        return Outline(read_area(home.geometry), home.nis, is_extent=_is_box(home.geometry))
    return Outline(extent, is_extent=True)


def _is_box(geometry: dict[str, Any]) -> bool:
    area = shape(geometry)
    return bool(area.equals(box(*area.bounds)))


def _from_geojson(path: Path, nis: str | None) -> Outline:
    features = read_features(path)
    if nis is not None:
        wanted = [feature for feature in features if str(properties_of(feature).get("nis")) == nis]
        if not wanted:
            known = ", ".join(sorted(str(properties_of(feature).get("nis")) for feature in features)[:12])
            raise WrongFile(f"{path.name} has no commune {nis}; it has {known}.")
    elif len(features) == 1:
        wanted = features
    else:
        raise WrongFile(f"{path.name} holds {len(features)} outlines; say which one with --commune NIS.")
    told = properties_of(wanted[0])
    try:
        area = read_area(wanted[0].get("geometry"))
    except InvalidArea as error:
        raise WrongFile(f"The outline in {path.name} cannot be used. {error}") from error
    code = str(told.get("nis") or nis or "")
    languages = tuple(str(language) for language in told.get("languages") or ())
    return Outline(area, code, str(told.get("name_fr") or ""), str(told.get("name_nl") or ""), languages)


def properties_of(feature: dict[str, Any]) -> dict[str, Any]:
    """Return what a feature says of itself, nothing if that is no object."""
    told = feature.get("properties")
    return told if isinstance(told, dict) else {}


def read_features(path: Path) -> list[dict[str, Any]]:
    """
    Read the features of a GeoJSON file.

    :raises WrongFile: if it is anything else
    """
    require_file(path)
    accepted = "a GeoJSON FeatureCollection of polygons is accepted"
    with plain_refusals(path):
        text = path.read_text(encoding="utf-8-sig")
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        kind = looks_like(text[:64].encode())
        raise WrongFile(
            f"{path.name} seems to be {kind} and breaks off at line {error.lineno}: {error.msg}; {accepted}."
        ) from error
    except RecursionError as error:
        raise WrongFile(f"{path.name} is nested too deeply to be read; {accepted}.") from error
    if isinstance(content, dict) and content.get("type") == "Feature":
        return [content]
    if isinstance(content, dict) and content.get("type") in ("Polygon", "MultiPolygon"):
        return [{"type": "Feature", "properties": {}, "geometry": content}]
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features or not all(isinstance(one, dict) for one in features):
        found = content.get("type", "an object") if isinstance(content, dict) else type(content).__name__
        raise WrongFile(f"{path.name} holds {found} without features; {accepted}.")
    return features


def _from_map(pbf: Path, nis: str) -> Outline:
    processor = osmium.FileProcessor(str(pbf)).with_areas(osmium.filter.TagFilter(("ref:INS", nis)))
    processor.with_filter(osmium.filter.EntityFilter(osmium.osm.AREA))
    processor.with_filter(osmium.filter.TagFilter(("ref:INS", nis)))
    factory = osmium.geom.GeoJSONFactory()
    for found in cast("Iterator[osmium.osm.Area]", iter(processor)):
        area = read_area(json.loads(factory.create_multipolygon(found)))
        tags = dict(found.tags)
        french, dutch = tags.get("name:fr") or tags.get("name", ""), tags.get("name:nl", "")
        return Outline(area, nis, french, dutch)
    raise WrongFile(f"{pbf.name} holds no boundary with ref:INS={nis}; give it with --boundary FILE.geojson.")


def _extent(pbf: Path) -> Polygon:
    header = osmium.FileProcessor(str(pbf)).header.box()
    bounds = (
        (header.bottom_left.lon, header.bottom_left.lat, header.top_right.lon, header.top_right.lat)
        if header.valid()
        else _bounds_of_nodes(pbf)
    )
    extent = box(*bounds)
    _check_width(pbf, extent)
    return extent


def _bounds_of_nodes(pbf: Path) -> tuple[float, float, float, float]:
    west, south, east, north = 180.0, 90.0, -180.0, -90.0
    for node in cast("Iterator[osmium.osm.Node]", iter(osmium.FileProcessor(str(pbf), osmium.osm.NODE))):
        lon, lat = node.lon, node.lat
        west, east = min(west, lon), max(east, lon)
        south, north = min(south, lat), max(north, lat)
    if west >= east or south >= north:
        raise WrongFile(f"{pbf.name} holds no points.")
    return west, south, east, north


def _check_width(pbf: Path, extent: Polygon) -> None:
    centre = extent.centroid
    plane = metric_projection(centre.x, centre.y)
    west, south, east, north = shapely.transform(extent, plane.to_metres).bounds
    if max(east - west, north - south) > WIDEST_M:
        size = f"{(east - west) / 1000:.0f} × {(north - south) / 1000:.0f} km"
        raise WrongFile(
            f"{pbf.name} covers {size}, more than a commune; say which one with --boundary FILE.geojson "
            "or --commune NIS."
        )
