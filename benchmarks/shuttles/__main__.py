"""Books on a night over HTTP with 200 rides accepted, and replays drawn nights through the whole stack."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from typing import Any

from benchmarks.shuttles.booking import measure, prepared
from benchmarks.web.__main__ import environment_of, serve
from serein.config import throwaway_postgresql

DATABASES = ("sqlite", "postgresql")
Figures = dict[str, Any]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./serein bench shuttles", description=__doc__)
    parser.add_argument("--database", choices=DATABASES, action="append", help="only this one; repeatable")
    parser.add_argument("--bookings", type=int, default=400, help="timed, after the first 200")
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--vans", type=int, default=12)
    parser.add_argument("--nights", type=int, default=10, metavar="SEEDS", help="replayed of each kind; 0 for none")
    parser.add_argument("--kinds", default="hurlubus,race,new-year")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    figures: list[Figures] = []
    for database in options.database or DATABASES:
        figures += _book(database, options)
    if options.nights:
        figures += _replay(options)
    print(json.dumps(figures, indent=2) if options.json else "\n".join(map(_line, figures)))
    return 0


def _book(database: str, options: argparse.Namespace) -> list[Figures]:
    if not options.bookings:
        return []
    cluster = throwaway_postgresql.running_cluster() if database == "postgresql" else nullcontext("")
    with tempfile.TemporaryDirectory(prefix="serein-bench-") as folder, cluster as url:
        environment = environment_of(folder, url.rpartition("/")[0] + "/postgres" if url else "")
        told = json.loads(prepared(environment, options.vans))
        with serve(environment) as (port, _pids):
            rows = measure(port=port, **told, bookings=options.bookings, connections=options.connections)
    return [{"database": database} | row for row in rows]


def _replay(options: argparse.Namespace) -> list[Figures]:
    with tempfile.TemporaryDirectory(prefix="serein-bench-") as folder:
        words = [sys.executable, "-m", "benchmarks.shuttles.nights", options.kinds, str(options.nights)]
        done = subprocess.run(words, env=environment_of(folder, ""), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"The nights could not be replayed:\n{done.stderr[-2000:]}")
    rows: list[Figures] = json.loads(done.stdout.splitlines()[-1])
    return rows


def _line(row: Figures) -> str:
    return "| " + " | ".join(f"{name} {value}" for name, value in row.items()) + " |"


if __name__ == "__main__":
    sys.exit(main())
