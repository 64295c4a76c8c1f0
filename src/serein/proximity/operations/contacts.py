"""Contact that is booked, and contact that was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from serein.kit import journal, sealing
from serein.kit.actors import Actor
from serein.kit.bilingual import require_both_languages
from serein.people.models import Post
from serein.proximity.models import Contact, PlannedContact
from serein.territory.models import Neighbourhood

LONGEST_AGO = timedelta(days=14)
LONGEST = timedelta(hours=8)


class ContactOutOfTime(Exception):
    """Contact is noted of today and the last days; hours are booked ahead, within one day."""


class AlreadySettled(Exception):
    """The booked hour was noted as held or lost before."""


class NotBegun(Exception):
    """An hour to come was not held yet; it can be called off."""


@dataclass(frozen=True)
class Met:
    """Contact in words that name nobody."""

    day: date
    half_day: str
    place_type: str
    theme: str
    minutes: int
    neighbourhood: Neighbourhood | None = None


@transaction.atomic
def note_contact(
    *,
    met: Met,
    once: str,
    mark: str,
    post: Post | None,
    staff: str = PlannedContact.Staff.INSPECTOR,
    by: Actor,
    now: datetime,
) -> Contact:
    """
    Note contact that took place; sent again, it is answered with the first.

    :param once: the token of its form, of any length
    :param mark: `own_mark` of who was there
    :raises ContactOutOfTime: if it is of a day to come, or too long ago
    """
    key = sealing.blind_index(once, purpose="proximity.contact")
    if known := Contact.objects.filter(once=key).first():
        return known
    today = timezone.localdate(now)
    if not today - LONGEST_AGO <= met.day <= today:
        raise ContactOutOfTime(f"{met.day:%Y-%m-%d}, noted on {today:%Y-%m-%d}.")
    contact = Contact.objects.create(
        once=key,
        by_mark=mark,
        staff=staff,
        post=post,
        neighbourhood=met.neighbourhood,
        day=met.day,
        half_day=met.half_day,
        place_type=met.place_type,
        theme=met.theme,
        minutes=met.minutes,
    )
    journal.write(act="contact.noted", about="proximity.contact", by=by, at=now)
    return contact


@transaction.atomic
def book_contact(*, planned: PlannedContact, by: Actor, now: datetime) -> PlannedContact:
    """
    Book an hour for contact; one that is announced is public at once.

    :raises ContactOutOfTime: if it is past, or longer than a day's work
    :raises NotInBothLanguages: if it is announced and its meeting point lacks French or Dutch
    """
    if planned.starts_at < now or not timedelta() < planned.ends_at - planned.starts_at <= LONGEST:
        raise ContactOutOfTime(f"From {planned.starts_at:%Y-%m-%d %H:%M} to {planned.ends_at:%Y-%m-%d %H:%M}.")
    if planned.is_announced:
        require_both_languages(place=(planned.place_fr, planned.place_nl))
    planned.save(force_insert=True)
    journal.write(act="contact.booked", about=planned, by=by, at=now)
    return planned


def hold_contact(*, planned: PlannedContact, by: Actor, now: datetime) -> PlannedContact:
    """
    Note that a booked hour was held.

    :raises NotBegun: before it starts
    :raises AlreadySettled: if it was held or lost before
    """
    if now < planned.starts_at:
        raise NotBegun(f"Booked hour {planned.pk} starts at {planned.starts_at:%Y-%m-%d %H:%M}.")
    return _settle(planned, PlannedContact.State.HELD, by, now)


def lose_contact(*, planned: PlannedContact, by: Actor, now: datetime) -> PlannedContact:
    """
    Note that a booked hour went to other work: it counts as lost, and is announced no more.

    :raises AlreadySettled: if it was held or lost before
    """
    return _settle(planned, PlannedContact.State.LOST, by, now)


@transaction.atomic
def _settle(planned: PlannedContact, state: PlannedContact.State, by: Actor, now: datetime) -> PlannedContact:
    locked = PlannedContact.objects.select_for_update(of=("self",)).get(pk=planned.pk)
    if locked.state != PlannedContact.State.BOOKED:
        raise AlreadySettled(f"Booked hour {locked.pk} is {locked.state}.")
    locked.state = state
    locked.save(update_fields=["state"])
    journal.write(act=f"contact.{state.value}", about=locked, by=by, at=now)
    return locked
