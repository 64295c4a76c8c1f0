"""A circuit as pages, files and paper show it: figures side by side, an itinerary in words, GPX and GeoJSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override

from serein.engines.graph import Landmark, LightSource, NotOnTheNetwork, Path, PathFigures, figures_of, itinerary, say
from serein.streets.models import Edition
from serein.streets.queries.light import NightLight
from serein.streets.queries.network import find_streets, get_streets
from serein.streets.queries.standing import Standing
from serein.streets.queries.ways import darkest, hours_of, path_along
from serein.territory import queries as territory
from serein.territory.models import Place

GPX = "http://www.topografix.com/GPX/1/1"
LANDMARKS = (
    Place.Kind.STATION,
    Place.Kind.TOWN_HALL,
    Place.Kind.HOSPITAL,
    Place.Kind.POLICE,
    Place.Kind.HALL,
    Place.Kind.PHARMACY,
    Place.Kind.LIBRARY,
    Place.Kind.WORSHIP,
    Place.Kind.SCHOOL,
    Place.Kind.CAFE,
)


@dataclass(frozen=True)
class Shown:
    """
    What is told beside a way.

    :param moment: the hour that the figures are of: of its hours the one at which most of it is exposed
    """

    moment: datetime
    figures: PathFigures
    sentences: list[str]

    @property
    def lit_percent(self) -> int:
        return int(self.figures.lit_share * 100)

    @property
    def by_register_percent(self) -> int:
        return int(self.figures.lit_share_by_source[LightSource.REGISTER] * 100)

    @property
    def by_check_percent(self) -> int:
        return int(self.figures.lit_share_by_source[LightSource.AUDIT] * 100)

    @property
    def by_tag_percent(self) -> int:
        return int(self.figures.lit_share_by_source[LightSource.TAG] * 100)

    @property
    def minutes(self) -> int:
        """At a walking pace of 4.5 km/h."""
        return max(round(self.figures.length_m / 75), 1)


def show_circuit(stand: Standing, *, in_words: bool = True) -> Shown | None:
    """Return what is told of a circuit's published edition; None where its streets are not known any more."""
    edition = stand.edition
    if edition is None or find_streets() is None:
        return None
    try:
        path = path_along(edition.line)
    except NotOnTheNetwork:
        return None
    hours = hours_of(begins=stand.circuit.begins, ends=stand.circuit.ends, now=stand.now)
    anchors = [Landmark(one["name_fr"], one["name_nl"], (one["lon"], one["lat"])) for one in named_anchors(edition)]
    return show_path(path, night=darkest(hours, path), landmarks=anchors, in_words=in_words)


def show_path(
    path: Path, *, night: NightLight, landmarks: list[Landmark] | None = None, in_words: bool = True
) -> Shown:
    """Return what is told of a way by the light of a moment; where wished with its steps in the reader's language."""
    streets = get_streets()
    figures = figures_of(
        streets.network,
        path,
        night.light,
        open_places=night.refuges,
        refuges=night.refuges,
        defects=night.defects,
        finder=streets.finder,
    )
    if not in_words:
        return Shown(night.moment, figures, [])
    steps = itinerary(streets.network, path, landmarks=[*(landmarks or []), *_landmarks()], finder=streets.finder)
    language = get_language() or "fr"
    return Shown(night.moment, figures, [say(step, language) for step in steps])


def named_anchors(edition: Edition) -> list[dict[str, Any]]:
    """List the places that a circuit joins; points that only lead its way have no name."""
    return [anchor for anchor in edition.anchors if anchor["name_fr"]]


def _landmarks() -> list[Landmark]:
    places = territory.list_places(LANDMARKS)
    return [Landmark(one.name_in("fr"), one.name_in("nl"), (one.lon, one.lat)) for one in places if one.name_in("fr")]


def as_geojson(stand: Standing) -> dict[str, Any]:
    """Return a circuit as GeoJSON: its line, its way round, its anchors and what suspends it."""
    edition, circuit = stand.edition, stand.circuit
    assert edition is not None
    told = {
        "code": circuit.code,
        "name_fr": circuit.name_fr,
        "name_nl": circuit.name_nl,
        "is_recommended": stand.is_recommended,
        "checked_on": stand.checked_on.isoformat() if stand.checked_on else None,
        "next_check_on": stand.next_check_on.isoformat() if stand.next_check_on else None,
        "hours": f"{circuit.begins:%H:%M}-{circuit.ends:%H:%M}",
        "length_m": round(edition.length_m),
        "edition": edition.number,
    }
    features = [_line(edition.line, {**told, "name": circuit.name, "way": _way(stand)})]
    if stand.detour is not None:
        detour = {"code": circuit.code, "length_m": round(stand.detour.detour_length_m), "way": "round"}
        features.insert(0, _line(stand.detour.detour, detour))
    for number, anchor in enumerate(named_anchors(edition), start=1):
        names = {"number": number, "name_fr": anchor["name_fr"], "name_nl": anchor["name_nl"]}
        shown = anchor["name_nl"] if get_language() == "nl" and anchor["name_nl"] else anchor["name_fr"]
        features.append(_point([anchor["lon"], anchor["lat"]], {**names, "name": shown}))
    return {"type": "FeatureCollection", "features": features}


def as_gpx(stand: Standing) -> bytes:
    """Return a circuit as GPX 1.1; where it is suspended its description says so first."""
    edition, circuit = stand.edition, stand.circuit
    assert edition is not None
    ElementTree.register_namespace("", GPX)
    root = ElementTree.Element(f"{{{GPX}}}gpx", {"version": "1.1", "creator": "Serein"})
    about = ElementTree.SubElement(root, f"{{{GPX}}}metadata")
    _text(about, "name", circuit.name)
    _text(about, "desc", edition.intro)
    link = ElementTree.SubElement(about, f"{{{GPX}}}link", {"href": _address(circuit.code)})
    _text(link, "text", circuit.name)
    _text(about, "time", (edition.published_at or stand.now).strftime("%Y-%m-%dT%H:%M:%SZ"))
    for anchor in named_anchors(edition):
        spot = ElementTree.SubElement(
            root, f"{{{GPX}}}wpt", {"lat": f"{anchor['lat']:.6f}", "lon": f"{anchor['lon']:.6f}"}
        )
        _text(spot, "name", anchor["name_nl"] if get_language() == "nl" else anchor["name_fr"])
    track = ElementTree.SubElement(root, f"{{{GPX}}}trk")
    _text(track, "name", circuit.name)
    segment = ElementTree.SubElement(track, f"{{{GPX}}}trkseg")
    for lon, lat in edition.line:
        ElementTree.SubElement(segment, f"{{{GPX}}}trkpt", {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"})
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _address(code: str) -> str:
    with override(get_language()):
        return f"{settings.SITE_URL}{reverse('streets:circuit', args=[code])}"


def _way(stand: Standing) -> str:
    return "circuit" if stand.is_recommended else "suspended"


def _line(lon_lat: list[list[float]], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "LineString", "coordinates": lon_lat}, "properties": properties}


def _point(lon_lat: list[float], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": lon_lat}, "properties": properties}


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{GPX}}}{name}").text = text
