"""The works department's page: outages by what must be done next, cabins and their hours, closures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.engines.graph import NotOnTheNetwork, NoWay
from serein.enquiries.operations import DayOutOfReach
from serein.kit import clock
from serein.people.access import actor_of, duty_of, staff_page
from serein.people.models import Role
from serein.streets import access
from serein.streets.desk_pages import OUTAGES
from serein.streets.forms.lighting import ClosureForm, ExceptionForm, OutageForm, RegimeForm, RepairForm
from serein.streets.models import CabinException
from serein.streets.operations import closures, lamps, outages
from serein.streets.operations.outages import OutageOver
from serein.streets.queries import desk, ways
from serein.streets.queries.network import NoNetwork

DECIDE = (Role.WORKS,)


@require_GET
@staff_page(*OUTAGES.roles)
def show_outages(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_POST
@staff_page(*OUTAGES.roles)
def tell_outage(request: HttpRequest) -> HttpResponse:
    form = OutageForm(request.POST)
    if not form.is_valid():
        return _show(request, outage_form=form)
    where, now = form.cleaned_data["where"], clock.now()
    outages.tell_outage(
        lat=where.lat,
        lon=where.lon,
        about=f"staff:{now.timestamp():.3f}",
        is_staff=True,
        street=where.street,
        neighbourhood=where.neighbourhood,
        by=actor_of(request),
        now=now,
    )
    messages.success(request, _("Noted. Circuits that pass there are suspended from now on."))
    return redirect("streets:desk_outages")


@require_POST
@staff_page(*OUTAGES.roles)
def move_outage(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm an outage, name the day of its repair, or end it."""
    outage, now, by = access.get_outage(pk=pk), clock.now(), actor_of(request)
    what = request.POST.get("what", "")
    try:
        if what == "confirm":
            outages.confirm_outage(outage=outage, by=by, now=now)
            messages.success(request, _("Confirmed. Circuits that pass there are suspended from now on."))
        elif what == "plan":
            form = RepairForm(request.POST)
            if not form.is_valid():
                return _show(request, repair=(pk, form))
            outages.plan_repair(outage=outage, on=form.cleaned_data["on"], by=by, now=now)
            messages.success(request, _("The day is kept, and whoever reported it is told."))
        elif what in ("repaired", "not_found"):
            outages.end_outage(outage=outage, is_repaired=what == "repaired", by=by, now=now)
            messages.success(
                request, _("Noted, and whoever reported it is told. A circuit waits for a check on the spot.")
            )
        else:
            raise Http404
    except OutageOver:
        messages.info(request, _("Someone ended this outage before; nothing was changed."))
    except DayOutOfReach as fault:
        form = RepairForm(request.POST)
        form.is_valid()
        told = {"first": fault.first, "last": fault.last}
        form.add_error("on", _("Choose a day between %(first)s and %(last)s.") % told)
        return _show(request, repair=(pk, form))
    return redirect("streets:desk_outages")


@require_http_methods(["GET", "POST"])
@staff_page(*DECIDE)
def show_cabin(request: HttpRequest, pk: int) -> HttpResponse:
    """How a cabin switched, switches and will switch."""
    cabin, now, by = access.get_cabin(pk=pk), clock.now(), actor_of(request)
    what = request.POST.get("what", "")
    regime_form = RegimeForm(
        request.POST if what == "regime" else None, initial={"from_on": timezone.localdate(now)}, auto_id="regime_%s"
    )
    except_form = ExceptionForm(
        request.POST if what == "except" else None, initial={"is_on": "on"}, auto_id="except_%s"
    )
    if what == "regime" and regime_form.is_valid():
        try:
            lamps.decide_regime(
                cabin=cabin,
                from_on=regime_form.cleaned_data["from_on"],
                dark=regime_form.dark(),
                today=timezone.localdate(now),
                by=by,
                now=now,
            )
        except lamps.TooLate:
            regime_form.add_error("from_on", _("Choose today or a later day: past nights stay as they were."))
        else:
            messages.success(request, _("Decided. The map follows from that day on."))
            return redirect("streets:desk_cabin", pk)
    elif what == "except" and except_form.is_valid():
        told = {**except_form.period, "is_on": except_form.cleaned_data["is_on"]}
        lamps.except_nights(cabin=cabin, by=by, now=now, **told)
        messages.success(request, _("Decided for these nights."))
        return redirect("streets:desk_cabin", pk)
    elif what == "out":
        outages.tell_cabin_out(cabin=cabin, by=by, now=now)
        messages.success(
            request, _("Noted: all its lamps are out. Circuits that pass there are suspended from now on.")
        )
        return redirect("streets:desk_outages")
    context = {
        "cabin": cabin,
        "history": desk.history_of(cabin),
        "exceptions": cabin.exceptions.filter(withdrawn_at=None, ends_at__gt=now),
        "regime_form": regime_form,
        "except_form": except_form,
    }
    is_refused = bool(regime_form.errors or except_form.errors)
    return render(request, "streets/desk_cabin.html", context, status=422 if is_refused else 200)


@require_POST
@staff_page(*DECIDE)
def withdraw_exception(request: HttpRequest, pk: int) -> HttpResponse:
    exception = CabinException.objects.select_related("cabin").filter(pk=pk).first()
    if exception is None:
        raise Http404
    lamps.withdraw_exception(exception=exception, by=actor_of(request), now=clock.now())
    messages.success(request, _("The regime holds again for these nights."))
    return redirect("streets:desk_cabin", exception.cabin_id)


@require_http_methods(["GET", "POST"])
@staff_page(*DECIDE)
def close_street(request: HttpRequest) -> HttpResponse:
    form = ClosureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if (line := _stretch(form)) is not None:
            street = form.cleaned_data["begins"].street
            closures.close_street(line=line, street=street, by=actor_of(request), now=clock.now(), **form.period)
            messages.success(request, _("Kept. Circuits along it are suspended from its beginning."))
            return redirect("streets:desk_outages")
        form.add_error("ends", _("No street that we know joins these two places."))
    return render(request, "streets/desk_closure.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@staff_page(*DECIDE)
def reopen_street(request: HttpRequest, pk: int) -> HttpResponse:
    closures.reopen_street(closure=access.get_closure(pk=pk), by=actor_of(request), now=clock.now())
    messages.success(request, _("The street is open again. Circuits along it wait for a check on the spot."))
    return redirect("streets:desk_outages")


def _stretch(form: forms.Form) -> list[list[float]] | None:
    ends = [(where.lon, where.lat) for where in (form.cleaned_data["begins"], form.cleaned_data["ends"])]
    try:
        line = ways.shortest_line(points=ends)
    except (NotOnTheNetwork, NoWay, NoNetwork):
        return None
    return line if len(line) > 1 else None


def _show(
    request: HttpRequest, *, outage_form: OutageForm | None = None, repair: tuple[int, RepairForm] | None = None
) -> HttpResponse:
    now = clock.now()
    context: dict[str, Any] = {
        "outages": [
            (
                line,
                repair[1] if repair and repair[0] == line.outage.pk else RepairForm(auto_id=f"id_{line.outage.pk}_%s"),
            )
            for line in desk.list_outages(now=now)
        ],
        "cabins": desk.list_cabins(now=now),
        "closures": desk.list_closures(now=now),
        "outage_form": outage_form or OutageForm(),
        "decides": bool(duty_of(request).roles & set(DECIDE)),
        "today": timezone.localdate(now),
        "now": now,
    }
    is_refused = outage_form is not None or repair is not None
    return render(request, "streets/desk_outages.html", context, status=422 if is_refused else 200)
