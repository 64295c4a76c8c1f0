"""The inspector's desk: what must be answered, the most urgent first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from serein.enquiries import queries as enquiries
from serein.kit import clock
from serein.people import queries as people
from serein.people.access import account_of, staff_page
from serein.people.models import Role
from serein.proximity import queries

A_PAGE = 30


@require_GET
@staff_page()
def show_desk(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    account = account_of(request)
    page = Paginator(enquiries.list_open_for(account=account, now=now), A_PAGE).get_page(request.GET.get("page"))
    lines = [queries.line(enquiry, now) for enquiry in page.object_list]
    context = {"page": page, "lines": lines, "today": now, "roles": request.roles}  # type: ignore[attr-defined]
    return render(request, "proximity/desk.html", context)


@require_GET
@staff_page(Role.CHIEF, Role.MAYOR)
def show_oversight(request: HttpRequest) -> HttpResponse:
    """For those in charge: what is late, who serves where, and whether every address has its beat."""
    now = clock.now()
    context = {
        "late": enquiries.list_past_deadline(now=now)[:100],
        "delays": enquiries.list_delays(now=now),
        "servings": sorted(people.who_serve(now=now).values(), key=lambda s: s.desk.beat.code if s.desk else ""),
        "coverage": queries.coverage(),
        "now": now,
    }
    return render(request, "proximity/oversight.html", context)
