"""The run sheet of a van on paper, from the desk or from the tablet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.kit.actors import Actor
from serein.kit.private_pages import private_page
from serein.people.access import actor_of, staff_page
from serein.shuttles import access
from serein.shuttles.manifest import print_manifest
from serein.shuttles.models import Night, NightVan
from serein.shuttles.queries import devices
from serein.shuttles.views.enrol import INVITING


@require_GET
@staff_page(*INVITING)
@private_page
def print_at_the_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the sheets of all vans."""
    night = access.get_night(pk=pk)
    return _paper(night, list(night.vans.select_related("van")), by=actor_of(request))


@require_GET
@access.device_page(*access.AT_THE_WAITING_POINT)
def print_on_site(request: HttpRequest, van_pk: int) -> HttpResponse:
    """Print the sheet of one van."""
    device = access.device_of(request)
    van = access.get_van_of(night=device.night, pk=van_pk)
    return _paper(device.night, [van], by=devices.actor_of(device))


def _paper(night: Night, vans: list[NightVan], *, by: Actor) -> HttpResponse:
    paper = print_manifest(night=night, vans=vans, language=get_language() or "fr", by=by, now=clock.now())
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="run-sheets.pdf"'
    return response
