"""How a request ends: an author's word on the answer, withdrawal, cancellation, erasure, silence."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from serein.enquiries import ledger, letters, queries, working_days
from serein.enquiries.models import Enquiry, EnquiryStep, KindSetting, Photo
from serein.enquiries.operations._parts import SEALED, close, destroy, locked_for, owner_address, step
from serein.enquiries.operations.joining import pass_on
from serein.enquiries.states import NotAnswered
from serein.kit import journal, sealed
from serein.kit.actors import RESIDENT, SYSTEM, Actor

SILENT_CLOSE = timedelta(days=14)
"""An answer that its author says nothing about counts as accepted after this."""


@transaction.atomic
def give_opinion(*, enquiry: Enquiry, opinion: str, now: datetime) -> Enquiry:
    """
    Take an author's word on the answer: solved closes it, not solved queues it anew with a deadline of its own.

    Of a request that was joined to another, solved is only noted; not solved opens the one that both are about.
    What silence closed can still be said not to be solved, for as long as it is kept.

    :raises NotAnswered: if there is no answer to have an opinion on
    """
    own, root = _locked_with_root(enquiry)
    is_solved = opinion == Enquiry.Opinion.SOLVED
    is_own = own.pk == root.pk
    if not may_give_opinion(own, root) or (is_solved and is_own and root.state == Enquiry.State.CLOSED):
        raise NotAnswered(root, opinion)
    if is_own:
        root.opinion = opinion
    else:
        Enquiry.objects.filter(pk=own.pk).update(opinion=opinion)
    if not is_solved:
        _open_again(root, now)
    elif is_own:
        close(root, now)
    journal.write(act="enquiry.opinion", about=own, by=RESIDENT, at=now, opinion=opinion)
    return root


def may_give_opinion(own: Enquiry, root: Enquiry) -> bool:
    """Whether an author can still have a word on the answer, to their own request or to the one it was joined to."""
    was_silent = root.state == Enquiry.State.CLOSED and not own.opinion
    return root.destroyed_at is None and (root.state == Enquiry.State.ANSWERED or was_silent)


@transaction.atomic
def withdraw(*, enquiry: Enquiry, by: Actor, now: datetime) -> Enquiry:
    """Let the author take a request back; it is then kept as long as any closed one."""
    locked = locked_for(enquiry, Enquiry.State.WITHDRAWN)
    pass_on(locked, by, now)
    close(locked, now, state=Enquiry.State.WITHDRAWN, what=EnquiryStep.What.WITHDRAWN)
    if locked.happens_at is not None and locked.happens_at > now:
        letters.tell_withdrawn(enquiry=locked, to=owner_address(locked, now), now=now)
    journal.write(act="enquiry.withdrawn", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def cancel(*, enquiry: Enquiry, by: Actor, now: datetime) -> Enquiry:
    """Call off for the commune what was agreed for a moment, and write so to the author who left a mail address."""
    locked = locked_for(enquiry, Enquiry.State.WITHDRAWN)
    close(locked, now, state=Enquiry.State.WITHDRAWN, what=EnquiryStep.What.CANCELLED)
    if to := queries.mail_address(locked):
        letters.tell_cancelled(enquiry=locked, to=to, now=now)
    journal.write(act="enquiry.cancelled", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def export(*, enquiry: Enquiry, by: Actor, now: datetime) -> dict[str, Any]:
    """Return everything that is held about an enquiry, for its author."""
    texts = sealed.read(row=enquiry, fields=SEALED, why="export", by=by, at=now)
    photo = Photo.objects.filter(enquiry=enquiry).first()
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
        "outcome": enquiry.outcome,
        "reason": {"fr": enquiry.reason_fr, "nl": enquiry.reason_nl},
        "photo_jpeg_base64": sealed.open_unseen(photo.image) if photo else "",
        "steps": [{"what": step.what, "at": step.at.isoformat()} for step in enquiry.steps.all()],
    }


@transaction.atomic
def erase(*, enquiry: Enquiry, by: Actor, now: datetime) -> bool:
    """Destroy what an enquiry holds, and return whether it held any; its dates stay, so that delays stay true."""
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if locked.destroyed_at is not None:
        return False
    ledger.note(code=str(locked.code), on=timezone.localdate(now))
    is_due = locked.erase_on is not None and locked.erase_on <= timezone.localdate(now)
    if locked.state in _STANDS and not is_due:
        pass_on(locked, by, now)
    destroy(locked, now)
    journal.write(act="enquiry.erased", about=locked, by=by, at=now)
    return True


def erase_again(*, now: datetime) -> int:
    """Erase what a restored backup brought back although it was erased since; return how many."""
    erased = ledger.read()
    held = Enquiry.objects.filter(destroyed_at=None)
    back = [enquiry for enquiry in held if ledger.hash_of(str(enquiry.code)) in erased]
    return sum(erase(enquiry=enquiry, by=SYSTEM, now=now) for enquiry in back)


@transaction.atomic
def close_silent(*, enquiry: Enquiry, now: datetime) -> None:
    """Close an answered enquiry about which its author said nothing for a fortnight."""
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if locked.state == Enquiry.State.ANSWERED:
        close(locked, now)
        journal.write(act="enquiry.closed", about=locked, by=SYSTEM, at=now)


def _locked_with_root(enquiry: Enquiry) -> tuple[Enquiry, Enquiry]:
    """Lock a request and the one it was joined to, the earlier row first as everywhere, and return both."""
    joined_to = Enquiry.objects.filter(pk=enquiry.pk).values_list("same_as", flat=True).get()
    rows = Enquiry.objects.select_for_update(of=("self",)).filter(pk__in=(enquiry.pk, joined_to or enquiry.pk))
    found = {row.pk: row for row in rows.order_by("pk")}
    own = found[enquiry.pk]
    if own.same_as_id == joined_to:
        return own, found[joined_to or own.pk]
    return own, Enquiry.objects.select_for_update(of=("self",)).get(pk=own.same_as_id or own.pk)


def _open_again(root: Enquiry, now: datetime) -> None:
    days = KindSetting.objects.get(kind=root.kind).deadline_days
    root.state = Enquiry.State.UNSOLVED
    root.due_at = root.escalate_at = working_days.deadline(received_at=now, days=days)
    root.escalated_to = root.closed_at = root.erase_on = None
    root.save()
    root.joined.filter(destroyed_at=None).update(closed_at=None, erase_on=None)
    step(root, EnquiryStep.What.NOT_SOLVED, now)
    letters.tell_owner(enquiry=root, to=owner_address(root, now), now=now)


_STANDS = (*Enquiry.OPEN, Enquiry.State.ANSWERED, Enquiry.State.CLOSED)
