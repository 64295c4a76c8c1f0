"""
What was erased, outside the database and its backups: a restored backup must not bring it back.

A line is a day and the keyed hash of a code; whoever reads it learns nothing.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from serein.enquiries.kinds import list_kinds
from serein.kit import paths, sealing

_PURPOSE = "erased"


def note(*, code: str, on: date) -> None:
    """Note, once the transaction stands, that the enquiry of this code was erased."""
    line = f"{on.isoformat()} {hash_of(code)}\n"
    transaction.on_commit(lambda: _append(line))


def read() -> set[str]:
    """Return the hashes of what was erased."""
    file = _file()
    return {line.split()[1] for line in file.read_text().splitlines()} if file.exists() else set()


def forget_old(*, today: date) -> None:
    """Drop what no backup can hold in readable form any more: its keys are destroyed."""
    longest = max((kind.most_days for kind in list_kinds()), default=0)
    oldest = today - timedelta(days=2 * longest)
    file = _file()
    if not file.exists():
        return
    with _locked():
        kept = [line for line in file.read_text().splitlines(keepends=True) if line[:10] >= oldest.isoformat()]
        partial = file.with_suffix(".partial")
        partial.write_text("".join(kept))
        partial.replace(file)


def _append(line: str) -> None:
    with _locked(), _file().open("a") as out:
        out.write(line)


@contextmanager
def _locked() -> Iterator[None]:
    file = _file().with_suffix(".lock")
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def hash_of(code: str) -> str:
    return sealing.blind_index(code, purpose=_PURPOSE)


def _file() -> Path:
    return paths.var() / "erased" / "enquiries"
