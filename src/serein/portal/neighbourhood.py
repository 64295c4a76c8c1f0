"""What is around an address: who answers there, and the places one may need, the nearest first."""

import math
from dataclasses import dataclass
from datetime import datetime

from serein.proximity.queries import inspectors
from serein.territory import queries as territory
from serein.territory.models import Neighbourhood, Place
from serein.territory.opening import closes_at, is_open

KINDS = (
    Place.Kind.POLICE,
    Place.Kind.TOWN_HALL,
    Place.Kind.PHARMACY,
    Place.Kind.LIBRARY,
    Place.Kind.COMMUNITY_HOUSE,
    Place.Kind.YOUTH_HOUSE,
    Place.Kind.HALL,
    Place.Kind.SPORTS,
    Place.Kind.PARK,
    Place.Kind.STATION,
)
WITHIN_M = 1500
MOST_SHOWN = 10
_EARTH_M = 6_371_000
_STEP_M = 50


@dataclass(frozen=True)
class NearPlace:
    """A place with how far it is as the crow flies, in steps of 50 m, and until when it is surely open."""

    place: Place
    distance_m: int
    is_open: bool
    closes_at: datetime | None


@dataclass(frozen=True)
class Around:
    name: str
    answer: inspectors.Answer | None
    places: list[NearPlace]


def look_around(*, lat: float, lon: float, now: datetime) -> Around:
    """Return what is around a point; three queries besides what is kept in memory."""
    beat = territory.find_beat_at(lat=lat, lon=lon)
    answer = inspectors.who_answers(beat=beat, now=now) if beat else None
    near = sorted(
        (_distance_m(lat, lon, place.lat, place.lon), place.pk, place) for place in territory.list_places(KINDS)
    )
    places = [_near(place, distance, now) for distance, _pk, place in near if distance <= WITHIN_M]
    return Around(_name_of(lat, lon), answer, places[:MOST_SHOWN])


def _name_of(lat: float, lon: float) -> str:
    """Return the name of the nearest neighbourhood, or nothing when none is near."""
    near = [(_distance_m(lat, lon, row.lat, row.lon), row.name) for row in Neighbourhood.objects.all()]
    return min((name for name in near if name[0] <= WITHIN_M), default=(0, ""))[1]


def _near(place: Place, distance: float, now: datetime) -> NearPlace:
    rounded = max(_STEP_M, round(distance / _STEP_M) * _STEP_M)
    return NearPlace(place, rounded, is_open(place.opening_hours, now), closes_at(place.opening_hours, now))


def _distance_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance on a plane that touches the earth there; within a commune it errs by less than a step."""
    east = math.radians(other_lon - lon) * math.cos(math.radians(lat))
    return _EARTH_M * math.hypot(east, math.radians(other_lat - lat))
