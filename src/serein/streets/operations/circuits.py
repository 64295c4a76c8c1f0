"""A circuit is drafted, adjusted by hand, checked on the spot, approved and published."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Max

from serein.kit import journal
from serein.kit.actors import Actor
from serein.kit.bilingual import require_both_languages
from serein.streets.models import Circuit, Edition, FieldCheck, Suspension
from serein.streets.operations.suspensions import suspend
from serein.streets.queries.near import outages_on

State = Edition.State
LINE_FIELDS = ("anchors", "is_closed", "line", "stops", "length_m")
WORD_FIELDS = ("intro_fr", "intro_nl")


class EditedMeanwhile(Exception):
    """Someone else changed this edition since the page was opened; nothing of either is lost."""


class NotAtWork(Exception):
    """The edition is published or over: it is changed by a new draft."""


class NotChecked(Exception):
    """Nobody walked this very edition by night and found it good (H17)."""


class NoLine(Exception):
    """An edition without a line leads nowhere."""


@transaction.atomic
def open_circuit(
    *,
    code: str,
    name_fr: str,
    name_nl: str,
    begins: time,
    ends: time,
    check_every_days: int = 90,
    by: Actor,
    now: datetime,
) -> Circuit:
    """
    Begin a circuit, with its first draft.

    :raises NotInBothLanguages: if a name lacks French or Dutch
    """
    require_both_languages(name=(name_fr, name_nl))
    circuit = Circuit.objects.create(
        code=code, name_fr=name_fr, name_nl=name_nl, begins=begins, ends=ends, check_every_days=check_every_days
    )
    Edition.objects.create(circuit=circuit, number=1, drafted_at=now)
    journal.write(act="circuit.opened", about=circuit, by=by, at=now)
    return circuit


@transaction.atomic
def change_circuit(*, circuit: Circuit, values: Mapping[str, Any], by: Actor, now: datetime) -> Circuit:
    """
    Change its name, its hours or how often it is checked.

    :raises NotInBothLanguages: if a name lacks French or Dutch
    """
    locked = Circuit.objects.select_for_update(of=("self",)).get(pk=circuit.pk)
    for name in ("name_fr", "name_nl", "begins", "ends", "check_every_days"):
        if name in values:
            setattr(locked, name, values[name])
    require_both_languages(name=(locked.name_fr, locked.name_nl))
    locked.save()
    journal.write(act="circuit.changed", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def draft_edition(*, circuit: Circuit, by: Actor, now: datetime) -> Edition:
    """Begin the next edition from the one that is published; the one at work, if there is one, is returned."""
    locked = Circuit.objects.select_for_update(of=("self",)).get(pk=circuit.pk)
    at_work = locked.editions.filter(state__in=(State.DRAFT, State.APPROVED)).first()
    if at_work is not None:
        return at_work
    last = locked.editions.order_by("-number").first()
    copied = {name: getattr(last, name) for name in LINE_FIELDS + WORD_FIELDS} if last else {}
    highest = locked.editions.aggregate(most=Max("number"))["most"] or 0
    edition = Edition.objects.create(circuit=locked, number=highest + 1, drafted_at=now, **copied)
    journal.write(act="edition.drafted", about=edition, by=by, at=now)
    return edition


@transaction.atomic
def change_edition(*, edition: Edition, revision: int, values: Mapping[str, Any], by: Actor, now: datetime) -> Edition:
    """
    Change a draft: its line with the points that made it, or its words. An approved one becomes a draft again.

    :param revision: of the edition as the editor saw it
    :raises EditedMeanwhile: if someone else changed it since
    :raises NotAtWork: if it is published or over
    """
    locked = _locked_at_work(edition)
    if locked.revision != revision:
        raise EditedMeanwhile(f"Edition {locked.pk} is at revision {locked.revision}; this form knew {revision}.")
    for name in LINE_FIELDS + WORD_FIELDS:
        if name in values:
            setattr(locked, name, values[name])
    locked.revision += 1
    locked.state, locked.approved_at = State.DRAFT, None
    locked.save()
    journal.write(act="edition.changed", about=locked, by=by, at=now, revision=locked.revision)
    return locked


@transaction.atomic
def check_circuit(
    *,
    edition: Edition,
    result: str,
    note: str = "",
    photo: bytes = b"",
    once: str = "",
    at: datetime,
    by: Actor,
    now: datetime,
) -> FieldCheck:
    """
    Keep that someone walked an edition by night. A bad check suspends it; a good one, of what is published, mends that.

    :param at: when it was walked; a device may send it later
    """
    if once and (known := FieldCheck.objects.filter(once=once).first()) is not None:
        return known
    check = FieldCheck.objects.create(
        circuit=edition.circuit,
        edition=edition,
        revision=edition.revision,
        at=min(at, now),
        result=result,
        note=note,
        photo=base64.b64encode(photo).decode(),
        once=once,
    )
    if edition.state == State.PUBLISHED:
        if check.result == FieldCheck.Result.NOT_GOOD:
            cause = Suspension.Cause.BAD_CHECK
            suspend(circuit=edition.circuit, cause=cause, next_on=check.next_step_on, by=by, now=now)
        else:
            mended = (Suspension.Cause.CHECK, Suspension.Cause.BAD_CHECK, Suspension.Cause.NETWORK)
            standing = Suspension.objects.filter(circuit=edition.circuit, ended_at=None, cause__in=mended)
            standing.update(mended_at=now)
    journal.write(act="circuit.checked", about=edition.circuit, by=by, at=now, result=check.result)
    return check


@transaction.atomic
def approve_edition(*, edition: Edition, revision: int, by: Actor, now: datetime) -> Edition:
    """
    Approve a draft that was walked by night and found good, as it stands now.

    :raises NoLine: if it leads nowhere
    :raises NotChecked: if nobody found this very edition good since it last changed
    :raises EditedMeanwhile: if someone changed it since
    """
    locked = _locked_at_work(edition)
    if locked.revision != revision:
        raise EditedMeanwhile(f"Edition {locked.pk} is at revision {locked.revision}; this form knew {revision}.")
    if len(locked.line) < 2:
        raise NoLine(f"Edition {locked.pk} has no line.")
    _require_checked(locked)
    locked.state, locked.approved_at = State.APPROVED, now
    locked.save(update_fields=["state", "approved_at"])
    journal.write(act="edition.approved", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def publish_edition(*, edition: Edition, by: Actor, now: datetime) -> Edition:
    """
    Let an approved edition take the place of the one before. A lamp that is out on it suspends it at once.

    :raises NotAtWork: if it is not approved
    :raises NotInBothLanguages: if its words lack French or Dutch
    """
    circuit = Circuit.objects.select_for_update(of=("self",)).get(pk=edition.circuit_id)
    locked = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if locked.state != State.APPROVED:
        raise NotAtWork(f"Edition {locked.pk} is {locked.state}; only an approved one is published.")
    require_both_languages(intro=(locked.intro_fr, locked.intro_nl))
    circuit.editions.filter(state=State.PUBLISHED).update(state=State.REPLACED, ended_at=now)
    locked.state, locked.published_at = State.PUBLISHED, now
    locked.save(update_fields=["state", "published_at"])
    for outage in outages_on(edition=locked):
        suspend(circuit=circuit, cause=Suspension.Cause.OUTAGE, outage=outage, next_on=outage.next_on, by=by, now=now)
    journal.write(act="circuit.published", about=circuit, by=by, at=now, edition=locked.number)
    return locked


@transaction.atomic
def withdraw_circuit(*, circuit: Circuit, by: Actor, now: datetime) -> Circuit:
    """Take a circuit off the site; its editions stay."""
    locked = Circuit.objects.select_for_update(of=("self",)).get(pk=circuit.pk)
    locked.editions.filter(state=State.PUBLISHED).update(state=State.WITHDRAWN, ended_at=now)
    journal.write(act="circuit.withdrawn", about=locked, by=by, at=now)
    return locked


def _locked_at_work(edition: Edition) -> Edition:
    locked = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if locked.state not in (State.DRAFT, State.APPROVED):
        raise NotAtWork(f"Edition {locked.pk} is {locked.state}; a new draft is changed instead.")
    return locked


def _require_checked(edition: Edition) -> None:
    check = edition.checks.order_by("-at", "-pk").first()
    if check is None or check.result != FieldCheck.Result.GOOD or check.revision != edition.revision:
        raise NotChecked(f"Edition {edition.pk} was not found good on the spot at revision {edition.revision}.")
