"""How a tablet or a phone comes to work on a night: invited at the desk, enrolled by scanning, ended by hand."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from serein.kit import clock, qr, rate
from serein.kit.private_pages import by_code, count_miss, private_page
from serein.people.access import actor_of, staff_page
from serein.people.models import Role
from serein.shuttles import access
from serein.shuttles.forms.on_site import InviteForm
from serein.shuttles.models import Duty, Night
from serein.shuttles.operations import devices
from serein.shuttles.queries.devices import list_devices

INVITING = (Role.YOUTH, Role.PREVENTION_OFFICER)


@require_http_methods(["GET", "POST"])
@staff_page(*INVITING)
@private_page
def invite_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the devices of a night; a form sent answers with the code of one more, shown this once."""
    night = access.get_night(pk=pk)
    form = InviteForm(request.POST or None, night=night)
    if request.method != "POST" or not form.is_valid():
        return _show(request, night, form, status=422 if form.is_bound else 200)
    try:
        invited = devices.invite_device(night=night, **form.invited, by=actor_of(request), now=clock.now())
    except devices.NightIsOver:
        messages.warning(request, _("This night takes no device any more."))
        return redirect("shuttles:devices", pk=pk)
    address = f"{settings.SITE_URL}{reverse('shuttles:enrol', args=[invited.code])}"
    context = {"night": night, "invited": invited, "address": address, "qr": mark_safe(qr.svg(address, scale=6))}
    return render(request, "shuttles/on_site_invited.html", context)


@require_POST
@staff_page(*INVITING)
def end_device(request: HttpRequest, pk: int, device_pk: int) -> HttpResponse:
    device = access.get_device_of(night=access.get_night(pk=pk), pk=device_pk)
    devices.end_device(device=device, by=actor_of(request), now=clock.now())
    messages.success(request, _("This device no longer opens the night. What it still holds goes when it has network."))
    return redirect("shuttles:devices", pk=pk)


@require_http_methods(["GET", "POST"])
@by_code
def enrol(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once before the device is enrolled: programs that look at a code beforehand must not spend it."""
    now = clock.now()
    try:
        if request.method == "POST":
            return _enrolled(devices.enrol_device(code=code, now=now))
        context = {"device": devices.find_invited(code=code, now=now)}
    except devices.NotInvited:
        count_miss(rate.address_of(request), now)
        return render(request, "shuttles/on_site_enrol.html", {"refusal": _not_invited()}, status=404)
    except devices.InvitationOld:
        said = _("This code was given more than 15 minutes ago. Ask the desk for a new one.")
        return render(request, "shuttles/on_site_enrol.html", {"refusal": said}, status=410)
    return render(request, "shuttles/on_site_enrol.html", context)


def _enrolled(enrolment: devices.Enrolment) -> HttpResponse:
    is_driver = enrolment.device.task == Duty.Task.DRIVER
    response = redirect("shuttles:driver" if is_driver else "shuttles:on_site")
    response.set_cookie(
        access.COOKIE,
        enrolment.token,
        expires=enrolment.until,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def _not_invited() -> str:
    return _("This code opens nothing: it was used, or its night is over. Ask the desk for a new one.")


def _show(request: HttpRequest, night: Night, form: InviteForm, *, status: int) -> HttpResponse:
    context = {"night": night, "form": form, "devices": list_devices(night=night, now=clock.now())}
    return render(request, "shuttles/on_site_devices.html", context, status=status)
