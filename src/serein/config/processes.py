"""Starting several programs together, and ending all of them together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from serein.config.terminal import warn

_SECONDS_TO_END = 6.0
_PR_SET_PDEATHSIG = 1


class Interrupted(Exception):
    """Someone asked all of it to stop."""


@dataclass
class Family:
    """Programs that live and end together, each in a process group of its own."""

    members: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, words: list[str], env: dict[str, str], log: Path | None = None) -> None:
        """Start a program; with `log`, what it says goes to that file."""
        with contextlib.ExitStack() as stack:
            out = None if log is None else stack.enter_context(log.open("w"))
            self.members[name] = subprocess.Popen(
                words,
                env=env,
                stdout=out,
                stderr=out,
                start_new_session=True,
                close_fds=False,
                preexec_fn=_end_with_parent,
            )

    def find_ended(self) -> str | None:
        """Return the name of one that ended by itself."""
        return next((name for name, process in self.members.items() if process.poll() is not None), None)

    def stop(self) -> None:
        """End all of them, children included: first asked, then forced."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + _SECONDS_TO_END
        while time.monotonic() < deadline and any(process.poll() is None for process in self.members.values()):
            time.sleep(0.05)
        self._signal(signal.SIGKILL)
        for process in self.members.values():
            process.wait()

    def watch(self, every_seconds: float = 0.5) -> str:
        """Wait until one ends, and return its name."""
        while (ended := self.find_ended()) is None:
            time.sleep(every_seconds)
        return ended

    def _signal(self, number: signal.Signals) -> None:
        for process in self.members.values():
            try:
                os.killpg(process.pid, number)
            except (ProcessLookupError, PermissionError):
                continue


def stop_on_signals() -> None:
    """Turn Ctrl-C, `kill` and a closed terminal into `Interrupted`."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)  # one word is enough; the ending is not interrupted
    raise Interrupted(signal.Signals(number).name)


def _end_with_parent() -> None:
    """On Linux, let a program end when the one that started it was killed outright."""
    if sys.platform != "linux":
        return
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    except (OSError, AttributeError) as absent:
        warn(f"  (children would outlive a killed parent here: {absent})")
