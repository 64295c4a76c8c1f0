"""
How the ledger's entries hang together, in plain Python without Django: `verify` may be copied out and read alone.

An entry's sum is SHA-256 over the sum before it and the entry's own canonical JSON (keys sorted, no blanks, UTF-8).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

TOLD = (
    "number", "promise", "state", "words_fr", "words_nl", "because_fr", "because_nl", "evidence", "office", "at",
)  # fmt: skip


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sum_of(entry: Mapping[str, Any], before: str) -> str:
    return hashlib.sha256(before.encode() + canonical({name: entry[name] for name in TOLD})).hexdigest()


def faults(entries: Iterable[Mapping[str, Any]], *, head: int | None = None) -> list[str]:
    """Name every entry that was altered, removed or moved, and an end that was cut off."""
    found, before, number = [], "", 0
    for entry in entries:
        if entry["number"] != number + 1:
            found.append(f"Entries {number + 1} to {entry['number'] - 1} are missing.")
        if entry["sum"] != sum_of(entry, before):
            found.append(f"Entry {entry['number']} does not follow from the one before: altered or moved.")
        before, number = entry["sum"], entry["number"]
    if head is not None and head != number:
        found.append(f"The ledger had {head} entries; {number} are there.")
    return found
