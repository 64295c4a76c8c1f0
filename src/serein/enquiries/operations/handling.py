"""Working on a request: take, plan, wait for another body, answer, hand over, escalate."""

import base64
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from serein.enquiries import letters, queries, working_days
from serein.enquiries.models import Enquiry, EnquiryStep, KindSetting, Photo
from serein.enquiries.operations._parts import SEALED, locked_for, owner_address, require_nobody, step
from serein.enquiries.operations.opening import NobodyWouldAnswer
from serein.enquiries.states import AlreadyAnswered
from serein.kit import journal, sealed
from serein.kit.actors import SYSTEM, Actor
from serein.kit.bilingual import require_both_languages
from serein.people import queries as people
from serein.people.models import Office
from serein.territory.models import Beat

STEP_UP = 2
"""Working days between two steps of an escalation."""
LONGEST_PROMISE = timedelta(days=366)
LONGEST_WAIT = timedelta(days=92)
LONGEST_MESSAGE = 10_000


class TooManyWords(Exception):
    """A request holds more words than are kept of one."""


class DayOutOfReach(Exception):
    """What is planned or waited for has a day: not before today, nor so far off that nobody would look again."""

    def __init__(self, on: date, *, first: date, last: date) -> None:
        super().__init__(f"{on} is not between {first} and {last}.")
        self.first, self.last = first, last


@transaction.atomic
def take_in_hand(*, enquiry: Enquiry, by: Actor, now: datetime) -> Enquiry:
    locked = locked_for(enquiry, Enquiry.State.IN_HAND)
    if locked.state in (Enquiry.State.NEW, Enquiry.State.PLANNED, Enquiry.State.WAITING):
        if locked.state != Enquiry.State.NEW:  # what was promised or waited for is over: the kind's own time runs
            days = KindSetting.objects.get(kind=locked.kind).deadline_days
            locked.due_at = locked.escalate_at = working_days.deadline(received_at=now, days=days)
            locked.promised_on, locked.waits_for = None, ""
        locked.state = Enquiry.State.IN_HAND
        locked.save(update_fields=["state", "due_at", "escalate_at", "promised_on", "waits_for"])
        step(locked, EnquiryStep.What.TAKEN, now)
    journal.write(act="enquiry.taken", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def plan_for(*, enquiry: Enquiry, on: date, by: Actor, now: datetime) -> Enquiry:
    """
    Promise a day for what was asked, and tell its authors; past that day it escalates like any other.

    :raises DayOutOfReach: if the day is past, or over a year away
    """
    locked = locked_for(enquiry, Enquiry.State.PLANNED)
    _look_again(locked, on, LONGEST_PROMISE, now)
    locked.state, locked.promised_on, locked.waits_for = Enquiry.State.PLANNED, on, ""
    locked.save()
    step(locked, EnquiryStep.What.PLANNED, now, for_on=on)
    _tell_progress(locked, now)
    journal.write(act="enquiry.planned", about=locked, by=by, at=now, on=on.isoformat())
    return locked


@transaction.atomic
def wait_for(*, enquiry: Enquiry, body: str, until: date, by: Actor, now: datetime) -> Enquiry:
    """
    Say that another body must act first, and when it is asked again.

    :raises DayOutOfReach: if that day is past, or over three months away
    """
    locked = locked_for(enquiry, Enquiry.State.WAITING)
    _look_again(locked, until, LONGEST_WAIT, now)
    locked.state, locked.waits_for, locked.promised_on = Enquiry.State.WAITING, body, None
    locked.save()
    step(locked, EnquiryStep.What.WAITING, now, for_on=until)
    _tell_progress(locked, now)
    journal.write(act="enquiry.waiting", about=locked, by=by, at=now, until=until.isoformat())
    return locked


@transaction.atomic
def read_contact(*, enquiry: Enquiry, by: Actor, now: datetime) -> dict[str, str]:
    """Return what the author told us in confidence; that it was read is journalled."""
    return sealed.read(row=enquiry, fields=SEALED, why="answer", by=by, at=now)


@transaction.atomic
def add_words(*, enquiry: Enquiry, text: str, by: Actor, now: datetime) -> None:
    """
    Keep what was told of a request later, below what its author wrote first.

    :raises TooManyWords: if it would be more than anybody reads
    """
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk, destroyed_at=None)
    told = (sealed.open_unseen(locked.message), f"{timezone.localdate(now).isoformat()}: {text}")
    message = "\n\n".join(part for part in told if part)
    if len(message) > LONGEST_MESSAGE:
        raise TooManyWords(f"Enquiry {locked.pk} would hold {len(message)} signs; {LONGEST_MESSAGE} are kept.")
    locked.message = message
    locked.save(update_fields=["message"])
    journal.write(act="enquiry.words_added", about=locked, by=by, at=now)


