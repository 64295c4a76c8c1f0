"""Who is my inspector?"""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.proximity import queries
from serein.territory import queries as territory
from serein.territory.models import Beat
from serein.territory.spelling import fold
from serein.territory.spots import SpotMatch


@dataclass
class Search:
    """What someone asked for, and what it led to."""

    text: str = ""
    lat: str = ""
    lon: str = ""
    matches: list[territory.AddressMatch] = field(default_factory=list)
    parts: list[queries.StreetPart] = field(default_factory=list)
    spot: SpotMatch | None = None
    answer: queries.Answer | None = None
    is_outside: bool = False

    @property
    def found_nothing(self) -> bool:
        return bool(self.text) and not (self.matches or self.parts or self.spot or self.answer)


@require_GET
def find_inspector(request: HttpRequest) -> HttpResponse:
    return render(request, "proximity/find_inspector.html", {"search": _search(request)})


@require_GET
@xframe_options_exempt
def find_inspector_embedded(request: HttpRequest) -> HttpResponse:
    """The same, small, for a frame in the commune's own site."""
    response = render(request, "proximity/find_inspector_embedded.html", {"search": _search(request)})
    response._csp_replace = {"frame-ancestors": "*"}  # type: ignore[attr-defined]
    return response


def _search(request: HttpRequest) -> Search:
    asked = request.GET
    search = Search(text=asked.get("q", "").strip()[:200])
    beat = (
        _beat_of_chosen(asked.get("address", ""), search)
        or _beat_of_point(asked.get("lat", ""), asked.get("lon", ""), search)
        or _beat_of_street(asked.get("street", ""), search)
        or queries.find_beat(code=asked.get("beat", ""))
    )
    if beat is None and search.text and not search.is_outside:
        beat = _beat_of_text(search)
    if beat is not None:
        search.answer = queries.who_answers(beat=beat, now=clock.now())
    return search


def _beat_of_chosen(key: str, search: Search) -> Beat | None:
    if not _is_key(key):
        return None
    beat = queries.find_beat_of_address(address_id=int(key))
    search.is_outside = beat is None
    return beat


def _beat_of_point(lat: str, lon: str, search: Search) -> Beat | None:
    try:
        point = float(lat), float(lon)
    except ValueError:
        return None
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        return None
    search.lat, search.lon = lat, lon
    beat = territory.find_beat_at(lat=point[0], lon=point[1])
    search.is_outside = beat is None
    return beat


def _beat_of_street(key: str, search: Search) -> Beat | None:
    """Take the beat of a street that lies in one; else let the reader choose by house number."""
    if not _is_key(key):
        return None
    search.parts = queries.list_parts_of_street(street_id=int(key))
    search.is_outside = not search.parts
    return search.parts[0].beat if len(search.parts) == 1 else None


def _beat_of_text(search: Search) -> Beat | None:
    """Take the address or the spot when the text can only mean one; else let the reader choose."""
    language = get_language() or "fr"
    search.matches = territory.search_addresses(text=search.text, language=language)
    exact = [match for match in search.matches if _says(search.text, match.label)]
    if not exact and not _begins_an_address(search):
        search.spot = territory.find_spot(text=search.text, language=language)
        if search.spot and _is_meant(search.spot, search):
            return _beat_of_spot(search.spot, search)
    chosen = exact if len(exact) == 1 else search.matches
    if len(chosen) != 1 or search.spot:
        return None
    beat = queries.find_beat_of_address(address_id=chosen[0].id)
    search.is_outside = beat is None
    return beat


def _begins_an_address(search: Search) -> bool:
    return any(fold(match.label).startswith(fold(search.text)) for match in search.matches)


def _is_meant(spot: SpotMatch, search: Search) -> bool:
    """Whether a text means a corner or a place rather than one of the addresses that resemble it."""
    return spot.is_corner or not search.matches or fold(spot.label) == fold(search.text)


def _beat_of_spot(spot: SpotMatch, search: Search) -> Beat | None:
    beat = territory.find_beat_at(lat=spot.lat, lon=spot.lon)
    search.is_outside = beat is None
    return beat


def _says(text: str, label: str) -> bool:
    """Whether a text is a label, with or without what follows its comma."""
    return fold(text) in (fold(label), fold(label.partition(",")[0]))


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) <= 18
