"""Read the territory: where an address lies, which beat serves a point, which places are open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import cos, hypot, radians
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from serein.engines.geo import AreaIndex, read_area
from serein.kit import paths
from serein.territory import opening
from serein.territory.memory import Kept
from serein.territory.models import (
    Address,
    Beat,
    BeatArea,
    BeatVersion,
    Commune,
    Layer,
    Neighbourhood,
    Place,
    Street,
    StreetRange,
)
from serein.territory.search import StreetEntry, StreetHit, StreetIndex
from serein.territory.spelling import expansions, first_digits, fold, fold_box, fold_number, telling_words
from serein.territory.spots import SpotMatch, corner, spot_of_place

ATTRIBUTION = "© OpenStreetMap contributors (ODbL); BeSt Address (CC BY 4.0)"
BEATS_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


class NoHomeCommune(Exception):
    """The installation does not know which commune it serves."""


@dataclass(frozen=True)
class AddressMatch:
    """An address that a text may mean."""

    id: int
    label: str
    lat: float
    lon: float
    beat: str | None
    """The code of its beat in the version in force."""


def _load_home() -> Commune | None:
    return Commune.objects.filter(is_home=True).first()


def _load_streets() -> tuple[StreetIndex, dict[int, Street]]:
    streets = {street.pk: street for street in Street.objects.present().select_related("commune")}
    entries = [
        StreetEntry(
            pk=street.pk,
            names=tuple(dict.fromkeys(name for name in (street.name_fr, street.name_nl) if name)),
            postcode=street.postcode,
            localities=(street.locality_fr, street.locality_nl, street.commune.name_fr, street.commune.name_nl),
        )
        for street in streets.values()
    ]
    return StreetIndex(entries), streets


def _load_beats() -> AreaIndex[Beat]:
    areas = list(
        BeatArea.objects.filter(version__state=BeatVersion.State.IN_FORCE).select_related("beat").order_by("beat__code")
    )
    return AreaIndex([area.beat for area in areas], [read_area(area.geometry) for area in areas])


def _load_places() -> list[Place]:
    return list(Place.objects.present())


def _load_ground() -> AreaIndex[Commune] | None:
    home = _load_home()
    return AreaIndex([home], [read_area(home.geometry)]) if home is not None and home.geometry else None


def _load_neighbourhoods() -> tuple[list[Neighbourhood], AreaIndex[Neighbourhood]]:
    known = list(Neighbourhood.objects.order_by("name_fr", "code"))
    drawn = [neighbourhood for neighbourhood in known if neighbourhood.geometry]
    return known, AreaIndex(drawn, [read_area(neighbourhood.geometry) for neighbourhood in drawn])


_home = Kept("communes", _load_home)
_ground = Kept("communes", _load_ground)
_neighbourhoods = Kept("neighbourhoods", _load_neighbourhoods)
_streets = Kept("streets", _load_streets)
_beats = Kept("beats", _load_beats)
_places = Kept("places", _load_places)


def find_home_commune() -> Commune | None:
    return _home.get()


def home_commune() -> Commune:
    """
    Return the commune that this installation serves.

    :raises NoHomeCommune: before the first import or set-up
    """
    home = _home.get()
    if home is None:
        raise NoHomeCommune("No commune is set up yet: run `./serein setup --commune` or import its map.")
    return home


def find_beat_at(*, lat: float, lon: float) -> Beat | None:
    """Find the beat that a point lies in; an address knows its own beat, which counts more."""
    return beat_index().find(lon, lat)


def is_in_home(lat: float, lon: float) -> bool:
    """Say whether a point lies in the commune that this installation serves; without its outline nobody can say no."""
    ground = _ground.get()
    return ground is None or ground.find(lon, lat) is not None


def list_neighbourhoods() -> list[Neighbourhood]:
    """List the neighbourhoods by name."""
    return list(_neighbourhoods.get()[0])


def find_neighbourhood_at(*, lat: float, lon: float) -> Neighbourhood | None:
    """Find the neighbourhood whose outline holds a point, else the nearest of those that have none, within the home."""
    if not is_in_home(lat, lon):
        return None
    known, outlines = _neighbourhoods.get()
    named = outlines.find(lon, lat)
    if named is not None:
        return named
    narrowing = cos(radians(lat))
    centres = [neighbourhood for neighbourhood in known if not neighbourhood.geometry]
    return min(centres, key=lambda one: hypot(one.lat - lat, (one.lon - lon) * narrowing), default=None)


def beat_index() -> AreaIndex[Beat]:
    """Return the beats in force, in memory."""
    return _beats.get()


def address_label(address: Address, *, language: str) -> str:
    """Write an address as on an envelope, in one line; a missing language is never made up."""
    return _label(address.street, address.postcode, address.house_number, address.box_number, language)


def _label(street: Street, postcode: str, number: str, box: str, language: str) -> str:
    town = street.locality(language) or street.commune.name_in(language)
    place = f"{postcode or street.postcode} {town}".strip()
    box_word = {"nl": "bus", "fr": "bte"}.get(language, "box")
    boxed = f" {box_word} {box}" if box else ""
    return f"{street.name_in(language)} {number}{boxed}, {place}".rstrip(", ")


def find_address(*, pk: int) -> Address | None:
    """Find an address with its beat; its street comes from memory."""
    address = Address.objects.present().select_related("beat").filter(pk=pk).first()
    if address is not None and (street := find_street(pk=address.street_id)) is not None:
        address.street = street
    return address


def find_street(*, pk: int | None) -> Street | None:
    """Find a street that is present, in memory."""
    return _streets.get()[1].get(pk or 0)


def search_addresses(*, text: str, language: str, limit: int = 8) -> list[AddressMatch]:
    """Find the addresses that a text may mean, the likeliest first; two signs are enough to begin."""
    if len(fold(text)) < 2:
        return []
    index, streets = _streets.get()
    hits = index.find(text[:120])
    if not hits:
        return []
    by_street: dict[int, list[StreetHit]] = defaultdict(list)
    for hit in hits:
        by_street[hit.pk].append(hit)
    scored = []
    for house in _houses(hits):
        rank = max([_fit(house, hit) for hit in by_street[house.street]])
        scored.append((-round(rank, 4), first_digits(house.number) or 0, house.written, house.pk, house))
    ranked = _spread(sorted(scored, key=lambda row: row[:4]), has_number=any(hit.reading.number for hit in hits))
    matches: dict[str, AddressMatch] = {}
    for house in ranked:
        match = _match(house, streets, language)
        matches.setdefault(match.label, match)
        if len(matches) == limit:
            break
    return list(matches.values())


class _House(NamedTuple):
    """An address as a search weighs it: the columns of `_OF_A_HOUSE`."""

    pk: int
    street: int
    number: str
    box: str
    postcode: str
    lat: float
    lon: float
    beat: str | None

    @property
    def written(self) -> str:
        return f"{self.number}/{self.box}" if self.box else self.number


_OF_A_HOUSE = ("pk", "street_id", "house_number", "box_number", "postcode", "lat", "lon", "beat__code")


def _match(house: _House, streets: Mapping[int, Street], language: str) -> AddressMatch:
    label = _label(streets[house.street], house.postcode, house.number, house.box, language)
    return AddressMatch(house.pk, label, house.lat, house.lon, house.beat)


def _houses(hits: list[StreetHit]) -> list[_House]:
    """
    Read the houses that may be meant: of a street that was asked with a number, those that begin with it.

    Where there is none at all, all of its houses are. A street may have a thousand, of which a handful is shown: rows
    are cheaper to weigh than instances.
    """
    numbered = {hit.pk for hit in hits if first_digits(hit.reading.number) is not None}
    found = _read([hit for hit in hits if hit.pk not in numbered or first_digits(hit.reading.number) is not None])
    return found or (_read(hits) if numbered else found)


def _read(hits: list[StreetHit]) -> list[_House]:
    found = Address.objects.present().filter(_worth_reading(hits)).order_by("pk")
    return [_House(*row) for row in found.values_list(*_OF_A_HOUSE).iterator(chunk_size=2000)]


def _worth_reading(hits: list[StreetHit]) -> Q:
    condition = Q(pk__in=[])
    by_number: dict[str, set[int]] = {}
    for hit in hits:
        digits = first_digits(hit.reading.number)
        by_number.setdefault("" if digits is None else str(digits), set()).add(hit.pk)
    for begun, streets in by_number.items():
        condition |= Q(street__in=streets) & (Q(house_number__startswith=begun) if begun else Q(box_number=""))
    return condition


def _fit(house: _House, hit: StreetHit) -> float:
    reading = hit.reading
    if not reading.number:
        return hit.score - 0.05
    number = fold_number(house.number)
    fit = hit.score + (0.3 if number == reading.number else 0.05 if number.startswith(reading.number) else -0.3)
    box = fold_box(house.box)
    if reading.box:
        return fit + (0.1 if box == reading.box else 0.02 if not box else -0.02)
    return fit + (0.03 if not box else 0.0)


def _spread(scored: list[tuple[float, int, str, int, _House]], *, has_number: bool) -> list[_House]:
    """Without a number, show one address of each street before the next ones."""
    if has_number:
        return [row[-1] for row in scored]
    firsts: dict[int, _House] = {}
    for row in scored:
        firsts.setdefault(row[-1].street, row[-1])
    if len(firsts) > 1:
        return [*firsts.values(), *(row[-1] for row in scored if row[-1] is not firsts[row[-1].street])]
    return [row[-1] for row in scored]


def list_beats() -> QuerySet[Beat]:
    """List the beats of the version in force."""
    return Beat.objects.filter(areas__version__state=BeatVersion.State.IN_FORCE).order_by("code").distinct()


def version_in_force() -> BeatVersion | None:
    return BeatVersion.objects.filter(state=BeatVersion.State.IN_FORCE).first()


def places_open_at(now: datetime, kinds: Iterable[str]) -> list[Place]:
    """List the places of these kinds that are surely open; unknown hours count as closed."""
    wanted = set(kinds)
    return [place for place in _places.get() if place.kind in wanted and opening.is_open(place.opening_hours, now)]


def list_places(kinds: Iterable[str]) -> list[Place]:
    wanted = set(kinds)
    return [place for place in _places.get() if place.kind in wanted]


def find_place(*, text: str, kinds: Iterable[str] | None = None) -> Place | None:
    """Find a place by its name in either language, by how it begins, or by the words that tell it from others."""
    wanted, words = None if kinds is None else set(kinds), fold(text)
    told = telling_words(words)
    if len(words) < 3 or not told:
        return None
    best: tuple[int, int, Place] | None = None
    for place in _places.get():
        if wanted is not None and place.kind not in wanted:
            continue
        for name in filter(None, (fold(place.name_fr), fold(place.name_nl))):
            rank = _rank_of_name(name, words, told)
            if rank is not None and (best is None or (rank, place.pk) < best[:2]):
                best = (rank, place.pk, place)
    return best[2] if best else None


def _rank_of_name(name: str, words: str, told: frozenset[str]) -> int | None:
    if name == words:
        return 0
    if name.startswith(words):
        return 1
    if f" {words}" in f" {name}":
        return 2
    return 3 if told <= telling_words(name) else None


def find_spot(*, text: str, language: str) -> SpotMatch | None:
    """Find what is no address: the corner of two streets (« rue X / rue Y »), else a place by its name."""
    index, streets = _streets.get()
    place = find_place(text=text[:120])
    return corner(text[:120], index, streets, language) or (spot_of_place(place, language) if place else None)


def list_beat_versions() -> QuerySet[BeatVersion]:
    """List the versions of the beats, the latest day first, each with how many rows and outlines it has."""
    rows = StreetRange.objects.filter(version=OuterRef("pk")).order_by().values("version").annotate(n=Count("pk"))
    areas = BeatArea.objects.filter(version=OuterRef("pk")).order_by().values("version").annotate(n=Count("pk"))
    return BeatVersion.objects.annotate(
        rows=Coalesce(Subquery(rows.values("n")), 0), outlines=Coalesce(Subquery(areas.values("n")), 0)
    )


def find_streets_called(*, name: str, postcode: str = "") -> list[Street]:
    """List the streets of a name in either language, abbreviations welcome."""
    _index, streets = _streets.get()
    spelled = {fold(name), *expansions(fold(name))}
    called = [street for street in streets.values() if {fold(street.name_fr), fold(street.name_nl)} & spelled]
    return [street for street in called if not postcode or street.postcode == postcode]


def find_street_like(*, name: str) -> Street | None:
    """Find the street that a text with a slip in it most likely means."""
    index, streets = _streets.get()
    hits = index.find(name[:120])
    return streets[hits[0].pk] if hits else None


def beats_as_geojson() -> dict[str, Any]:
    """Return the beats in force as open data, with licence and attribution."""
    return version_as_geojson(version_in_force())


def version_as_geojson(version: BeatVersion | None) -> dict[str, Any]:
    """Return the outlines of a version with licence and attribution."""
    areas = BeatArea.objects.filter(version=version).select_related("beat").order_by("beat__code") if version else []
    return {
        "type": "FeatureCollection",
        "licence": BEATS_LICENCE,
        "attribution": ATTRIBUTION,
        "in_force_from": version.in_force_from.isoformat() if version else None,
        "features": [
            {
                "type": "Feature",
                "id": area.beat.code,
                "properties": {
                    "code": area.beat.code,
                    "name_fr": area.beat.name_fr,
                    "name_nl": area.beat.name_nl,
                    "licence": BEATS_LICENCE,
                    "attribution": ATTRIBUTION,
                },
                "geometry": area.geometry,
            }
            for area in areas
        ],
    }


def find_base_map() -> Path | None:
    """Return the file of the base map, None before the first import of a map."""
    content = Layer.objects.filter(name="base_map").values_list("content", flat=True).first()
    file = paths.var() / "maps" / content if content else None
    return file if file is not None and file.exists() else None
