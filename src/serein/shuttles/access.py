"""The only door through which a page obtains something of the night shuttles."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers

from serein.kit import clock
from serein.kit.private_pages import private_page
from serein.shuttles.models import Device, Duty, Hold, Night, NightVan, Requirement, Ride
from serein.shuttles.queries.devices import find_device

View = Callable[..., HttpResponse]
COOKIE = "serein_night"
"""Holds the token of a device that works on a night; no script reads it."""
AT_THE_WAITING_POINT = (Duty.Task.STEWARD, Duty.Task.DISPATCHER)
DRIVING = (Duty.Task.DRIVER,)


def get_night(*, pk: int) -> Night:
    return get_object_or_404(Night.objects.select_related("event"), pk=pk)


def get_van_of(*, night: Night, pk: int) -> NightVan:
    return get_object_or_404(NightVan.objects.select_related("van"), pk=pk, night=night)


def get_duty_of(*, night: Night, pk: int) -> Duty:
    return get_object_or_404(Duty, pk=pk, night=night)


def get_ride_of(*, night: Night, pk: int) -> Ride:
    return get_object_or_404(Ride, pk=pk, night=night)


def get_hold_of(*, night: Night, ride_pk: int) -> Hold:
    return get_object_or_404(Hold, ride=ride_pk, ride__night=night)


def get_requirement(*, pk: int) -> Requirement:
    return get_object_or_404(Requirement, pk=pk)


def get_device_of(*, night: Night, pk: int) -> Device:
    return get_object_or_404(Device, pk=pk, night=night)


def device_page(*tasks: str) -> Callable[[View], View]:
    """
    Open a page of the night to a device of one of these tasks, for its own night; nothing keeps what it answers.

    To every other device the page tells nothing, but how a device is invited. What a program asks for is answered
    with 410 once its device has ended: whatever it still holds of a night goes. One that has another task keeps what it
    holds, and is answered with 403.
    """

    def guard(view: View) -> View:
        @wraps(view)
        @private_page
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            device = find_device(token=request.COOKIES.get(COOKIE, ""), now=clock.now())
            if device is None or device.task not in tasks:
                answer = _not_of_this_night(request, device)
                return answer if device else forget(answer)
            request.device = device  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return guarded

    return guard


def device_of(request: HttpRequest) -> Device:
    """Return the device that opened a page of the night."""
    return cast(Device, request.device)  # type: ignore[attr-defined]


def forget(response: HttpResponse) -> HttpResponse:
    """Take the token off a device that works no more."""
    response.delete_cookie(COOKIE, samesite="Lax")
    add_never_cache_headers(response)
    return response


def _not_of_this_night(request: HttpRequest, device: Device | None) -> HttpResponse:
    """Say so; a device that works elsewhere keeps what it holds."""
    if "text/html" not in request.headers.get("Accept", "text/html"):
        return JsonResponse({"is_over": device is None}, status=410 if device is None else 403)
    return render(request, "shuttles/on_site_over.html", {"is_over": device is None}, status=403)


def van_of(device: Device) -> NightVan:
    """Return the van of a driver's phone; a phone without one opens nothing."""
    if device.van is None:
        raise Http404
    return device.van
