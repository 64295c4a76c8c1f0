"""What was reported and what became of it: the list with its map, one report, its photo, points for the map."""

import base64
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.listening.access.public import get_public_report
from serein.listening.kinds import THINGS
from serein.listening.queries import reports as queries
from serein.listening.queries.problems import of_report
from serein.listening.queries.reports import Narrowed
from serein.territory import queries as territory
from serein.territory.boxes import NoBox, read_box


@require_GET
def list_reports(request: HttpRequest) -> HttpResponse:
    narrowed = Narrowed.of(request.GET.dict())
    context: dict[str, Any] = {
        "narrowed": narrowed,
        "query": urlencode(narrowed.parameters),
        "page": queries.list_public(narrowed=narrowed, before=request.GET.get("before", "")),
        "is_first": "before" not in request.GET,
        "things": [thing for thing in THINGS if not thing.is_discreet],
        "neighbourhoods": territory.list_neighbourhoods(),
        "delays": queries.list_delays(),
        "now": clock.now(),
    }
    return render(request, "listening/public_reports.html", context)


@require_GET
def show_report(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_public_report(pk=pk)
    context = {
        "report": report,
        "enquiry": report.enquiry,
        "steps": queries.list_public_steps(report=report),
        "problems": list(of_report(report)),
        "me_too": queries.count_me_too(report=report),
        "now": clock.now(),
    }
    return render(request, "listening/public_report.html", context)


@require_GET
def show_photo(request: HttpRequest, pk: int) -> HttpResponse:
    photo = queries.read_public_photo(report=get_public_report(pk=pk))
    if not photo:
        raise Http404
    response = HttpResponse(base64.b64decode(photo), content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_GET
def send_points(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("bbox", "")
    try:
        box = read_box(text) if text else None
    except NoBox as fault:
        return JsonResponse({"detail": str(fault)}, status=400)
    points = queries.as_geojson(narrowed=Narrowed.of(request.GET.dict()), box=box)
    response = JsonResponse(points, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/geo+json"
    return response
