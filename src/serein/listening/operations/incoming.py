"""What other programs bring: reports of people who used them, and what a tool says was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils import timezone

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry, EnquiryStep, StandardAnswer
from serein.enquiries.queries import list_standard_answers
from serein.kit import journal
from serein.kit.actors import Actor
from serein.kit.models import JournalEntry
from serein.listening.kinds import Thing
from serein.listening.models.partner import Partner
from serein.listening.models.report import Report
from serein.listening.operations.reports import Telling, receive_report
from serein.territory.where import Where


class NotTheirs(Exception):
    """The report did not come through this program, and its office does not own it."""


@dataclass(frozen=True)
class SentReport:
    """A report as a program sends it; `once` is the same when it sends it twice."""

    thing: Thing
    where: Where
    message: str
    name: str
    email: str
    phone: str
    language: str
    once: str


@dataclass(frozen=True)
class SentUpdate:
    """What a program says of a report."""

    KNOWN: ClassVar = {
        "OPEN": "",
        "INVESTIGATING": "take",
        "ACTION_SCHEDULED": "plan",
        "CLOSED": Enquiry.Outcome.DONE,
        "FIXED": Enquiry.Outcome.DONE,
        "NO_FURTHER_ACTION": Enquiry.Outcome.NO_ACTION,
        "NOT_COUNCILS_RESPONSIBILITY": Enquiry.Outcome.NOT_OURS,
    }
    number: int
    update: str
    status: str
    text: str
    reason_fr: str = ""
    reason_nl: str = ""
    scheduled_on: datetime | None = None


def actor_of(partner: Partner) -> Actor:
    return Actor(id=f"partner:{partner.pk}", label=partner.name)


@transaction.atomic
def receive_from_partner(*, partner: Partner, told: SentReport, now: datetime) -> Report:
    """
    Receive a report that someone made elsewhere; whoever sent it consented there to be answered.

    :raises AlreadyReceived: if the program sent this very report before
    :raises NobodyWouldAnswer: if nobody owns such reports
    """
    telling = Telling(
        message=told.message,
        name=told.name,
        email=told.email,
        phone=told.phone,
        may_answer=bool(told.email or told.phone),
    )
    once = f"partner:{partner.pk}\0{told.once}"
    try:
        return _received(partner, told, telling, once, now)
    except enquiries.AlreadyReceived as before:
        if not _is_over(before.code):
            raise
    # The same words of a thing that was done with: it happens again, and is a report of its own.
    return _received(partner, told, telling, f"{once}\0{now.isoformat()}", now)


def _received(partner: Partner, told: SentReport, telling: Telling, once: str, now: datetime) -> Report:
    return receive_report(
        thing=told.thing,
        where=told.where,
        telling=telling,
        language=told.language,
        channel=Enquiry.Channel.PARTNER,
        reporter=Report.Reporter.PARTNER,
        partner=partner,
        once=once,
        by=actor_of(partner),
        now=now,
    )


def _is_over(code: str) -> bool:
    found = Enquiry.objects.filter(code=code).select_related("same_as").first()
    root = (found.same_as or found) if found else None
    return root is not None and root.state in (Enquiry.State.CLOSED, Enquiry.State.WITHDRAWN)


def find_received(*, code: str) -> Report:
    """Return the report that was received before under this code."""
    return Report.objects.select_related("enquiry").get(enquiry__code=code)


@transaction.atomic
def receive_update(*, partner: Partner, told: SentUpdate, now: datetime) -> str:
    """
    Take what a program says of a report, and return the number of the step it became.

    A tool that handles for an office acts for it: it takes, plans, answers. A program that only reports speaks for
    the author: it says that what was answered is solved, or is not.

    :raises NotTheirs: if the report is none of the program's
    :raises NotAllowed: if the act does not fit the state that the report is in
    :raises NotInBothLanguages: if a report is closed without action, and no public words are known for it
    """
    report = (
        Report.objects.select_related("enquiry__office", "enquiry__same_as")
        .filter(pk=told.number, erased_at=None)
        .first()
    )
    handles = partner.may == Partner.May.HANDLE
    if report is None or not (
        report.enquiry.office_id == partner.office_id if handles else report.partner_id == partner.pk
    ):
        raise NotTheirs(f"Report {told.number} is none of {partner.name}.")
    if told.update and (before := _taken_before(partner, report, told)):
        return before
    if handles:
        _act(report.enquiry, partner, told, now)
    else:
        _speak_for_author(report.enquiry, told, now)
    last = EnquiryStep.objects.filter(enquiry=report.enquiry_id).order_by("-pk").first()
    became = f"{report.pk}-{last.pk if last else 0}"
    noted = {"status": told.status, "update": told.update, "became": became}
    journal.write(act="report.updated", about=report, by=actor_of(partner), at=now, **noted)
    return became


def _taken_before(partner: Partner, report: Report, told: SentUpdate) -> str:
    """Return what an update became that the same program sent before under the same number; nothing if it is new."""
    kind, key = Report._meta.label_lower, str(report.pk)
    taken = JournalEntry.objects.filter(
        about_kind=kind, about_id=key, act="report.updated", actor_id=actor_of(partner).id
    )
    return next((str(e.identifiers["became"]) for e in taken if e.identifiers.get("update") == told.update), "")


def _act(enquiry: Enquiry, partner: Partner, told: SentUpdate, now: datetime) -> None:
    by, act = actor_of(partner), told.KNOWN[told.status]
    if act == "take":
        enquiries.take_in_hand(enquiry=enquiry, by=by, now=now)
    elif act == "plan" and told.scheduled_on is not None:
        on = timezone.localdate(told.scheduled_on)
        enquiries.plan_for(enquiry=enquiry, on=on, by=by, now=now)
    elif act == "plan":
        enquiries.take_in_hand(enquiry=enquiry, by=by, now=now)
    elif act:
        standard = _standard(enquiry, act)
        enquiries.answer(
            enquiry=enquiry,
            text=told.text,
            outcome=act,
            reason_fr=told.reason_fr or (standard.text_fr if standard else ""),
            reason_nl=told.reason_nl or (standard.text_nl if standard else ""),
            by=by,
            now=now,
        )


def _standard(enquiry: Enquiry, outcome: str) -> StandardAnswer | None:
    """Return the commune's own words for an outcome: those of the kind before those of every kind."""
    fits = [answer for answer in list_standard_answers(kind=enquiry.kind) if answer.outcome == outcome]
    return max(fits, key=lambda answer: bool(answer.kind), default=None)


def _speak_for_author(enquiry: Enquiry, told: SentUpdate, now: datetime) -> None:
    is_solved = told.KNOWN[told.status] == Enquiry.Outcome.DONE
    root = enquiry.same_as or enquiry
    is_late_thanks = is_solved and root.state == Enquiry.State.CLOSED
    if enquiries.may_give_opinion(enquiry, root) and not is_late_thanks:
        opinion = Enquiry.Opinion.SOLVED if is_solved else Enquiry.Opinion.UNSOLVED
        enquiries.give_opinion(enquiry=enquiry, opinion=opinion, now=now)
    if told.text:
        enquiries.add_words(enquiry=enquiry, text=told.text, by=Actor(id="partner", label="partner"), now=now)
