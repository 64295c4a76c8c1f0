"""Who is my inspector?"""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.proximity.queries import inspectors
from serein.territory import queries as territory
from serein.territory.models import Beat
from serein.territory.where import LONGEST_TEXT, Where, find_where, is_key


@dataclass
class Search:
    """What someone asked for, and what it led to."""

    text: str = ""
    where: Where = field(default_factory=Where)
    parts: list[inspectors.StreetPart] = field(default_factory=list)
    answer: inspectors.Answer | None = None
    is_outside: bool = False

    @property
    def found_nothing(self) -> bool:
        return bool(self.text) and not (self.where.matches or self.where.spot or self.parts or self.answer)


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
    asked, language = request.GET, get_language() or "fr"
    search = Search(text=asked.get("q", "").strip()[:LONGEST_TEXT])
    search.where = find_where(asked=_chosen(asked), language=language)
    beat = (
        _beat_of_where(search)
        or _beat_of_street(asked.get("street", ""), search)
        or inspectors.find_beat(code=asked.get("beat", ""))
    )
    if beat is None and search.text and not search.is_outside:
        search.where = find_where(asked={"q": search.text}, language=language)
        beat = _beat_of_where(search)
    if beat is not None:
        search.answer = inspectors.who_answers(beat=beat, now=clock.now())
    return search


def _chosen(asked: QueryDict) -> dict[str, str]:
    """What was chosen rather than typed: it counts more than the text beside it."""
    return {name: asked.get(name, "") for name in ("address", "lat", "lon")}


def _beat_of_where(search: Search) -> Beat | None:
    """Take the beat that an address knows, or that a point lies in."""
    where = search.where
    if where.lat is None or where.lon is None:
        search.is_outside = search.is_outside or where.is_outside
        return None
    beat = where.address.beat if where.address else territory.find_beat_at(lat=where.lat, lon=where.lon)
    search.is_outside = beat is None
    return beat


def _beat_of_street(key: str, search: Search) -> Beat | None:
    """Take the beat of a street that lies in one; else let the reader choose by house number."""
    if not is_key(key):
        return None
    search.parts = inspectors.list_parts_of_street(street_id=int(key))
    search.is_outside = not search.parts
    return search.parts[0].beat if len(search.parts) == 1 else None
