"""The ledger as anybody reads it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from serein.plan import chain
from serein.plan.models import Commitment, LedgerEntry, LedgerHead, LedgerProposal, Promise

SILENT_AFTER = timedelta(days=90)
"""Past this without a word, a promise says by itself that there is no news of it (H35)."""


@dataclass(frozen=True)
class PromiseNow:
    """A promise with what was last said of it; nothing said yet means not begun."""

    promise: Promise
    entry: LedgerEntry | None
    silent_since: datetime | None

    @property
    def state(self) -> str:
        return self.entry.state if self.entry else LedgerEntry.State.NOT_BEGUN

    @property
    def label(self) -> str:
        return str(LedgerEntry.State(self.state).label)

    @property
    def tag(self) -> str:
        return {"kept": "done", "under_way": "info", "late": "late", "abandoned": "warn"}.get(self.state, "plain")


@dataclass(frozen=True)
class CommitmentNow:
    commitment: Commitment
    promises: list[PromiseNow]
    history: list[LedgerEntry]


@dataclass(frozen=True)
class Moved:
    """A promise whose state or words differ between two days."""

    promise: Promise
    before: LedgerEntry | None
    after: LedgerEntry | None

    @property
    def was(self) -> str:
        return str(LedgerEntry.State(self.before.state if self.before else "not_begun").label)

    @property
    def now_is(self) -> str:
        return str(LedgerEntry.State(self.after.state if self.after else "not_begun").label)


def list_programme(*, now: datetime) -> list[CommitmentNow]:
    """Return every commitment with its promises as they stand; three queries."""
    return [_commitment_now(commitment, now) for commitment in _commitments()]


def get_commitment(*, number: int, now: datetime) -> CommitmentNow:
    """:raises Commitment.DoesNotExist: if there is none of that number"""
    return _commitment_now(_commitments().get(number=number), now)


def count_states(programme: list[CommitmentNow]) -> list[tuple[str, str, int]]:
    """Return each state with its name and the number of promises in it, those of none too."""
    counted = Counter(promise.state for commitment in programme for promise in commitment.promises)
    return [(state, str(label), counted[state]) for state, label in LedgerEntry.State.choices]


def list_moved(*, from_on: date, to_on: date) -> list[tuple[Commitment, list[Moved]]]:
    """Return what changed from the end of one day to the end of another, by commitment; three queries."""
    found = []
    for commitment in _commitments():
        moved = []
        for promise in commitment.promises.all():
            entries = list(promise.entries.all())
            before, after = _last_on(entries, from_on), _last_on(entries, to_on)
            if before != after:
                moved.append(Moved(promise, before, after))
        if moved:
            found.append((commitment, moved))
    return found


def list_proposals() -> QuerySet[LedgerProposal]:
    return LedgerProposal.objects.filter(settled_at=None).select_related("promise__commitment")


def told(entry: LedgerEntry, *, promise_code: str) -> dict[str, Any]:
    """Return what an entry says, as it is summed and exported. It names an office and never a person."""
    return {
        "number": entry.number,
        "promise": promise_code,
        "state": entry.state,
        "words_fr": entry.words_fr,
        "words_nl": entry.words_nl,
        "because_fr": entry.because_fr,
        "because_nl": entry.because_nl,
        "evidence": entry.evidence,
        "office": entry.office_code,
        "at": entry.at.astimezone(UTC).isoformat(),
    }


def export() -> dict[str, Any]:
    """Return the whole programme and its ledger; the same until something is added."""
    entries = [
        told(entry, promise_code=entry.promise.code) | {"sum": entry.sum}
        for entry in LedgerEntry.objects.select_related("promise").order_by("number")
    ]
    return {
        "format": "serein-ledger-1",
        "as_of": entries[-1]["at"] if entries else "",
        "commitments": [
            {
                "number": commitment.number,
                "text_fr": commitment.text_fr,
                "text_nl": commitment.text_nl,
                "promises": [
                    {"code": p.code, "text_fr": p.text_fr, "text_nl": p.text_nl, "owner": p.office.code}
                    for p in commitment.promises.all()
                ],
            }
            for commitment in _commitments()
        ],
        "entries": entries,
        "last_sum": entries[-1]["sum"] if entries else "",
    }


def list_faults() -> list[str]:
    """Name every entry of the ledger that was altered, removed or moved since it was written."""
    rows = LedgerEntry.objects.select_related("promise").order_by("number")
    head = LedgerHead.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    return chain.faults(({**told(row, promise_code=row.promise.code), "sum": row.sum} for row in rows), head=head)


def _commitments() -> QuerySet[Commitment]:
    entries = Prefetch("entries", LedgerEntry.objects.order_by("number"))
    promises = Promise.objects.select_related("office").prefetch_related(entries).order_by("rank")
    return Commitment.objects.prefetch_related(Prefetch("promises", promises))


def _commitment_now(commitment: Commitment, now: datetime) -> CommitmentNow:
    promises = [_promise_now(promise, now) for promise in commitment.promises.all()]
    history = sorted((e for p in commitment.promises.all() for e in p.entries.all()), key=lambda entry: entry.number)
    by_key = {promise.promise.pk: promise.promise for promise in promises}
    for entry in history:
        entry.promise = by_key[entry.promise_id]
    return CommitmentNow(commitment, promises, history)


def _promise_now(promise: Promise, now: datetime) -> PromiseNow:
    entries = list(promise.entries.all())
    entry = entries[-1] if entries else None
    is_over = entry is not None and entry.state in {LedgerEntry.State.KEPT, LedgerEntry.State.ABANDONED}
    since = entry.at if entry else promise.taken_at
    return PromiseNow(promise, entry, since if not is_over and now - since > SILENT_AFTER else None)


def _last_on(entries: list[LedgerEntry], day: date) -> LedgerEntry | None:
    before = [entry for entry in entries if timezone.localdate(entry.at) <= day]
    return before[-1] if before else None
