"""Asking for a call-back, making an appointment."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import journal
from serein.kit.actors import RESIDENT, Actor
from serein.people.models import BeatDesk
from serein.proximity.kinds import APPOINTMENT, CALL_BACK
from serein.proximity.models import Appointment, Surgery
from serein.proximity.queries import inspectors
from serein.territory import memory
from serein.territory.models import Beat


class SurgeriesOverlap(Exception):
    """A surgery of the beat is announced for these hours already."""


class SlotTaken(Exception):
    """Someone took this slot a moment ago, or it is too near."""


@dataclass(frozen=True)
class Request:
    """What a resident tells us when they ask to be called or met."""

    name: str
    phone: str = ""
    email: str = ""
    message: str = ""
    safe_hours: tuple[str, ...] = ()
    may_leave_message: bool = False
    in_whose_name: str = ""

    @property
    def contact(self) -> dict[str, str]:
        return {"name": self.name, "phone": self.phone, "email": self.email}


def ask_call_back(
    *,
    beat: Beat,
    request: Request,
    language: str,
    channel: str = Enquiry.Channel.WEB,
    once: str = "",
    by: Actor = RESIDENT,
    now: datetime,
) -> Enquiry:
    """
    Ask that the beat's inspector, or who stands in, calls back.

    :raises AlreadyReceived: if the form of this `once` was received before
    :raises NobodyWouldAnswer: if the commune named no owner for call-backs
    """
    return enquiries.open_enquiry(
        kind=CALL_BACK,
        language=language,
        contact=request.contact,
        message=request.message,
        facts=[_beat_fact(beat)],
        sealed_facts=_how_to_call(request),
        beat=beat,
        channel=channel,
        once=once,
        by=by,
        now=now,
    )


@transaction.atomic
def make_appointment(
    *,
    beat: Beat,
    slot_key: str,
    request: Request,
    language: str,
    channel: str = Enquiry.Channel.WEB,
    once: str = "",
    by: Actor = RESIDENT,
    now: datetime,
) -> Appointment:
    """
    Take a slot of a surgery.

    :raises AlreadyReceived: if the form of this `once` was received before
    :raises SlotTaken: if it is not free any more
    """
    slot = inspectors.find_free_slot(beat=beat, key=slot_key, now=now)
    if slot is None:
        raise SlotTaken(f"Slot {slot_key} of beat {beat.code} is not free.")
    taken = Appointment.objects.filter(surgery=slot.surgery, starts_at=slot.starts_at)
    taken.filter(enquiry__state=Enquiry.State.WITHDRAWN).delete()
    enquiry = enquiries.open_enquiry(
        kind=APPOINTMENT,
        language=language,
        contact=request.contact,
        message=request.message,
        facts=[
            {"label": gettext_noop("Where"), "fr": slot.surgery.place_fr, "nl": slot.surgery.place_nl},
            _beat_fact(beat),
        ],
        beat=beat,
        channel=channel,
        happens_at=slot.starts_at,
        once=once,
        by=by,
        now=now,
    )
    try:
        with transaction.atomic():
            return Appointment.objects.create(
                surgery=slot.surgery, starts_at=slot.starts_at, ends_at=slot.ends_at, enquiry=enquiry
            )
    except IntegrityError:
        raise SlotTaken(f"Slot {slot_key} of beat {beat.code} was taken a moment ago.") from None


@transaction.atomic
def announce_surgery(*, surgery: Surgery, by: Actor, now: datetime) -> Surgery:
    """
    Announce a surgery that a form made, on every page at once.

    :raises SurgeriesOverlap: if its beat has one in these hours: two people would be met at one moment
    """
    BeatDesk.objects.select_for_update(of=("self",)).get(pk=surgery.desk_id)
    if _beside(surgery).exists():
        raise SurgeriesOverlap(f"Desk {surgery.desk_id} has a surgery on that day between these hours.")
    surgery.save(force_insert=True)
    memory.changed(inspectors.SURGERIES)
    journal.write(act="surgery.announced", about=surgery, by=by, at=now)
    return surgery


@transaction.atomic
def end_surgery(*, surgery: Surgery, last_on: date, by: Actor, now: datetime) -> list[Appointment]:
    """
    Let a surgery end after a day, and cancel the appointments past it.

    Their authors read so on their page and in a mail, if they left an address; the others must be called.
    """
    locked = Surgery.objects.select_for_update(of=("self",)).get(pk=surgery.pk)
    locked.until_on = max(last_on, locked.from_on)
    locked.save(update_fields=["until_on"])
    memory.changed(inspectors.SURGERIES)
    held = Appointment.objects.filter(surgery=locked, enquiry__state__in=Enquiry.OPEN).select_related("enquiry")
    past = [row for row in held if timezone.localdate(row.starts_at) > locked.until_on]
    for appointment in past:
        enquiries.cancel(enquiry=appointment.enquiry, by=by, now=now)
    journal.write(act="surgery.ended", about=locked, by=by, at=now, cancelled=len(past))
    return past


def _beside(surgery: Surgery) -> QuerySet[Surgery]:
    """Return the surgeries of the same beat that share an hour with one from its first day on."""
    same_day = Surgery.objects.filter(desk=surgery.desk_id, weekday=surgery.weekday)
    same_hours = same_day.filter(opens__lt=surgery.closes, closes__gt=surgery.opens)
    return same_hours.exclude(until_on__lt=surgery.from_on)


HOURS = {
    "morning": gettext_noop("Morning, 9:00 to 12:00"),
    "afternoon": gettext_noop("Afternoon, 12:00 to 17:00"),
    "evening": gettext_noop("Early evening, 17:00 to 19:00"),
}
NAMES = {
    "commune": gettext_noop("Say that you call from the commune"),
    "police": gettext_noop("Say that you call from the police"),
    "first_name": gettext_noop("Give your first name only"),
}


def _beat_fact(beat: Beat) -> dict[str, Any]:
    return {
        "label": gettext_noop("Beat"),
        "fr": f"{beat.code} {beat.name_fr}",
        "nl": f"{beat.code} {beat.name_nl or beat.name_fr}",
    }


def _how_to_call(request: Request) -> list[dict[str, Any]]:
    hours = [{"label": gettext_noop("Call at these hours only"), "msgid": HOURS[hour]} for hour in request.safe_hours]
    may = (
        gettext_noop("Yes, a message may be left")
        if request.may_leave_message
        else gettext_noop("No, leave no message")
    )
    facts = [*hours, {"label": gettext_noop("If nobody answers"), "msgid": may}]
    if request.in_whose_name:
        facts.append({"label": gettext_noop("If someone else answers"), "msgid": NAMES[request.in_whose_name]})
    return facts
