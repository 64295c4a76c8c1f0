"""Reports as those read them who handle them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from serein.enquiries import queries as enquiries
from serein.enquiries.models import Enquiry
from serein.listening.models.report import Report
from serein.listening.queries.near import near
from serein.people.queries import Duty
from serein.territory.models import Neighbourhood


@dataclass(frozen=True)
class Asked:
    """What the list of reports is narrowed to; what is None or empty narrows nothing."""

    kind: str = ""
    neighbourhood: Neighbourhood | None = None
    state: str = "open"
    is_late: bool = False
    is_unreleased: bool = False


def list_to_handle(*, duty: Duty, asked: Asked, now: datetime) -> QuerySet[Report]:
    """Return the reports that someone handles, what must be done next first; one query, whatever their number."""
    mine = Enquiry.objects.filter(enquiries.answered_by(duty=duty, now=now), destroyed_at=None)
    found = Report.objects.filter(enquiry__in=mine, enquiry__same_as=None)
    found = found.filter(enquiry__state__in=Enquiry.OPEN) if asked.state == "open" else found
    if asked.state not in ("open", "all"):
        found = found.filter(enquiry__state=asked.state)
    if asked.kind:
        found = found.filter(enquiry__kind=asked.kind)
    if asked.neighbourhood:
        found = found.filter(neighbourhood=asked.neighbourhood)
    if asked.is_late:
        found = found.late_at(now)
    if asked.is_unreleased:
        found = found.filter(released_at=None)
    related = ("enquiry__office", "enquiry__beat", "street", "neighbourhood")
    joined = Count("enquiry__joined", filter=Q(enquiry__joined__destroyed_at=None))
    return found.select_related(*related).annotate(joined=joined).order_by("enquiry__due_at", "pk")


def find_report_of(*, enquiry: Enquiry) -> Report | None:
    return Report.objects.select_related("enquiry", "street", "neighbourhood").filter(enquiry=enquiry).first()


def list_like(*, report: Report) -> list[Report]:
    """Return the open reports that may be of the same thing: those of its own kind first, the nearest before."""
    if report.lat is None or report.lon is None:
        return []
    others = Report.objects.standing().filter(enquiry__state__in=Enquiry.OPEN).exclude(pk=report.pk)
    found = near(others.select_related("enquiry", "street"), report.lat, report.lon, metres=2 * report.thing.near_m)
    return sorted(found, key=lambda other: other.enquiry.kind != report.enquiry.kind)[:8]
