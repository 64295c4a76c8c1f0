"""Outlines of beats: drawn from the addresses that a street-range table gives to each."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from django.db import transaction
from shapely.geometry import shape

from serein.engines.geo import read_area, voronoi_areas, write_area
from serein.territory.coverage import allot
from serein.territory.models import Address, Beat, BeatArea, BeatVersion, Commune

MARGIN_DEGREES = 0.005


def area_of(version: BeatVersion, beat: Beat, geometry: dict[str, Any]) -> BeatArea:
    west, south, east, north = shape(geometry).bounds
    return BeatArea(
        version=version, beat=beat, geometry=geometry, min_lon=west, min_lat=south, max_lon=east, max_lat=north
    )


def draw_outlines(version: BeatVersion) -> int:
    """
    Give each beat of a version the part of the commune that is nearest to its addresses; return how many have one.

    They serve points only: an address knows its beat by its street's ranges.
    """
    beat_of = {allotted.address_id: allotted.beats[0] for allotted in allot(version) if len(allotted.beats) == 1}
    rows = Address.objects.present().filter(street__ranges__version=version).distinct()
    placed = [(lon, lat, beat_of[pk]) for pk, lon, lat in rows.values_list("pk", "lon", "lat") if pk in beat_of]
    if not placed:
        return 0
    points = np.array([row[:2] for row in placed], dtype=float)
    shares = voronoi_areas(points, [row[2] for row in placed], _limit(points))
    beats = Beat.objects.in_bulk(list(shares))
    with transaction.atomic():
        version.areas.all().delete()
        BeatArea.objects.bulk_create(area_of(version, beats[pk], write_area(area)) for pk, area in shares.items())
    return len(shares)


def _limit(points: np.ndarray[Any, np.dtype[np.float64]]) -> Any:
    home = Commune.objects.filter(is_home=True).exclude(geometry={}).first()
    if home is not None:
        return read_area(home.geometry)
    return shapely.MultiPoint(points).convex_hull.buffer(MARGIN_DEGREES)
