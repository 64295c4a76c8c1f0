"""A walk over the signs of a circuit, or of all: in which order, and how it looks on a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from serein.engines.circuits import inspection_round
from serein.engines.graph import NotOnTheNetwork, NoWay
from serein.streets.models import Sign
from serein.streets.queries.network import find_streets
from serein.territory import queries as territory
from serein.territory.models import Place

Spot = tuple[float, float]
"""Longitude and latitude."""
NOT_YET_THERE = (Sign.State.TO_ORDER,)


@dataclass(frozen=True)
class Stop:
    """A sign on the round, and the metres that lead to it."""

    number: int
    sign: Sign
    metres: int


@dataclass(frozen=True)
class Round:
    """
    The signs in the order in which one walks to them.

    :param line: longitudes and latitudes of the whole walk; empty where no walk joins them
    """

    stops: tuple[Stop, ...]
    length_m: float
    minutes: int
    line: tuple[Spot, ...]


def round_over(signs: Sequence[Sign], *, start: Spot | None) -> Round:
    """
    Put signs in the order of a short walk that begins and ends at a place, the first sign if none is given.

    Signs of one spot are passed together. Where no walk joins them they stay in the order of their numbers.
    """
    streets = find_streets()
    if not signs or streets is None:
        return _listed(signs)
    at: dict[Spot, list[Sign]] = {}
    for sign in signs:
        at.setdefault((sign.lon, sign.lat), []).append(sign)
    spots = tuple(at)
    try:
        order, metres, length_m, minutes, line = _walk(streets.version.pk, spots, start or spots[0])
    except (NotOnTheNetwork, NoWay):
        return _listed(signs)
    passed = [
        (sign, leg_m if n == 0 else 0.0)
        for one, leg_m in zip(order, metres, strict=True)
        for n, sign in enumerate(at[spots[one]])
    ]
    stops = tuple(Stop(n, sign, round(leg_m)) for n, (sign, leg_m) in enumerate(passed, start=1))
    return Round(stops, length_m, round(minutes), line)


def town_hall() -> Place | None:
    """Return where a round begins if nobody says otherwise."""
    return next(iter(territory.list_places([Place.Kind.TOWN_HALL])), None)


def as_geojson(walk: Round) -> dict[str, Any]:
    """Return a round as GeoJSON: its line, and each spot with the number of the first sign that stands there."""
    at: dict[Spot, list[Stop]] = {}
    for stop in walk.stops:
        at.setdefault((stop.sign.lon, stop.sign.lat), []).append(stop)
    features = [_point(spot, stops) for spot, stops in at.items()]
    if len(walk.line) > 1:
        line = {"type": "LineString", "coordinates": [list(point) for point in walk.line]}
        features.insert(0, {"type": "Feature", "geometry": line, "properties": {"way": "circuit"}})
    return {"type": "FeatureCollection", "features": features}


def _point(spot: Spot, stops: list[Stop]) -> dict[str, Any]:
    told = {
        "number": stops[0].number,
        "name": ", ".join(f"{stop.number}. {stop.sign.text}" for stop in stops),
        "url": f"#sign-{stops[0].sign.pk}",
    }
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": list(spot)}, "properties": told}


def _listed(signs: Sequence[Sign]) -> Round:
    return Round(tuple(Stop(n, sign, 0) for n, sign in enumerate(signs, start=1)), 0.0, 0, ())


@lru_cache(maxsize=16)
def _walk(
    version: int, spots: tuple[Spot, ...], start: Spot
) -> tuple[tuple[int, ...], list[float], float, float, tuple[Spot, ...]]:
    """Find the round; kept, since the page and its map ask for the same."""
    streets = find_streets()
    assert streets is not None
    assert streets.version.pk == version
    found = inspection_round(streets.graph, spots, start)
    line = tuple((round(lon, 6), round(lat, 6)) for lon, lat in found.lon_lat.tolist())
    return found.order, [leg.length_m for leg in found.legs[:-1]], found.length_m, found.minutes, line
