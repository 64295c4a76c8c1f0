"""What lies near a point: a box that an index answers, then the distance itself."""

from __future__ import annotations

from math import cos, radians

from serein.listening.models.report import PUBLIC_DIGITS, Report, ReportQuerySet
from serein.territory.spots import METRES_A_DEGREE, flat_m


def near(reports: ReportQuerySet, lat: float, lon: float, *, metres: float) -> list[Report]:
    """Return the reports within a distance of a point, the nearest first; one query."""
    high = metres / METRES_A_DEGREE
    found = [(distance_m(report, lat, lon), report.pk, report) for report in _in_square(reports, lat, lon, high)]
    return [report for far, _pk, report in sorted(found, key=lambda row: row[:2]) if far <= metres]


def near_in_public(reports: ReportQuerySet, lat: float, lon: float, *, metres: float) -> list[tuple[float, Report]]:
    """
    Return the same with their distances for everyone to read, as if each lay at its public point; one query.

    Whoever asks from many points learns no more than that.
    """
    high = metres / METRES_A_DEGREE + 10**-PUBLIC_DIGITS
    found = [(public_distance_m(one, lat, lon), one.pk, one) for one in _in_square(reports, lat, lon, high)]
    return [(far, report) for far, _pk, report in sorted(found, key=lambda row: row[:2]) if far <= metres]


def distance_m(report: Report, lat: float, lon: float) -> float:
    """Return how far a report is from a point, in metres; flat, which is exact enough within a commune."""
    return _flat_m(report.lat, report.lon, lat, lon)


def public_distance_m(report: Report, lat: float, lon: float) -> float:
    return _flat_m(report.public_lat, report.public_lon, lat, lon)


def _in_square(reports: ReportQuerySet, lat: float, lon: float, high: float) -> ReportQuerySet:
    wide = high / cos(radians(lat))
    return reports.filter(lon__range=(lon - wide, lon + wide), lat__range=(lat - high, lat + high))


def _flat_m(one_lat: float | None, one_lon: float | None, lat: float, lon: float) -> float:
    if one_lat is None or one_lon is None:
        return float("inf")
    return flat_m(one_lat, one_lon, lat, lon)