@transaction.atomic
def redact(*, enquiry: Enquiry, message: str, by: Actor, now: datetime) -> Enquiry:
    """Put other words in the place of what the author wrote; the first ones are gone for good (H09)."""
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk, destroyed_at=None)
    locked.message = message
    locked.save(update_fields=["message"])
    journal.write(act="message.erased", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def drop_photo(*, enquiry: Enquiry, by: Actor, now: datetime) -> None:
    """Destroy the photo that came with a request, such as one with a face on it (H33)."""
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    locked.photos.all().delete()
    journal.write(act="photo.erased", about=locked, by=by, at=now)


@transaction.atomic
def read_photo(*, enquiry: Enquiry, by: Actor, now: datetime) -> bytes:
    """
    Return the photo that came with a request as staff see it; that it was looked at is journalled.

    :raises Photo.DoesNotExist: if there is none, or no more
    """
    photo = Photo.objects.get(enquiry=enquiry)
    image = sealed.read(row=photo, fields=["image"], why="look", by=by, at=now)["image"]
    return base64.b64decode(image)


@transaction.atomic
def answer(
    *,
    enquiry: Enquiry,
    text: str,
    outcome: str = "",
    reason_fr: str = "",
    reason_nl: str = "",
    by: Actor,
    now: datetime,
) -> Enquiry:
    """
    Answer an enquiry: in writing where the author left a mail address, else `text` says what was agreed by voice.

    Those whose requests were joined to it are told too; they read its outcome and its public reason, not `text`.

    :param outcome: what became of it, with public words of it in both languages
    :raises AlreadyAnswered: if someone answered it first
    :raises NotInBothLanguages: if what is closed without action, or passed on, lacks its reason in one
    """
    if outcome not in ("", Enquiry.Outcome.DONE) or reason_fr or reason_nl:
        require_both_languages(reason=(reason_fr, reason_nl))
    require_nobody(reason_fr, reason_nl)
    locked = locked_for(enquiry, Enquiry.State.ANSWERED, refusal=AlreadyAnswered)
    locked.state = Enquiry.State.ANSWERED
    locked.answer = text
    locked.outcome, locked.reason_fr, locked.reason_nl = outcome, reason_fr, reason_nl
    locked.answered_at = locked.answered_at or now
    locked.escalate_at = None
    locked.opinion = ""
    locked.save()
    step(locked, EnquiryStep.What.ANSWERED, now)
    locked.joined.update(opinion="")
    for told in [locked, *locked.joined.filter(destroyed_at=None).order_by("pk")]:
        if to := queries.mail_address(told):
            letters.send_answer(enquiry=told, to=to, now=now)
    journal.write(act="enquiry.answered", about=locked, by=by, at=now, outcome=outcome)
    return locked


@transaction.atomic
def hand_over(
    *, enquiry: Enquiry, office: Office | None = None, beat: Beat | None = None, by: Actor, now: datetime
) -> Enquiry:
    """Give an open enquiry to another office or beat; its deadline stays, since its author still waits."""
    locked = locked_for(enquiry, Enquiry.State.NEW)
    if (office is None) == (beat is None):
        raise ValueError("An enquiry is handed over to an office or to a beat, one of the two.")
    if office is not None and not people.is_held(office=office, now=now):
        raise NobodyWouldAnswer(f"Office {office.code} has no address or nobody who holds it.")
    locked.beat, locked.office, locked.state = beat, office or locked.office, Enquiry.State.NEW
    locked.rule, locked.waits_for = None, ""
    locked.save(update_fields=["beat", "office", "state", "rule", "waits_for"])
    step(locked, EnquiryStep.What.HANDED_OVER, now, to_office=office, to_beat=beat)
    letters.tell_owner(enquiry=locked, to=owner_address(locked, now), now=now)
    journal.write(
        act="enquiry.handed_over",
        about=locked,
        by=by,
        at=now,
        to=office.code if office else f"beat:{beat and beat.code}",
    )
    return locked


@transaction.atomic
def escalate(*, enquiry: Enquiry, now: datetime) -> Enquiry:
    """Pass an enquiry that nobody answered in time one step up; at the top, to each person there."""
    locked = Enquiry.objects.select_for_update(of=("self",)).select_related("office", "escalated_to").get(pk=enquiry.pk)
    if not locked.is_open or locked.escalate_at is None or locked.escalate_at > now:
        return locked
    office = _next_office(locked, now)
    locked.escalated_to = office or locked.escalated_to or locked.office
    locked.escalate_at = working_days.deadline(received_at=now, days=STEP_UP)
    locked.save(update_fields=["escalated_to", "escalate_at"])
    step(locked, EnquiryStep.What.ESCALATED, now, to_office=locked.escalated_to)
    letters.tell_late(enquiry=locked, to=_addresses(locked, now), now=now)
    journal.write(act="enquiry.escalated", about=locked, by=SYSTEM, at=now, to=locked.escalated_to.code)
    return locked


def _look_again(enquiry: Enquiry, on: date, longest: timedelta, now: datetime) -> None:
    """Move the deadline to the closing hour of a day, or of the first working day after it."""
    first = timezone.localdate(now)
    last = first + longest
    if not first <= on <= last:
        raise DayOutOfReach(on, first=first, last=last)
    enquiry.due_at = enquiry.escalate_at = working_days.closing_of(on)
    if enquiry.steps.filter(what__in=(EnquiryStep.What.PLANNED, EnquiryStep.What.WAITING)).exists():
        _tell_moved_again(enquiry, now)


def _tell_moved_again(enquiry: Enquiry, now: datetime) -> None:
    """Pass a request whose day is moved once more one step up: what is always planned is never late."""
    office = _next_office(enquiry, now)
    enquiry.escalated_to = office or enquiry.escalated_to or enquiry.office
    step(enquiry, EnquiryStep.What.ESCALATED, now, to_office=enquiry.escalated_to)
    letters.tell_moved(enquiry=enquiry, to=_addresses(enquiry, now), now=now)


def _tell_progress(enquiry: Enquiry, now: datetime) -> None:
    for told in [enquiry, *enquiry.joined.filter(destroyed_at=None).order_by("pk")]:
        if to := queries.mail_address(told):
            letters.tell_progress(enquiry=told, to=to, now=now)


def _next_office(enquiry: Enquiry, now: datetime) -> Office | None:
    """Return the next office up that someone holds, or None at the top."""
    if enquiry.escalated_to is not None:
        office = enquiry.escalated_to.escalates_to
    else:
        office = enquiry.office if enquiry.beat is not None else enquiry.office.escalates_to
    passed = {enquiry.escalated_to_id}
    while office is not None and office.pk not in passed and not people.is_held(office=office, now=now):
        passed.add(office.pk)
        office = office.escalates_to
    return None if office is None or office.pk in passed else office


def _goes_round(office: Office) -> bool:
    """Whether the way up comes back to where it was: then it has no top, and each step counts as one."""
    passed: set[int] = set()
    above: Office | None = office
    while above is not None and above.pk not in passed:
        passed.add(above.pk)
        above = above.escalates_to
    return above is not None


def _addresses(enquiry: Enquiry, now: datetime) -> list[str]:
    """Return where a late enquiry is told: its office; at the top each person there, else who administers."""
    office = enquiry.escalated_to or enquiry.office
    is_top = _next_office(enquiry, now) is None or _goes_round(office)
    persons = people.list_mail_of_holders(office=office, now=now) if is_top else []
    if is_top and not persons:
        persons = people.list_mail_of_administrators(now=now)
    return [address for address in (office.email, *persons) if address]
