"""Booking a place: a promise at once, or other moments, or why not and how else to get home."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from serein.kit import clock, rate
from serein.kit.private_pages import private_page
from serein.kit.views.refusals import too_many_requests
from serein.shuttles import access_public
from serein.shuttles.booking import FAULTS, NO_PLACE, book_of_form, count_asker, say_fault
from serein.shuttles.forms.booking import BookingForm, key_of
from serein.shuttles.models import Night
from serein.shuttles.operations import rides


@require_http_methods(["GET", "POST"])
@private_page
def book(request: HttpRequest, pk: int) -> HttpResponse:
    night = access_public.get_public_night(pk=pk)
    now = clock.now()
    if not night.is_bookable or now >= night.ends_at:
        return _not_bookable(request, night)
    form = BookingForm(request.POST or None, night=night, now=now)
    if request.method == "GET":
        return _page(request, form)
    try:
        count_asker(request, token=request.POST.get("token", ""), now=now)
    except rate.TooManyRequests:
        return too_many_requests(request)
    return _received(request, form)


def _received(request: HttpRequest, form: BookingForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form)
    try:
        ride = book_of_form(form, is_staff=request.user.is_authenticated)
    except rides.NotBookable:
        return _not_bookable(request, form.night)
    except rides.NotAsWished as refusal:
        return _page(request, form, offers=[(key_of(moment), moment) for moment in refusal.alternatives])
    except rides.NoPlace as refusal:
        return _page(request, form, refusal=NO_PLACE[refusal.reason])
    except FAULTS as fault:
        form.add_error(*say_fault(fault))
        return _page(request, form)
    place = form.to_where.label(get_language())
    messages.success(request, _("Your place is kept. You are taken to: %(place)s.") % {"place": place})
    return redirect("shuttles:ticket", ride.code)


def _page(request: HttpRequest, form: BookingForm, **more: Any) -> HttpResponse:
    context = {"night": form.night, "form": form, "places": form.places(), **more}
    return render(request, "shuttles/book.html", context, status=422 if form.is_bound else 200)


def _not_bookable(request: HttpRequest, night: Night) -> HttpResponse:
    return render(request, "shuttles/not_bookable.html", {"night": night}, status=410)
