"""What lies in a box of the map, asked so that the right index answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection
from django.db.models import F, FloatField, QuerySet, Value
from django.db.models.expressions import Combinable, CombinedExpression

from serein.territory import queries

LARGE_SHARE = 0.05
Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class Box:
    """A box in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def area(self) -> float:
        return (self.east - self.west) * (self.north - self.south)


class NoBox(ValueError):
    """A text is no box on earth."""


def read_box(text: str) -> Box:
    """
    Read `west,south,east,north` in degrees.

    :raises NoBox: if it is anything else
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise NoBox(f"{text[:60]!r} is no box; west,south,east,north in degrees is one.") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise NoBox(f"{text[:60]!r} does not go from west to east and from south to north on earth.")
    return Box(west, south, east, north)


def in_bbox(rows: Rows, box: Box) -> Rows:
    """
    Filter rows with `lat` and `lon`.

    On SQLite a large box is asked of sums (`lon + 0.0`), which no index of positions can answer: the index of the
    newest then does, forty times faster. Never on PostgreSQL, whose planner knows better.
    """
    if connection.vendor == "sqlite" and _is_large(box):
        summed = rows.alias(_lon=_sum("lon"), _lat=_sum("lat"))
        return summed.filter(_lon__range=(box.west, box.east), _lat__range=(box.south, box.north))
    return rows.filter(lon__range=(box.west, box.east), lat__range=(box.south, box.north))


def _sum(name: str) -> CombinedExpression:
    return CombinedExpression(F(name), Combinable.ADD, Value(0.0), output_field=FloatField())


def _is_large(box: Box) -> bool:
    home = queries.find_home_commune()
    if home is None:
        return True
    return box.area > LARGE_SHARE * (home.max_lon - home.min_lon) * (home.max_lat - home.min_lat)
