"""Writing the ledger: by a person's act, once, and never again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from serein.kit import journal
from serein.kit.actors import SYSTEM, Actor
from serein.kit.bilingual import require_both_languages
from serein.people.models import Office
from serein.plan import chain
from serein.plan.evidence import is_address
from serein.plan.models import LedgerEntry, LedgerHead, LedgerProposal, Promise
from serein.plan.queries import ledger as queries

State = LedgerEntry.State


class NoReasonGiven(Exception):
    """A promise is abandoned because of something, or it is not abandoned (H35)."""


class NotAnAddress(Exception):
    """Evidence is the address of a page that anybody may open."""


@transaction.atomic
def write_entry(
    *,
    promise: Promise,
    state: str,
    words_fr: str,
    words_nl: str,
    because_fr: str = "",
    because_nl: str = "",
    evidence: Iterable[str] = (),
    office: Office,
    by: Actor,
    now: datetime,
) -> LedgerEntry:
    """
    Say what became of a promise; an open proposal on it is settled by this.

    :raises NotInBothLanguages: if French or Dutch is missing
    :raises NoReasonGiven: if it is abandoned without a reason
    :raises NotAnAddress: if evidence is no address
    """
    require_both_languages(words=(words_fr, words_nl))
    if because_fr or because_nl or state == State.ABANDONED:
        if not because_fr and not because_nl:
            raise NoReasonGiven(f"Promise {promise.code} is abandoned without a reason.")
        require_both_languages(because=(because_fr, because_nl))
    head = _lock_head()
    entry = LedgerEntry(
        number=head.number + 1,
        promise=promise,
        state=State(state),
        words_fr=words_fr.strip(),
        words_nl=words_nl.strip(),
        because_fr=because_fr.strip(),
        because_nl=because_nl.strip(),
        evidence=[_address(text) for text in evidence],
        office_code=office.code,
        at=now,
    )
    entry.sum = chain.sum_of(queries.told(entry, promise_code=promise.code), head.sum)
    entry.save(force_insert=True)
    LedgerHead(pk=1, number=entry.number, sum=entry.sum).save(force_update=True)
    LedgerProposal.objects.filter(promise=promise, settled_at=None).update(settled_at=now, entry=entry)
    journal.write(act="ledger.written", about=entry, by=by, at=now, promise=promise.code, state=entry.state)
    return entry


@transaction.atomic
def propose(*, promise: Promise, state: str, now: datetime) -> LedgerProposal | None:
    """
    Lay before a person that facts moved; nothing stands in the ledger by that (H23).

    :return: the proposal that waits; None if the ledger says so already
    """
    last = promise.entries.order_by("number").last()
    if last is not None and last.state == state:
        return None
    proposal, is_new = LedgerProposal.objects.get_or_create(
        promise=promise, settled_at=None, defaults={"state": State(state), "made_at": now}
    )
    if is_new:
        journal.write(act="ledger.proposed", about=proposal, by=SYSTEM, at=now, promise=promise.code)
    return proposal


@transaction.atomic
def dismiss(*, proposal: LedgerProposal, by: Actor, now: datetime) -> LedgerProposal:
    """Leave the ledger as it is."""
    locked = LedgerProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk, settled_at=None)
    locked.settled_at = now
    locked.save(update_fields=["settled_at"])
    journal.write(act="ledger.proposal_dismissed", about=locked, by=by, at=now)
    return locked


def _lock_head() -> LedgerHead:
    heads = LedgerHead.objects.select_for_update()
    head = heads.filter(pk=1).first()
    if head is None:  # the first two entries of an installation may come together
        LedgerHead.objects.bulk_create([LedgerHead(pk=1)], ignore_conflicts=True)
        head = heads.get(pk=1)
    return head


def _address(text: str) -> str:
    if not is_address(text.strip()):
        raise NotAnAddress(f"{text} is no address; https://… or /fr/… are accepted.")
    return text.strip()
