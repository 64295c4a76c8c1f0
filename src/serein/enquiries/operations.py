"""What is done with an enquiry: one verb, one transaction, one journal entry."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from serein.enquiries import ledger, letters, queries, working_days
from serein.enquiries.kinds import Kind, get_kind
from serein.enquiries.models import Enquiry, EnquiryStep, KindSetting, code_once, new_code
from serein.kit import journal, outbox, sealed
from serein.kit.actors import RESIDENT, SYSTEM, Actor
from serein.people import queries as people
from serein.people.models import Office
from serein.territory.models import Beat

SEALED = ["contact", "message", "sealed_facts", "answer"]
STEP_UP = 2
"""Working days between two steps of an escalation."""
SILENT_CLOSE = timedelta(days=14)
"""An answer that its author says nothing about counts as accepted after this."""


class NobodyWouldAnswer(Exception):
    """The kind has no owner with an address and a holder; the form stays closed (H01)."""


class AlreadyAnswered(Exception):
    """Someone answered first; two answers would contradict each other."""


class AlreadyReceived(Exception):
    """The same form was sent twice; the first one counts, and `code` opens it."""

    def __init__(self, code: str) -> None:
        super().__init__("This form was received before.")
        self.code = code


class NotOpen(Exception):
    """The enquiry was closed or withdrawn before."""


class NotAnswered(Exception):
    """An opinion is given on an answer, and there is none yet."""


@transaction.atomic
def open_enquiry(
    *,
    kind: Kind,
    language: str,
    contact: dict[str, str],
    message: str = "",
    facts: list[dict[str, Any]] | None = None,
    sealed_facts: list[dict[str, Any]] | None = None,
    beat: Beat | None = None,
    channel: str = Enquiry.Channel.WEB,
    happens_at: datetime | None = None,
    once: str = "",
    by: Actor = RESIDENT,
    now: datetime,
) -> Enquiry:
    """
    Receive a request, give it an owner and a deadline, and tell its owner at once.

    :param contact: `name`, `phone`, `email`, each as far as given
    :param facts: what may stand on the author's page, as `label` with `value`, `fr` and `nl`, or `msgid`
    :param sealed_facts: the same, for what only its owner may read
    :param happens_at: the moment of what has its own, such as an appointment; it is due a day later
    :param once: what is the same when one form is sent twice, and differs between any two forms
    :raises AlreadyReceived: if this very form was received before
    :raises NobodyWouldAnswer: if the kind has no owner
    """
    setting = queries.find_setting(kind=kind, now=now)
    if setting is None:
        raise NobodyWouldAnswer(f"{kind.code} has no owner that is held and has an address.")
    due_at = working_days.deadline(received_at=now, days=setting.deadline_days)
    if happens_at is not None:
        due_at = working_days.deadline(received_at=happens_at, days=1)
    enquiry = _create(
        code=code_once(once) if once else new_code(),
        kind=kind.code,
        language=language,
        channel=channel,
        beat=beat if kind.goes_to_beat else None,
        office=setting.office,
        facts=facts or [],
        contact=json.dumps(contact, ensure_ascii=False),
        message=message,
        sealed_facts=json.dumps(sealed_facts, ensure_ascii=False) if sealed_facts else "",
        received_at=now,
        due_at=due_at,
        happens_at=happens_at,
        escalate_at=due_at,
        key_day=timezone.localdate(now) + timedelta(days=kind.most_days),
    )
    letters.tell_owner(enquiry=enquiry, to=_owner_address(enquiry, now), now=now)
    if contact.get("email"):
        letters.acknowledge(enquiry=enquiry, to=contact["email"], now=now)
    journal.write(act="enquiry.opened", about=enquiry, by=by, at=now, kind=kind.code, channel=channel)
    return enquiry


@transaction.atomic
def set_kind(
    *, kind: str, office: Office, deadline_days: int, retention_days: int, by: Actor, now: datetime
) -> KindSetting:
    """Decide who owns a kind of enquiry, how soon it is answered and how long it is kept."""
    setting, _is_new = KindSetting.objects.update_or_create(
        kind=get_kind(kind).code,
        defaults={"office": office, "deadline_days": deadline_days, "retention_days": retention_days},
    )
    journal.write(act="kind.decided", about=setting, by=by, at=now, kind=kind, office=office.code)
    return setting


@transaction.atomic
def take_in_hand(*, enquiry: Enquiry, by: Actor, now: datetime) -> Enquiry:
    locked = _lock_open(enquiry)
    if locked.state == Enquiry.State.NEW:
        locked.state = Enquiry.State.IN_HAND
        locked.save(update_fields=["state"])
        _step(locked, EnquiryStep.What.TAKEN, now)
    journal.write(act="enquiry.taken", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def read_contact(*, enquiry: Enquiry, by: Actor, now: datetime) -> dict[str, str]:
    """Return what the author told us in confidence; that it was read is journalled."""
    return sealed.read(row=enquiry, fields=SEALED, why="answer", by=by, at=now)


@transaction.atomic
def answer(*, enquiry: Enquiry, text: str, by: Actor, now: datetime) -> Enquiry:
    """
    Answer an enquiry: in writing where the author left a mail address, else `text` says what was agreed by voice.

    :raises AlreadyAnswered: if someone answered it first
    """
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if not locked.is_open:
        raise AlreadyAnswered(f"Enquiry {locked.pk} is {locked.state} since {locked.answered_at or locked.closed_at}.")
    locked.state = Enquiry.State.ANSWERED
    locked.answer = text
    locked.answered_at = locked.answered_at or now
    locked.escalate_at = None
    locked.opinion = ""
    locked.save()
    _step(locked, EnquiryStep.What.ANSWERED, now)
    if to := queries.mail_address(locked):
        letters.send_answer(enquiry=locked, to=to, now=now)
    journal.write(act="enquiry.answered", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def hand_over(
    *, enquiry: Enquiry, office: Office | None = None, beat: Beat | None = None, by: Actor, now: datetime
) -> Enquiry:
    """Give an open enquiry to another office or beat; its deadline stays, since its author still waits."""
    locked = _lock_open(enquiry)
    if (office is None) == (beat is None):
        raise ValueError("An enquiry is handed over to an office or to a beat, one of the two.")
    if office is not None and not people.is_held(office=office, now=now):
        raise NobodyWouldAnswer(f"Office {office.code} has no address or nobody who holds it.")
    locked.beat, locked.office, locked.state = beat, office or locked.office, Enquiry.State.NEW
    locked.save(update_fields=["beat", "office", "state"])
    _step(locked, EnquiryStep.What.HANDED_OVER, now, to_office=office, to_beat=beat)
    letters.tell_owner(enquiry=locked, to=_owner_address(locked, now), now=now)
    journal.write(
        act="enquiry.handed_over",
        about=locked,
        by=by,
        at=now,
        to=office.code if office else f"beat:{beat and beat.code}",
    )
    return locked


@transaction.atomic
def give_opinion(*, enquiry: Enquiry, opinion: str, now: datetime) -> Enquiry:
    """
    Take the author's word on the answer: solved closes it, not solved queues it anew with a deadline of its own.

    :raises NotAnswered: if there is no answer to have an opinion on
    """
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if locked.state != Enquiry.State.ANSWERED:
        raise NotAnswered(f"Enquiry {locked.pk} is {locked.state}.")
    locked.opinion = opinion
    if opinion == Enquiry.Opinion.SOLVED:
        _close(locked, now)
    else:
        days = KindSetting.objects.get(kind=locked.kind).deadline_days
        locked.state = Enquiry.State.UNSOLVED
        locked.due_at = locked.escalate_at = working_days.deadline(received_at=now, days=days)
        locked.escalated_to = None
        locked.save()
        _step(locked, EnquiryStep.What.NOT_SOLVED, now)
        letters.tell_owner(enquiry=locked, to=_owner_address(locked, now), now=now)
    journal.write(act="enquiry.opinion", about=locked, by=RESIDENT, at=now, opinion=opinion)
    return locked


@transaction.atomic
def withdraw(*, enquiry: Enquiry, by: Actor, now: datetime) -> Enquiry:
    """Let the author take a request back; it is then kept as long as any closed one."""
    locked = _lock_open(enquiry)
    _close(locked, now, state=Enquiry.State.WITHDRAWN, step=EnquiryStep.What.WITHDRAWN)
    if locked.happens_at is not None and locked.happens_at > now:
        letters.tell_withdrawn(enquiry=locked, to=_owner_address(locked, now), now=now)
    journal.write(act="enquiry.withdrawn", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def cancel(*, enquiry: Enquiry, by: Actor, now: datetime) -> Enquiry:
    """Call off for the commune what was agreed for a moment, and write so to the author who left a mail address."""
    locked = _lock_open(enquiry)
    _close(locked, now, state=Enquiry.State.WITHDRAWN, step=EnquiryStep.What.CANCELLED)
    if to := queries.mail_address(locked):
        letters.tell_cancelled(enquiry=locked, to=to, now=now)
    journal.write(act="enquiry.cancelled", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def export(*, enquiry: Enquiry, by: Actor, now: datetime) -> dict[str, Any]:
    """Return everything that is held about an enquiry, for its author."""
    texts = sealed.read(row=enquiry, fields=SEALED, why="export", by=by, at=now)
    return {
        "code": enquiry.code,
        "kind": enquiry.kind,
        "language": enquiry.language,
        "received_at": enquiry.received_at.isoformat(),
        "due_at": enquiry.due_at.isoformat(),
        "state": enquiry.state,
        "facts": enquiry.facts,
        "contact": json.loads(texts["contact"] or "{}"),
        "message": texts["message"],
        "in_confidence": json.loads(texts["sealed_facts"] or "[]"),
        "answer": texts["answer"],
        "steps": [{"what": step.what, "at": step.at.isoformat()} for step in enquiry.steps.all()],
    }


@transaction.atomic
def erase(*, enquiry: Enquiry, by: Actor, now: datetime) -> bool:
    """Destroy what an enquiry holds, and return whether it held any; its dates stay, so that delays stay true."""
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if locked.destroyed_at is not None:
        return False
    ledger.note(code=str(locked.code), on=timezone.localdate(now))
    _destroy(locked, now)
    journal.write(act="enquiry.erased", about=locked, by=by, at=now)
    return True


def erase_again(*, now: datetime) -> int:
    """Erase what a restored backup brought back although it was erased since; return how many."""
    erased = ledger.read()
    held = Enquiry.objects.filter(destroyed_at=None)
    back = [enquiry for enquiry in held if ledger.hash_of(str(enquiry.code)) in erased]
    return sum(erase(enquiry=enquiry, by=SYSTEM, now=now) for enquiry in back)


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
    _step(locked, EnquiryStep.What.ESCALATED, now, to_office=locked.escalated_to)
    letters.tell_late(enquiry=locked, to=_addresses(locked, now), now=now)
    journal.write(act="enquiry.escalated", about=locked, by=SYSTEM, at=now, to=locked.escalated_to.code)
    return locked


@transaction.atomic
def close_silent(*, enquiry: Enquiry, now: datetime) -> None:
    """Close an answered enquiry about which its author said nothing for a fortnight."""
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if locked.state == Enquiry.State.ANSWERED:
        _close(locked, now)
        journal.write(act="enquiry.closed", about=locked, by=SYSTEM, at=now)


def _step(
    enquiry: Enquiry, what: str, now: datetime, *, to_office: Office | None = None, to_beat: Beat | None = None
) -> None:
    EnquiryStep.objects.create(enquiry=enquiry, what=what, at=now, to_office=to_office, to_beat=to_beat)


def _lock_open(enquiry: Enquiry) -> Enquiry:
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if not locked.is_open:
        raise NotOpen(f"Enquiry {locked.pk} is {locked.state}.")
    return locked


def _create(*, code: str, **values: Any) -> Enquiry:
    try:
        with transaction.atomic():
            return Enquiry.objects.create(code=code, **values)
    except IntegrityError:
        if not Enquiry.objects.filter(code=code).exists():
            raise
        raise AlreadyReceived(code) from None


def _close(
    enquiry: Enquiry, now: datetime, *, state: str = Enquiry.State.CLOSED, step: str = EnquiryStep.What.CLOSED
) -> None:
    kept = KindSetting.objects.get(kind=enquiry.kind).retention_days
    enquiry.state, enquiry.closed_at, enquiry.escalate_at = state, now, None
    enquiry.erase_on = timezone.localdate(now) + timedelta(days=kept)
    enquiry.save()
    _step(enquiry, step, now)


def _destroy(enquiry: Enquiry, now: datetime) -> None:
    outbox.erase(about=letters.about(enquiry))
    enquiry.steps.all().delete()
    if enquiry.is_open:
        enquiry.state = Enquiry.State.WITHDRAWN
    enquiry.code, enquiry.facts, enquiry.beat, enquiry.escalate_at = None, [], None, None
    enquiry.happens_at = None
    enquiry.contact = enquiry.message = enquiry.sealed_facts = enquiry.answer = ""
    enquiry.closed_at, enquiry.destroyed_at = enquiry.closed_at or now, now
    enquiry.save()


def _owner_address(enquiry: Enquiry, now: datetime) -> str:
    """Return the role address that a new request goes to: the beat's while someone serves it, else the office's."""
    if enquiry.beat is not None:
        serving = people.who_serves(beat=enquiry.beat, now=now)
        if serving.desk and serving.acting:
            return serving.desk.email
    return enquiry.office.email


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
