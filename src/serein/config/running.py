"""Who works on an installation: web, worker and scheduler share a lock that `restore` needs for itself."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from serein.config.terminal import Refusal
from serein.kit import paths


@contextmanager
def held() -> Iterator[None]:
    """
    Hold the installation as one of those at work on it; programs started inside hold it too.

    :raises Refusal: while a backup is being put back
    """
    with _locked(fcntl.LOCK_SH, "A backup is being put back here; start again once it is done."):
        yield


@contextmanager
def alone() -> Iterator[None]:
    """
    Hold the installation alone.

    :raises Refusal: while web, worker or scheduler are at work
    """
    with _locked(fcntl.LOCK_EX, "Serein is at work here: stop web, worker and scheduler first, then restore."):
        yield


@contextmanager
def _locked(how: int, sentence: str) -> Iterator[None]:
    paths.var().mkdir(parents=True, exist_ok=True)
    descriptor = os.open(paths.var() / "running.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.set_inheritable(descriptor, True)
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(sentence) from None
        yield
    finally:
        os.close(descriptor)
