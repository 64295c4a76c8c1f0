"""Reports as everyone reads them: what staff released, with its state and delay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil, floor
from typing import Any

from django.db.models import Q
from django.urls import reverse

from serein.enquiries import delays
from serein.enquiries.models import Enquiry, EnquiryStep, PublishedDelay
from serein.kit import sealed
from serein.listening.kinds import Thing, find_thing, get_thing, list_report_kinds
from serein.listening.models.report import PUBLIC_DIGITS, Report, ReportQuerySet
from serein.listening.queries.near import near_in_public
from serein.territory import queries as territory
from serein.territory.boxes import Box, in_bbox
from serein.territory.models import Neighbourhood

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_PAGE = 20
MOST_ON_MAP = 500
NOT_FOR_ALL = (EnquiryStep.What.ESCALATED, EnquiryStep.What.JOINED)
RELATED = ("enquiry", "street", "neighbourhood")
STATES = ("open", "done", "ended")


@dataclass(frozen=True)
class Narrowed:
    """What a list of reports is narrowed to, from an address: nonsense narrows nothing."""

    thing: Thing | None = None
    neighbourhood: Neighbourhood | None = None
    state: str = ""

    @classmethod
    def of(cls, asked: dict[str, str]) -> Narrowed:
        neighbourhoods = {row.code: row for row in territory.list_neighbourhoods()}
        state = asked.get("state", "")
        return cls(
            find_thing(asked.get("what", "")),
            neighbourhoods.get(asked.get("neighbourhood", "")),
            state if state in STATES else "",
        )

    @property
    def parameters(self) -> dict[str, str]:
        told = {
            "what": self.thing.code if self.thing else "",
            "neighbourhood": self.neighbourhood.code if self.neighbourhood else "",
            "state": self.state,
        }
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True)
class NearReport:
    """A report near a place, and how far it is, in steps of 5 m."""

    report: Report
    distance_m: int


@dataclass(frozen=True)
class Page:
    """Some of the newest reports, and where the next ones begin; never how many there are in all."""

    reports: list[Report]
    older: str
    """The key of the last one shown, if there are older ones."""


def near_reports(*, thing: Thing, lat: float, lon: float) -> list[NearReport]:
    """Return the open reports of a thing near a place that everyone may read, the nearest first; one query."""
    if thing.is_discreet:
        return []
    open_ones = Report.objects.public().filter(enquiry__kind=thing.kind.code, enquiry__state__in=Enquiry.OPEN)
    found = near_in_public(open_ones.select_related(*RELATED), lat, lon, metres=thing.near_m)
    return [NearReport(report, max(5, round(far / 5) * 5)) for far, report in found[:5]]


def list_public(*, narrowed: Narrowed, before: str = "", limit: int = A_PAGE) -> Page:
    """Return the newest reports older than a key; one query at any length."""
    found = _narrow(narrowed).select_related(*RELATED).order_by("-reported_at", "-pk")
    if key := _read_key(before):
        moment, pk = key
        found = found.filter(reported_at__lte=moment).filter(Q(reported_at__lt=moment) | Q(pk__lt=pk))
    reports = list(found[: limit + 1])
    older = _key_of(reports[limit - 1]) if len(reports) > limit else ""
    return Page(reports[:limit], older)


def find_public(*, pk: int) -> Report | None:
    """Return a report that everyone may read; one query."""
    return Report.objects.public().select_related(*RELATED, "enquiry__office").filter(pk=pk).first()


def list_public_steps(*, report: Report) -> list[EnquiryStep]:
    """Return what happened to a report as everyone may read it; one query."""
    return list(report.enquiry.steps.exclude(what__in=NOT_FOR_ALL).select_related("to_office"))


def count_me_too(*, report: Report) -> int:
    return report.enquiry.joined.filter(destroyed_at=None).count()


def read_public_photo(*, report: Report) -> str:
    """Return the photo that staff released with a report, in base64; empty if there is none."""
    photo = report.enquiry.photos.first() if report.is_photo_public else None
    return sealed.open_unseen(photo.image) if photo else ""


def list_delays() -> list[PublishedDelay]:
    """Return how long each kind of report takes, as published; two queries."""
    kinds = set(list_report_kinds())
    return [delay for delay in delays.list_published() if delay.kind in kinds]


def as_geojson(*, narrowed: Narrowed, box: Box | None) -> dict[str, Any]:
    """Return the newest reports whose public points lie in a box, with their words; one query."""
    found = _narrow(narrowed).filter(lat__isnull=False)
    found = in_bbox(found, _rounded(box)) if box else found
    rows = list(found.select_related("enquiry", "street").order_by("-reported_at", "-pk")[:MOST_ON_MAP])
    shown = [report for report in rows if box is None or _lies_in(report, box)]
    return {"type": "FeatureCollection", "features": [_feature(report) for report in shown]}


def state_for_all(report: Report) -> str:
    """Say which colour of the lamp a report has on a map: open, done, or ended without being done."""
    if report.enquiry.is_open:
        return "open"
    return "done" if report.enquiry.outcome in ("", Enquiry.Outcome.DONE) else "ended"


def _rounded(box: Box) -> Box:
    """Return the box of every position whose public point lies in a box: smaller and smaller boxes tell no more."""
    step = 10**PUBLIC_DIGITS
    west, south = ((ceil(round(edge * step, 6)) - 0.5) / step for edge in (box.west, box.south))
    east, north = ((floor(round(edge * step, 6)) + 0.5) / step for edge in (box.east, box.north))
    return Box(west, south, east, north)


def _lies_in(report: Report, box: Box) -> bool:
    lat, lon = report.public_lat, report.public_lon
    return lat is not None and lon is not None and box.south <= lat <= box.north and box.west <= lon <= box.east


def _narrow(narrowed: Narrowed) -> ReportQuerySet:
    found = Report.objects.public()
    if narrowed.thing:
        found = found.filter(enquiry__kind=narrowed.thing.kind.code)
    if narrowed.neighbourhood:
        found = found.filter(neighbourhood=narrowed.neighbourhood)
    if narrowed.state == "open":
        found = found.filter(enquiry__state__in=Enquiry.OPEN)
    elif narrowed.state:
        over = found.exclude(enquiry__state__in=Enquiry.OPEN)
        was_done = Q(enquiry__outcome__in=("", Enquiry.Outcome.DONE))
        found = over.filter(was_done if narrowed.state == "done" else ~was_done)
    return found


def _feature(report: Report) -> dict[str, Any]:
    words = (str(get_thing(report.enquiry.kind).label), report.public_place, report.enquiry.state_in_words)
    return {
        "type": "Feature",
        "id": report.pk,
        "geometry": {"type": "Point", "coordinates": [report.public_lon, report.public_lat]},
        "properties": {
            "name": " · ".join(word for word in words if word),
            "what": report.thing.code,
            "state": state_for_all(report),
            "url": reverse("listening:public_report", args=[report.pk]),
        },
    }


def _key_of(report: Report) -> str:
    return f"{round(report.reported_at.timestamp() * 1_000_000)}_{report.pk}"


def _read_key(text: str) -> tuple[datetime, int] | None:
    moment, _between, pk = text.partition("_")
    if not (moment.isdecimal() and pk.isdecimal() and len(moment) <= 17 and len(pk) <= 18):
        return None
    try:
        return EPOCH + timedelta(microseconds=int(moment)), int(pk)
    except OverflowError:
        return None
