"""Open data: what anybody may take and use."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from serein.enquiries import delays
from serein.enquiries.models import PublishedDelay


@require_GET
def show_open_data(request: HttpRequest) -> HttpResponse:
    shown = delays.list_published()
    return render(request, "portal/open_data.html", {"delays": shown, "published_on": shown[0].on if shown else None})


@require_GET
def download_delays(request: HttpRequest) -> HttpResponse:
    """Answer every week's delays as CSV; what the page withholds is empty here."""
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
    for delay in PublishedDelay.objects.order_by("on", "kind"):
        rows.writerow(
            [
                delay.kind,
                delay.on.isoformat(),
                delay.deadline_days,
                _or_withheld(delay.answered),
                _or_withheld(delay.median_days),
                _or_withheld(delay.ninetieth_days),
                delay.open,
                delay.open_past_deadline,
            ]
        )
    return response


def _or_withheld(figure: float | None) -> float | str:
    return "" if figure is None else figure
