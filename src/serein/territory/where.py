"""
What someone means by a place, read in one way for every page that asks « where? ».

A place is given as an address chosen in a list (`address`), a point (`lat` and `lon`) or a text (`q`): an address,
the name of a place, the corner of two streets. What may mean several is left to the reader to choose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext, override

from serein.territory import queries
from serein.territory.models import Address, Neighbourhood, Street
from serein.territory.nearby import find_nearest_house
from serein.territory.spelling import fold
from serein.territory.spots import SpotMatch

LONGEST_TEXT = 200


@dataclass(frozen=True)
class Where:
    """What was asked for, and the one place it means, or those to choose from."""

    text: str = ""
    lat: float | None = None
    lon: float | None = None
    label_fr: str = ""
    label_nl: str = ""
    address: Address | None = None
    """The address that is meant, with its beat."""
    spot: SpotMatch | None = None
    """The corner or the place that is meant, or one of those to choose from."""
    street: Street | None = None
    neighbourhood: Neighbourhood | None = None
    matches: tuple[queries.AddressMatch, ...] = ()
    """Addresses to choose from."""
    is_outside: bool = False
    """It lies in another commune, or is an address that is not known here."""

    @property
    def is_found(self) -> bool:
        return self.lat is not None and not self.is_outside

    @property
    def found_nothing(self) -> bool:
        return bool(self.text) and not (self.lat is not None or self.matches or self.spot or self.is_outside)

    def label(self, language: str | None) -> str:
        return (self.label_nl if language == "nl" else self.label_fr) or self.label_fr or self.label_nl


def find_where(*, asked: Mapping[str, Any], language: str) -> Where:
    """Find the place that `address`, `lat` and `lon`, or `q` mean; the first of them that says something counts."""
    text = str(asked.get("q", "")).strip()[:LONGEST_TEXT]
    chosen = _of_key(str(asked.get("address", "")), text)
    if chosen is None or chosen.is_outside:
        chosen = _of_point(str(asked.get("lat", "")), str(asked.get("lon", "")), text) or chosen
    if chosen is None and text:
        chosen = _of_text(text, language)
    return chosen or Where()


def find_street_where(*, key: str) -> Where | None:
    """Find the middle house of a street, for who knows no better than its name; None if there is no such street."""
    street = queries.find_street(pk=int(key)) if is_key(key) else None
    if street is None:
        return None
    houses = list(Address.objects.present().filter(street=street, box_number="").order_by("lat", "lon"))
    if not houses:
        return None
    lat, lon = (sum(getattr(house, axis) for house in houses) / len(houses) for axis in ("lat", "lon"))
    middle = min(houses, key=lambda house: abs(house.lat - lat) + abs(house.lon - lon))
    return _placed(Where(), middle.lat, middle.lon, _in_both(street), street)


def named(where: Where) -> Where:
    """Give a bare point the name of the nearest house's street, in both languages, and every place its street."""
    if not where.is_found or where.street is not None or where.lat is None or where.lon is None:
        return where
    house = find_nearest_house(lat=where.lat, lon=where.lon)
    street = queries.find_street(pk=house.street_id) if house else None
    if house is None or street is None:
        return where if where.label_fr else replace(where, **_labels(_nameless(where)))
    if where.label_fr:
        return replace(where, street=street)
    return replace(where, street=street, **_labels(_near_number(street, house.house_number)))


def is_key(text: str) -> bool:
    """Whether a text can be the key of a row: PostgreSQL is not asked what it cannot hold."""
    return text.isdecimal() and len(text) <= 18


def _of_key(key: str, text: str) -> Where | None:
    if not is_key(key):
        return None
    address = queries.find_address(pk=int(key))
    return Where(text=text, is_outside=True) if address is None else _at_address(address, Where(text=text))


def _at_address(address: Address, where: Where) -> Where:
    labels = tuple(queries.address_label(address, language=language) for language in ("fr", "nl"))
    placed = _placed(where, address.lat, address.lon, (labels[0], labels[1]), address.street)
    return replace(placed, address=address)


def _of_point(lat: str, lon: str, text: str) -> Where | None:
    try:
        point = float(lat), float(lon)
    except ValueError:
        return None
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        return None
    return _placed(Where(text=text), *point, ("", ""), None)


def _of_text(text: str, language: str) -> Where:
    """Take the address or the spot when the text can only mean one; else let the reader choose."""
    matches = tuple(queries.search_addresses(text=text, language=language))
    where = Where(text=text, matches=matches)
    exact = [match for match in matches if _says(text, match.label)]
    if not exact and not any(fold(match.label).startswith(fold(text)) for match in matches):
        spot = queries.find_spot(text=text, language=language)
        where = replace(where, spot=spot)
        if spot and _is_meant(spot, where):
            return _placed(
                where, spot.lat, spot.lon, (spot.label_fr, spot.label_nl), queries.find_street(pk=spot.street)
            )
    chosen = exact if len(exact) == 1 else matches
    if len(chosen) != 1 or where.spot:
        return where
    address = queries.find_address(pk=chosen[0].id)
    return where if address is None else _at_address(address, where)


def _is_meant(spot: SpotMatch, where: Where) -> bool:
    """Whether a text means a corner or a place rather than one of the addresses that resemble it."""
    return spot.is_corner or not where.matches or fold(spot.label) == fold(where.text)


def _says(text: str, label: str) -> bool:
    """Whether a text is a label, with or without what follows its comma."""
    return fold(text) in (fold(label), fold(label.partition(",")[0]))


def _placed(where: Where, lat: float, lon: float, labels: tuple[str, str], street: Street | None) -> Where:
    return replace(
        where,
        lat=lat,
        lon=lon,
        street=street,
        neighbourhood=queries.find_neighbourhood_at(lat=lat, lon=lon),
        is_outside=not queries.is_in_home(lat, lon),
        **_labels(labels),
    )


def _labels(labels: tuple[str, str]) -> dict[str, Any]:
    return {"label_fr": labels[0], "label_nl": labels[1]}


def _in_both(street: Street) -> tuple[str, str]:
    return street.name_in("fr"), street.name_in("nl")


def _near_number(street: Street, number: str) -> tuple[str, str]:
    def say(language: str) -> str:
        with override(language):
            told = {"street": street.name_in(language), "number": number}
            return gettext("%(street)s, near number %(number)s") % told

    return say("fr"), say("nl")


def _nameless(where: Where) -> tuple[str, str]:
    def say(language: str) -> str:
        with override(language):
            area = where.neighbourhood.name_in(language) if where.neighbourhood else ""
            return gettext("A point on the map, %(area)s") % {"area": area} if area else gettext("A point on the map")

    return say("fr"), say("nl")
