"""An inspection round: the signs in the order of a walk, each with what was found, without network too."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from serein.kit import clock, offline
from serein.people.access import actor_of, staff_page
from serein.streets.desk_pages import SIGNS
from serein.streets.forms.signs import FoundForm, RoundForm
from serein.streets.operations import signs as operations
from serein.streets.queries import sign_round
from serein.streets.queries.sign_round import Round
from serein.streets.queries.signs import list_to_see


@require_GET
@staff_page(*SIGNS.roles)
def show_round(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    walk = _walk(form)
    asked = {name: request.GET.get(name, "")[:200] for name in ("circuit", "start")}
    context = {
        "form": form,
        "walk": walk,
        "stops": [(stop, secrets.token_urlsafe(18)) for stop in walk.stops],
        "asked": asked,
        "map_url": f"{reverse('streets:sign_round_map')}?{urlencode(asked)}",
        "middle": walk.stops[len(walk.stops) // 2].sign if walk.stops else None,
        "today": timezone.localdate(clock.now()),
    }
    return render(request, "streets/sign_round.html", context, status=422 if form.errors else 200)


@require_GET
@staff_page(*SIGNS.roles)
def send_map(request: HttpRequest) -> HttpResponse:
    response = JsonResponse(sign_round.as_geojson(_walk(_form(request))), json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/geo+json"
    return response


@require_http_methods(["GET", "POST"])
@staff_page(*SIGNS.roles)
def tell_found(request: HttpRequest) -> HttpResponse:
    """Keep what was found of a sign; a device sends it when it has network."""
    form = FoundForm(request.POST or None, request.FILES or None, initial={"sign": request.GET.get("sign", "")[:12]})
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        check = operations.look_at_sign(
            at=offline.made_at(request, now=now), by=actor_of(request), now=now, **form.found
        )
        messages.success(request, _("Kept: sign %(name)s.") % {"name": form.cleaned_data["sign"]})
        return offline.received(request, code=str(check.pk), to=_back(request, check.pk, check.sign_id))
    return render(request, "streets/sign_found.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def found_offline(request: HttpRequest) -> HttpResponse:
    """The empty form, the same for everyone, which the browser keeps; only staff may send it."""
    return render(request, "streets/sign_found.html", {"form": FoundForm()})


def _form(request: HttpRequest) -> RoundForm:
    return RoundForm(request.GET if request.GET.keys() & {"circuit", "start"} else None)


def _walk(form: RoundForm) -> Round:
    told = form.cleaned_data if form.is_valid() else {}
    circuit, where, hall = told.get("circuit"), told.get("start"), sign_round.town_hall()
    start = (where.lon, where.lat) if where else (hall.lon, hall.lat) if hall else None
    return sign_round.round_over(list(list_to_see(code=circuit.code if circuit else "")), start=start)


def _back(request: HttpRequest, check: int, sign: int) -> str:
    """Return to the sign on its round, or on its own page; the number makes it an address of its own."""
    if "circuit" not in request.POST:
        return reverse("streets:desk_sign", args=[sign])
    asked = {name: request.POST.get(name, "")[:200] for name in ("circuit", "start")}
    return f"{reverse('streets:sign_round')}?{urlencode({**asked, 'seen': check})}#sign-{sign}"
