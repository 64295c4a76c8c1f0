"""Fills an installation with reports and measures what reading and reporting cost, on both databases."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from serein.config import throwaway_postgresql

DATABASES = ("sqlite", "postgresql")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./serein bench listening", description=__doc__)
    parser.add_argument("--database", choices=DATABASES, action="append", help="only this one; repeatable")
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=200, help="how often each gesture is asked for")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    rows: list[dict[str, Any]] = []
    for database in options.database or DATABASES:
        rows += _measure(database, options.reports, options.times)
    print(json.dumps(rows, indent=2) if options.json else _table(rows))
    return 0


def _measure(database: str, reports: int, times: int) -> list[dict[str, Any]]:
    cluster = throwaway_postgresql.running_cluster() if database == "postgresql" else nullcontext("")
    with tempfile.TemporaryDirectory(prefix="serein-bench-") as folder, cluster as url:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("SEREIN_", "DATABASE_"))}
        own |= {"SEREIN_VAR": folder, "DJANGO_SETTINGS_MODULE": "serein.config.settings"}
        if url:
            own |= {"DATABASE_URL": url.rpartition("/")[0] + "/postgres", "BENCH_POSTGRESQL": _postmaster()}
        command = [sys.executable, "-m", "benchmarks.listening.prepare", str(reports), str(times)]
        done = subprocess.run(command, env=own, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"It failed on {database}:\n{done.stderr[-3000:]}")
        told = json.loads(done.stdout.splitlines()[-1])
        return [{"database": database, "reports": told["reports"], **row} for row in told["gestures"]]


def _postmaster() -> str:
    """Return the server that this program just started: its CPU counts with that of all its children."""
    return " ".join(
        folder.name
        for folder in Path("/proc").glob("[0-9]*")
        if (folder / "comm").exists() and (folder / "comm").read_text().strip() == "postgres"
    )


def _table(rows: list[dict[str, Any]]) -> str:
    head = ("database", "reports", "gesture", "queries", "cpu_ms", "database_cpu_ms")
    lines: list[dict[str, Any]] = [{name: name for name in head}, *rows]
    widths = [max(len(str(line[name])) for line in lines) for name in head]
    return "\n".join("  ".join(str(line[n]).ljust(w) for n, w in zip(head, widths, strict=True)) for line in lines)


if __name__ == "__main__":
    sys.exit(main())
