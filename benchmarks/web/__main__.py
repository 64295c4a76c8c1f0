"""Serves the demo commune by granian, asks it from eight connections, and prints a table."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from benchmarks.web.load import Figures, Gesture, ask_for
from benchmarks.web.processes import cpu_s, free_port
from serein.config import throwaway_postgresql, web

DATABASES = ("sqlite", "postgresql")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./serein bench web", description=__doc__)
    parser.add_argument("--database", choices=DATABASES, action="append", help="only this one; repeatable")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each gesture is asked for")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    figures: list[Figures] = []
    for database in options.database or DATABASES:
        figures += _measure(database, options.seconds, options.connections)
    print(json.dumps(figures, indent=2) if options.json else _table(figures))
    return 0


def _measure(database: str, seconds: float, connections: int) -> list[Figures]:
    cluster = throwaway_postgresql.running_cluster() if database == "postgresql" else nullcontext("")
    with tempfile.TemporaryDirectory(prefix="serein-bench-") as folder, cluster as url:
        environment = environment_of(folder, url.rpartition("/")[0] + "/postgres" if url else "")
        town = json.loads(_run(environment, "benchmarks.web.prepare").splitlines()[-1])
        with serve(environment) as (port, pids):
            return [
                {"database": database, "queries": town["queries"][gesture.name]}
                | _one(gesture, port, pids, seconds, connections)
                for gesture in (Gesture(**row) for row in town["gestures"])
            ]


def _one(gesture: Gesture, port: int, pids: list[int], seconds: float, connections: int) -> Figures:
    ask_for(gesture, port=port, seconds=1.0, connections=connections)
    before = cpu_s(pids)
    figures = ask_for(gesture, port=port, seconds=seconds, connections=connections)
    figures["cpu_ms"] = round(1000 * (cpu_s(pids) - before) / figures["answers"], 2)
    return figures


def environment_of(folder: str, url: str) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SEREIN_", "DATABASE_"))}
    environment |= {"SEREIN_VAR": folder, "SEREIN_TRUSTED_PROXIES": "1"}
    environment["DJANGO_SETTINGS_MODULE"] = "serein.config.settings"
    return environment | ({"DATABASE_URL": url} if url else {})


def _run(environment: dict[str, str], module: str) -> str:
    done = subprocess.run([sys.executable, "-m", module], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{module} failed:\n{done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def serve(environment: dict[str, str]) -> Iterator[tuple[int, list[int]]]:
    """Serve the installation; give the port and the processes whose CPU counts."""
    port = free_port()
    log = Path(environment["SEREIN_VAR"]) / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen(web.command(host="127.0.0.1", port=port), env=environment, stdout=out, stderr=out)
    try:
        _wait_for(port)
        yield port, [server.pid]
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/fr/", timeout=5).read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("The server did not answer within twenty seconds.")


def _table(figures: list[Figures]) -> str:
    head = ("database", "gesture", "answers_per_s", "p50_ms", "p95_ms", "cpu_ms", "queries")
    rows: list[dict[str, Any]] = [{name: name for name in head}, *figures]
    widths = [max(len(str(row[name])) for row in rows) for name in head]
    return "\n".join("  ".join(str(row[n]).ljust(w) for n, w in zip(head, widths, strict=True)) for row in rows)


if __name__ == "__main__":
    sys.exit(main())
