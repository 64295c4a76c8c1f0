"""Importing an OpenStreetMap file: the commune, streets, addresses, places and the base map."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from shapely.geometry import mapping

from serein.engines.geo import write_area
from serein.territory import memory
from serein.territory.batching import batches
from serein.territory.importing import osm_words as words
from serein.territory.importing import records
from serein.territory.importing.base_map import MapDraft, make_map, map_draft, prune_maps
from serein.territory.importing.files import WrongFile, require_pbf
from serein.territory.importing.layers import LayerUpdate, Row, require_most_stays
from serein.territory.importing.osm_reading import OsmContent, OsmReader, OsmThing
from serein.territory.importing.outline import Outline, find_outline
from serein.territory.importing.reports import LayerReport
from serein.territory.models import Address, Commune, ImportRun, Neighbourhood, Place, Source, Street
from serein.territory.spelling import fold

STREET_FIELDS = ("source", "commune_id", "name_fr", "name_nl", "postcode", "locality_fr", "locality_nl")
ADDRESS_FIELDS = ("source", "street_id", "house_number", "box_number", "postcode", "lat", "lon")
PLACE_FIELDS = ("kind", "name_fr", "name_nl", "opening_hours", "lat", "lon")
UNKNOWN_NIS = "00000"
NEAR_DEGREES = 0.004


@dataclass(frozen=True)
class Import:
    """The result of an import."""

    run: ImportRun
    reports: list[LayerReport]


def import_osm(
    *,
    path: Path,
    now: datetime,
    boundary: Path | None = None,
    nis: str | None = None,
    with_map: bool = True,
    accepts_vanished: bool = False,
) -> Import:
    """
    Read an OpenStreetMap file into the territory.

    :raises WrongFile: if the file or the boundary cannot be used; nothing is changed then
    :raises TooMuchVanishes: if it lacks much of what is known, unless that is accepted; nothing is changed then
    :raises MapNotMade: if the base map fails; the layers are imported all the same
    """
    began = records.Began(now)
    require_pbf(path)
    outline = find_outline(path, boundary=boundary, nis=nis)
    home = Commune.objects.filter(is_home=True).first()
    first_language = (list(outline.languages) or (home.languages if home else []) or ["fr"])[0]
    with map_draft() as draft:
        content = OsmReader(path, outline, draft, first_language=first_language).read()
        _require_this_territory(path, outline, content, home)
        if not accepts_vanished:
            _require_most_stays(path, content)
        commune = _keep_commune(outline, content, path)
        reports = _layers(content, commune, now, first_language)
        if with_map:
            reports.append(_base_map(draft, outline))
    run = records.keep_run(importer="osm", path=path, reports=reports, began=began)
    return Import(run, reports)


def _require_this_territory(path: Path, outline: Outline, content: OsmContent, home: Commune | None) -> None:
    """
    :raises WrongFile: if the file speaks of another place, which would make all that is known vanish
    """
    if home is not None and outline.nis and home.nis not in ("", UNKNOWN_NIS, outline.nis):
        raise WrongFile(
            f"This installation serves {home} (NIS {home.nis}); the outline given is that of {outline.nis}."
        )
    if not (content.places or content.streets or content.addresses):
        west, south, east, north = outline.area.bounds
        raise WrongFile(
            f"{path.name} holds no place, street or address between longitudes {west:.3f} and {east:.3f} and "
            f"latitudes {south:.3f} and {north:.3f}, where the territory lies."
        )


def _require_most_stays(path: Path, content: OsmContent) -> None:
    """
    :raises TooMuchVanishes: if the file lacks more than a third of the places or addresses known from such a map
    """
    places = Place.objects.present().values_list("osm_id", flat=True)
    require_most_stays(path, "places", places, {thing.osm_id for thing in content.places})
    addresses = Address.objects.present().filter(source=Source.OSM).values_list("source_id", flat=True)
    things = {thing.osm_id for thing in content.addresses}
    require_most_stays(path, "addresses", addresses, things, shown=lambda key: key.partition(".")[0])
    streets = Street.objects.present().filter(source=Source.OSM).values_list("source_id", flat=True)
    names = [*content.streets, *(_street_text(thing) for thing in content.addresses)]
    require_most_stays(path, "streets", streets, {fold(name)[:160] for name in names})


def _layers(content: OsmContent, commune: Commune, now: datetime, first_language: str) -> list[LayerReport]:
    reports = [_places(content, now, first_language), _quarters(content, first_language)]
    if Address.objects.present().filter(source=Source.BEST, street__commune=commune).exists():
        note = "kept from BeSt Address, which is the official source"
        return [*reports, LayerReport("streets", note=note), LayerReport("addresses", note=note)]
    streets = _streets(content, commune, now, first_language)
    return [*reports, streets, _addresses(content, commune, now)]


def _keep_commune(outline: Outline, content: OsmContent, path: Path) -> Commune:
    west, south, east, north = outline.area.bounds
    frame = {"min_lon": west, "min_lat": south, "max_lon": east, "max_lat": north}
    geometry = write_area(outline.area)
    with transaction.atomic():
        home = Commune.objects.select_for_update().filter(is_home=True).first()
        if home is None:
            french, dutch = outline.name_fr, outline.name_nl
            if not french and not dutch:
                french, dutch = _name_of_largest(content) or (path.name.split(".")[0], "")
            nis = outline.nis or UNKNOWN_NIS
            home = Commune(nis=nis, is_home=True, name_fr=french, name_nl=dutch)
            home.languages = list(outline.languages) or ["fr", "nl"]
        elif outline.nis and home.nis in ("", UNKNOWN_NIS):
            home.nis = outline.nis
        home.geometry = geometry
        for name, value in frame.items():
            setattr(home, name, value)
        home.save()
        memory.changed("communes")
    return home


def _name_of_largest(content: OsmContent) -> tuple[str, str] | None:
    order = list(words.PLACE_NODES)
    named = [thing for thing in content.quarters if thing.tags.get("name")]
    if not named:
        return None
    largest = min(named, key=lambda thing: (order.index(thing.tags["place"]), -_population(thing), thing.osm_id))
    return words.names(largest.tags)


def _population(thing: OsmThing) -> int:
    digits = thing.tags.get("population", "").replace(" ", "")
    return int(digits) if digits.isdigit() else 0


def _places(content: OsmContent, now: datetime, first_language: str) -> LayerReport:
    report = LayerReport("places", read=len(content.places))
    update = LayerUpdate(known=Place.objects.all(), key="osm_id", fields=PLACE_FIELDS, report=report)
    for things in batches(content.places):
        update.add([_place_row(thing, first_language) for thing in things])
    with transaction.atomic():
        if update.write(now=now):
            memory.changed("places")
    return report


def _place_row(thing: OsmThing, first_language: str) -> Row:
    french, dutch = words.names(thing.tags, first_language=first_language)
    values = {
        "kind": str(words.place_kind(thing.tags)),
        "name_fr": french,
        "name_nl": dutch,
        "opening_hours": thing.tags.get("opening_hours", ""),
        "lat": thing.lat,
        "lon": thing.lon,
    }
    return Row(thing.osm_id, values)


def _quarters(content: OsmContent, first_language: str) -> LayerReport:
    report = LayerReport("neighbourhoods", read=len(content.quarters))
    known = {quarter.code: quarter for quarter in Neighbourhood.objects.all()}
    with transaction.atomic():
        for thing in content.quarters:
            french, dutch = words.names(thing.tags, first_language=first_language)
            if not french and not dutch:
                report.refuse("without a name", thing.osm_id)
                continue
            values: dict[str, Any] = {"name_fr": french, "name_nl": dutch, "lat": thing.lat, "lon": thing.lon}
            quarter = known.get(thing.osm_id)
            if quarter is None:
                Neighbourhood.objects.create(code=thing.osm_id, **values)
                report.new += 1
            elif any(getattr(quarter, name) != value for name, value in values.items()):
                Neighbourhood.objects.filter(pk=quarter.pk).update(**values)
                report.changed += 1
        if report.new or report.changed:
            memory.changed("neighbourhoods")
    return report


def _streets(content: OsmContent, commune: Commune, now: datetime, first_language: str) -> LayerReport:
    named = dict(content.streets)
    known = {fold(name) for name in named}
    for thing in content.addresses:
        street = _street_text(thing)
        if street and fold(street) not in known:
            known.add(fold(street))
            named[street] = {"name": street}
    report = LayerReport("streets", read=len(named))
    post = _postal(content.addresses)
    update = LayerUpdate(
        known=Street.objects.filter(source=Source.OSM), key="source_id", fields=STREET_FIELDS, report=report
    )
    rows = {}
    for name, tags in named.items():
        key = fold(name)[:160]
        if not key:
            report.refuse("a name without letters", name)
            continue
        rows[key] = Row(key, _street_values(tags, post.get(key, ("", "")), commune, first_language))
    for some in batches(list(rows.values())):
        update.add(some)
    with transaction.atomic():
        if update.write(now=now):
            memory.changed("streets")
    return report


def _street_values(
    tags: dict[str, str], post: tuple[str, str], commune: Commune, first_language: str
) -> dict[str, Any]:
    french, dutch = words.names(tags, first_language=first_language)
    town_fr, town_nl = post[1], ""
    if post[1] in (f"{commune.name_fr} - {commune.name_nl}", f"{commune.name_fr}/{commune.name_nl}"):
        town_fr, town_nl = commune.name_fr, commune.name_nl
    return {
        "source": Source.OSM.value,
        "commune_id": commune.pk,
        "name_fr": french,
        "name_nl": dutch,
        "postcode": post[0][:10],
        "locality_fr": town_fr[:120],
        "locality_nl": town_nl[:120],
    }


def _street_text(thing: OsmThing) -> str:
    return (thing.tags.get("addr:street") or thing.tags.get("addr:place") or "").strip()


def _postal(addresses: list[OsmThing]) -> dict[str, tuple[str, str]]:
    """Say for each street the postcode and the town that most of its addresses have."""
    codes: dict[str, Counter[str]] = defaultdict(Counter)
    towns: dict[str, Counter[str]] = defaultdict(Counter)
    for thing in addresses:
        key = fold(_street_text(thing))[:160]
        if code := thing.tags.get("addr:postcode"):
            codes[key][code] += 1
        if town := thing.tags.get("addr:city"):
            towns[key][town] += 1
    usual_code, usual_town = _most(sum(codes.values(), Counter())), _most(sum(towns.values(), Counter()))
    keys = codes.keys() | towns.keys()
    return {key: (_most(codes[key]) or usual_code, _most(towns[key]) or usual_town) for key in keys}


def _most(counter: Counter[str]) -> str:
    return max(counter, key=lambda text: (counter[text], text)) if counter else ""


def _addresses(content: OsmContent, commune: Commune, now: datetime) -> LayerReport:
    report = LayerReport("addresses", read=len(content.addresses))
    streets = _streets_by_name(commune)
    update = LayerUpdate(
        known=Address.objects.filter(source=Source.OSM), key="source_id", fields=ADDRESS_FIELDS, report=report
    )
    once = OncePerSpot()
    for things in batches(sorted(content.addresses, key=_houses_first)):
        rows = [row for thing in things for row in _address_rows(thing, streets, report)]
        update.add([row for row in rows if once.takes(row, report)])
    with transaction.atomic():
        if update.write(now=now):
            memory.changed("addresses")
    records.assign_beats()
    return report


def _houses_first(thing: OsmThing) -> tuple[bool, bool, str]:
    """Order a building or a bare address before the shops that repeat it."""
    is_business = any(key in thing.tags for key in ("amenity", "shop", "office", "leisure"))
    return (is_business, thing.osm_id.startswith("n"), thing.osm_id)


class OncePerSpot:
    """Lets a house number through once, unless it stands again far away, in a village of the same street name."""

    def __init__(self) -> None:
        self._spots: dict[tuple[object, ...], list[tuple[float, float]]] = defaultdict(list)

    def takes(self, row: Row, report: LayerReport) -> bool:
        told = row.values
        spots = self._spots[(told["street_id"], fold(told["house_number"]), fold(told["box_number"]))]
        if any(abs(lon - told["lon"]) < NEAR_DEGREES and abs(lat - told["lat"]) < NEAR_DEGREES for lon, lat in spots):
            report.refuse("the same address as another thing beside it", row.key)
            return False
        spots.append((told["lon"], told["lat"]))
        return True


def _streets_by_name(commune: Commune) -> dict[str, int]:
    known: dict[str, int] = {}
    for street in Street.objects.present().filter(commune=commune).order_by("pk"):
        for name in (street.source_id, fold(street.name_fr), fold(street.name_nl)):
            known.setdefault(name, street.pk)
    return known


def _address_rows(thing: OsmThing, streets: dict[str, int], report: LayerReport) -> list[Row]:
    street = streets.get(fold(_street_text(thing))[:160])
    if street is None:
        report.refuse("its street is not known", _street_text(thing))
        return []
    rows = []
    for position, number in enumerate(thing.tags["addr:housenumber"].replace(",", ";").split(";")):
        if not number.strip() or len(number.strip()) > 20:
            report.refuse("a house number that is none", f"{thing.osm_id}: {number}")
            continue
        values = {
            "source": Source.OSM.value,
            "street_id": street,
            "house_number": number.strip(),
            "box_number": thing.tags.get("addr:unit", "")[:40],
            "postcode": thing.tags.get("addr:postcode", "")[:10],
            "lat": thing.lat,
            "lon": thing.lon,
        }
        rows.append(Row(f"{thing.osm_id}.{position}" if position else thing.osm_id, values))
    return rows


def _base_map(draft: MapDraft, outline: Outline) -> LayerReport:
    draft.add("boundary", json.dumps(mapping(outline.area.boundary)), {"kind": "commune"})
    report = LayerReport("base map", read=sum(draft.counts.values()))
    name = make_map(draft)
    with transaction.atomic():
        memory.changed("base_map", content=name)
    prune_maps(current=name)
    report.new = 1
    report.note = name
    return report
