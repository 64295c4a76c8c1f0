"""Which lamp, outage and circuit lie where: in metres around a point, along a line."""

from __future__ import annotations

import math
from typing import Any

from django.db.models import QuerySet
from shapely.geometry import LineString, MultiPoint, Point

from serein.engines.geo import Projection, metric_projection
from serein.streets.models import Circuit, Edition, Lamp, Outage
from serein.territory.spots import METRES_A_DEGREE, flat_m

SAME_LAMP_M = 30.0
ON_CIRCUIT_M = 25.0
ALONG_M = 8.0


def find_lamp_near(*, lat: float, lon: float, within_m: float = SAME_LAMP_M) -> Lamp | None:
    """Return the lamp that someone means who tells of one at this spot."""
    found: Lamp | None = _nearest(Lamp.objects.present().filter(**_box(lat, lon, within_m)), lat, lon, within_m)
    return found


def find_outage_near(*, lat: float, lon: float, lamp: Lamp | None) -> Outage | None:
    """Return the open outage that a spot belongs to: of its lamp, of its lamp's cabin, or near it."""
    opened = Outage.objects.open()
    if lamp is not None:
        of_cabin = opened.filter(cabin=lamp.cabin).exclude(cabin=None).first()
        return opened.filter(lamp=lamp).first() or of_cabin
    near = opened.filter(lamp=None, cabin=None, **_box(lat, lon, SAME_LAMP_M))
    found: Outage | None = _nearest(near, lat, lon, SAME_LAMP_M)
    return found


def circuits_on_outage(*, outage: Outage) -> list[Circuit]:
    """List the circuits whose published edition passes where the light is out."""
    spots = [(outage.lon, outage.lat)]
    if outage.cabin is not None:
        spots = list(Lamp.objects.present().filter(cabin=outage.cabin).values_list("lon", "lat"))
    found = []
    for edition in _published() if spots else []:
        plane = metric_projection(*edition.line[0])
        if _line(edition.line, plane).distance(MultiPoint(plane.to_metres(spots))) <= ON_CIRCUIT_M:
            found.append(edition.circuit)
    return found


def outages_on(*, edition: Edition) -> list[Outage]:
    """List the confirmed outages that an edition passes, those of whole cabins too."""
    plane = metric_projection(*edition.line[0])
    line = _line(edition.line, plane)
    sure = list(Outage.objects.standing())
    lamps: dict[int | None, list[tuple[float, float]]] = {}
    for cabin, lon, lat in Lamp.objects.present().filter(cabin__outages__in=sure).values_list("cabin", "lon", "lat"):
        lamps.setdefault(cabin, []).append((lon, lat))
    spots = {one.pk: [(one.lon, one.lat)] if one.cabin_id is None else lamps.get(one.cabin_id, []) for one in sure}
    near = {pk for pk, at in spots.items() if at and line.distance(MultiPoint(plane.to_metres(at))) <= ON_CIRCUIT_M}
    return [one for one in sure if one.pk in near]


def runs_along(line: list[list[float]], closed: list[list[float]]) -> bool:
    """Tell whether a line runs along a closed stretch, and does not only cross it."""
    plane = metric_projection(*line[0])
    return bool(_line(line, plane).intersection(_line(closed, plane).buffer(ALONG_M)).length > 2 * ALONG_M)


def lies_on(line: list[list[float]], *, lat: float, lon: float, within_m: float = ON_CIRCUIT_M) -> bool:
    """Tell whether a spot lies on a line of longitudes and latitudes."""
    plane = metric_projection(lon, lat)
    return bool(_line(line, plane).distance(Point(plane.to_metres([(lon, lat)])[0])) <= within_m)


def _published() -> list[Edition]:
    return list(Edition.objects.filter(state=Edition.State.PUBLISHED).select_related("circuit"))


def _nearest(rows: QuerySet[Any], lat: float, lon: float, within_m: float) -> Any:
    """Return the row nearest to a point, None where none is within reach."""
    found = min(rows, key=lambda row: flat_m(row.lat, row.lon, lat, lon), default=None)
    return found if found is not None and flat_m(found.lat, found.lon, lat, lon) <= within_m else None


def _box(lat: float, lon: float, within_m: float) -> dict[str, float]:
    tall = within_m / METRES_A_DEGREE
    wide = tall / max(math.cos(math.radians(lat)), 0.1)
    return {"lat__gte": lat - tall, "lat__lte": lat + tall, "lon__gte": lon - wide, "lon__lte": lon + wide}


def _line(lon_lat: list[list[float]], plane: Projection) -> LineString:
    return LineString(plane.to_metres(lon_lat)) if len(lon_lat) > 1 else LineString()
