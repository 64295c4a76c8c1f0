"""How far a night goes."""

from __future__ import annotations

from serein.shuttles.models import Night
from serein.territory import queries as territory
from serein.territory.models import Neighbourhood
from serein.territory.where import Where


def zone_of(night: Night) -> list[Neighbourhood]:
    """List the neighbourhoods of a night's zone; none means the whole commune."""
    return list(night.neighbourhoods.all())


def is_in_zone(night: Night, where: Where) -> bool:
    """Whether a night goes to a place; beyond its zone it never does."""
    if where.lat is None or where.lon is None or where.is_outside:
        return False
    zone = {neighbourhood.pk for neighbourhood in zone_of(night)}
    if not zone:
        return territory.is_in_home(where.lat, where.lon)
    found = where.neighbourhood or territory.find_neighbourhood_at(lat=where.lat, lon=where.lon)
    return found is not None and found.pk in zone
