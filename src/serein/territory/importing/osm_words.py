"""OpenStreetMap's tags in our words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from serein.territory import opening
from serein.territory.models import Place

Tags = Mapping[str, str]
Kind = Place.Kind

READ_KEYS = (
    "amenity",
    "leisure",
    "railway",
    "highway",
    "shop",
    "place",
    "building",
    "landuse",
    "natural",
    "waterway",
    "water",
    "boundary",
    "addr:housenumber",
)
_AMENITIES = {
    "bar": Kind.BAR,
    "pub": Kind.PUB,
    "biergarten": Kind.PUB,
    "cafe": Kind.CAFE,
    "nightclub": Kind.NIGHTCLUB,
    "restaurant": Kind.RESTAURANT,
    "fast_food": Kind.RESTAURANT,
    "school": Kind.SCHOOL,
    "kindergarten": Kind.SCHOOL,
    "college": Kind.SCHOOL,
    "university": Kind.SCHOOL,
    "parking": Kind.CAR_PARK,
    "police": Kind.POLICE,
    "townhall": Kind.TOWN_HALL,
    "hospital": Kind.HOSPITAL,
    "clinic": Kind.HOSPITAL,
    "pharmacy": Kind.PHARMACY,
    "library": Kind.LIBRARY,
    "events_venue": Kind.HALL,
    "conference_centre": Kind.HALL,
    "concert_hall": Kind.HALL,
    "theatre": Kind.HALL,
    "arts_centre": Kind.HALL,
    "community_centre": Kind.COMMUNITY_HOUSE,
    "place_of_worship": Kind.WORSHIP,
    "marketplace": Kind.MARKETPLACE,
}
_LEISURES = {
    "park": Kind.PARK,
    "sports_centre": Kind.SPORTS,
    "sports_hall": Kind.SPORTS,
    "stadium": Kind.SPORTS,
}
_A_MONDAY = datetime(2025, 3, 3, 23, 30, tzinfo=opening.BRUSSELS)


def place_kind(tags: Tags) -> str | None:
    """Say which kind of place a thing is; None when it is none that we keep."""
    amenity = tags.get("amenity", "")
    if amenity == "parking" and (tags.get("access") in ("private", "no", "customers") or _is_kerbside(tags)):
        return None
    if amenity == "community_centre" and "juvenile" in tags.get("community_centre:for", ""):
        return Kind.YOUTH_HOUSE
    if amenity in _AMENITIES:
        return _AMENITIES[amenity]
    if tags.get("leisure", "") in _LEISURES:
        return _LEISURES[tags["leisure"]]
    return _station(tags) or _shop(tags)


def _is_kerbside(tags: Tags) -> bool:
    return tags.get("parking", "") in ("street_side", "lane", "half_on_kerb", "on_kerb")


def _station(tags: Tags) -> str | None:
    if tags.get("railway") in ("station", "halt"):
        return Kind.STATION
    return Kind.BUS_STOP if tags.get("highway") == "bus_stop" and "name" in tags else None


def _shop(tags: Tags) -> str | None:
    shop, hours = tags.get("shop"), tags.get("opening_hours", "")
    if not shop:
        return None
    if hours and any(opening.is_open(hours, _A_MONDAY + timedelta(days=day)) for day in range(7)):
        return Kind.NIGHT_SHOP
    return Kind.SHOP if shop in ("supermarket", "mall") else None


def names(tags: Tags, *, first_language: str = "fr") -> tuple[str, str]:
    """Return the French and the Dutch name; a name of unknown language goes to the first language."""
    french, dutch, plain = (tags.get(key, "").strip()[:200] for key in ("name:fr", "name:nl", "name"))
    if french or dutch:
        return french, dutch
    return ("", plain) if first_language == "nl" else (plain, "")


STREET_KINDS = {
    "motorway": "motorway",
    "motorway_link": "motorway",
    "trunk": "main",
    "trunk_link": "main",
    "primary": "main",
    "primary_link": "main",
    "secondary": "secondary",
    "secondary_link": "secondary",
    "tertiary": "secondary",
    "tertiary_link": "secondary",
    "unclassified": "street",
    "residential": "street",
    "living_street": "street",
    "pedestrian": "street",
    "road": "street",
    "busway": "street",
    "service": "service",
    "track": "path",
    "path": "path",
    "footway": "path",
    "cycleway": "path",
    "bridleway": "path",
    "steps": "steps",
}
NAMED_STREETS = frozenset(tag for tag, kind in STREET_KINDS.items() if kind not in ("motorway",))
STREET_MINZOOM = {"motorway": 9, "main": 9, "secondary": 10, "street": 12, "service": 13, "path": 13, "steps": 14}
PLACE_NODES = {
    "city": "town",
    "town": "town",
    "village": "village",
    "suburb": "suburb",
    "quarter": "neighbourhood",
    "neighbourhood": "neighbourhood",
    "hamlet": "neighbourhood",
}
_LANDUSES = {
    "forest": "forest",
    "residential": "residential",
    "industrial": "industrial",
    "commercial": "industrial",
    "retail": "industrial",
    "railway": "industrial",
    "farmland": "farmland",
    "meadow": "farmland",
    "orchard": "farmland",
    "farmyard": "farmland",
    "vineyard": "farmland",
    "allotments": "park",
    "grass": "park",
    "village_green": "park",
    "recreation_ground": "sports",
    "cemetery": "cemetery",
    "education": "residential",
}
_LEISURE_LAND = {
    "park": "park",
    "garden": "park",
    "pitch": "sports",
    "sports_centre": "sports",
    "stadium": "sports",
    "golf_course": "sports",
    "nature_reserve": "forest",
    "playground": "park",
}


def land_kind(tags: Tags) -> str | None:
    if tags.get("natural") in ("wood", "scrub"):
        return "forest"
    if tags.get("amenity") == "grave_yard":
        return "cemetery"
    return _LEISURE_LAND.get(tags.get("leisure", "")) or _LANDUSES.get(tags.get("landuse", ""))


def water_kind(tags: Tags) -> str | None:
    if tags.get("natural") == "water" or tags.get("landuse") in ("reservoir", "basin"):
        return {"canal": "canal", "river": "river"}.get(tags.get("water", ""), "lake")
    if tags.get("waterway") == "riverbank":
        return "river"
    return {"canal": "canal", "river": "river", "stream": "river"}.get(tags.get("waterway", ""))
