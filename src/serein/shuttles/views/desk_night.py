"""One night at the desk: what it still needs, and its next step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from serein.kit import clock
from serein.kit.bilingual import NotInBothLanguages
from serein.people.access import actor_of, staff_page
from serein.shuttles import access
from serein.shuttles.desk_pages import NIGHTS
from serein.shuttles.forms.desk import AddVanForm, DutyForm
from serein.shuttles.local_hours import hours_in_words
from serein.shuttles.models import Duty, Night
from serein.shuttles.operations import nights, sizing
from serein.shuttles.queries.desk import read_desk
from serein.shuttles.queries.forecast import forecast_of

STEPS = {"publish": nights.publish_night, "open": nights.open_night}
SAID = {
    "publish": gettext_lazy("Published in French and in Dutch: anyone can book."),
    "open": gettext_lazy("The night is open. Enrol the tablets and phones now."),
}


@require_GET
@staff_page(*NIGHTS.roles)
def show_night(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, access.get_night(pk=pk))


@require_POST
@staff_page(*NIGHTS.roles)
def move_night(request: HttpRequest, pk: int) -> HttpResponse:
    night, step = access.get_night(pk=pk), request.POST.get("step", "")
    if step not in STEPS:
        raise Http404
    try:
        STEPS[step](night=night, by=actor_of(request), now=clock.now())
    except nights.NotInThatState:
        messages.warning(request, _("Somebody has moved this night on meanwhile."))
    except NotInBothLanguages:
        messages.warning(request, _("Not published: a text is missing in French or in Dutch."))
    except nights.NotReady as refusal:
        messages.warning(request, _say_missing(refusal.missing))
    else:
        messages.success(request, SAID[step])
    return redirect("shuttles:desk_night", pk)


def _say_missing(missing: list[str]) -> str:
    if "van_elsewhere" in missing:
        return _("A van of this night drives on another published night at the same hours.")
    if "hours" in missing:
        return _("It opens at most three hours before its first van.")
    return _("It is not ready: see below.")


def say_where(refusal: nights.WorksAlready, night: Night) -> str:
    """Say where somebody, or a van, is at these hours already."""
    duty, other = refusal.duty, refusal.duty or refusal.van
    if other is None:
        return _("This van is on this night already.")
    told = {"event": other.night.event.name, "day": date_format(localtime(other.night.starts_at), "j F Y")}
    told |= {"hours": hours_in_words(other.night.starts_at, other.night.ends_at)}
    if duty is None:
        return _("This van drives at these hours already: %(event)s, %(day)s, %(hours)s.") % told
    told |= {"name": duty.name, "task": str(Duty.Task(duty.task).label), "van": duty.van.van.name if duty.van else ""}
    if duty.van is None:
        return _("%(name)s works at these hours already (%(task)s): %(event)s, %(day)s, %(hours)s.") % told
    return _("%(name)s drives %(van)s at these hours already: %(event)s, %(day)s, %(hours)s.") % told


@require_POST
@staff_page(*NIGHTS.roles)
def size_night(request: HttpRequest, pk: int) -> HttpResponse:
    """Replay drawn nights with one van, two, three…; it takes some seconds."""
    night = access.get_night(pk=pk)
    text = request.POST.get("riders", "")
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= sizing.MOST_RIDERS):
        messages.warning(request, _("Write how many riders you expect: between 1 and 600."))
        return redirect("shuttles:desk_night", pk)
    sizing.size_night(night=night, riders=int(text), by=actor_of(request), now=clock.now())
    return redirect("shuttles:desk_night", pk)


def show(request: HttpRequest, night: Night, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Show a night's page with the forms of it that were refused."""
    forecast = forecast_of(night=night) if night.state in (Night.State.DRAFT, Night.State.PUBLISHED) else None
    context = {
        "desk": read_desk(night=night, now=clock.now()),
        "night": night,
        "forecast": forecast,
        "expected": night.expected_riders or (forecast.riders if forecast else None),
        "duty_form": DutyForm(night=night),
        "van_form": AddVanForm(night=night),
        "is_over": night.state in (Night.State.CLOSED, Night.State.CANCELLED),
        "now": clock.now(),
        **forms,
    }
    return render(request, "shuttles/desk_night.html", context, status=status)
