"""Spots that are no address: a place by its name, the corner of two streets."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

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


def spot_of_place(place: Place, language: str) -> SpotMatch:
    return SpotMatch(place.name_in(language) or str(place.get_kind_display()), place.lat, place.lon)


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
    label = f"{streets[one].name_in(language)} / {streets[other].name_in(language)}"
    return SpotMatch(label, round(float(lat), 7), round(float(lon), 7), is_corner=True)
