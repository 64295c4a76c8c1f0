"""Where there is light at an hour: the map with its slider, and the same street by street."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.streets.forms.hour import FIRST_HOUR, LAST_HOUR, Hour
from serein.streets.queries import lighting
from serein.streets.queries.light import WEIGHTS
from serein.streets.queries.network import find_streets
from serein.territory.boxes import NoBox, read_box

MOST_STREETS = 40
LAYERS = {
    "lit": _("Lit"),
    "unlit": _("Not lit"),
    "unknown": _("Not known: counts as not lit"),
    "out": _("A lamp is out"),
}


_REASONS = {
    "mended": _("It is here because it can be mended."),
    "passes": _("Nobody passes, no window looks on."),
    "effort": _("It is harder to walk, and to leave."),
    "measure": _("A choice of measure."),
}
_WEIGHTS = (
    ("lit", _("a metre with light"), "mended"),
    ("path", _("a path away from the road"), "passes"),
    ("service", _("a service road"), "passes"),
    ("steps", _("steps"), "effort"),
    ("no_pavement", _("a through road without pavement"), "mended"),
    ("crossing", _("a crossing without signals"), "mended"),
    ("frontage", _("share that an open door takes off"), "mended"),
    ("frontage_reach_m", _("metres along the street that an open door reaches"), "measure"),
    ("defect", _("what open defects can add"), "mended"),
    ("defect_half_life_days", _("days after which a mended defect counts half"), "measure"),
    ("least", _("what any metre counts at least"), "measure"),
)


@require_GET
def show_lighting(request: HttpRequest) -> HttpResponse:
    hour = Hour.read(request.GET, now=clock.now())
    shown = _layers(request)
    context: dict[str, Any] = {
        "hour": hour,
        "hours": [(n, f"{n % 24} h") for n in range(FIRST_HOUR, LAST_HOUR + 1)],
        "layers": [(name, label, name in shown) for name, label in LAYERS.items()],
        "query": urlencode(
            [
                ("evening", hour.evening.isoformat()),
                ("hour", str(hour.hour)),
                *(("layer", one) for one in sorted(shown)),
            ]
        ),
        "asked": request.GET.get("street", "")[:100],
        "has_streets": find_streets() is not None,
        "first_hour": FIRST_HOUR,
        "last_hour": LAST_HOUR,
    }
    if context["has_streets"]:
        streets, count = lighting.list_streets(
            moment=hour.moment, text=context["asked"], language=get_language() or "fr", most=MOST_STREETS
        )
        context |= {
            "streets": streets,
            "count": count,
            "metres": _kilometres(lighting.count_metres(moment=hour.moment)),
        }
    return render(request, "streets/lighting.html", context)


@require_GET
def send_lighting(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("bbox", "")
    try:
        box = read_box(text) if text else None
    except NoBox as fault:
        return JsonResponse({"detail": str(fault)}, status=400)
    if find_streets() is None:
        return JsonResponse({"type": "FeatureCollection", "features": []}, content_type="application/geo+json")
    hour, shown = Hour.read(request.GET, now=clock.now()), _layers(request)
    collection = lighting.as_geojson(moment=hour.moment, shown=shown, box=box)
    if "out" in shown:
        collection["features"] += lighting.outages_as_geojson()
    response = JsonResponse(collection, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    response["Content-Type"] = "application/geo+json"
    response["Cache-Control"] = "max-age=60"
    return response


@require_GET
def show_method(request: HttpRequest) -> HttpResponse:
    """Tell how a metre is weighed, each weight with its source."""
    shown = [(label, getattr(WEIGHTS, name).value, _REASONS[reason]) for name, label, reason in _WEIGHTS]
    return render(request, "streets/lighting_method.html", {"weights": shown, "is_convention": WEIGHTS.is_convention})


def _layers(request: HttpRequest) -> frozenset[str]:
    asked = frozenset(request.GET.getlist("layer")) & frozenset(LAYERS)
    return asked or frozenset(LAYERS)


def _kilometres(metres: dict[str, int]) -> list[tuple[Any, float]]:
    return [(LAYERS[name], metres[name] / 1000) for name in LAYERS]
