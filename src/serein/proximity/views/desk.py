"""The inspector's desk: what must be answered, the most urgent first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from serein.enquiries import delays
from serein.enquiries import queries as enquiries
from serein.kit import clock
from serein.people import queries as people
from serein.people.access import duty_of, staff_page
from serein.proximity.desk_pages import OVERSIGHT
from serein.proximity.queries import inspectors

A_PAGE = 30
MOST_SHOWN = 300
"""No desk shows more: the most urgent come first, and one query reads them all."""


@require_GET
@staff_page()
def show_desk(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    waiting = list(enquiries.list_open_for(duty=duty_of(request), now=now)[:MOST_SHOWN])
    page = Paginator(waiting, A_PAGE).get_page(request.GET.get("page"))
    lines = [inspectors.line(enquiry, now) for enquiry in page.object_list]
    context = {"page": page, "lines": lines, "today": now}
    return render(request, "proximity/desk.html", context)


@require_GET
@staff_page(*OVERSIGHT.roles)
def show_oversight(request: HttpRequest) -> HttpResponse:
    """For those in charge: what is late, who serves where, and whether every address has its beat."""
    now = clock.now()
    context = {
        "late": enquiries.list_past_deadline(now=now)[:100],
        "delays": delays.list_delays(now=now),
        "servings": sorted(people.who_serve(now=now).values(), key=lambda s: s.desk.beat.code if s.desk else ""),
        "coverage": inspectors.coverage(),
        "now": now,
    }
    return render(request, "proximity/oversight.html", context)
