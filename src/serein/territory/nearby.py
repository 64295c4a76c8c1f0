"""The nearest house of a point, in memory: what a click on the map or a position is called in words."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians

import numpy as np
import shapely

from serein.territory.memory import Kept
from serein.territory.models import Address
from serein.territory.spots import METRES_A_DEGREE

FARTHEST_M = 200.0


@dataclass(frozen=True)
class NearHouse:
    """A house near a point."""

    street_id: int
    house_number: str
    distance_m: float


class HouseIndex:
    """Every house of the territory on a plane that touches the earth in its midst."""

    def __init__(self, rows: list[tuple[int, str, float, float]]) -> None:
        self._streets = [row[0] for row in rows]
        self._numbers = [row[1] for row in rows]
        lat_lon = np.array([row[2:] for row in rows], dtype=float).reshape(-1, 2)
        midst = radians(float(lat_lon[:, 0].mean())) if rows else 0.0
        self._scale = np.array([1.0, cos(midst)]) * METRES_A_DEGREE
        self._tree = shapely.STRtree(shapely.points(lat_lon * self._scale))

    def find(self, lat: float, lon: float) -> NearHouse | None:
        point = shapely.Point(np.array([lat, lon]) * self._scale)
        hits, distances = self._tree.query_nearest(
            point, max_distance=FARTHEST_M, return_distance=True, all_matches=False
        )
        if not hits.size:
            return None
        at = int(hits[0])
        return NearHouse(self._streets[at], self._numbers[at], float(distances[0]))


def _load() -> HouseIndex:
    rows = Address.objects.present().filter(box_number="")
    return HouseIndex(list(rows.values_list("street_id", "house_number", "lat", "lon").order_by("pk")))


_houses = Kept("addresses", _load)


def find_nearest_house(*, lat: float, lon: float) -> NearHouse | None:
    """Find the nearest house within 200 m."""
    return _houses.get().find(lat, lon)
