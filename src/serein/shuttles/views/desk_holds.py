"""The rides of a night, without names or addresses; one is kept beyond its time for a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from serein.kit import clock
from serein.kit.private_pages import private_page
from serein.people.access import actor_of, staff_page
from serein.shuttles import access
from serein.shuttles.desk_pages import NIGHTS
from serein.shuttles.forms.desk import HoldForm
from serein.shuttles.models import Night
from serein.shuttles.operations import erasing


@require_GET
@staff_page(*NIGHTS.roles)
@private_page
def show_rides(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, access.get_night(pk=pk))


@require_POST
@staff_page(*NIGHTS.roles)
@private_page
def hold_ride(request: HttpRequest, pk: int, ride_pk: int) -> HttpResponse:
    night = access.get_night(pk=pk)
    ride = access.get_ride_of(night=night, pk=ride_pk)
    form = HoldForm(request.POST, prefix=str(ride_pk))
    if form.is_valid():
        try:
            erasing.hold_ride(ride=ride, by=actor_of(request), now=clock.now(), **form.cleaned_data)
        except erasing.HoldEndsInThePast:
            form.add_error("until", _("Choose a day to come."))
        except erasing.AlreadyErased:
            form.add_error(None, _("This ride is destroyed already."))
        else:
            messages.success(request, _("Kept until that day, and written in the journal."))
            return redirect("shuttles:desk_rides", pk)
    return _show(request, night, refused=(ride_pk, form))


@require_POST
@staff_page(*NIGHTS.roles)
@private_page
def lift_hold(request: HttpRequest, pk: int, ride_pk: int) -> HttpResponse:
    hold = access.get_hold_of(night=access.get_night(pk=pk), ride_pk=ride_pk)
    erasing.lift_hold(hold=hold, by=actor_of(request), now=clock.now())
    messages.success(request, _("No longer kept: it is destroyed with the others, and that is written in the journal."))
    return redirect("shuttles:desk_rides", pk)


def _show(request: HttpRequest, night: Night, *, refused: tuple[int, HoldForm] | None = None) -> HttpResponse:
    rows = [
        (ride, refused[1] if refused and refused[0] == ride.pk else HoldForm(prefix=str(ride.pk)))
        for ride in night.rides.select_related("hold", "refusal", "van__van").order_by("number")
    ]
    context = {"night": night, "rows": rows}
    return render(request, "shuttles/desk_rides.html", context, status=422 if refused else 200)
