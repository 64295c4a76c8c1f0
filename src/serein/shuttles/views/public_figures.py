"""How the nights went: by night and by year, with its method, and as CSV."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.kit.disclosure import FEWEST
from serein.shuttles.models.ride import KEPT_FOR_TIMES
from serein.shuttles.queries import figures

COLUMNS = (
    *("night", "event", "carried", "median_wait_minutes", "p90_wait_minutes", "kept_within_5_minutes"),
    *("km", "cost_eur", "cost_per_rider_eur", "seats_offered", "asked"),
)


@require_GET
def show_figures(request: HttpRequest) -> HttpResponse:
    minutes = int(KEPT_FOR_TIMES.total_seconds() // 60)
    context = {"years": figures.list_years(now=clock.now()), "fewest": FEWEST, "kept_minutes": minutes}
    context["accidents"] = figures.list_accidents()
    return render(request, "shuttles/figures.html", context)


@require_GET
def send_csv(request: HttpRequest) -> HttpResponse:
    """Answer the nights one by one; what the page withholds is empty here."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="night-shuttles.csv"'
    response["Link"] = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    rows = csv.writer(response)
    rows.writerow(COLUMNS)
    for year in figures.list_years(now=clock.now()):
        rows.writerows(_row(row) for row in year.rows)
    return response


def _row(row: figures.NightRow) -> list[object]:
    shown, night = row.shown, row.night
    named = [timezone.localdate(night.starts_at).isoformat(), night.event.name_fr]
    if shown is None:
        return [*named, *[""] * (len(COLUMNS) - len(named))]
    told = [
        *(shown.carried, shown.median_wait_minutes, shown.p90_wait_minutes, shown.kept, shown.km),
        *(f"{shown.cost_cents / 100:.2f}", f"{shown.cents_per_rider / 100:.2f}", shown.seats_offered, shown.asked),
    ]
    return [*named, *["" if value is None else value for value in told]]
