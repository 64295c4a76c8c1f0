"""`/api/v1/night-shuttles/`: the nights, and a place booked, looked at and taken back. Never where a van is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import Field, Path, Schema
from ninja.errors import HttpError
from ninja.responses import Status
from pydantic import AwareDatetime

from serein.kit import clock, rate
from serein.kit.actors import RESIDENT
from serein.kit.api import ActingRouter, Refusal
from serein.kit.private_pages import count_miss, require_few_misses
from serein.shuttles.booking import FAULTS, NO_PLACE, book_of_form, count_asker, say_fault
from serein.shuttles.forms.booking import MOST_IN_A_GROUP, SOON, BookingForm, key_of
from serein.shuttles.models import Night, Ride
from serein.shuttles.operations import rides
from serein.shuttles.queries.public import list_nights_to_come, published
from serein.shuttles.queries.ticket import read_ticket

router = ActingRouter(tags=["night shuttles"])
Key = Annotated[int, Path(ge=1, le=2**63 - 1)]
Code = Annotated[str, Path(pattern="^[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}$")]
NO_NIGHT, NO_TICKET = "There is no such night.", "This code opens nothing."
TOO_MANY = "Asked too often. Wait ten minutes."
_FIELDS = {"to": "to", "start": "from", "wanted": "wanted_at"}
"""Fields of the form that a program calls by another name."""


class AreaOut(Schema):
    code: str
    name_fr: str
    name_nl: str


class WaitingPointOut(Schema):
    name_fr: str
    name_nl: str
    lat: float
    lon: float


class NightOut(Schema):
    id: int
    name_fr: str
    name_nl: str
    mode: Literal["returns", "booked"] = Field(description="`returns`: from the waiting point; `booked`: from a door")
    state: Literal["published", "running", "cancelled"]
    starts_at: datetime = Field(description="when the first van leaves")
    ends_at: datetime
    waiting_point: WaitingPointOut | None
    zone: list[AreaOut] = Field(description="neighbourhoods; an empty list is the whole commune")
    price_cents: int
    who_fr: str
    who_nl: str
    other_ways_fr: str
    other_ways_nl: str
    is_bookable: bool
    page: str


class PlaceIn(Schema):
    address: int | None = Field(default=None, ge=1, le=2**63 - 1, description="an id from `/addresses`")
    text: str = Field(default="", max_length=200, description="or a street and a number, as one types it")


class BookingIn(Schema):
    to: PlaceIn
    start: PlaceIn | None = Field(default=None, alias="from", description="only where `mode` is `booked`")
    wanted_at: AwareDatetime | None = Field(default=None, description="null: as soon as possible, on a night that runs")
    party_size: int = Field(ge=1, le=MOST_IN_A_GROUP)
    wheelchairs: int = Field(default=0, ge=0, le=MOST_IN_A_GROUP, description="places for a wheelchair")
    contact: str = Field(default="", max_length=120, description="an e-mail or a phone number, or nothing")
    has_minor: bool = Field(default=False, description="somebody under 18 travels without an adult")
    guardian_mail: str = Field(default="", max_length=254)
    guardian_phone: str = Field(default="", max_length=30)
    language: Literal["fr", "nl", "en"] = "fr"
    once: str = Field(default="", max_length=64, description="sent twice with the same contents, it is one ride")


class TicketOut(Schema):
    code: str = Field(description="a secret: who holds it can take the ride back")
    number: int = Field(description="what is called at the waiting point")
    state: Literal["booked", "here", "aboard", "home", "absent", "refused", "cancelled"]
    sentence: str
    promised_up_at: datetime
    promised_off_at: datetime
    expected_up_at: datetime
    expected_off_at: datetime
    is_later: bool = Field(description="later than counts as the promise kept")
    page: str


class ProblemOut(Schema):
    detail: str = Field(description="one sentence for who asked, in their language")
    field: str = Field(default="", description="what it is about, if it can be mended")
    alternatives: list[datetime] = Field(default=[], description="values of `wanted_at` that can be promised")
    other_ways: str = Field(default="", description="how else to get home")


@router.get("/night-shuttles/", response={200: list[NightOut]}, summary="The nights to come", by_alias=True)
def list_nights(request: HttpRequest) -> list[dict[str, Any]]:
    now = clock.now()
    return [_night(night, now) for night in list_nights_to_come(now=now)]


@router.post(
    "/night-shuttles/{night_id}/rides",
    response={201: TicketOut, 404: Refusal, 409: ProblemOut},
    summary="Book a place: a promise at once, or other moments, or why not",
)
def book(request: HttpRequest, response: HttpResponse, night_id: Key, booking: BookingIn) -> Any:
    now = clock.now()
    night = published().filter(pk=night_id).first()
    if night is None:
        raise HttpError(404, NO_NIGHT)
    try:
        count_asker(request, token=booking.once, now=now)
    except rate.TooManyRequests:
        raise HttpError(429, TOO_MANY) from None
    with override(booking.language):
        return _booked(booking, night, now, response)


@router.get("/night-shuttles/tickets/{code}", response={200: TicketOut, 404: Refusal}, summary="How a ride stands")
def show_ticket(request: HttpRequest, response: HttpResponse, code: Code) -> dict[str, Any]:
    return _ticket(_own_ride(request, code), clock.now(), response)


@router.delete(
    "/night-shuttles/tickets/{code}",
    response={200: TicketOut, 404: Refusal, 409: ProblemOut},
    summary="Take a ride back before it begins",
)
def cancel(request: HttpRequest, response: HttpResponse, code: Code) -> Any:
    ride, now = _own_ride(request, code), clock.now()
    try:
        cancelled = rides.cancel_ride(ride=ride, by=RESIDENT, now=now)
    except rides.TooLate:
        with override(ride.language):
            return Status(409, {"detail": _("This ride cannot be cancelled any more.")})
    return Status(200, _ticket(cancelled, now, response))


def _booked(booking: BookingIn, night: Night, now: datetime, response: HttpResponse) -> Any:
    form = BookingForm(_as_form(booking), night=night, now=now)
    if not night.is_bookable or now >= night.ends_at:
        return Status(409, {"detail": _("This night takes nobody any more."), "other_ways": night.other_ways})
    if not form.is_valid():
        field, faults = next(iter(form.errors.items()))
        return Status(409, _problem(field, str(faults[0])))
    try:
        ride = book_of_form(form)
    except rides.NotBookable:
        return Status(409, {"detail": _("This night takes nobody any more."), "other_ways": night.other_ways})
    except rides.NotAsWished as refusal:
        problem = {"detail": _("Not at that hour."), "alternatives": refusal.alternatives}
        return Status(409, {**problem, "other_ways": night.other_ways})
    except rides.NoPlace as refusal:
        return Status(409, {"detail": str(NO_PLACE[refusal.reason]), "other_ways": night.other_ways})
    except FAULTS as fault:
        return Status(409, _problem(*say_fault(fault)))
    return Status(201, _ticket(ride, now, response))


def _as_form(booking: BookingIn) -> QueryDict:
    """Write what a program sends as the form of the page, so that both are held to the same rules."""
    told = booking.dict(include={"party_size", "wheelchairs", "contact", "guardian_mail", "guardian_phone"})
    form = QueryDict(mutable=True)
    form.update({name: str(value) for name, value in told.items()} | {"token": booking.once})
    for name, place in (("to", booking.to), ("start", booking.start)):
        if place is not None:
            form[name] = place.text or str(place.address or "")
            form[f"{name}_choice"] = str(place.address or "")
    if booking.has_minor:
        form["has_minor"] = "on"
    form["wanted" if booking.wanted_at is None else "instead"] = _moment(booking.wanted_at)
    return form


def _moment(wanted_at: datetime | None) -> str:
    if wanted_at is None:
        return SOON
    try:
        return key_of(wanted_at)
    except OverflowError:  # the first or last day that a calendar holds
        return "never"


def _problem(field: str, detail: str) -> dict[str, Any]:
    return {"detail": detail, "field": _FIELDS.get(field, field if field in BookingIn.model_fields else "")}


def _own_ride(request: HttpRequest, code: str) -> Ride:
    """Find the ride of a code; codes that open nothing are counted as on the pages."""
    asker, now = rate.address_of(request), clock.now()
    try:
        require_few_misses(asker, now)
        ride = Ride.objects.select_related("night__event").filter(code=code).first()
        if ride is None:
            count_miss(asker, now)
            raise HttpError(404, NO_TICKET)
    except rate.TooManyRequests:
        raise HttpError(429, TOO_MANY) from None
    return ride


def _ticket(ride: Ride, now: datetime, response: HttpResponse) -> dict[str, Any]:
    response["Cache-Control"] = "no-store"
    ticket = read_ticket(ride, now=now)
    with override(ride.language):
        page, sentence = reverse("shuttles:ticket", args=[ride.code]), ticket.title
    return {
        "code": ride.code,
        "number": ride.number,
        "state": ride.state,
        "sentence": sentence,
        "promised_up_at": ride.promised_up_at,
        "promised_off_at": ride.promised_off_at,
        "expected_up_at": ticket.up_at,
        "expected_off_at": ticket.off_at,
        "is_later": ticket.is_later,
        "page": f"{settings.SITE_URL}{page}",
    }


def _night(night: Night, now: datetime) -> dict[str, Any]:
    point = {"name_fr": night.waiting_fr, "name_nl": night.waiting_nl, "lat": night.lat, "lon": night.lon}
    with override("fr"):
        page = reverse("shuttles:night", args=[night.pk])
    return {
        **{name: getattr(night, name) for name in ("id", "mode", "starts_at", "ends_at", "price_cents")},
        "state": Night.State.CANCELLED if night.is_called_off else night.state,
        **{name: getattr(night, name) for name in ("who_fr", "who_nl", "other_ways_fr", "other_ways_nl")},
        "name_fr": night.event.name_fr,
        "name_nl": night.event.name_nl,
        "waiting_point": point if night.is_doorstep else None,
        "zone": list(night.neighbourhoods.all()),
        "is_bookable": night.is_bookable and now < night.ends_at,
        "page": f"{settings.SITE_URL}{page}",
    }
