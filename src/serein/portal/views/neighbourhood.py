"""My neighbourhood: what is around an address."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.portal.neighbourhood import look_around
from serein.territory import queries as territory
from serein.territory.models import Address

Point = tuple[float, float]


@require_GET
def show_neighbourhood(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:200]
    point = _of_address(request.GET.get("address", "")) or _of_position(request.GET)
    matches = territory.search_addresses(text=text, language=get_language() or "fr") if text and not point else []
    if len(matches) == 1:
        point = matches[0].lat, matches[0].lon
    around = look_around(lat=point[0], lon=point[1], now=clock.now()) if point else None
    context = {"text": text, "matches": matches, "around": around, "point": point}
    return render(request, "portal/neighbourhood.html", context)


def _of_address(key: str) -> Point | None:
    if not key.isdecimal() or len(key) > 18:
        return None
    address = Address.objects.present().filter(pk=int(key)).first()
    return (address.lat, address.lon) if address else None


def _of_position(asked: Mapping[str, str]) -> Point | None:
    try:
        lat, lon = float(asked.get("lat", "")), float(asked.get("lon", ""))
    except ValueError:
        return None
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None
