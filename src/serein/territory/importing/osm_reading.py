"""One pass over an OpenStreetMap file: what belongs to the territory, and the features of the base map."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import osmium
import shapely
from shapely.geometry import Point

from serein.territory.importing import osm_words as words
from serein.territory.importing.base_map import MapDraft
from serein.territory.importing.files import whole_map
from serein.territory.importing.outline import Outline
from serein.territory.importing.reports import Progress

BIG_FILE_BYTES = 150 * 1024 * 1024
BYTES_A_THING = 55
Spot = tuple[float, float]


@dataclass(frozen=True)
class OsmThing:
    """A tagged thing with its spot."""

    osm_id: str
    tags: dict[str, str]
    lon: float
    lat: float


@dataclass
class OsmContent:
    """What a file says of the territory."""

    places: list[OsmThing] = field(default_factory=list)
    streets: dict[str, dict[str, str]] = field(default_factory=dict)
    addresses: list[OsmThing] = field(default_factory=list)
    quarters: list[OsmThing] = field(default_factory=list)
    read: int = 0


class OsmReader:
    """Walks through a file once."""

    def __init__(self, path: Path, outline: Outline, draft: MapDraft, *, first_language: str) -> None:
        self._path, self._outline, self._draft = path, outline, draft
        self._first_language = first_language
        self._area = outline.area
        shapely.prepare(self._area)
        self._west, self._south, self._east, self._north = outline.wide()
        self._bounds = self._area.bounds
        self._json = osmium.geom.GeoJSONFactory()
        self.content = OsmContent()

    def read(self) -> OsmContent:
        """
        Read the file.

        :raises WrongFile: if it is cut off or damaged
        """
        progress = Progress("Reading the map")
        try:
            with whole_map(self._path):
                self._read_all(progress)
        finally:
            progress.done()
        return self.content

    def _read_all(self, progress: Progress) -> None:
        expected = self._path.stat().st_size / BYTES_A_THING
        for thing in self._things():
            self.content.read += 1
            if self.content.read % 2000 == 0:
                progress.at(self.content.read / expected, f"{self.content.read:,} things")
            self._take(thing)

    def _things(self) -> Iterator[Any]:
        filters = osmium.filter.KeyFilter(*words.READ_KEYS)
        with tempfile.NamedTemporaryFile(prefix="serein-nodes-") as nodes:
            is_big = self._path.stat().st_size > BIG_FILE_BYTES
            storage = f"sparse_file_array,{nodes.name}" if is_big else "flex_mem"
            processor = osmium.FileProcessor(str(self._path)).with_locations(storage)
            yield from processor.with_areas(filters).with_filter(filters)

    def _take(self, thing: Any) -> None:
        if thing.is_node():
            self._take_node(thing)
        elif thing.is_way():
            self._take_way(thing)
        elif thing.is_area():
            self._take_area(thing)

    def _take_node(self, node: Any) -> None:
        lon, lat = node.lon, node.lat
        if not self._is_on_map(lon, lat):
            return
        tags = dict(node.tags)
        thing = OsmThing(f"n{node.id}", tags, round(lon, 7), round(lat, 7))
        kind = words.PLACE_NODES.get(tags.get("place", ""))
        if kind is not None:
            self._label(thing, kind)
        elif tags.get("railway") in ("station", "halt"):
            self._label(thing, "station")
        self._sort_in(thing)

    def _take_way(self, way: Any) -> None:
        tags = way.tags
        if not any(key in tags for key in ("highway", "railway", "waterway")) or len(way.nodes) < 2:
            return
        spots = _spots_of_way(way)
        if not any(self._is_on_map(*spot) for spot in spots):
            return
        plain = dict(tags)
        if plain.get("area") != "yes":
            self._draw_line(way, plain)
        name = plain.get("name") or plain.get("name:fr") or plain.get("name:nl")
        if name and plain.get("highway") in words.NAMED_STREETS and any(self._is_inside(*spot) for spot in spots):
            self.content.streets.setdefault(name, {}).update(
                {key: value for key, value in plain.items() if key.startswith("name")}
            )

    def _draw_line(self, way: Any, tags: dict[str, str]) -> None:
        line = _line(way)
        kind = words.STREET_KINDS.get(tags.get("highway", ""))
        if line is None:
            return
        if kind is not None:
            french, dutch = words.names(tags, first_language=self._first_language)
            told = {"kind": kind, "name": tags.get("name", ""), "name_fr": french, "name_nl": dutch}
            self._draft.add("streets", line, told, from_zoom=words.STREET_MINZOOM[kind])
        elif tags.get("railway") in ("rail", "light_rail", "tram", "subway"):
            self._draft.add("rail", line, {"kind": tags["railway"]}, from_zoom=10)
        elif (water := words.water_kind({"waterway": tags.get("waterway", "")})) is not None:
            self._draft.add("water", line, {"kind": water, "name": tags.get("name", "")}, from_zoom=11)

    def _take_area(self, area: Any) -> None:
        try:
            spot = _spot_of_area(area)
        except (RuntimeError, ValueError):
            return
        if spot is None or not self._is_on_map(*spot):
            return
        tags = dict(area.tags)
        self._draw_area(area, tags)
        mark = "w" if area.from_way() else "r"
        self._sort_in(OsmThing(f"{mark}{area.orig_id()}", tags, round(spot[0], 7), round(spot[1], 7)))

    def _draw_area(self, area: Any, tags: dict[str, str]) -> None:
        if "building" in tags and tags["building"] != "no":
            self._draw(area, "buildings", {"kind": "building"}, 13)
        elif (water := words.water_kind(tags)) is not None:
            self._draw(area, "water", {"kind": water, "name": tags.get("name", "")}, 9)
        elif (land := words.land_kind(tags)) is not None:
            self._draw(area, "landuse", {"kind": land, "name": tags.get("name", "")}, 9)
        elif tags.get("highway") == "pedestrian":
            french, dutch = words.names(tags, first_language=self._first_language)
            told = {"kind": "street", "name": tags.get("name", ""), "name_fr": french, "name_nl": dutch}
            self._draw(area, "streets", told, 13)

    def _draw(self, area: Any, layer: str, told: dict[str, str], from_zoom: int) -> None:
        try:
            shape = str(self._json.create_multipolygon(area))
        except RuntimeError:
            return
        self._draft.add(layer, shape, told, from_zoom=from_zoom)

    def _label(self, thing: OsmThing, kind: str) -> None:
        french, dutch = words.names(thing.tags, first_language=self._first_language)
        told = {"kind": kind, "name": thing.tags.get("name", ""), "name_fr": french, "name_nl": dutch}
        zoom = {"town": 9, "village": 10, "suburb": 11}.get(kind, 12)
        self._draft.add("places", f'{{"type":"Point","coordinates":[{thing.lon},{thing.lat}]}}', told, from_zoom=zoom)

    def _sort_in(self, thing: OsmThing) -> None:
        """Put a thing where it belongs, if it lies in the territory."""
        if not self._is_inside(thing.lon, thing.lat):
            return
        if "addr:housenumber" in thing.tags and ("addr:street" in thing.tags or "addr:place" in thing.tags):
            self.content.addresses.append(thing)
        if words.place_kind(thing.tags) is not None:
            self.content.places.append(thing)
        if thing.tags.get("place") in words.PLACE_NODES and thing.osm_id.startswith("n"):
            self.content.quarters.append(thing)

    def _is_on_map(self, lon: float, lat: float) -> bool:
        return self._west <= lon <= self._east and self._south <= lat <= self._north

    def _is_inside(self, lon: float, lat: float) -> bool:
        west, south, east, north = self._bounds
        if not (west <= lon <= east and south <= lat <= north):
            return False
        return self._outline.is_extent or bool(self._area.intersects(Point(lon, lat)))


def _line(way: Any) -> str | None:
    """Write a way as GeoJSON; an extract may lack some of its nodes."""
    points = [[node.lon, node.lat] for node in way.nodes if node.location.valid()]
    return json.dumps({"type": "LineString", "coordinates": points}) if len(points) > 1 else None


def _spots_of_way(way: Any) -> list[Spot]:
    nodes = way.nodes
    picked = (nodes[0], nodes[len(nodes) // 2], nodes[-1])
    return [(node.lon, node.lat) for node in picked if node.location.valid()]


def _spot_of_area(area: Any) -> Spot | None:
    west, south, east, north = 180.0, 90.0, -180.0, -90.0
    for ring in area.outer_rings():
        for node in ring:
            lon, lat = node.lon, node.lat
            west, east = min(west, lon), max(east, lon)
            south, north = min(south, lat), max(north, lat)
        break
    return ((west + east) / 2, (south + north) / 2) if west <= east else None
