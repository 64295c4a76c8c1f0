"""A small territory, made row by row, and the imaginary town, made once a session."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import osmium
from osmium.osm.mutable import Node, Way
from shapely.geometry import Polygon, box, mapping

from serein.kit.actors import SYSTEM
from serein.territory import memory, operations, outlines
from serein.territory.models import (
    Address,
    Beat,
    BeatArea,
    BeatVersion,
    Commune,
    Neighbourhood,
    Place,
    Source,
    Street,
    StreetRange,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
FRIDAY_NIGHT = datetime(2026, 6, 19, 21, 30, tzinfo=BRUSSELS)
TODAY = FRIDAY_NIGHT.date()
TOWN = box(3.00, 50.70, 3.10, 50.76)
_number = count(1)


def make_commune(nis: str = "57999", *, is_home: bool = True, **fields: Any) -> Commune:
    known = Commune.objects.filter(nis=nis).first()
    if known is not None:
        return known
    west, south, east, north = TOWN.bounds
    values: dict[str, Any] = {
        "name_fr": "Rivebelle",
        "name_nl": "Schoonoever",
        "languages": ["fr", "nl"],
        "geometry": mapping(TOWN),
        "min_lon": west,
        "min_lat": south,
        "max_lon": east,
        "max_lat": north,
    }
    return Commune.objects.create(nis=nis, is_home=is_home, **{**values, **fields})


def make_street(name_fr: str = "Rue du Moulin", name_nl: str = "Molenstraat", **fields: Any) -> Street:
    values: dict[str, Any] = {"postcode": "7999", "source": Source.BEST, "source_id": f"WS/{next(_number)}"}
    commune = fields.pop("commune", None) or make_commune()
    return Street.objects.create(commune=commune, name_fr=name_fr, name_nl=name_nl, **{**values, **fields})


def make_address(
    street: Street | None = None, number: str = "1", *, lat: float = 50.73, lon: float = 3.05, **fields: Any
) -> Address:
    values: dict[str, Any] = {"postcode": "7999", "source": Source.BEST, "source_id": f"WA/{next(_number)}"}
    return Address.objects.create(
        street=street or make_street(), house_number=number, lat=lat, lon=lon, **{**values, **fields}
    )


def make_place(name_fr: str = "Le Tonnelier", *, kind: str = Place.Kind.BAR, opening_hours: str = "24/7") -> Place:
    return Place.objects.create(
        name_fr=name_fr, kind=kind, opening_hours=opening_hours, lat=50.73, lon=3.05, osm_id=f"n{next(_number)}"
    )


def make_neighbourhood(
    name_fr: str = "Le Tuquet", name_nl: str = "Tuket", *, lat: float = 50.73, lon: float = 3.05, **fields: Any
) -> Neighbourhood:
    code = fields.pop("code", f"q{next(_number)}")
    return Neighbourhood.objects.create(code=code, name_fr=name_fr, name_nl=name_nl, lat=lat, lon=lon, **fields)


def make_beat(code: str = "V1") -> Beat:
    return Beat.objects.get_or_create(code=code, defaults={"name_fr": f"Secteur {code}", "name_nl": f"Wijk {code}"})[0]


def make_version(
    areas: Iterable[tuple[str, Polygon]] = (),
    ranges: Iterable[tuple[str, Street, str, int, int | None]] = (),
    *,
    in_force_from: date = TODAY,
) -> BeatVersion:
    """Make a draft with outlines, or with ranges of house numbers."""
    version = BeatVersion.objects.create(in_force_from=in_force_from)
    for code, area in areas:
        outlines.area_of(version, make_beat(code), mapping(area)).save()
    for code, street, side, start, end in ranges:
        StreetRange.objects.create(
            version=version, beat=make_beat(code), street=street, side=side, from_number=start, to_number=end
        )
    return version


def make_beats_in_force(areas: Iterable[tuple[str, Polygon]]) -> BeatVersion:
    version = make_version(areas)
    return operations.put_beats_in_force(version=version, by=SYSTEM, now=FRIDAY_NIGHT)


def area_count() -> int:
    return BeatArea.objects.count()


def tell_all_processes() -> None:
    memory.changed("communes", "streets", "beats", "places", "neighbourhoods", "addresses")


def write_pbf(path: Path, nodes: Iterable[dict[str, Any]], ways: Iterable[dict[str, Any]] = ()) -> Path:
    """Write a tiny map: nodes with id, lon, lat and tags; ways with id, nodes and tags."""
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for node in nodes:
            spot = (node["lon"], node["lat"])
            writer.add_node(Node(id=node["id"], location=spot, tags=node.get("tags", {}), version=1))
        for way in ways:
            writer.add_way(Way(id=way["id"], nodes=way["nodes"], tags=way["tags"], version=1))
    return path
