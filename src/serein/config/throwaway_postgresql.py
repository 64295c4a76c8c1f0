"""A PostgreSQL cluster that lives as long as a test run: on a free port, in a folder of its own, without fsync."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from serein.config.terminal import Refusal

_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=120",
    "shared_buffers=64MB",
)


def find_programs() -> Path | None:
    """Return the folder of the newest `initdb`: on the PATH, or where Debian keeps it."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def running_cluster() -> Iterator[str]:
    """
    Start a cluster and give the URL of a database in it; it is gone afterwards.

    :raises Refusal: if PostgreSQL is not installed, or does not start
    """
    programs = find_programs()
    if programs is None:
        raise Refusal("PostgreSQL is not installed here.")
    folder = Path(tempfile.mkdtemp(prefix="serein-postgresql-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        port = _free_port()
        _run(programs, "initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = " ".join(f"-c {setting}" for setting in _SETTINGS)
        listen = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {options}"
        _run(programs, "pg_ctl", "-D", str(folder / "data"), "-l", str(folder / "log"), "-w", "-o", listen, "start")
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/serein"
        finally:
            _run(programs, "pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(programs: Path, *words: str) -> None:
    """Run one of PostgreSQL's programs; root may not, so it becomes `postgres`."""
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*as_postgres, str(programs / words[0]), *words[1:]]
    # pg_ctl's server inherits the pipes of a captured run and would keep us waiting: a file does not.
    with tempfile.TemporaryFile() as out:
        done = subprocess.run(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd="/", check=False)
        if done.returncode != 0:
            out.seek(0)
            lines = out.read().decode(errors="replace").strip().splitlines()
            raise Refusal(f"PostgreSQL's {words[0]} failed: {lines[-1] if lines else 'it gave no reason'}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
