"""The annual list, on the screen and on paper; and the load of the beats."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from serein.kit import clock, documents
from serein.people.access import staff_page
from serein.proximity import annual_paper
from serein.proximity.desk_pages import ANNUAL, LOAD
from serein.proximity.queries import annual
from serein.proximity.queries.load import read_load
from serein.territory.queries import home_commune

_KINDS = {"pdf": "application/pdf", "odt": "application/vnd.oasis.opendocument.text"}


@require_GET
@staff_page(*ANNUAL.roles)
def show_annual(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate(clock.now())
    years = annual.list_years()
    year = _year(request.GET.get("year", ""), years or [today.year])
    lines = annual.list_year(year=year, on=today)
    context = {
        "year": year,
        "years": years,
        "lines": lines,
        "could_go": [line for line in lines if line.could_go_to_others and line.volume],
    }
    return render(request, "proximity/annual.html", context)


@require_GET
@staff_page(*ANNUAL.roles)
def download_annual(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    if year not in annual.list_years() or kind not in _KINDS:
        raise Http404
    now = clock.now()
    paper = annual_paper.annual_list(year=year, now=now)
    if kind == "pdf":
        raw = documents.as_pdf(paper, is_fictive=home_commune().is_fictive)
    else:
        raw = documents.as_odt(paper, now=now)
    answer = HttpResponse(raw, content_type=_KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="liste-{year}.{kind}"'
    return answer


@require_GET
@staff_page(*LOAD.roles)
def show_load(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("without", "")
    without = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    posts = read_load(now=clock.now(), without=without)
    return render(request, "proximity/load.html", {"posts": posts, "without": without})


def _year(asked: str, years: list[int]) -> int:
    return int(asked) if asked in {str(year) for year in years} else years[0]
