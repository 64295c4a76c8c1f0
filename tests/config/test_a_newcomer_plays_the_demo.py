import json
import signal
import urllib.request
from pathlib import Path

import pytest

from tests.config.installation import Installation
from tests.config.playing import all_gone, at_work, copy_demo, free_port, read_until, start

# On SQLite in both passes: the demo has no other database.


@pytest.fixture(scope="module")
def played(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A demo that the tests of this file start one after the other."""
    return copy_demo(built_demo, tmp_path_factory.mktemp("demo") / "var")


def test_the_demo_says_where_it_is_and_ctrl_c_stops_everything(played: Installation) -> None:
    port = free_port()
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
    assert all_gone(played)


def test_a_demo_that_is_killed_outright_leaves_nothing_behind(played: Installation) -> None:
    with start(played, free_port()) as running:
        read_until(running, "Ctrl-C stops everything")
        running.kill()

    assert all_gone(played)


def test_a_half_built_demo_is_built_again(built_demo: Path) -> None:
    """Only the record of a finished build makes a demo: what a killed build left is taken away."""
    ended = json.loads((built_demo / "ended.json").read_text())

    assert "Building the demo commune" in ended["said"]
    assert ended["code"] == 0
    assert ended["all_gone"]
    assert (built_demo / "var" / "serein.sqlite3").read_bytes().startswith(b"SQLite format 3")
