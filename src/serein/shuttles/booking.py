"""A booking form becomes a ride, or a sentence that says why not: the same on pages and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from serein.kit import rate
from serein.kit.actors import RESIDENT
from serein.shuttles.forms.booking import BookingForm
from serein.shuttles.models import Ride
from serein.shuttles.operations import rides

WHILE = timedelta(minutes=10)
MOST_FROM_AN_ADDRESS = 60
"""A whole hall may share one address of the network; a machine does not stop there."""
MOST_OF_A_FORM = 8
NO_PLACE: Mapping[str, Promise] = {
    "full": gettext_lazy("The vans are full until the end of the night."),
    "no_way": gettext_lazy("No street that we know leads a van to this door."),
    "too_far": gettext_lazy("This door is farther away than the longest ride of this night."),
    "no_van": gettext_lazy("No van of this night has room for your group and its wheelchairs."),
}
FAULTS = (rides.OutsideZone, rides.InThePast, rides.BeyondTheNight, rides.TooManyForAVan)
"""Refusals that are about what was asked, and can be mended."""


def count_asker(request: HttpRequest, *, token: str, now: datetime) -> None:
    """:raises TooManyRequests: if an address books more than a hall full of people would, or sends a form many times"""
    askers = [rate.Asker("shuttle", rate.address_of(request), MOST_FROM_AN_ADDRESS)]
    if token:
        askers.append(rate.Asker("shuttle.form", token[:64], MOST_OF_A_FORM))
    rate.count_each(*askers, per=WHILE, now=now)


def book_of_form(form: BookingForm, *, is_staff: bool = False) -> Ride:
    """Book what a valid form asks, for a caller if staff fill it in; it raises what `rides.book_ride` raises."""
    told = form.cleaned_data
    return rides.book_ride(
        night=form.night,
        to=form.to_where,
        start=form.start_where,
        party_size=told["party_size"],
        wheelchairs=told["wheelchairs"],
        wanted_at=form.wanted_at,
        contact=form.contacts,
        has_minor=told["has_minor"],
        channel=Ride.Channel.PHONE if is_staff else Ride.Channel.WEB,
        language=get_language() or "fr",
        once=form.mark,
        by=RESIDENT,
        now=form.now,
    )


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
