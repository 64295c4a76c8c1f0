"""The web server: what it needs before it starts, and how it is called."""

import hashlib
import os
import socket
import sys
from pathlib import Path

from serein.config.terminal import Refusal, step
from serein.kit import paths

WORKERS = 2
THREADS = 4


def command(*, host: str, port: int, workers: int = WORKERS) -> list[str]:
    """Return the words that start granian: WSGI, which costs synchronous views half the CPU of ASGI."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(THREADS)),
        *("--workers-kill-timeout", "5", "--respawn-failed-workers", "--no-ws", "--log-level", "warning"),
        "serein.config.wsgi:application",
    ]


def require_free_port(host: str, port: int) -> None:
    """
    Make sure that a server could listen there.

    :raises Refusal: if another program does
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError:
            raise Refusal(f"There is no port {port}; ports go from 1 to 65535.") from None
        except PermissionError:
            raise Refusal(f"Port {port} is reserved to the system's administrator; choose one above 1023.") from None
        except OSError:
            raise Refusal(
                f"Port {port} is in use by another program; stop it, or choose another port with --port."
            ) from None


def require_migrated() -> None:
    """
    Make sure that the database has the shape that this version expects.

    :raises Refusal: if it has not, with the command that gives it
    """
    if pending_migrations():
        raise Refusal("The database is not up to date: run `./serein manage migrate` first.")


def pending_migrations() -> int:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def gather_static() -> None:
    """Copy and compress styles, scripts and fonts to where the server reads them, when any changed."""
    stamp = paths.var() / "static" / ".stamp"
    known = _sum_of_static()
    if stamp.exists() and stamp.read_text() == known:
        return
    from django.core.management import call_command

    with step("Preparing styles, scripts and fonts"):
        call_command("collectstatic", interactive=False, verbosity=0, clear=stamp.exists())
        stamp.write_text(known)


def _sum_of_static() -> str:
    import allauth
    import django

    digest = hashlib.sha256(f"{django.__version__} {allauth.__version__}".encode())
    for folder in sorted(Path(__file__).parents[1].glob("*/static")):
        for directory, _folders, files in sorted(os.walk(folder)):
            for name in sorted(files):
                about = os.stat(os.path.join(directory, name))
                digest.update(f"{directory}/{name} {about.st_size} {about.st_mtime_ns}".encode())
    return digest.hexdigest()
