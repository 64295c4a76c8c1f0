"""The phone in one van: the next stop, and the few things to tap there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from serein.kit import clock
from serein.shuttles.access import DRIVING, device_of, device_page, van_of
from serein.shuttles.models import Device, Refusal
from serein.shuttles.operations.acts import NoToken
from serein.shuttles.operations.reading import note_reading
from serein.shuttles.queries.next_stop import read_next_stop, read_trip
from serein.shuttles.queries.on_site import list_streets
from serein.shuttles.views.on_site import refuse_without_token, take_act
from serein.shuttles.views.screen_words import driver_words


@require_GET
@device_page(*DRIVING)
def show_screen(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_GET
def keep_screen(request: HttpRequest) -> HttpResponse:
    """The empty screen, the same for everyone, which the browser keeps; it shows what its device holds, or nothing."""
    return _show(request)


@require_GET
@device_page(*DRIVING)
def send_state(request: HttpRequest) -> HttpResponse:
    """Answer the next stop, or 204 where the phone holds this version of the night already."""
    device = device_of(request)
    if request.GET.get("version") == str(device.night.version):
        return HttpResponse(status=204)
    return JsonResponse(_state(device))


@require_GET
@device_page(*DRIVING)
def send_trip(request: HttpRequest) -> HttpResponse:
    """Answer the stops of the trip that runs, which the phone keeps for where there is no network."""
    device = device_of(request)
    note_reading(device=device, now=clock.now())
    stops = read_trip(night=device.night, van=van_of(device), language=get_language() or "fr")
    return JsonResponse(stops, safe=False)


@require_GET
@device_page(*DRIVING)
def send_streets(request: HttpRequest) -> HttpResponse:
    """Answer the streets of the commune, so that a driver can say where the van stands."""
    night = device_of(request).night
    return JsonResponse(list_streets(night=night, language=get_language() or "fr"), safe=False)


@require_POST
@device_page(*DRIVING)
def receive(request: HttpRequest) -> HttpResponse:
    """Take one act of the phone, and answer what came of it with the stop that is next."""
    device = device_of(request)
    try:
        act = take_act(request, device)
    except NoToken:
        return refuse_without_token()
    device.night.refresh_from_db()
    van_of(device).refresh_from_db()
    return JsonResponse({"code": "", "url": "", "outcome": act.outcome, "state": _state(device)})


def _state(device: Device) -> dict[str, Any]:
    now = clock.now()
    note_reading(device=device, now=now)
    return read_next_stop(night=device.night, van=van_of(device), language=get_language() or "fr", now=now)


def _show(request: HttpRequest) -> HttpResponse:
    context = {"words": driver_words(), "takers": Refusal.Taken.choices, "language": get_language()}
    return render(request, "shuttles/on_site_driver.html", context)
