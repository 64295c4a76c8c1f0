"""A ticket: a number, and the time as it stands, for who holds its code."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.kit import clock, qr
from serein.kit.actors import RESIDENT
from serein.kit.private_pages import by_code
from serein.shuttles import access_public
from serein.shuttles.models import Ride
from serein.shuttles.operations import rides
from serein.shuttles.queries.ticket import read_ticket

STATE_PART = "ticket-state"


@require_GET
@by_code
def show_ticket(request: HttpRequest, code: str) -> HttpResponse:
    """Show the whole ticket, or the part that renews itself."""
    ride = access_public.get_own_ride(code=code)
    ticket = read_ticket(ride, now=clock.now())
    context = {"ride": ride, "ticket": ticket}
    if request.headers.get("HX-Target") == STATE_PART:
        response = render(request, "shuttles/parts/ticket_state.html", context)
        if not ticket.is_open:
            response["HX-Refresh"] = "true"  # the rest of the page has changed as well
        return response
    address = f"{settings.SITE_URL}{reverse('shuttles:ticket', args=[ride.code])}"
    context |= {"night": ride.night, "qr": qr.svg(address), "otherwise": Ride.Otherwise.choices}
    return render(request, "shuttles/ticket.html", context)


@require_http_methods(["GET", "POST"])
@by_code
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then take the ride back."""
    ride = access_public.get_own_ride(code=code)
    if request.method == "GET":
        if ride.state not in Ride.WAITING:
            return redirect("shuttles:ticket", ride.code)
        return render(request, "shuttles/cancel.html", {"ride": ride, "night": ride.night})
    try:
        rides.cancel_ride(ride=ride, by=RESIDENT, now=clock.now())
    except rides.TooLate:
        messages.warning(request, _("This ride cannot be cancelled any more."))
    else:
        messages.success(request, _("Cancelled. Somebody else can have the place."))
    return redirect("shuttles:ticket", ride.code)


@require_POST
@by_code
def say_otherwise(request: HttpRequest, code: str) -> HttpResponse:
    """Note how the group would have gone home without the shuttle."""
    ride = access_public.get_own_ride(code=code)
    answer = request.POST.get("otherwise", "")
    if answer in Ride.Otherwise.values and ride.state == Ride.State.HOME:
        rides.say_otherwise(ride=ride, otherwise=answer, now=clock.now())
        messages.success(request, _("Thank you: it helps to decide how many vans drive."))
    return redirect("shuttles:ticket", ride.code)
