"""
The journal of acts: append-only, each entry chained to the one before by a keyed MAC.

It holds verbs, identifiers and moments, never content. The count and the last MAC also stand in a file
outside the database, so that cutting off the end shows.
"""

import contextlib
import fcntl
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, models, transaction

from serein.kit import keyring, paths
from serein.kit.actors import Actor
from serein.kit.models import JournalEntry, JournalHead

_LINE = 128
"""Bytes of the line outside the database: a count and a MAC fit with room."""


class NotInATransaction(Exception):
    """An entry must stand or fall with the act it tells of."""


@dataclass(frozen=True)
class Fault:
    number: int
    sentence: str


def write(*, act: str, about: models.Model | str, by: Actor, at: datetime, **identifiers: str | int) -> JournalEntry:
    """
    Append an entry; call it last in the act's transaction, since it locks the journal's head.

    :raises NotInATransaction: outside `transaction.atomic`
    """
    if not connection.in_atomic_block:
        raise NotInATransaction(f"{act} was journalled outside a transaction.")
    head = _lock_head()
    kind, key = (about, "") if isinstance(about, str) else (about._meta.label_lower, str(about.pk))
    entry = JournalEntry(
        number=head.number + 1,
        at=at,
        act=act,
        actor_id=by.id,
        actor_label=by.label,
        about_kind=kind,
        about_id=key,
        identifiers=identifiers,
    )
    entry.mac = _mac(head.mac, entry)
    entry.save(force_insert=True)
    JournalHead(pk=1, number=entry.number, mac=entry.mac).save(force_update=True)
    # The act stands by now: a disk too full for this file must not make it look failed. The next entry catches up.
    transaction.on_commit(lambda: _keep_outside(entry.number, entry.mac), robust=True)
    return entry


def faults() -> Iterator[Fault]:
    """Find every altered, removed, reordered or cut-off entry."""
    mac, number = "", 0
    kept_number, kept_mac = outside_head()
    for entry in JournalEntry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != number + 1:
            yield Fault(entry.number, f"Entries {number + 1} to {entry.number - 1} are missing.")
        if not hmac.compare_digest(entry.mac, _mac(mac, entry)):
            yield Fault(entry.number, f"Entry {entry.number} does not follow from the one before: altered or moved.")
        if entry.number == kept_number and entry.mac != kept_mac:
            yield Fault(entry.number, f"Entry {entry.number} is not the one known outside the database.")
        mac, number = entry.mac, entry.number
    head = JournalHead.objects.filter(pk=1).first() or JournalHead()
    if (head.number, head.mac) != (number, mac):
        yield Fault(number, f"The head says {head.number} entries; the last found is {number}.")
    if number and not kept_number:
        yield Fault(number, f"What was known outside the database is gone ({_outside_file()}): no cut would show.")
    if kept_number > number:
        yield Fault(number, f"Cut off: {kept_number} entries were written, {number} are left.")


def outside_head() -> tuple[int, str]:
    """Return the count and last MAC known outside the database; (0, "") when none were written."""
    try:
        with open(_outside_file()) as head:
            fcntl.flock(head, fcntl.LOCK_SH)
            return _known(head.read())
    except FileNotFoundError:
        return 0, ""


def forget_outside() -> None:
    """Let the chain be known anew from the next entry on: for `restore`, which journals that it did."""
    with contextlib.suppress(FileNotFoundError):
        _outside_file().unlink()


def _lock_head() -> JournalHead:
    heads = JournalHead.objects.select_for_update()
    head = heads.filter(pk=1).first()
    if head is None:  # the first acts of an installation may come together: one of them makes the row, all wait for it
        JournalHead.objects.bulk_create([JournalHead(pk=1)], ignore_conflicts=True)
        head = heads.get(pk=1)
    return head


def _mac(previous: str, entry: JournalEntry) -> str:
    told = [
        entry.number,
        entry.at.astimezone(UTC).isoformat(),
        entry.act,
        entry.actor_id,
        entry.actor_label,
        entry.about_kind,
        entry.about_id,
        entry.identifiers,
    ]
    message = previous + json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.digest(keyring.ring().journal_key, message.encode(), "sha256").hex()


def _outside_file() -> Path:
    return paths.var() / "journal-head.json"


def _keep_outside(number: int, mac: str) -> None:
    """
    Note the last entry in its file: in place, as one line shorter than a disk's sector, which is whole or not there.

    A file put in the place of another would be as safe, but then ext4 waits for the disk at each act.
    """
    file = _outside_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o666), "r+") as head:
        fcntl.flock(head, fcntl.LOCK_EX)
        if number <= _known(head.read())[0]:
            return
        head.seek(0)
        head.write(json.dumps({"number": number, "mac": mac}).ljust(_LINE - 1) + "\n")


def _known(line: str) -> tuple[int, str]:
    """Read the line; one that cannot be read is as good as none, and is told as such."""
    try:
        known = json.loads(line)
        return int(known["number"]), str(known["mac"])
    except (ValueError, KeyError, TypeError):
        return 0, ""
