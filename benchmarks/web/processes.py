"""The CPU that a server and its children used, read from /proc; a free port."""

import os
import socket
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_s(pids: Iterable[int]) -> float:
    """Return the seconds of CPU of these processes and of all that they started and that still live."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(folder.name)
        parents[pid], used[pid] = int(words[1]), (int(words[11]) + int(words[12])) / _TICKS
    roots = set(pids)
    return sum(seconds for pid, seconds in used.items() if _descends(pid, roots, parents))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _descends(pid: int, roots: set[int], parents: dict[int, int]) -> bool:
    while pid not in roots and pid > 1:
        pid = parents.get(pid, 0)
    return pid in roots
