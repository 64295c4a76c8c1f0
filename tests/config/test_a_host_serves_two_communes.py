"""The recipe of docs/operate/several-communes.md, played with two."""

import json
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from serein.config.processes import Family
from tests.config.installation import Installation, new_installation

pytestmark = pytest.mark.server


@contextmanager
def serving(installation: Installation) -> Iterator[str]:
    """Run an installation's web server, worker and scheduler, and give its address."""
    port = _free_port()
    address = f"http://localhost:{port}"
    env = installation.env | {"SEREIN_SITE_URL": address}
    family = Family()
    try:
        family.start("web", [sys.executable, "-m", "serein", "serve", "--port", str(port), "--workers", "1"], env)
        for name in ("worker", "scheduler"):
            family.start(name, [sys.executable, "-m", "serein", name], env, log=installation.var / f"{name}.log")
        _wait(lambda: _read(f"{address}/health")[0] == 200, family)
        yield address
    finally:
        family.stop()


def test_two_communes_stand_side_by_side_and_know_nothing_of_each_other(migrated: Installation, tmp_path: Path) -> None:
    with ExitStack() as stack:
        communes = {}
        for name, nis in (("Clairlieu", "99001"), ("Montclair", "99002")):
            made = stack.enter_context(new_installation(tmp_path / name, like=migrated))
            (tmp_path / name / "keys" / "secret_key").unlink(missing_ok=True)
            made.must("setup", "--answers", str(_answers(tmp_path, name, nis)))
            communes[name] = stack.enter_context(serving(made))

        for name, address in communes.items():
            other = next(known for known in communes if known != name)
            status, page = _read(f"{address}/fr/")

            assert status == 200
            assert name in page
            assert other not in page
            assert json.loads(_read(f"{address}/health")[1]) == {"web": "ok", "worker": "ok", "scheduler": "ok"}


def _answers(folder: Path, name: str, nis: str) -> Path:
    file = folder / f"{name}.json"
    office = {"code": "desk", "name_fr": "Accueil", "name_nl": "Onthaal", "email": f"desk@{name.lower()}.example"}
    told = {
        "commune": {"name_fr": name, "name_nl": name, "nis": nis},
        "offices": [office],
        "help_numbers": [{"code": "police", "owner": "desk", "verified_on": "2026-01-31"}],
        "administrator": {"email": f"admin@{name.lower()}.example", "office": "desk"},
    }
    file.write_text(json.dumps(told))
    return file


def _read(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()
    except OSError:
        return 0, ""


def _wait(is_so: Callable[[], bool], family: Family, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert family.find_ended() is None, f"{family.find_ended()} ended"
        assert time.monotonic() < deadline, "not at work in time"
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
