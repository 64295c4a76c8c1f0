"""
The key ring: files of their own, beside the database and never inside it nor in a backup.

`ring.json` holds the long-lived keys; `days/` one key for each day of destruction.
What is sealed under a day's key is gone everywhere, backups included, once that file is destroyed.
"""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from serein.kit import paths

_DAY_PREFIX = "until-"


class KeyLost(Exception):
    """The key that sealed a value is not in the ring: the value cannot be read."""


class KeyRingMissing(Exception):
    """There is no key ring where one is expected."""


@dataclass(frozen=True)
class Ring:
    current: str
    keys: dict[str, bytes]
    index_key: bytes
    journal_key: bytes


def ring() -> Ring:
    """
    Return the long-lived keys.

    :raises KeyRingMissing: if no ring was made for this installation
    """
    file = _ring_file()
    try:
        return _read_ring(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        raise KeyRingMissing(
            f"No key ring at {file}. Make one with `./serein manage keys add`, or put the saved one back."
        ) from None


def exists() -> bool:
    return _ring_file().exists()


def add_key() -> str:
    """Add a key, make it the current one, and return its id; make the ring if there is none."""
    with _only_one():
        content: dict[str, Any] = json.loads(_ring_file().read_text()) if exists() else _new_ring()
        kid = secrets.token_hex(4)
        content["keys"][kid] = _encode(secrets.token_bytes(32))
        content["current"] = kid
        _write_secret(_ring_file(), json.dumps(content, indent=1).encode())
    return kid


def forget_key(kid: str) -> None:
    """Take a long-lived key out of the ring; what it alone sealed becomes unreadable."""
    with _only_one():
        content = json.loads(_ring_file().read_text())
        if kid == content["current"]:
            raise ValueError(f"Key {kid} is the current one; add another before forgetting it.")
        del content["keys"][kid]
        _write_secret(_ring_file(), json.dumps(content, indent=1).encode())


def key_for_day(day: date) -> tuple[str, bytes]:
    """
    Return the id and the key that will be destroyed at the end of `day`, made on first use.

    A key made anew after a loss has another id, so that what the lost one sealed is never mistaken for its own.
    """
    known = sorted(_days_folder().glob(f"{_DAY_PREFIX}{day.isoformat()}-*"))
    file = known[0] if known else _day_file(f"{_DAY_PREFIX}{day.isoformat()}-{secrets.token_hex(3)}")
    if not known:
        _write_secret(file, secrets.token_bytes(32))
    return file.name, file.read_bytes()


def secret(kid: str) -> bytes:
    """
    Return the key of that id.

    :raises KeyLost: if it is not in the ring, or was destroyed at its day
    """
    if kid.startswith(_DAY_PREFIX):
        try:
            return _day_file(kid).read_bytes()
        except FileNotFoundError:
            raise KeyLost(f"Day key {kid} was destroyed or never reached this machine.") from None
    try:
        return ring().keys[kid]
    except KeyError:
        raise KeyLost(f"Key {kid} is not in the ring at {_ring_file()}.") from None


def destroy_days_before(day: date, *, but: Collection[date] = ()) -> list[str]:
    """Destroy every day key whose day is over, but those still needed, and return their ids."""
    gone = []
    for file in sorted(_days_folder().glob(f"{_DAY_PREFIX}*")):
        of = date.fromisoformat(file.name.removeprefix(_DAY_PREFIX)[:10])
        if of < day and of not in but:
            file.write_bytes(secrets.token_bytes(32))
            file.unlink()
            gone.append(file.name)
    return gone


@contextmanager
def _only_one() -> Iterator[None]:
    """Let one process at a time change the ring."""
    paths.keys().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (paths.keys() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _new_ring() -> dict[str, Any]:
    return {
        "keys": {},
        "index": _encode(secrets.token_bytes(32)),
        "journal": _encode(secrets.token_bytes(32)),
    }


def _ring_file() -> Path:
    return paths.keys() / "ring.json"


def _days_folder() -> Path:
    return paths.keys() / "days"


def _day_file(kid: str) -> Path:
    return _days_folder() / kid


@lru_cache(maxsize=4)
def _read_ring(file: Path, _changed: int) -> Ring:
    content = json.loads(file.read_text())
    return Ring(
        current=content["current"],
        keys={kid: base64.b64decode(key) for kid, key in content["keys"].items()},
        index_key=base64.b64decode(content["index"]),
        journal_key=base64.b64decode(content["journal"]),
    )


def _write_secret(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = file.parent / f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}"
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(file)


def _encode(key: bytes) -> str:
    return base64.b64encode(key).decode()
