"""Enquiries as their author, their owners and the public see them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, When
from django.utils.translation import get_language, gettext

from serein.enquiries.kinds import Kind, list_kinds
from serein.enquiries.models import Enquiry, EnquiryQuerySet, EnquiryStep, KindSetting, OwnerRule, StandardAnswer
from serein.kit import keyring, sealed
from serein.kit.bilingual import in_language
from serein.people import queries as people
from serein.people.models import Office
from serein.territory.models import Neighbourhood, Street


@dataclass(frozen=True)
class Fact:
    label: str
    value: str


def find_setting(*, kind: Kind, now: datetime) -> KindSetting | None:
    """Return the setting of a kind if someone would answer it, else None: it then stays closed (H01)."""
    held = people.offices_held(now=now)
    return KindSetting.objects.select_related("office").filter(kind=kind.code, office__in=held).first()


@dataclass(frozen=True)
class Owner:
    """Who owns a request, and the rule that says so, if it was not the kind's own owner."""

    office: Office
    setting: KindSetting
    rule: OwnerRule | None


def find_owner(
    *, kind: Kind, neighbourhood: Neighbourhood | None = None, street: Street | None = None, now: datetime
) -> Owner | None:
    """
    Return who owns a request: by the first rule that fits its kind and place, else the kind's own owner.

    Nobody at all, None, if neither is held by someone: the form then stays closed (H01). At most two queries.
    """
    held = people.offices_held(now=now)
    is_held = Exists(held.filter(pk=OuterRef("office")))
    settings = KindSetting.objects.select_related("office").annotate(is_held=is_held)
    setting = settings.filter(kind=kind.code).first()
    if setting is None:
        return None
    rule = None
    if neighbourhood is not None or street is not None:
        fits = Q(kind__in=("", kind.code)) & _names_nothing_or("neighbourhood", neighbourhood)
        rules = OwnerRule.objects.filter(fits & _names_nothing_or("street", street), office__in=held)
        rule = rules.select_related("office").order_by("rank").first()
    if rule is not None:
        return Owner(rule.office, setting, rule)
    return Owner(setting.office, setting, None) if setting.is_held else None


def _names_nothing_or(name: str, place: Neighbourhood | Street | None) -> Q:
    return Q(**{f"{name}__isnull": True}) | (Q(**{name: place}) if place else Q(pk__in=[]))


def list_standard_answers(*, kind: str) -> list[StandardAnswer]:
    return list(StandardAnswer.objects.filter(kind__in=("", kind)))


def list_kinds_without_owner(*, now: datetime) -> list[Kind]:
    return [kind for kind in list_kinds() if find_setting(kind=kind, now=now) is None]


def list_open_for(*, duty: people.Duty, now: datetime) -> EnquiryQuerySet:
    """Return the open enquiries that someone answers now, the most urgent first; two queries in all."""
    next_at = Case(When(happens_at__gt=now, then="happens_at"), default="due_at")
    mine = Enquiry.objects.open().filter(answered_by(duty=duty, now=now))
    return mine.select_related("beat", "office").order_by(next_at, "pk")


def answered_by(*, duty: people.Duty, now: datetime) -> Q:
    """
    Say which enquiries someone answers now: those of the beats they serve or stand in for, those that climbed to
    their office, and those that their office owns while nobody serves the beat, or there is none.
    """
    beats = people.list_beats_answered_by(account=duty.account, now=now)
    is_served = Exists(people.postings_at_work(now=now).filter(desk__beat=OuterRef("beat")))
    return Q(beat__in=beats) | Q(escalated_to__in=duty.offices) | (Q(office__in=duty.offices) & ~Q(is_served))


def list_offices_nobody_holds(*, now: datetime) -> list[Office]:
    """Return the offices that own open enquiries and that nobody holds, or that have no address."""
    owners = Enquiry.objects.open().values("office")
    return list(Office.objects.filter(pk__in=owners).exclude(pk__in=people.offices_held(now=now)))


def list_past_deadline(*, now: datetime) -> EnquiryQuerySet:
    return Enquiry.objects.past_deadline(now).select_related("beat", "office").order_by("due_at", "pk")


def get_thread(*, code: str) -> Enquiry:
    """:raises Enquiry.DoesNotExist: if no enquiry has this code, or it was destroyed"""
    steps = EnquiryStep.objects.select_related("to_office", "to_beat")
    return (
        Enquiry.objects.select_related("beat", "office")
        .prefetch_related(Prefetch("steps", queryset=steps))
        .get(code=normal_code(code))
    )


def get_root(enquiry: Enquiry) -> Enquiry:
    """Return the request that one was joined to, or itself; its steps come along."""
    if enquiry.same_as_id is None:
        return enquiry
    steps = EnquiryStep.objects.select_related("to_office", "to_beat")
    found = Enquiry.objects.select_related("beat", "office").prefetch_related(Prefetch("steps", queryset=steps))
    return found.get(pk=enquiry.same_as_id)


def normal_code(text: str) -> str:
    """Return a code as it is kept, from however it was typed."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    return f"{signs[:5]}-{signs[5:]}"


def list_facts(enquiry: Enquiry) -> list[Fact]:
    return read_facts(enquiry.facts)


def read_facts(rows: Iterable[dict[str, Any]]) -> list[Fact]:
    """Return facts with their labels and values in the reader's language."""
    return [Fact(_translated(row["label"]), _value(row)) for row in rows]


def read_sealed_facts(text: str) -> list[Fact]:
    return read_facts(json.loads(text)) if text else []


def answer_for_author(enquiry: Enquiry) -> str:
    """Return the answer for the one who holds the code; what authors read of their own is not journalled."""
    return sealed.open_unseen(enquiry.answer)


def has_mail_address(enquiry: Enquiry) -> bool:
    return bool(mail_address(enquiry))


def mail_address(enquiry: Enquiry) -> str:
    """Return where the author is to be written to; nothing if nowhere, or its key is gone. For sending, not reading."""
    try:
        contact = sealed.open_unseen(enquiry.contact)
    except keyring.KeyLost:
        return ""
    return str(json.loads(contact).get("email", "")) if contact else ""


@dataclass(frozen=True)
class Processing:
    """A line of the register of processing: what a kind of enquiry holds, why and for how long."""

    kind: Kind
    retention_days: int
    held: int


def list_processing() -> list[Processing]:
    held = dict(Enquiry.objects.filter(destroyed_at=None).values_list("kind").annotate(n=Count("pk")))
    settings = {setting.kind: setting.retention_days for setting in KindSetting.objects.all()}
    return [
        Processing(kind, settings.get(kind.code, kind.retention_days), held.get(kind.code, 0)) for kind in list_kinds()
    ]


def _value(row: dict[str, Any]) -> str:
    if "msgid" in row:
        return _translated(row["msgid"])
    if "fr" in row:
        return in_language(row["fr"], row.get("nl", ""), get_language())
    return str(row["value"])


_translated = gettext
"""For texts that other packages mark with `gettext_noop` and we keep in facts."""
