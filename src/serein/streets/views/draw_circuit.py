"""Drawing a circuit: its points in a list and on a map; what a hand sets, the streets join."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from serein.engines.graph import NotOnTheNetwork, NoWay
from serein.kit import clock
from serein.people.access import actor_of, staff_page
from serein.streets import access
from serein.streets.desk_pages import CIRCUITS
from serein.streets.forms.circuits import PointForm
from serein.streets.models import Edition
from serein.streets.operations import circuits
from serein.streets.queries import drawing
from serein.streets.queries.network import NoNetwork, find_streets
from serein.streets.queries.shown import show_path
from serein.streets.queries.ways import darkest, hours_of, path_along
from serein.streets.views.desk_circuits import DECIDE, read_revision


@require_http_methods(["GET", "POST"])
@staff_page(*DECIDE)
def draw_circuit(request: HttpRequest, pk: int) -> HttpResponse:
    edition = access.get_edition_at_work(circuit=access.get_circuit(pk=pk))
    form = PointForm(request.POST if request.POST.get("what") == "add" else None)
    if request.method == "POST":
        anchors = _changed(request, edition, form)
        if anchors is None:
            return _show(request, edition, form, status=422)
        if _keep(request, edition, anchors):
            return redirect("streets:draw_circuit", pk)
        return _show(request, Edition.objects.select_related("circuit").get(pk=edition.pk), form, status=409)
    return _show(request, edition, form)


@require_GET
@staff_page(*CIRCUITS.roles)
def send_drawing(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft's line and points, for the map."""
    edition = access.get_edition_at_work(circuit=access.get_circuit(pk=pk))
    features: list[dict[str, Any]] = []
    if edition.line:
        line = {"type": "LineString", "coordinates": edition.line}
        features.append({"type": "Feature", "geometry": line, "properties": {"way": "circuit"}})
    for number, anchor in enumerate(edition.anchors, start=1):
        point = {"type": "Point", "coordinates": [anchor["lon"], anchor["lat"]]}
        told = {"number": number, "name": anchor["name_fr"] or str(number)}
        features.append({"type": "Feature", "geometry": point, "properties": told})
    response = JsonResponse({"type": "FeatureCollection", "features": features})
    response["Content-Type"] = "application/geo+json"
    return response


def _changed(request: HttpRequest, edition: Edition, form: PointForm) -> list[dict[str, Any]] | None:
    """Return the points as the form changes them; None if it could not be read."""
    what, anchors = request.POST.get("what", ""), list(edition.anchors)
    text = request.POST.get("position", "")
    position = int(text) if text.isdecimal() and len(text) < 4 else -1
    if what == "add":
        return drawing.added(anchors, form.cleaned_data["where"]) if form.is_valid() else None
    if what in ("move", "over"):
        spot = _spot(request)
        if spot is None or position < 0:
            messages.warning(request, _("Choose a point of the list, then a place on the map."))
            return None
        change = drawing.moved if what == "move" else drawing.led_over
        return change(anchors, position, lat=spot[0], lon=spot[1])
    if what == "up":
        return drawing.raised(anchors, position)
    return drawing.dropped(anchors, position) if what == "drop" else anchors


def _spot(request: HttpRequest) -> tuple[float, float] | None:
    try:
        lat, lon = (float(request.POST.get(name, "")) for name in ("lat", "lon"))
    except ValueError:
        return None
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def _keep(request: HttpRequest, edition: Edition, anchors: list[dict[str, Any]]) -> bool:
    now = clock.now()
    is_closed = edition.is_closed
    if request.POST.get("what") == "shape":
        is_closed = request.POST.get("is_closed") == "yes"
    try:
        values = drawing.redrawn(edition=edition, anchors=anchors, is_closed=is_closed, now=now)
        circuits.change_edition(
            edition=edition, revision=read_revision(request), values=values, by=actor_of(request), now=now
        )
    except circuits.EditedMeanwhile:
        messages.warning(
            request, _("Someone else changed this draft meanwhile. This is how it stands; do your step again.")
        )
        return False
    except (NotOnTheNetwork, NoWay):
        messages.warning(request, _("No street that we know leads there: nothing was changed."))
    except drawing.TooManyPoints:
        messages.warning(request, _("Forty points are enough: nothing was changed."))
    except NoNetwork:
        messages.warning(request, _("The street network was not imported yet."))
    return True


def _show(request: HttpRequest, edition: Edition, form: PointForm, *, status: int = 200) -> HttpResponse:
    circuit = edition.circuit
    shown = None
    if edition.line and find_streets() is not None:
        try:
            path = path_along(edition.line)
            hours = hours_of(begins=circuit.begins, ends=circuit.ends, now=clock.now())
            shown = show_path(path, night=darkest(hours, path))
        except NotOnTheNetwork:
            shown = None
    context = {"circuit": circuit, "edition": edition, "form": form, "shown": shown}
    if edition.anchors:
        context["middle"] = edition.anchors[len(edition.anchors) // 2]
    return render(request, "streets/draw_circuit.html", context, status=status)
