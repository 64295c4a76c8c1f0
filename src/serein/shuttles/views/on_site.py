"""The screen at the waiting point: the queue, the vans, and who goes in the next one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.kit import clock, offline
from serein.shuttles.access import AT_THE_WAITING_POINT, device_of, device_page, forget
from serein.shuttles.forms.on_site import CloseForm
from serein.shuttles.models import Act, Device, Refusal
from serein.shuttles.operations import nights
from serein.shuttles.operations.acts import NoToken, receive_act
from serein.shuttles.operations.reading import note_reading
from serein.shuttles.queries.devices import actor_of
from serein.shuttles.queries.on_site import list_streets, read_state
from serein.shuttles.views.screen_words import steward_words

LONGEST_VALUE = 400
_OURS = frozenset({"token", "name", "csrfmiddlewaretoken"})


@require_GET
@device_page(*AT_THE_WAITING_POINT)
def show_screen(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_GET
def keep_screen(request: HttpRequest) -> HttpResponse:
    """The empty screen, the same for everyone, which the browser keeps; it shows what its device holds, or nothing."""
    return _show(request)


@require_GET
@device_page(*AT_THE_WAITING_POINT)
def send_state(request: HttpRequest) -> HttpResponse:
    """Answer the night as it stands, or 204 where the screen holds this version of it already."""
    device = device_of(request)
    if request.GET.get("version") == str(device.night.version):
        return HttpResponse(status=204)
    return JsonResponse(_state(device))


@require_GET
@device_page(*AT_THE_WAITING_POINT)
def send_streets(request: HttpRequest) -> HttpResponse:
    night = device_of(request).night
    return JsonResponse(list_streets(night=night, language=get_language() or "fr"), safe=False)


@require_POST
@device_page(*AT_THE_WAITING_POINT)
def receive(request: HttpRequest) -> HttpResponse:
    """Take one act of the screen, and answer what came of it with the night as it then stands."""
    device = device_of(request)
    try:
        act = take_act(request, device)
    except NoToken:
        return refuse_without_token()
    device.night.refresh_from_db()
    return JsonResponse({"code": "", "url": "", "outcome": act.outcome, "state": _state(device)})


@require_http_methods(["GET", "POST"])
@device_page(*AT_THE_WAITING_POINT)
def close(request: HttpRequest) -> HttpResponse:
    """Close the night with what was counted; the screen then forgets it."""
    device = device_of(request)
    form = CloseForm(request.POST or None, night=device.night, now=clock.now())
    if request.method == "POST" and form.is_valid():
        try:
            nights.close_night(night=device.night, **form.counted, by=actor_of(device), now=clock.now())
        except nights.NotOver as open_:
            form.add_error(None, _not_over(open_))
        except nights.NotBegun:
            form.add_error(None, _("This night has not begun: if it does not take place, call it off."))
        except nights.NotInThatState:
            form.add_error(None, _("This night is not under way."))
        else:
            messages.success(request, _("The night is closed. This device has forgotten it."))
            return forget(render(request, "shuttles/on_site_over.html", {"is_over": True}))
    context = {"form": form, "night": device.night}
    return render(request, "shuttles/on_site_close.html", context, status=422 if form.is_bound else 200)


def refuse_without_token() -> HttpResponse:
    said = _("This was not done: it came without its token. Load the screen again.")
    return JsonResponse({"detail": said}, status=400)


def take_act(request: HttpRequest, device: Device) -> Act:
    """
    Read what a screen sent, and do it.

    :raises NoToken: if it came without one
    """
    now = clock.now()
    values = {name: str(text)[:LONGEST_VALUE] for name, text in request.POST.items() if name not in _OURS}
    if values.pop("night", "") != str(device.night_id):
        values = {}  # made on another night: it is kept as not understood, and changes nothing
    return receive_act(
        night=device.night,
        device=device,
        once=request.POST.get("token", "")[:64],
        name=request.POST.get("name", "") if values else "",
        values=values,
        made_at=offline.made_at(request, now=now),
        by=actor_of(device),
        now=now,
    )


def _state(device: Device) -> dict[str, Any]:
    now = clock.now()
    note_reading(device=device, now=now)
    return read_state(night=device.night, language=get_language() or "fr", now=now)


def _show(request: HttpRequest) -> HttpResponse:
    context = {
        "words": steward_words(),
        "reasons": [choice for choice in Refusal.Reason.choices if choice[0] != Refusal.Reason.CALLED_OFF],
        "takers": Refusal.Taken.choices,
        "language": get_language(),
    }
    return render(request, "shuttles/on_site_steward.html", context)


def _not_over(open_: nights.NotOver) -> str:
    return _("Not yet: %(waiting)s groups wait, %(aboard)s are on board, %(refused)s are refused and still here.") % {
        "waiting": open_.waiting,
        "aboard": open_.aboard,
        "refused": open_.refused,
    }
