"""Open data: what anybody may take and use."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from serein.enquiries import queries as enquiries
from serein.kit import clock


@require_GET
def show_open_data(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    return render(request, "portal/open_data.html", {"delays": enquiries.list_delays(now=now), "today": now})


@require_GET
def download_delays(request: HttpRequest) -> HttpResponse:
    """Answer the delays as CSV, by the same rule against small numbers as the page."""
    now = clock.now()
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="delays.csv"'
    response["Link"] = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    rows = csv.writer(response)
    rows.writerow(
        [
            "kind",
            "on",
            "deadline_working_days",
            "answered_last_year",
            "median_days",
            "p90_days",
            "open",
            "open_past_deadline",
        ]
    )
    for delay in enquiries.list_delays(now=now):
        rows.writerow(
            [
                delay.kind,
                timezone.localdate(now).isoformat(),
                delay.deadline_days,
                delay.answered,
                "" if delay.median_days is None else delay.median_days,
                "" if delay.ninetieth_days is None else delay.ninetieth_days,
                delay.open,
                delay.open_past_deadline,
            ]
        )
    return response
