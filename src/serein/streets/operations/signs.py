"""Signs are planned where a circuit needs them, ordered, put up, looked at; a missing one is a request to works."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import journal
from serein.kit.actors import RESIDENT, Actor
from serein.kit.bilingual import require_both_languages
from serein.streets.kinds import SIGN
from serein.streets.models import Circuit, Sign, SignCheck, SignPhoto
from serein.streets.queries.sign_plan import PlannedSign, matched

State = Sign.State


@transaction.atomic
def plan_signs(*, circuit: Circuit, planned: Iterable[PlannedSign], by: Actor, now: datetime) -> list[Sign]:
    """
    Bring a circuit's schedule in line with where signs are needed now.

    A sign that stands where one is needed stays; one that is needed nowhere any more is to be taken away, or was never
    put up.

    :raises NotInBothLanguages: if a text lacks French or Dutch
    """
    planned = list(planned)
    for one in planned:
        require_both_languages(text=(one.text_fr, one.text_nl))
    Circuit.objects.select_for_update(of=("self",)).get(pk=circuit.pk)
    known = list(circuit.signs.exclude(state=State.REMOVED))
    number = circuit.signs.aggregate(most=Max("number"))["most"] or 0
    kept: set[int] = set()
    for one, match in zip(planned, matched(known, planned), strict=True):
        if match is None:
            number += 1
            match = Sign.objects.create(circuit=circuit, number=number, **vars(one))
        elif match.state == State.TO_REMOVE:
            _need_again(match)
        kept.add(match.pk)
    for sign in known:
        if sign.pk not in kept:
            _need_no_more(sign)
    journal.write(act="signs.planned", about=circuit, by=by, at=now, signs=len(kept))
    return list(circuit.signs.filter(pk__in=kept))


@transaction.atomic
def order_signs(*, signs: Iterable[Sign], due_on: date, by: Actor, now: datetime) -> int:
    """Note that signs were ordered and by when they are in place; what stands already is left alone."""
    open_states = (State.TO_ORDER, State.MISSING, State.DAMAGED, State.ORDERED)
    rows = Sign.objects.filter(pk__in=[sign.pk for sign in signs], state__in=open_states)
    ordered = rows.update(state=State.ORDERED, due_on=due_on)
    journal.write(act="signs.ordered", about=Sign._meta.label_lower, by=by, at=now, signs=ordered)
    return ordered


@transaction.atomic
def change_sign(
    *, sign: Sign, text_fr: str, text_nl: str, height_cm: int, support: str, by: Actor, now: datetime
) -> Sign:
    """
    Change what a sign says and how it hangs.

    :raises NotInBothLanguages: if its text lacks French or Dutch
    """
    require_both_languages(text=(text_fr, text_nl))
    locked = _locked(sign)
    locked.text_fr, locked.text_nl, locked.height_cm, locked.support = text_fr, text_nl, height_cm, support
    locked.save(update_fields=["text_fr", "text_nl", "height_cm", "support"])
    journal.write(act="sign.changed", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def look_at_sign(
    *, sign: Sign, state: str, photo: bytes = b"", once: str = "", at: datetime, by: Actor, now: datetime
) -> SignCheck:
    """
    Keep what someone of the commune found of a sign, with a photo that shows it in its place.

    What was seen before the last check changes nothing; a sign that is on order stays so until it is in place.

    :param at: when it was seen; a device may send it later
    :param once: what is the same when a device sends it twice
    """
    locked = _locked(sign)
    if once and (known := locked.checks.filter(once=once).first()) is not None:
        return known
    check = SignCheck.objects.create(sign=locked, at=min(at, now), state=state, once=once)
    if locked.checked_at is None or locked.checked_at <= check.at:
        _follow(locked, check)
    if photo:
        SignPhoto.objects.create(sign=locked, taken_at=check.at, image=base64.b64encode(photo).decode())
    journal.write(act="sign.checked", about=locked, by=by, at=now, state=state)
    return check


@transaction.atomic
def report_sign(
    *, sign: Sign, what: str, email: str = "", language: str, once: str = "", by: Actor = RESIDENT, now: datetime
) -> Enquiry:
    """
    Receive that a sign is missing or damaged, from whoever stands before it.

    It is a request to the works department; the sign itself is held to be so once staff looked.

    :raises AlreadyReceived: if this very form was received before
    :raises NobodyWouldAnswer: if nobody owns such reports
    """
    enquiry = enquiries.open_enquiry(
        kind=SIGN,
        language=language,
        contact={"email": email},
        facts=[
            {"label": gettext_noop("Sign"), "value": str(sign)},
            {"label": gettext_noop("Where"), "fr": sign.place_fr, "nl": sign.place_nl},
            {"label": gettext_noop("What is wrong"), "msgid": str(_WRONG[State(what)])},
        ],
        once=once,
        by=by,
        now=now,
    )
    SignCheck.objects.create(sign=sign, at=now, state=what, is_staff=False, enquiry=enquiry)
    return enquiry


_WRONG = {
    State.MISSING: gettext_noop("It is not there any more."),
    State.DAMAGED: gettext_noop("It is damaged, dirty or turned."),
}


def _follow(sign: Sign, check: SignCheck) -> None:
    """Let a sign be as it was found last."""
    sign.checked_at = check.at
    is_gone = check.state in (State.MISSING, State.REMOVED)
    if sign.state == State.TO_REMOVE:
        sign.state = State.REMOVED if is_gone else State.TO_REMOVE
    elif check.state == State.GOOD:
        if sign.state not in (State.GOOD, State.DAMAGED) or sign.installed_on is None:
            sign.installed_on = timezone.localdate(check.at)
        sign.state, sign.due_on = State.GOOD, None
    elif sign.state != State.ORDERED:
        sign.state = check.state
    sign.save(update_fields=["state", "checked_at", "installed_on", "due_on"])


def _need_again(sign: Sign) -> None:
    last = sign.checks.filter(is_staff=True, state__in=(State.GOOD, State.DAMAGED)).first()
    sign.state = last.state if last else State.GOOD
    sign.save(update_fields=["state"])


def _need_no_more(sign: Sign) -> None:
    """A sign that may hang in the street must be taken down there before it is gone."""
    may_hang = sign.installed_on is not None and sign.state != State.MISSING
    sign.state, sign.due_on = (State.TO_REMOVE if may_hang else State.REMOVED), None
    sign.save(update_fields=["state", "due_on"])


def _locked(sign: Sign) -> Sign:
    return Sign.objects.select_for_update(of=("self",)).get(pk=sign.pk)
