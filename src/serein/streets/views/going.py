"""From here to there tonight: up to five ways, each with what it costs and what it gains."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from serein.engines.graph import NotOnTheNetwork, NoWay
from serein.kit import clock
from serein.streets.forms.hour import FIRST_HOUR, LAST_HOUR, Hour
from serein.streets.queries import going
from serein.streets.queries.network import find_streets
from serein.territory.where import Where, find_where, named

WIDE = 0.018
"""Degrees of longitude beyond which two ends do not fit on a map at zoom 14."""


@require_GET
def show_ways(request: HttpRequest) -> HttpResponse:
    """Nothing is kept of who asks for a way; places stand in the address so that the page can be printed and shared."""
    hour = Hour.read(request.GET, now=clock.now())
    ends = [_end(request, name) for name in ("from", "to")]
    context: dict[str, Any] = {
        "hour": hour,
        "hours": [(n, f"{n % 24} h") for n in range(FIRST_HOUR, LAST_HOUR + 1)],
        "origin": ends[0],
        "destination": ends[1],
        "asked": any(name in request.GET for name in ("from", "to")),
        "has_streets": find_streets() is not None,
        "query": urlencode(request.GET.dict()),
    }
    if all(end.is_found for end in ends) and context["has_streets"]:
        context |= _found(ends, hour) | _view(ends)
    return render(request, "streets/go.html", context, status=422 if context.get("fault") else 200)


def _end(request: HttpRequest, name: str) -> Where:
    """Read one end: `from` in words, or the address that was chosen among several, `from_address`."""
    asked = {"q": request.GET.get(name, "")[:200], "address": request.GET.get(f"{name}_address", "")[:20]}
    return named(find_where(asked=asked, language=get_language() or "fr"))


def _found(ends: list[Where], hour: Hour) -> dict[str, Any]:
    try:
        ways = going.list_ways(origin=ends[0], destination=ends[1], moment=hour.moment)
    except going.TooFar:
        return {"fault": _("That is more than six kilometres: too far for a walk by night.")}
    except (NotOnTheNetwork, NoWay):
        return {"fault": _("No street that we know joins these two places.")}
    return {"ways": ways}


def _view(ends: list[Where]) -> dict[str, Any]:
    """Return the middle of the map, and a zoom at which both ends are on it."""
    (lat, lon), (to_lat, to_lon) = ((end.lat or 0.0, end.lon or 0.0) for end in ends)
    widest = max(abs(lat - to_lat) * 1.6, abs(lon - to_lon))
    return {"middle": {"lat": (lat + to_lat) / 2, "lon": (lon + to_lon) / 2}, "zoom": 14 if widest < WIDE else 13}


@require_GET
def send_ways(request: HttpRequest) -> HttpResponse:
    """The same ways as lines on the map."""
    hour = Hour.read(request.GET, now=clock.now())
    ends = [_end(request, name) for name in ("from", "to")]
    found = _found(ends, hour) if all(end.is_found for end in ends) and find_streets() is not None else {}
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": way.lon_lat},
            "properties": {"number": number, "way": f"way-{number}", "name": str(number)},
        }
        for number, way in enumerate(found.get("ways", []), start=1)
    ]
    response = JsonResponse({"type": "FeatureCollection", "features": features})
    response["Content-Type"] = "application/geo+json"
    return response
