"""A thing is reported, or reported once more by someone who saw it too."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit.actors import RESIDENT, Actor
from serein.listening.kinds import Thing
from serein.listening.models.partner import Partner
from serein.listening.models.report import Report
from serein.listening.operations.releasing import release_report
from serein.territory.where import Where

FOR_THE_MENDER = gettext_noop("Contact for whoever mends it")


class NoPlace(Exception):
    """A report says where, within the commune."""


@dataclass(frozen=True)
class Telling:
    """
    What someone tells of a thing, and how they may be reached.

    :param may_answer: whether we may write or call to answer them
    :param may_pass_on: whether whoever mends the thing may have their contact
    """

    message: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    may_answer: bool = False
    may_pass_on: bool = False
    photo: bytes = b""

    @property
    def contact(self) -> dict[str, str]:
        reached = self if self.may_answer else Telling()
        return {"name": self.name, "phone": reached.phone, "email": reached.email}

    @property
    def in_confidence(self) -> list[dict[str, Any]]:
        told = " · ".join(part for part in (self.name, self.phone, self.email) if part)
        return [{"label": FOR_THE_MENDER, "value": told}] if self.may_pass_on and told else []


@dataclass(frozen=True)
class Released:
    """What everyone may read at once, by whoever is allowed to release."""

    sentence_fr: str = ""
    sentence_nl: str = ""
    with_photo: bool = False


@transaction.atomic
def receive_report(
    *,
    thing: Thing,
    where: Where,
    telling: Telling,
    language: str,
    channel: str = Enquiry.Channel.WEB,
    reporter: str = Report.Reporter.RESIDENT,
    released: Released | None = None,
    partner: Partner | None = None,
    once: str = "",
    code: str = "",
    by: Actor = RESIDENT,
    now: datetime,
) -> Report:
    """
    Receive a report of a thing at a place, for whoever owns such things there.

    :param where: a found place with its names in both languages, from `territory.where.named`
    :param partner: the program that it came through
    :param code: the code printed on the paper that it was written on
    :raises NoPlace: if the place was not found, or lies elsewhere
    :raises AlreadyReceived: if this very form or paper was received before
    :raises NobodyWouldAnswer: if nobody owns such reports
    """
    if not where.is_found:
        raise NoPlace(f"A report of {thing.code} without a place in the commune: {where.text!r}.")
    enquiry = enquiries.open_enquiry(
        kind=thing.kind,
        language=language,
        contact=telling.contact,
        message=telling.message,
        facts=[{"label": gettext_noop("Where"), "fr": where.label_fr, "nl": where.label_nl}],
        sealed_facts=telling.in_confidence,
        neighbourhood=where.neighbourhood,
        street=where.street,
        photo=telling.photo,
        channel=channel,
        once=once,
        code=code,
        by=by,
        now=now,
    )
    report = Report.objects.create(
        enquiry=enquiry,
        lat=where.lat,
        lon=where.lon,
        place_fr=where.label_fr[:200],
        place_nl=where.label_nl[:200],
        street=where.street,
        neighbourhood=where.neighbourhood,
        reported_at=now,
        reporter=reporter,
        partner=partner,
    )
    if released is not None:
        return release_report(
            report=report,
            sentence_fr=released.sentence_fr,
            sentence_nl=released.sentence_nl,
            with_photo=released.with_photo,
            by=by,
            now=now,
        )
    return report


@transaction.atomic
def join_report(
    *,
    report: Report,
    telling: Telling,
    language: str,
    channel: str = Enquiry.Channel.WEB,
    once: str = "",
    by: Actor = RESIDENT,
    now: datetime,
) -> Report:
    """
    Say « me too » of what everyone can read: a request with a code of its own, joined at once, told of what comes.

    It carries the public place alone: the house that the first author named is theirs.

    :raises AlreadyReceived: if this very form was received before
    :raises NobodyWouldAnswer: if nobody owns such reports
    """
    place_fr, place_nl = report.public_place_in("fr"), report.public_place_in("nl")
    enquiry = enquiries.open_enquiry(
        kind=report.thing.kind,
        language=language,
        contact=telling.contact,
        message=telling.message,
        facts=[{"label": gettext_noop("Where"), "fr": place_fr, "nl": place_nl}],
        sealed_facts=telling.in_confidence,
        neighbourhood=report.neighbourhood,
        street=report.street,
        same_as=report.enquiry,
        channel=channel,
        once=once,
        by=by,
        now=now,
    )
    return Report.objects.create(
        enquiry=enquiry,
        lat=report.lat,
        lon=report.lon,
        place_fr=place_fr,
        place_nl=place_nl,
        street=report.street,
        neighbourhood=report.neighbourhood,
        reported_at=now,
    )
