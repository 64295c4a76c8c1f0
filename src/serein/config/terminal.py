"""How commands speak: a line for each step that takes a while, a sentence for each refusal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

_SECONDS_BETWEEN_LINES = 10.0


class Refusal(Exception):
    """A command cannot go on; the message is the sentence that the person reads."""


def say(text: str = "") -> None:
    print(text, flush=True)  # noqa: T201


def warn(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what begins, that it still goes on, and how long it took when that was over two seconds."""
    say(what)
    started, is_done = time.monotonic(), Event()
    Thread(target=_tell_time, args=(started, is_done), daemon=True).start()
    try:
        yield
    finally:
        is_done.set()
    if (seconds := time.monotonic() - started) > 2:
        say(f"  done in {seconds:.0f} s")


def _tell_time(started: float, is_done: Event) -> None:
    while not is_done.wait(_SECONDS_BETWEEN_LINES):
        say(f"  … {time.monotonic() - started:.0f} s")
