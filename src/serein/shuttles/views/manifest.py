"""The run sheet of a van on paper, from the desk or from the tablet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from serein.kit import clock
from serein.kit.actors import Actor
from serein.kit.private_pages import private_page
from serein.people.access import actor_of, staff_page
from serein.shuttles import access
from serein.shuttles.manifest import print_manifest
from serein.shuttles.models import Night
from serein.shuttles.queries import devices
from serein.shuttles.views.enrol import INVITING


@require_POST
@staff_page(*INVITING)
@private_page
def print_at_the_desk(request: HttpRequest, pk: int, van_pk: int) -> HttpResponse:
    return _sheet(access.get_night(pk=pk), van_pk, by=actor_of(request))


@require_POST
@access.device_page(*access.AT_THE_WAITING_POINT)
def print_on_site(request: HttpRequest, van_pk: int) -> HttpResponse:
    device = access.device_of(request)
    return _sheet(device.night, van_pk, by=devices.actor_of(device))


def _sheet(night: Night, van_pk: int, *, by: Actor) -> HttpResponse:
    van = access.get_van_of(night=night, pk=van_pk)
    sheet = print_manifest(van=van, language=get_language() or "fr", by=by, now=clock.now())
    response = HttpResponse(sheet, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="run.pdf"'
    return response
