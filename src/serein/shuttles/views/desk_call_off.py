"""A night is called off: why, and what becomes of whom. From the desk, and from the tablet at the waiting point."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from serein.kit import clock
from serein.kit.actors import Actor
from serein.people.access import actor_of, staff_page
from serein.shuttles import access
from serein.shuttles.desk_pages import NIGHTS
from serein.shuttles.forms.desk import CallOffForm
from serein.shuttles.models import Night
from serein.shuttles.operations import calling_off
from serein.shuttles.operations.nights import NotInThatState
from serein.shuttles.queries import devices
from serein.shuttles.queries.desk import read_desk


@require_http_methods(["GET", "POST"])
@staff_page(*NIGHTS.roles)
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    night = access.get_night(pk=pk)
    return _call_off(request, night, by=actor_of(request), back=reverse("shuttles:desk_night", args=[pk]))


@require_http_methods(["GET", "POST"])
@access.device_page(*access.AT_THE_WAITING_POINT)
def call_off_on_site(request: HttpRequest) -> HttpResponse:
    device = access.device_of(request)
    return _call_off(request, device.night, by=devices.actor_of(device), back=reverse("shuttles:on_site"))


def _call_off(request: HttpRequest, night: Night, *, by: Actor, back: str) -> HttpResponse:
    form, now = CallOffForm(request.POST or None), clock.now()
    if request.method == "POST" and form.is_valid():
        try:
            calling_off.call_off(night=night, by=by, now=now, **form.cleaned_data)
        except NotInThatState:
            messages.warning(request, _("Somebody has moved this night on meanwhile."))
        else:
            messages.success(request, _("Called off. Whoever booked is told."))
        return redirect(back)
    context = {"form": form, "night": night, "back": back, "desk": read_desk(night=night, now=now)}
    return render(request, "shuttles/desk_call_off.html", context, status=422 if form.is_bound else 200)
