"""Spots that are no address: a place by its name, the corner of two streets."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
from django.utils.translation import override

from serein.territory.models import Address, Place, Street
from serein.territory.search import StreetIndex

FARTHEST_M = 150.0
METRES_A_DEGREE = 111_200.0
_BETWEEN = re.compile(r"\s*(?:/|&|\+|,|\bx\b|\bet\b|\ben\b|\band\b)\s*", re.IGNORECASE)
_BEFORE = re.compile(
    r"^\s*(?:(?:au|à l['’ ]?|le|de|op de|the)\s*)?(?:coin|angle|hoek|corner)\b\s*(?:de la|du|des|de|van)?\s*", re.I
)


@dataclass(frozen=True)
class SpotMatch:
    """A spot that a text may mean."""

    label: str
    lat: float
    lon: float
    is_corner: bool = False
    label_fr: str = ""
    label_nl: str = ""
    street: int | None = None
    """The key of the first street of a corner."""


def flat_m(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Return how far two points are, in metres; flat, which is exact enough within a commune."""
    return METRES_A_DEGREE * math.hypot(lat - to_lat, (lon - to_lon) * math.cos(math.radians(to_lat)))


def spot_of_place(place: Place, language: str) -> SpotMatch:
    label_fr, label_nl = (_name_of_place(place, spoken) for spoken in ("fr", "nl"))
    return SpotMatch(_name_of_place(place, language), place.lat, place.lon, label_fr=label_fr, label_nl=label_nl)


def _name_of_place(place: Place, language: str) -> str:
    with override(language):
        return place.name_in(language) or str(place.get_kind_display())


def corner(text: str, index: StreetIndex, streets: dict[int, Street], language: str) -> SpotMatch | None:
    """Find the corner that a text like « rue X / rue Y » means: midway between the nearest houses of both."""
    plain = _BEFORE.sub("", text)
    for between in _BETWEEN.finditer(plain):
        halves = plain[: between.start()], plain[between.end() :]
        if any(len(half.strip()) < 3 for half in halves):
            continue
        first, second = (index.find(half) for half in halves)
        if first and second and first[0].pk != second[0].pk:
            found = _between(first[0].pk, second[0].pk, streets, language)
            if found is not None:
                return found
    return None


def _between(one: int, other: int, streets: dict[int, Street], language: str) -> SpotMatch | None:
    rows = Address.objects.present().filter(street__in=(one, other)).values_list("street_id", "lat", "lon")
    houses = {pk: np.array([row[1:] for row in rows if row[0] == pk], dtype=float) for pk in (one, other)}
    if not len(houses[one]) or not len(houses[other]):
        return None
    scale = np.array([1.0, np.cos(np.radians(houses[one][0, 0]))]) * METRES_A_DEGREE
    gaps = np.hypot(*np.moveaxis((houses[one][:, None] - houses[other][None]) * scale, -1, 0))
    at = np.unravel_index(int(gaps.argmin()), gaps.shape)
    if gaps[at] > FARTHEST_M:
        return None
    lat, lon = (houses[one][at[0]] + houses[other][at[1]]) / 2
    label, label_fr, label_nl = (
        f"{streets[one].name_in(spoken)} / {streets[other].name_in(spoken)}" for spoken in (language, "fr", "nl")
    )
    at_lat, at_lon = round(float(lat), 7), round(float(lon), 7)
    return SpotMatch(label, at_lat, at_lon, is_corner=True, label_fr=label_fr, label_nl=label_nl, street=one)
