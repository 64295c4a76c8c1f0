"""Receiving a request, and what the commune decides about kinds of them."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from serein.enquiries import letters, queries, working_days
from serein.enquiries.kinds import Kind, get_kind
from serein.enquiries.models import Enquiry, KindSetting, OwnerRule, Photo, StandardAnswer, code_once, new_code
from serein.enquiries.operations._parts import owner_address, require_nobody
from serein.kit import journal
from serein.kit.actors import RESIDENT, Actor
from serein.kit.bilingual import require_both_languages
from serein.people.models import Office
from serein.territory.models import Beat, Neighbourhood, Street


class NobodyWouldAnswer(Exception):
    """The kind has no owner with an address and a holder; the form stays closed (H01)."""


class AlreadyReceived(Exception):
    """The same form was sent twice; the first one counts, and `code` opens it."""

    def __init__(self, code: str) -> None:
        super().__init__("This form was received before.")
        self.code = code


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
    neighbourhood: Neighbourhood | None = None,
    street: Street | None = None,
    photo: bytes = b"",
    same_as: Enquiry | None = None,
    channel: str = Enquiry.Channel.WEB,
    happens_at: datetime | None = None,
    once: str = "",
    code: str = "",
    by: Actor = RESIDENT,
    now: datetime,
) -> Enquiry:
    """
    Receive a request, give it an owner and a deadline, and tell its owner at once.

    :param contact: `name`, `phone`, `email`, each as far as given
    :param facts: what may stand on the author's page, as `label` with `value`, `fr` and `nl`, or `msgid`
    :param sealed_facts: the same, for what only its owner may read
    :param neighbourhood, street: where it is about, for the rules that name its owner
    :param photo: a JPEG without what the camera wrote, from `kit.pictures.plain_jpeg`
    :param same_as: the earlier request on the same thing, which this one only joins
    :param happens_at: the moment of what has its own, such as an appointment; it is due a day later
    :param once: what is the same when one form is sent twice, and differs between any two forms
    :param code: the code that its author already holds, on paper
    :raises AlreadyReceived: if this very form was received before
    :raises NobodyWouldAnswer: if the kind has no owner
    """
    owner = queries.find_owner(kind=kind, neighbourhood=neighbourhood, street=street, now=now)
    if owner is None:
        raise NobodyWouldAnswer(f"{kind.code} has no owner that is held and has an address.")
    setting = owner.setting
    due_at = working_days.deadline(received_at=now, days=setting.deadline_days)
    if happens_at is not None:
        due_at = working_days.deadline(received_at=happens_at, days=1)
    root = _root_of(same_as)
    enquiry = _create(
        code=code or (code_once(once) if once else new_code()),
        kind=kind.code,
        language=language,
        channel=channel,
        beat=beat if kind.goes_to_beat else None,
        office=owner.office,
        rule=owner.rule,
        facts=facts or [],
        contact=json.dumps(contact, ensure_ascii=False),
        message=message,
        sealed_facts=json.dumps(sealed_facts, ensure_ascii=False) if sealed_facts else "",
        received_at=now,
        due_at=due_at,
        happens_at=happens_at,
        escalate_at=None if root else due_at,
        state=Enquiry.State.JOINED if root else Enquiry.State.NEW,
        same_as=root,
        erase_on=root.erase_on if root else None,
        closed_at=root.closed_at if root else None,
        key_day=timezone.localdate(now) + timedelta(days=kind.most_days),
    )
    if photo:
        image = base64.b64encode(photo).decode()
        Photo.objects.create(enquiry=enquiry, image=image, key_day=enquiry.key_day)
    if root is None:
        letters.tell_owner(enquiry=enquiry, to=owner_address(enquiry, now), now=now)
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
def keep_rule(*, rule: OwnerRule, by: Actor, now: datetime) -> OwnerRule:
    """Decide who owns what comes from a place; it counts for requests from now on."""
    rule.save()
    journal.write(act="rule.decided", about=rule, by=by, at=now, office=rule.office.code, rank=rule.rank)
    return rule


@transaction.atomic
def drop_rule(*, rule: OwnerRule, by: Actor, now: datetime) -> None:
    journal.write(act="rule.dropped", about=rule, by=by, at=now, rank=rule.rank)
    rule.delete()


@transaction.atomic
def keep_standard_answer(*, answer: StandardAnswer, by: Actor, now: datetime) -> StandardAnswer:
    """:raises NotInBothLanguages: if one of them is missing"""
    require_both_languages(text=(answer.text_fr, answer.text_nl))
    require_nobody(answer.text_fr, answer.text_nl)
    answer.save()
    journal.write(act="standard_answer.kept", about=answer, by=by, at=now, outcome=answer.outcome)
    return answer


def _root_of(enquiry: Enquiry | None) -> Enquiry | None:
    """Return the request that one joins, under its lock; None if it went meanwhile: then the new one stands alone."""
    if enquiry is None:
        return None
    root = Enquiry.objects.select_for_update(of=("self",)).filter(pk=enquiry.same_as_id or enquiry.pk).first()
    while root is not None and root.same_as_id is not None:  # it was joined to another one just now
        root = Enquiry.objects.select_for_update(of=("self",)).filter(pk=root.same_as_id).first()
    if root is None or root.destroyed_at is not None:
        return None
    return None if root.state in (Enquiry.State.WITHDRAWN, Enquiry.State.CLOSED) else root


def _create(*, code: str, **values: Any) -> Enquiry:
    try:
        with transaction.atomic():
            return Enquiry.objects.create(code=code, **values)
    except IntegrityError:
        if not Enquiry.objects.filter(code=code).exists():
            raise
        raise AlreadyReceived(code) from None
