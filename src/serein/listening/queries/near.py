"""What lies near a point: a box that an index answers, then the distance itself."""

from __future__ import annotations

from math import cos, hypot, radians

from serein.listening.models.report import Report, ReportQuerySet
from serein.territory.spots import METRES_A_DEGREE


def near(reports: ReportQuerySet, lat: float, lon: float, *, metres: float) -> list[Report]:
    """Return the reports within a distance of a point, the nearest first; one query."""
    high = metres / METRES_A_DEGREE
    wide = high / cos(radians(lat))
    box = reports.filter(lon__range=(lon - wide, lon + wide), lat__range=(lat - high, lat + high))
    found = [(distance_m(report, lat, lon), report.pk, report) for report in box]
    return [report for far, _pk, report in sorted(found, key=lambda row: row[:2]) if far <= metres]


def distance_m(report: Report, lat: float, lon: float) -> float:
    """Return how far a report is from a point, in metres; flat, which is exact enough within a commune."""
    if report.lat is None or report.lon is None:
        return float("inf")
    return METRES_A_DEGREE * hypot(report.lat - lat, (report.lon - lon) * cos(radians(lat)))
