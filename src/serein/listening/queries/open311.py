"""Reports as Open311 GeoReport v2 tells them: what is released, and to a program what came through it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from serein.enquiries.models import Enquiry, EnquiryStep
from serein.listening.kinds import THINGS, Thing
from serein.listening.models.partner import Partner
from serein.listening.models.report import Report, ReportQuerySet
from serein.listening.queries.reports import NOT_FOR_ALL

RANGE = timedelta(days=90)
MOST = 1000
_CLOSED = (Enquiry.State.ANSWERED, Enquiry.State.CLOSED, Enquiry.State.WITHDRAWN)


@dataclass(frozen=True)
class Wanted:
    """What a program asks for; `numbers` overrides everything else."""

    numbers: tuple[int, ...] = ()
    services: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    status: str = ""
    limit: int = MOST
    page: int = 1


def list_services(*, partner: Partner | None) -> list[dict[str, Any]]:
    """Return what can be reported; discreet kinds are for programs with a key."""
    return [_service(thing) for thing in THINGS if partner is not None or not thing.is_discreet]


def list_requests(*, wanted: Wanted, partner: Partner | None, now: datetime) -> list[dict[str, Any]]:
    """Return the newest reports first, those of the last ninety days unless asked otherwise; one query."""
    visible = _visible(partner)
    found = visible.filter(pk__in=wanted.numbers) if wanted.numbers else _narrow(visible, wanted, now)
    found = found.select_related("enquiry__office", "enquiry__same_as__office", "street").order_by(
        "-reported_at", "-pk"
    )
    first = (wanted.page - 1) * wanted.limit
    return [as_request(report) for report in found[first : first + wanted.limit]]


def list_updates(*, starts_at: datetime, ends_at: datetime, partner: Partner | None) -> list[dict[str, Any]]:
    """Return what happened to reports in a period, the oldest first; two queries."""
    happened = EnquiryStep.objects.filter(at__gte=starts_at, at__lte=ends_at).exclude(what__in=NOT_FOR_ALL)
    visible = _visible(partner).values("enquiry")
    steps = list(happened.filter(enquiry__in=visible).order_by("at", "pk")[:MOST])
    reports = Report.objects.filter(enquiry__in={step.enquiry_id for step in steps}).select_related("enquiry")
    by_enquiry = {report.enquiry_id: report for report in reports}
    return [_update(step, by_enquiry[step.enquiry_id]) for step in steps]


def find_partner(*, key_index: str) -> Partner | None:
    return Partner.objects.select_related("office").filter(key_index=key_index, revoked_at=None).first()


def as_request(report: Report) -> dict[str, Any]:
    """Tell of one report, without its author's words."""
    enquiry = report.enquiry.same_as or report.enquiry
    return {
        "service_request_id": str(report.pk),
        "status": "closed" if enquiry.state in _CLOSED else "open",
        "status_notes": enquiry.reason or enquiry.state_in_words,
        "service_name": str(enquiry.label),
        "service_code": report.thing.code,
        "description": report.sentence,
        "agency_responsible": enquiry.office.name,
        "service_notice": "",
        "requested_datetime": w3c(report.reported_at),
        "updated_datetime": w3c(enquiry.closed_at or enquiry.answered_at or report.released_at or report.reported_at),
        "expected_datetime": w3c(enquiry.due_at) if enquiry.is_open else "",
        "address": report.public_place,
        "address_id": "",
        "zipcode": report.street.postcode if report.street else "",
        "lat": report.public_lat,
        "long": report.public_lon,
        "media_url": _photo_url(report) if report.is_photo_public else "",
    }


def w3c(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _visible(partner: Partner | None) -> ReportQuerySet:
    """What is released; to a program also what it sent itself, and to a tool what its office owns."""
    if partner is None:
        return Report.objects.public()
    own = Q(partner=partner)
    if partner.office_id is not None and partner.may == Partner.May.HANDLE:
        own |= Q(enquiry__office=partner.office_id)
    released = Report.objects.public().values("pk")
    return Report.objects.filter(own | Q(pk__in=released), erased_at=None, enquiry__destroyed_at=None)


def _narrow(found: ReportQuerySet, wanted: Wanted, now: datetime) -> ReportQuerySet:
    ends_at = wanted.ends_at or now
    starts_at = wanted.starts_at or ends_at - RANGE
    found = found.filter(reported_at__gte=starts_at, reported_at__lte=ends_at)
    if wanted.services:
        found = found.filter(enquiry__kind__in=[f"report_{code}" for code in wanted.services])
    if wanted.status == "open":
        found = found.filter(enquiry__state__in=Enquiry.OPEN)
    if wanted.status == "closed":
        found = found.filter(enquiry__state__in=_CLOSED)
    return found


def _service(thing: Thing) -> dict[str, Any]:
    return {
        "service_code": thing.code,
        "service_name": str(thing.label),
        "description": str(thing.hint),
        "metadata": "false",
        "type": "realtime",
        "keywords": "",
        "group": str(thing.group),
    }


def _update(step: EnquiryStep, report: Report) -> dict[str, Any]:
    is_closing = step.what in (EnquiryStep.What.ANSWERED, EnquiryStep.What.CLOSED)
    return {
        "update_id": str(step.pk),
        "service_request_id": str(report.pk),
        "status": "CLOSED" if is_closing else "OPEN",
        "updated_datetime": w3c(step.at),
        "description": (report.enquiry.reason if is_closing else "") or str(step.get_what_display()),
        "media_url": "",
    }


def _photo_url(report: Report) -> str:
    return f"{settings.SITE_URL}{reverse('listening:public_photo', args=[report.pk])}"
