"""An outage is told, confirmed, planned, repaired; a circuit on it is suspended in the same transaction."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import journal
from serein.kit.actors import SYSTEM, Actor
from serein.streets.kinds import OUTAGE
from serein.streets.models import Cabin, Lamp, Outage, OutageTelling
from serein.streets.operations.lamps import LIGHT
from serein.streets.operations.suspensions import mend_outage, suspend_for_outage
from serein.streets.queries.near import find_lamp_near, find_outage_near
from serein.streets.queries.network import competent_at
from serein.territory import memory
from serein.territory.models import Neighbourhood, Street

CHECK_DAYS = 3
"""Days within which what one resident told is looked at."""
NEWS_DAYS = 14
"""Days after which an outage of which nothing was heard goes back to the works officer."""
LONGEST_PROMISE_DAYS = 365
VOICES = 2
"""Independent residents whose word is enough."""
State = Outage.State


class OutageOver(Exception):
    """The outage ended before; it is told anew if the light fails again."""


@transaction.atomic
def tell_outage(
    *,
    lat: float,
    lon: float,
    about: str,
    enquiry: Enquiry | None = None,
    is_staff: bool = False,
    street: Street | None = None,
    neighbourhood: Neighbourhood | None = None,
    by: Actor,
    now: datetime,
) -> Outage:
    """
    Note that there is no light at a spot. One resident's word makes a notice; a second one's, or staff's, is enough.

    :param about: what tells it, `listening.report:12`; told again by the same, nothing changes
    """
    told = OutageTelling.objects.filter(about=about).select_related("outage").first()
    if told is not None:
        return told.outage
    lamp = find_lamp_near(lat=lat, lon=lon)
    outage = find_outage_near(lat=lat, lon=lon, lamp=lamp)
    if outage is None:
        outage = Outage.objects.create(
            lamp=lamp,
            lat=lamp.lat if lamp else lat,
            lon=lamp.lon if lamp else lon,
            street=street,
            neighbourhood=neighbourhood,
            competent=competent_at(lat=lat, lon=lon),
            told_at=now,
            news_at=now,
            next_on=_day(now, CHECK_DAYS),
        )
    locked = Outage.objects.select_for_update(of=("self",)).get(pk=outage.pk)
    OutageTelling.objects.create(outage=locked, about=about, enquiry=enquiry, is_staff=is_staff, at=now)
    if locked.state == State.REPORTED and (is_staff or locked.tellings.count() >= VOICES):
        _confirm(locked, now)
    journal.write(act="outage.told", about=locked, by=by, at=now, state=locked.state)
    return locked


@transaction.atomic
def tell_cabin_out(*, cabin: Cabin, by: Actor, now: datetime) -> Outage:
    """Note, as staff, that all lamps of a cabin are out."""
    known = Outage.objects.open().filter(cabin=cabin).first()
    if known is not None:
        return known
    middle = list(Lamp.objects.present().filter(cabin=cabin).values_list("lat", "lon"))
    lat, lon = (sum(values) / len(middle) for values in zip(*middle, strict=True)) if middle else (0.0, 0.0)
    outage = Outage.objects.create(
        cabin=cabin, lat=lat, lon=lon, told_at=now, news_at=now, next_on=_day(now, CHECK_DAYS)
    )
    OutageTelling.objects.create(outage=outage, about=f"streets.cabin:{cabin.pk}:{outage.pk}", is_staff=True, at=now)
    _confirm(outage, now)
    journal.write(act="outage.told", about=outage, by=by, at=now, state=outage.state)
    return outage


@transaction.atomic
def confirm_outage(*, outage: Outage, by: Actor, now: datetime) -> Outage:
    """Say, as staff, that there is indeed no light.

    :raises OutageOver: if it ended before
    """
    locked = _locked(outage)
    if locked.state == State.REPORTED:
        _confirm(locked, now)
    journal.write(act="outage.confirmed", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def plan_repair(*, outage: Outage, on: date, by: Actor, now: datetime) -> Outage:
    """
    Name the day of the repair; whoever told of it is told.

    :raises OutageOver: if it ended before
    :raises DayOutOfReach: if the day is past, or over a year away
    """
    locked = _locked(outage)
    first, last = timezone.localdate(now), _day(now, LONGEST_PROMISE_DAYS)
    if not first <= on <= last:
        raise enquiries.DayOutOfReach(on, first=first, last=last)
    if locked.state == State.REPORTED:
        _confirm(locked, now)
    note_plan(locked, on, now)
    for enquiry in _requests_of(locked):
        if enquiry.promised_on != on:
            enquiries.plan_for(enquiry=enquiry, on=on, by=by, now=now)
    journal.write(act="outage.planned", about=locked, by=by, at=now, on=on.isoformat())
    return locked


@transaction.atomic
def end_outage(*, outage: Outage, is_repaired: bool, by: Actor, now: datetime) -> Outage:
    """
    Say that there is light again, or that there was all along; whoever told of it is told.

    :raises OutageOver: if it ended before
    """
    locked = note_end(_locked(outage), is_repaired=is_repaired, now=now)
    outcome = Enquiry.Outcome.DONE if is_repaired else Enquiry.Outcome.NO_ACTION
    french, dutch = _REPAIRED if is_repaired else _NOT_FOUND
    for enquiry in _requests_of(locked):
        enquiries.answer(
            enquiry=enquiry,
            text=dutch if enquiry.language == "nl" else french,
            outcome=outcome,
            reason_fr=french,
            reason_nl=dutch,
            by=by,
            now=now,
        )
    journal.write(act=f"outage.{locked.state}", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def ask_for_news(*, outage: Outage, now: datetime) -> Outage:
    """Put an outage of which nothing was heard back on the works officer's desk, with a deadline (H17)."""
    locked = _locked(outage)
    if locked.enquiry is None or not locked.enquiry.is_open:
        locked.enquiry = enquiries.open_enquiry(
            kind=OUTAGE,
            language="fr",
            contact={},
            facts=[{"label": gettext_noop("Where"), **_where(locked)}],
            neighbourhood=locked.neighbourhood,
            street=locked.street,
            channel=Enquiry.Channel.FIELD,
            by=SYSTEM,
            now=now,
        )
    locked.next_on, locked.is_planned = timezone.localdate(locked.enquiry.due_at), False
    locked.save(update_fields=["enquiry", "next_on", "is_planned"])
    journal.write(act="outage.asked", about=locked, by=SYSTEM, at=now)
    return locked


