"""The launcher's sentences: each of them is what a newcomer reads when something is not as it should be."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.installation import Installation
from tests.source import ROOT

_PROGRAMS = [
    "bash",
    "env",
    "dirname",
    "cat",
    "sha256sum",
    "cut",
    "df",
    "awk",
    "sed",
    "grep",
    "basename",
    "flock",
    "rm",
    "sleep",
]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the launcher and its locks, without an environment."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in ("serein", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "src" / "serein" / "config", folder / "src" / "serein" / "config")
    (folder / "src" / "serein" / "__init__.py").touch()
    shutil.copy(ROOT / "src" / "serein" / "__main__.py", folder / "src" / "serein" / "__main__.py")
    return folder


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A PATH with only the programs that a bare machine has; tests put a Python of their own there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in _PROGRAMS:
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return folder


def launch(checkout: Path, programs: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": str(programs), "HOME": str(checkout), "SEREIN_VAR": str(checkout / "var")}
    return subprocess.run(
        [str(checkout / "serein"), *words], env=env, capture_output=True, text=True, check=False, timeout=120
    )


def put(programs: Path, name: str, script: str) -> None:
    (programs / name).unlink(missing_ok=True)
    (programs / name).write_text(f"#!{shutil.which('bash')}\n{script}\n")
    (programs / name).chmod(0o755)


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one sentence that a refused command ended with."""
    assert done.returncode not in {0, None}
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("serein: ")
    assert "Traceback" not in done.stderr
    return last


def test_a_machine_without_python_is_told_what_to_install(checkout: Path, programs: Path) -> None:
    assert "Python 3.11 or newer and found none" in refusal(launch(checkout, programs, "demo"))


def test_a_python_too_old_is_named(checkout: Path, programs: Path) -> None:
    put(programs, "python3", 'case "$2" in *version_info*) exit 1;; *python_version*) echo 3.9.2;; esac')

    assert "the newest one found here is 3.9.2" in refusal(launch(checkout, programs, "demo"))


def test_a_python_without_venv_is_told_debians_command(checkout: Path, programs: Path) -> None:
    put(programs, "python3", 'case "$2" in *version_info*) exit 0;; *venv*) exit 1;; esac')

    assert "apt-get install -y python3-venv" in refusal(launch(checkout, programs, "demo"))


def test_a_disk_without_room_is_measured_before_anything_is_written(checkout: Path, programs: Path) -> None:
    put(programs, "python3", "exit 0")
    put(programs, "df", "echo head; echo /dev/disk 1000000 900000 102400 90% /")

    sentence = refusal(launch(checkout, programs, "demo"))

    assert "needs about" in sentence
    assert "100 MB are free" in sentence
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize(
    ("said_by_pip", "sentence"),
    [
        ("Temporary failure in name resolution", "no network leads to the package index"),
        ("[Errno 28] No space left on device", "the disk filled up"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "does not have the content that the lock expects"),
    ],
)
def test_a_failed_download_is_explained_in_a_sentence(
    checkout: Path, programs: Path, said_by_pip: str, sentence: str
) -> None:
    fake = 'if [ "$1" = -m ] && [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; exit 0; fi\n'
    put(programs, "python3", fake + f'if [ "$2" = pip ]; then echo "{said_by_pip}" >&2; exit 1; fi; exit 0')
    for name in ("mkdir", "cp"):
        (programs / name).symlink_to(shutil.which(name) or "")

    assert sentence in refusal(launch(checkout, programs, "demo"))


def test_help_needs_no_library_and_names_every_command(checkout: Path, programs: Path) -> None:
    (programs / "python3").symlink_to(Path(sys.executable).resolve())

    done = launch(checkout, programs, "help")

    assert done.returncode == 0, done.stderr
    for name in (
        "demo",
        "test",
        "serve",
        "worker",
        "scheduler",
        "check",
        "bench",
        "manage",
        "backup",
        "restore",
        "setup",
    ):
        assert f"\n  {name} " in done.stdout
    assert not (checkout / ".venv").exists()


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_in_use_is_one_sentence(tmp_path: Path, taken_port: int) -> None:
    refused = Installation(tmp_path / "var").run("demo", "--port", str(taken_port))

    assert f"Port {taken_port} is in use by another program" in refusal(refused)
    assert not (tmp_path / "var").exists()


def test_a_demo_never_takes_the_place_of_an_installation(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "serein.sqlite3").write_text("residents' data")

    refused = Installation(tmp_path / "var").run("demo", "--port", "0", "--fresh")

    assert "holds an installation that is not a demo" in refusal(refused)
    assert (tmp_path / "var" / "serein.sqlite3").read_text() == "residents' data"


def test_an_unknown_command_is_said_to_be_unknown(tmp_path: Path) -> None:
    refused = Installation(tmp_path / "var").run("dance")

    assert refused.returncode == 2
    assert "there is no command `dance`" in refused.stderr


@pytest.mark.server
def test_serve_refuses_a_database_that_is_not_up_to_date(installation: Installation) -> None:
    installation.python(
        "from django.db import connection\nfrom django.db.migrations.recorder import MigrationRecorder\n"
        "MigrationRecorder.Migration.objects.using('default').filter(app='portal').delete()\n"
        "MigrationRecorder.Migration.objects.filter(app='kit').delete()"
    )

    assert "./serein manage migrate" in refusal(installation.run("serve", "--port", "0"))
