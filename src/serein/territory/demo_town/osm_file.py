"""The imaginary town as an OpenStreetMap file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import osmium
from osmium.osm.mutable import Node, Relation, Way
from shapely.geometry import LineString, MultiPoint, Point, Polygon
from shapely.ops import nearest_points

from serein.territory.demo_town import plan
from serein.territory.demo_town.countryside import Ground
from serein.territory.demo_town.frame import to_lon_lat
from serein.territory.demo_town.houses import Built, House
from serein.territory.demo_town.lamps import is_lit, lamps_of
from serein.territory.demo_town.landmarks import BUSINESSES
from serein.territory.demo_town.names import COMMUNE, NIS, POSTCODE, SQUARE, Name, capital, written
from serein.territory.demo_town.network import CANAL_HALF_WIDTH_M, Edge, Network
from serein.territory.demo_town.shapes import XY, polygons_of

DRAWN_AT = "2026-01-01T00:00:00Z"
Tags = dict[str, str]
SPEEDS = {"primary": "70", "secondary": "50", "tertiary": "50", "living_street": "20", "residential": "30"}


class OsmDraft:
    """Nodes, ways and relations with their tags, before they are written."""

    def __init__(self) -> None:
        self.points: list[XY] = []
        self.node_tags: dict[int, Tags] = {}
        self.ways: list[tuple[list[int], Tags]] = []
        self.relations: list[tuple[list[tuple[str, int, str]], Tags]] = []
        self._known: dict[tuple[int, int], int] = {}

    def node(self, spot: XY, tags: Tags | None = None) -> int:
        """Add a node; a spot that is already there is the same node, unless it has tags of its own."""
        key = (round(spot[0] * 20), round(spot[1] * 20))
        if tags is None and key in self._known:
            return self._known[key]
        self.points.append(spot)
        number = len(self.points)
        if tags is None:
            self._known[key] = number
        else:
            self.node_tags[number] = tags
        return number

    def way(self, spots: Iterable[XY], tags: Tags) -> int:
        refs: list[int] = []
        for spot in spots:
            number = self.node((spot[0], spot[1]))
            if not refs or refs[-1] != number:
                refs.append(number)
        if len(refs) > 1:
            self.ways.append((refs, tags))
        return len(self.ways)

    def write(self, path: Path) -> None:
        lon_lat = to_lon_lat(np.array(self.points))
        with osmium.SimpleWriter(str(path), overwrite=True) as writer:
            for number, (lon, lat) in enumerate(lon_lat.tolist(), start=1):
                tags = self.node_tags.get(number, {})
                writer.add_node(Node(id=number, location=(lon, lat), tags=tags, version=1, timestamp=DRAWN_AT))
            for number, (refs, tags) in enumerate(self.ways, start=1):
                writer.add_way(Way(id=number, nodes=refs, tags=tags, version=1, timestamp=DRAWN_AT))
            for number, (members, tags) in enumerate(self.relations, start=1):
                writer.add_relation(Relation(id=number, members=members, tags=tags, version=1, timestamp=DRAWN_AT))


def name_tags(name: Name) -> Tags:
    """Tag a name the way bilingual towns are mapped."""
    if not name.fr:
        return {}
    tags = {"name": written(name), "name:fr": capital(name.fr)}
    return {**tags, "name:nl": name.nl} if name.nl else tags


def write_osm(path: Path, network: Network, built: Built, grounds: list[Ground]) -> None:
    """Write the whole town."""
    draft = OsmDraft()
    _draw_streets(draft, network)
    _draw_lamps(draft, network)
    _draw_rail_and_water(draft, network)
    _draw_grounds(draft, grounds, built, network)
    _draw_buildings(draft, network, built)
    _draw_businesses(draft, built)
    _draw_names(draft)
    _draw_boundary(draft, network)
    draft.write(path)


def _draw_streets(draft: OsmDraft, network: Network) -> None:
    canal = network.canal.buffer(CANAL_HALF_WIDTH_M + 3)
    for edge in network.edges:
        tags = _street_tags(edge, has_light=is_lit(network, edge))
        for part in _lines(edge.line.difference(canal)):
            draft.way(part.coords, tags)
        for part in _lines(edge.line.intersection(canal)):
            draft.way(part.coords, {**tags, "bridge": "yes", "layer": "1"})


def _lines(shape: object) -> list[LineString]:
    parts = getattr(shape, "geoms", [shape])
    return [part for part in parts if isinstance(part, LineString) and part.length > 0.1]


def _street_tags(edge: Edge, *, has_light: bool) -> Tags:
    road = edge.road
    tags = {"highway": road.rank, **name_tags(road.name)}
    if road.rank != "cycleway":
        tags["lit"] = "yes" if has_light else "no"
    if road.key in plan.REGIONAL_ROADS:
        tags["ref"] = plan.REGIONAL_ROADS[road.key]
    if road.rank in SPEEDS:
        tags["maxspeed"] = SPEEDS[road.rank]
    if road.rank in ("living_street", "pedestrian"):
        tags["surface"] = "sett"
    elif road.rank == "track":
        tags |= {"surface": "gravel", "tracktype": "grade3"}
    elif road.rank == "cycleway":
        tags |= {"foot": "yes", "towpath": "yes", **name_tags(Name("chemin de halage", "Jaagpad"))}
    else:
        tags["surface"] = "asphalt"
    if road.rank in ("primary", "secondary", "tertiary", "residential"):
        tags["sidewalk"] = "both"
    return tags


def _draw_lamps(draft: OsmDraft, network: Network) -> None:
    for lamp in lamps_of(network):
        draft.node(lamp.spot, {"highway": "street_lamp"})


def _draw_rail_and_water(draft: OsmDraft, network: Network) -> None:
    tags = {"railway": "rail", "electrified": "contact_line", "usage": "main"}
    draft.way(network.railway.coords, tags)
    draft.way(network.railway.parallel_offset(4.5, "left").coords, tags)
    name = name_tags(Name("canal de Valserein", "Kanaal van Stilledal"))
    draft.way(network.canal.coords, {"waterway": "canal", "boat": "yes", **name})
    for part in polygons_of(network.canal.buffer(CANAL_HALF_WIDTH_M, cap_style="flat").simplify(0.3)):
        draft.way(part.exterior.coords, {"natural": "water", "water": "canal"})


def _draw_grounds(draft: OsmDraft, grounds: list[Ground], built: Built, network: Network) -> None:
    corners = MultiPoint([spot for edge in network.edges for spot in edge.line.coords])
    for ground in grounds:
        draft.way(ground.shape.exterior.coords, ground.tags)
        if ground.tags.get("leisure") == "park":
            _draw_park(draft, ground.shape, corners)
        if ground.tags.get("leisure") == "sports_centre":
            _draw_pitches(draft, ground.shape)
    square = next(block for block in built.blocks if block.face.contains(Point(0, 0)))
    tags = {"highway": "pedestrian", "area": "yes", "amenity": "marketplace", **name_tags(SQUARE)}
    draft.way(square.ground.exterior.coords, tags)


def _draw_park(draft: OsmDraft, park: Polygon, corners: MultiPoint) -> None:
    """Lead paths from the streets around into the middle; of most, nobody mapped whether they have light."""
    middle = park.representative_point()
    for number, share in enumerate((0.05, 0.31, 0.55, 0.8)):
        gate = park.exterior.interpolate(share, normalized=True)
        bend = ((gate.x + middle.x) / 2 + (gate.y - middle.y) * 0.12, (gate.y + middle.y) / 2)
        street = nearest_points(gate, corners)[1]
        start = [(street.x, street.y)] if gate.distance(street) < 60 else []
        tags = {"highway": "footway", "surface": "fine_gravel"} | ({} if number else {"lit": "no"})
        draft.way([*start, (gate.x, gate.y), bend, (middle.x, middle.y)], tags)
    pond = Point(middle.x + 28, middle.y + 10).buffer(17, quad_segs=4)
    if park.buffer(-6).contains(pond):
        draft.way(pond.exterior.coords, {"natural": "water", "water": "pond"})


def _draw_pitches(draft: OsmDraft, stadium: Polygon) -> None:
    corners = np.array(stadium.minimum_rotated_rectangle.exterior.coords)[:3]
    along = (corners[1] - corners[0]) / np.hypot(*(corners[1] - corners[0]))
    left = np.array((-along[1], along[0]))
    middle = np.array(stadium.representative_point().coords[0])
    for shift in (-40, 36):
        base = middle + left * shift
        pitch = Polygon([base + along * a + left * b for a, b in ((-46, -29), (46, -29), (46, 29), (-46, 29))])
        if stadium.contains(pitch):
            draft.way(pitch.exterior.coords, {"leisure": "pitch", "sport": "soccer", "surface": "grass"})


def _draw_buildings(draft: OsmDraft, network: Network, built: Built) -> None:
    named = {id(house): landmark for landmark, house in built.landmarks}
    for house in built.houses:
        landmark = named.get(id(house))
        tags = {"building": _building_kind(house, network), **_address_tags(house, network)}
        if landmark is not None:
            tags = {**tags, **landmark.tags, **name_tags(landmark.name)}
        if tags.get("amenity") == "parking":
            del tags["building"]
        draft.way(house.shape.exterior.coords, tags)


def _building_kind(house: House, network: Network) -> str:
    if house.tags:
        return "yes"
    if network.estate.contains(Point(house.spot)):
        return "industrial"
    if house.boxes:
        return "apartments"
    return "farm" if house.shape.area > 210 else "house"


def _address_tags(house: House, network: Network) -> Tags:
    if house.road is None:
        return {}
    tags = {"addr:housenumber": house.number, "addr:street": written(house.road.name)}
    if not network.outline.contains(Point(house.spot)):
        return {**tags, "addr:street": capital(house.road.name.fr), "addr:country": "FR"}
    if house.boxes:
        tags["addr:flats"] = ";".join(house.boxes)
    return {**tags, "addr:postcode": POSTCODE, "addr:city": f"{COMMUNE.fr} - {COMMUNE.nl}"}


def _draw_businesses(draft: OsmDraft, built: Built) -> None:
    by_street: dict[str, list[House]] = {}
    for house in built.houses:
        if house.road is not None and not house.tags:
            by_street.setdefault(house.road.key, []).append(house)
    taken: dict[str, int] = {}
    for business in BUSINESSES:
        row = sorted(by_street[business.road_key], key=lambda house: house.chainage_m)
        count = sum(other.road_key == business.road_key for other in BUSINESSES)
        place = taken.get(business.road_key, 0)
        taken[business.road_key] = place + 1
        house = row[int((place + 0.5) * len(row) / count) % len(row)]
        draft.node(house.spot, {**business.tags, **name_tags(business.name)})


def _draw_names(draft: OsmDraft) -> None:
    draft.node((0, 0), {"place": "town", "population": "10140", **name_tags(COMMUNE)})
    for name, centre, _, _ in plan.VILLAGES:
        draft.node(centre, {"place": "village", **name_tags(name)})
    for name, spot in plan.HAMLETS:
        draft.node(spot, {"place": "neighbourhood", **name_tags(name)})


def _draw_boundary(draft: OsmDraft, network: Network) -> None:
    way = draft.way(network.outline.exterior.coords, {"boundary": "administrative", "admin_level": "8"})
    tags = {"type": "boundary", "boundary": "administrative", "admin_level": "8", "ref:INS": NIS}
    draft.relations.append(([("w", way, "outer")], {**tags, **name_tags(COMMUNE)}))
