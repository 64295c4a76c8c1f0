"""The streets that a night goes to, by neighbourhood: the zone for who reads no map."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from serein.shuttles.models import Night
from serein.shuttles.queries.zones import zone_of
from serein.territory import memory
from serein.territory import queries as territory
from serein.territory.models import Address
from serein.territory.spelling import fold

_DECIMALS = 3
"""Of a street's houses, one in each cell of about a hundred metres says in which neighbourhood it lies."""
_LAYERS = ("addresses", "neighbourhoods", "streets")
_NOWHERE = 0
Streets = dict[int, frozenset[int]]
_kept: tuple[tuple[int, ...], Streets] | None = None


@dataclass(frozen=True)
class StreetGroup:
    """A neighbourhood of a zone and its streets, by name."""

    name: str
    streets: tuple[str, ...]


def streets_of_zone(night: Night) -> list[StreetGroup]:
    """List the streets of a night's zone under their neighbourhoods; a street in two stands in both."""
    known = _streets_by_neighbourhood()
    areas = zone_of(night) or territory.list_neighbourhoods()
    if not areas:
        home = territory.find_home_commune()
        return [StreetGroup(home.name if home else "", _names(frozenset().union(*known.values())))]
    groups = [StreetGroup(area.name, _names(known.get(area.pk, frozenset()))) for area in areas]
    return [group for group in groups if group.streets]


def _names(keys: frozenset[int]) -> tuple[str, ...]:
    language = get_language() or "fr"
    streets = filter(None, (territory.find_street(pk=key) for key in keys))
    return tuple(sorted({street.name_in(language) for street in streets}, key=fold))


def _streets_by_neighbourhood() -> Streets:
    """Return the keys of streets by neighbourhood, kept in the process until the map changes."""
    global _kept
    versions = memory.versions()
    version = tuple(versions.get(layer, memory.NEVER) for layer in _LAYERS)
    if _kept is None or _kept[0] != version or memory.NEVER in version:
        _kept = (version, _read())
    return _kept[1]


def _read() -> Streets:
    houses = Address.objects.present().filter(box_number="").values_list("street_id", "lat", "lon")
    cells = {(street, round(lat, _DECIMALS), round(lon, _DECIMALS)): (street, lat, lon) for street, lat, lon in houses}
    found: dict[int, set[int]] = {}
    for street, lat, lon in cells.values():
        if territory.is_in_home(lat, lon):
            area = territory.find_neighbourhood_at(lat=lat, lon=lon)
            found.setdefault(area.pk if area else _NOWHERE, set()).add(street)
    return {area: frozenset(streets) for area, streets in found.items()}
