"""Released reports as rows of open data."""

from collections.abc import Iterator
from typing import Any

from serein.listening.models.report import Report

COLUMNS = (
    *("number", "service", "reported_at", "state", "outcome", "due_at", "answered_at", "closed_at"),
    *("neighbourhood", "street_fr", "street_nl", "lat", "lon"),
    *("sentence_fr", "sentence_nl", "reason_fr", "reason_nl", "reported_by"),
)
_AT_ONCE = 500


def rows() -> Iterator[dict[str, Any]]:
    """Yield every released report, the oldest first; one query for each five hundred."""
    found = Report.objects.public().select_related("enquiry", "street", "neighbourhood").order_by("pk")
    last = 0
    while page := list(found.filter(pk__gt=last)[:_AT_ONCE]):
        yield from (_row(report) for report in page)
        last = page[-1].pk


def _row(report: Report) -> dict[str, Any]:
    enquiry = report.enquiry
    moments = {name: getattr(enquiry, name) for name in ("due_at", "answered_at", "closed_at")}
    return {
        "number": report.pk,
        "service": report.thing.code,
        "reported_at": report.reported_at.isoformat(timespec="minutes"),
        "state": enquiry.state,
        "outcome": enquiry.outcome,
        **{name: moment.isoformat(timespec="minutes") if moment else "" for name, moment in moments.items()},
        "neighbourhood": report.neighbourhood.code if report.neighbourhood else "",
        "street_fr": report.public_place_in("fr"),
        "street_nl": report.public_place_in("nl"),
        "lat": report.public_lat,
        "lon": report.public_lon,
        "sentence_fr": report.sentence_fr,
        "sentence_nl": report.sentence_nl,
        "reason_fr": enquiry.reason_fr,
        "reason_nl": enquiry.reason_nl,
        "reported_by": report.reporter,
    }
