import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.config.installation import Installation
from tests.source import ROOT

# On SQLite in both passes: the demo has no other database.


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A folder for a demo that the tests of this file start one after the other."""
    return Installation(tmp_path_factory.mktemp("demo") / "var")


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


def test_the_demo_says_where_it_is_and_ctrl_c_stops_everything(played: Installation) -> None:
    port = _free_port()
    with start(played, port) as running:
        said = read_until(running, "Ctrl-C stops everything")
        with urllib.request.urlopen(f"http://localhost:{port}/fr/", timeout=20) as answer:
            page = answer.read().decode()
        working = len(at_work(played))
        running.send_signal(signal.SIGINT)
        code = running.wait(timeout=20)

    assert f"http://localhost:{port}" in said
    assert "amina@demo.invalid" in said
    assert "fictive" in page
    assert working >= 5  # the demo, the server and its two processes, worker, scheduler
    assert code == 0
    assert _all_gone(played)


def test_a_demo_that_is_killed_outright_leaves_nothing_behind(played: Installation) -> None:
    with start(played, _free_port()) as running:
        read_until(running, "Ctrl-C stops everything")
        running.kill()

    assert _all_gone(played)


def test_a_half_built_demo_is_built_again(tmp_path: Path) -> None:
    """Only the record of a finished build makes a demo: what a killed build left is taken away."""
    installation = Installation(tmp_path / "var")
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "demo.json").write_text("{}")
    (tmp_path / "var" / "serein.sqlite3").write_text("half a database")

    with start(installation, _free_port()) as running:
        read_until(running, "Ctrl-C stops everything")
        running.send_signal(signal.SIGTERM)
        code = running.wait(timeout=20)

    assert code == 0
    assert _all_gone(installation)


def _all_gone(installation: Installation, seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while at_work(installation):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _environment(entry: Path) -> bytes:
    try:
        return (entry / "environ").read_bytes()
    except OSError:
        return b""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
