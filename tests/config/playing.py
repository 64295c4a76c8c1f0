"""A demo that plays: started, stopped, and built once for all tests of a run."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.config.installation import Installation
from tests.once import make_once
from tests.source import ROOT


def start(installation: Installation, port: int) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "serein", "demo", "--port", str(port)]
    return subprocess.Popen(
        words, env=installation.env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def read_until(running: subprocess.Popen[str], words: str) -> str:
    assert running.stdout is not None
    said = ""
    for line in running.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"It ended without saying {words!r}: {said}")


def at_work(installation: Installation) -> list[int]:
    """Return the processes that work on this installation."""
    mark = f"SEREIN_VAR={installation.var}".encode()
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and mark in _environment(entry).split(b"\0")
    ]


def all_gone(installation: Installation, seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while at_work(installation):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def build_demo(folder: Path) -> None:
    """Build one over what a killed build left, and write down how it began and ended."""
    installation = Installation(folder / "var")
    installation.var.mkdir()
    (installation.var / "demo.json").write_text("{}")
    (installation.var / "serein.sqlite3").write_text("half a database")
    with start(installation, free_port()) as running:
        said = read_until(running, "Ctrl-C stops everything")
        running.send_signal(signal.SIGTERM)
        code = running.wait(timeout=20)
    ended = {"said": said, "code": code, "all_gone": all_gone(installation)}
    (folder / "ended.json").write_text(json.dumps(ended))


def copy_demo(built: Path, folder: Path) -> Installation:
    """Copy the demo that `build_demo` made."""
    shutil.copytree(built / "var", folder)
    return Installation(folder)


def _environment(entry: Path) -> bytes:
    try:
        return (entry / "environ").read_bytes()
    except OSError:
        return b""


if __name__ == "__main__":
    make_once("demo", build_demo, shared=Path(os.environ["SEREIN_TEST_ONCE"]))
