"""Reports that a problem may rest on: by place, by thing, by period."""

from dataclasses import dataclass
from datetime import date, datetime, time
from math import cos, radians
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from serein.enquiries.models import Enquiry
from serein.listening.kinds import get_thing
from serein.listening.models.problem import Problem, SourceCitation
from serein.listening.models.report import Report, ReportQuerySet
from serein.territory.spots import METRES_A_DEGREE

MOST_SHOWN = 200


@dataclass(frozen=True)
class Source:
    """What a problem rests on, as `label_lower:pk` with a label in both languages, a day and a count."""

    kind: str
    about: str
    on: date
    label_fr: str = ""
    label_nl: str = ""
    count: int = 1
    channel: str = ""
    language: str = ""


@dataclass(frozen=True)
class Search:
    """Which reports are looked for: those of the district, or those around a point, of a thing, in a period."""

    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    near: tuple[float, float] | None = None
    within_m: int = 300
    is_anywhere: bool = False


ANYWHERE = Search(is_anywhere=True)


def search_reports(*, problem: Problem, search: Search) -> ReportQuerySet:
    """Return the reports that fit and that the problem does not rest on yet, the newest first."""
    found = Report.objects.standing().select_related("enquiry", "street").exclude(pk__in=_cited(problem))
    if not search.is_anywhere:
        found = found.filter(_around(*search.near, search.within_m) if search.near else _in(problem))
    if search.kinds:
        found = found.filter(enquiry__kind__in=search.kinds)
    if search.since:
        found = found.filter(reported_at__gte=_midnight(search.since))
    if search.until:
        found = found.filter(reported_at__lt=_midnight(date.fromordinal(search.until.toordinal() + 1)))
    return found.order_by("-reported_at", "-pk")


def count_by_thing(reports: ReportQuerySet) -> list[tuple[str, int]]:
    """Return how many of the reports found are of each thing, the most first."""
    rows = reports.order_by().values_list("enquiry__kind").annotate(n=Count("pk")).order_by("-n", "enquiry__kind")
    return [(str(get_thing(kind).label), n) for kind, n in rows]


def as_source(report: Report) -> Source:
    """Return a report as what a problem rests on: its day, its channel and its language, and no word of its author."""
    is_field = report.reporter == Report.Reporter.FIELD
    return Source(
        kind=SourceCitation.Kind.REPORT,
        about=f"{Report._meta.label_lower}:{report.pk}",
        on=timezone.localdate(report.reported_at),
        channel=SourceCitation.Channel.FIELD if is_field else _channel(report.enquiry),
        language="" if is_field else report.enquiry.language,
    )


def enquiry_as_source(enquiry: Enquiry) -> Source:
    """Return a request of another kind as a source: its day, channel and language."""
    return Source(
        kind=SourceCitation.Kind.ENQUIRY,
        about=f"{Enquiry._meta.label_lower}:{enquiry.pk}",
        on=timezone.localdate(enquiry.received_at),
        channel=_channel(enquiry),
        language=enquiry.language,
    )


def as_geojson(reports: list[Report]) -> dict[str, Any]:
    """Return the reports found as points, for the map of the desk."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [report.lon, report.lat]},
                "properties": {"name": f"{report.thing.label}, {timezone.localdate(report.reported_at):%d/%m/%Y}"},
            }
            for report in reports
            if report.lat is not None
        ],
    }


def _channel(enquiry: Enquiry) -> str:
    return enquiry.channel if enquiry.channel in SourceCitation.Channel.values else SourceCitation.Channel.WEB


def _cited(problem: Problem) -> list[int]:
    prefix = f"{Report._meta.label_lower}:"
    abouts = SourceCitation.objects.filter(problem=problem, about__startswith=prefix).values_list("about", flat=True)
    return [int(about.removeprefix(prefix)) for about in abouts]


def _in(problem: Problem) -> Q:
    return Q(neighbourhood=problem.neighbourhood_id)


def _around(lat: float, lon: float, within_m: int) -> Q:
    """A square around the point: staff choose from a list, so that a corner too much does no harm."""
    high, wide = within_m / METRES_A_DEGREE, within_m / (METRES_A_DEGREE * cos(radians(lat)))
    return Q(lat__range=(lat - high, lat + high), lon__range=(lon - wide, lon + wide))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