def note_plan(outage: Outage, on: date, now: datetime) -> None:
    """Keep the day of the repair."""
    outage.next_on, outage.is_planned, outage.news_at = on, True, now
    outage.save(update_fields=["next_on", "is_planned", "news_at"])
    outage.suspensions.filter(ended_at=None).update(next_on=on)


def note_end(outage: Outage, *, is_repaired: bool, now: datetime) -> Outage:
    """Keep that it is over; a circuit that it suspended waits for a person since."""
    if is_repaired and outage.confirmed_at is None:
        outage.confirmed_at = now
    outage.state = State.REPAIRED if is_repaired else State.NOT_FOUND
    outage.ended_at = outage.news_at = now
    outage.save(update_fields=["state", "confirmed_at", "ended_at", "news_at"])
    memory.changed(LIGHT)
    mend_outage(outage=outage, now=now)
    return outage


def _confirm(outage: Outage, now: datetime) -> None:
    memory.changed(LIGHT)
    outage.state, outage.confirmed_at, outage.news_at = State.CONFIRMED, now, now
    outage.next_on = _day(now, NEWS_DAYS)
    outage.save(update_fields=["state", "confirmed_at", "news_at", "next_on"])
    suspend_for_outage(outage=outage, now=now)


def _locked(outage: Outage) -> Outage:
    locked = Outage.objects.select_for_update(of=("self",)).get(pk=outage.pk)
    if not locked.is_open:
        raise OutageOver(f"Outage {locked.pk} ended at {locked.ended_at:%Y-%m-%d %H:%M}.")
    return locked


def _requests_of(outage: Outage) -> list[Enquiry]:
    """Return the open requests that told of it, and the one that asked for news; those joined follow their root."""
    told = [row.enquiry for row in outage.tellings.select_related("enquiry") if row.enquiry is not None]
    asked = [outage.enquiry] if outage.enquiry is not None else []
    return [enquiry for enquiry in [*told, *asked] if enquiry.is_open]


def _where(outage: Outage) -> dict[str, str]:
    if outage.cabin is not None:
        return {"fr": f"Cabine {outage.cabin.code}", "nl": f"Cabine {outage.cabin.code}"}
    lamp = f" ({outage.lamp.ref})" if outage.lamp else ""
    if outage.street is None:
        return {"value": f"{outage.lat:.5f}, {outage.lon:.5f}{lamp}"}
    return {language: f"{outage.street.name_in(language)}{lamp}" for language in ("fr", "nl")}


def _day(now: datetime, days: int) -> date:
    return timezone.localdate(now) + timedelta(days=days)


_REPAIRED = ("La lampe éclaire de nouveau.", "De lamp brandt opnieuw.")
_NOT_FOUND = (
    "Nous sommes allés voir de nuit : la lampe éclaire.",
    "We zijn 's nachts gaan kijken: de lamp brandt.",
)
