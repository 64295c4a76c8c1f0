"""Booking a place: a promise at once, or other moments, or why not and how else to get home."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from serein.kit import clock, rate
from serein.kit.actors import RESIDENT
from serein.kit.private_pages import private_page
from serein.kit.views.refusals import too_many_requests
from serein.shuttles import access_public
from serein.shuttles.forms.booking import BookingForm, key_of
from serein.shuttles.models import Night, Ride
from serein.shuttles.operations import rides

WHILE = timedelta(minutes=10)
MOST_FROM_AN_ADDRESS = 60
"""A whole hall may share one address of the network; a machine does not stop there."""
MOST_OF_A_FORM = 8
NO_PLACE: Mapping[str, Promise] = {
    "full": gettext_lazy("The vans are full until the end of the night."),
    "no_way": gettext_lazy("No street that we know leads a van to this door."),
    "no_van": gettext_lazy("No van of this night has room for your group and its wheelchairs."),
}


@require_http_methods(["GET", "POST"])
@private_page
def book(request: HttpRequest, pk: int) -> HttpResponse:
    night = access_public.get_public_night(pk=pk)
    now = clock.now()
    if not night.is_bookable or now >= night.ends_at:
        return render(request, "shuttles/not_bookable.html", {"night": night}, status=410)
    form = BookingForm(request.POST or None, night=night, now=now)
    if request.method == "POST":
        try:
            count_asker(request, now=now)
        except rate.TooManyRequests:
            return too_many_requests(request)
        return _received(request, form, night, now)
    return _page(request, form, night)


def count_asker(request: HttpRequest, *, now: datetime) -> None:
    """:raises TooManyRequests: if an address books more than a hall full of people would, or sends a form many times"""
    askers = [rate.Asker("shuttle", rate.address_of(request), MOST_FROM_AN_ADDRESS)]
    if token := request.POST.get("token", "")[:64]:
        askers.append(rate.Asker("shuttle.form", token, MOST_OF_A_FORM))
    rate.count_each(*askers, per=WHILE, now=now)


def _received(request: HttpRequest, form: BookingForm, night: Night, now: datetime) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form, night)
    try:
        ride = _booked(form, night, now)
    except rides.NotBookable:
        return render(request, "shuttles/not_bookable.html", {"night": night}, status=410)
    except rides.NotAsWished as refusal:
        offers = [(key_of(moment), moment) for moment in refusal.alternatives]
        return _page(request, form, night, offers=offers)
    except rides.NoPlace as refusal:
        return _page(request, form, night, refusal=NO_PLACE.get(refusal.reason, NO_PLACE["full"]))
    except _FAULTS as fault:
        form.add_error(*say_fault(fault))
        return _page(request, form, night)
    place = form.to_where.label(get_language())
    messages.success(request, _("Your place is kept. You are taken to: %(place)s.") % {"place": place})
    return redirect("shuttles:ticket", ride.code)


_FAULTS = (rides.OutsideZone, rides.InThePast, rides.BeyondTheNight, rides.TooManyForAVan)


def say_fault(fault: Exception) -> tuple[str, str]:
    """Return the field that a refusal is about, and the sentence that says what to do."""
    if isinstance(fault, rides.TooManyForAVan):
        told = {"largest": fault.largest}
        return "party_size", _("A van holds %(largest)d. Book two groups: they leave one after the other.") % told
    if isinstance(fault, rides.OutsideZone):
        return "to", _("The shuttle does not go there tonight. Its zone is on the page of the night.")
    if isinstance(fault, rides.InThePast):
        return "wanted", _("This moment is over. Choose another.")
    return "wanted", _("No van drives at this hour. Choose an hour of the night.")


def _booked(form: BookingForm, night: Night, now: datetime) -> Ride:
    told = form.cleaned_data
    return rides.book_ride(
        night=night,
        to=form.to_where,
        start=form.start_where,
        party_size=told["party_size"],
        wheelchairs=told["wheelchairs"],
        wanted_at=form.wanted_at,
        contact=form.contacts,
        has_minor=told["has_minor"],
        channel=Ride.Channel.WEB,
        language=get_language() or "fr",
        once=form.mark,
        by=RESIDENT,
        now=now,
    )


def _page(request: HttpRequest, form: BookingForm, night: Night, **more: Any) -> HttpResponse:
    context = {"night": night, "form": form, "places": form.places(), **more}
    return render(request, "shuttles/book.html", context, status=422 if form.is_bound else 200)
