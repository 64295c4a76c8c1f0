"""Solves benchmark instances, checks each plan, and prints a table; or times offers, or replays nights."""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.dialaride import nights, offers, rows
from serein.engines.dialaride import check as check_plan
from serein.engines.dialaride import cli, read_cordeau

Figures = dict[str, Any]
PEER = Path(__file__).with_name("peer.py")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./serein bench dialaride", description=__doc__)
    parser.add_argument("--instances", type=Path, help="a folder of instances; bks.csv is beside or in it")
    parser.add_argument("--only", default="", help="names of instances, with commas")
    parser.add_argument("--seconds", type=float, default=10.0, help="of CPU time of this process, for each run")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--verifier", type=Path, help="a file with read() and check() of others")
    parser.add_argument("--peer", choices=["ortools"], help="run a peer for as long; it needs --peer-python")
    parser.add_argument("--peer-python", default=sys.executable, help="an interpreter that has it")
    parser.add_argument("--offers", action="store_true", help="time the offers of a running night")
    parser.add_argument("--rows", action="store_true", help="time both desks built from rows")
    parser.add_argument("--nights", type=int, metavar="SEEDS", help="replay so many nights of each kind")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if options.offers:
        return _show([offers.measure()], options)
    if options.rows:
        return _show([rows.measure()], options)
    if options.nights:
        return _show(nights.measure(options.nights), options)
    if options.instances is None:
        parser.error("give --instances, --offers, --rows or --nights")
    cli.warm_up()
    return _show(_solve_all(options), options)


def _solve_all(options: argparse.Namespace) -> list[Figures]:
    known = _best_known(options.instances)
    outside = _outside(options.verifier)
    wanted = set(filter(None, options.only.split(",")))
    rows = []
    for path in sorted(options.instances.glob("*.txt")):
        if path.stem in known and (not wanted or path.stem in wanted):
            row = _row(path, known[path.stem], outside, options)
            rows.append(row)
            if not options.json:
                print(_line(row), flush=True)
    for letter in "abR":
        medians = [row["gap"] for row in rows if row["instance"].startswith(letter)]
        if medians:
            rows.append({"instance": f"mean of {letter}", "gap": round(statistics.fmean(medians), 4)})
    return rows


def _row(path: Path, best: float, outside: ModuleType | None, options: argparse.Namespace) -> Figures:
    problem = read_cordeau(path.read_text())
    costs, sound, iterations = [], True, []
    for seed in range(1, options.seeds + 1):
        plan = cli.plan_by_clock(problem, seconds=options.seconds, seed=seed, clock=time.process_time)
        costs.append(plan.cost if not plan.left_out else float("inf"))
        iterations.append(plan.iterations)
        sound &= not check_plan(problem, plan)
        if outside is not None:
            told = cli.solved(problem, plan, options.seconds, seed)
            sound &= not outside.check(outside.read(str(path)), told)[1]
    gaps = [100.0 * (cost / best - 1.0) for cost in costs]
    row: Figures = {
        "instance": path.stem, "best known": best, "cost": round(statistics.median(costs), 2),
        "gap": round(statistics.median(gaps), 4), "worst": round(max(gaps), 4),
        "at best known": sum(gap < 0.005 for gap in gaps), "of": len(gaps), "sound": sound,
        "iterations": int(statistics.median(iterations)),
    }  # fmt: skip
    if options.peer:
        row |= _peer(path, best, outside, options)
    return row


def _peer(path: Path, best: float, outside: ModuleType | None, options: argparse.Namespace) -> Figures:
    command = [options.peer_python, str(PEER), str(path), str(options.seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return {"peer": "failed", "peer gap": None}
    told = json.loads(done.stdout.splitlines()[-1])
    if told["cost"] is None:
        return {"peer": "no plan", "peer gap": None}
    is_sound = outside is None or not outside.check(outside.read(str(path)), told)[1]
    gap = round(100.0 * (told["cost"] / best - 1.0), 2)
    return {"peer": round(told["cost"], 2), "peer gap": gap, "peer sound": is_sound}


def _best_known(folder: Path) -> dict[str, float]:
    for file in (folder / "bks.csv", folder.parent / "bks.csv"):
        if file.exists():
            with file.open() as lines:
                return {row["instance"]: float(row["bks"]) for row in csv.DictReader(lines)}
    sys.exit(f"There is no bks.csv in {folder} or beside it.")


def _outside(path: Path | None) -> ModuleType | None:
    if path is None:
        return None
    spec = importlib.util.spec_from_file_location("outside_verifier", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path} is not a Python file.")
    module = importlib.util.module_from_spec(spec)
    sys.modules["outside_verifier"] = module
    spec.loader.exec_module(module)
    return module


def _show(rows: list[Figures], options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps(rows, indent=2))
        return 0
    for row in rows if options.offers or options.rows or options.nights else rows[-3:]:
        print(_line(row))
    return 0


def _line(row: Figures) -> str:
    return "| " + " | ".join(f"{key} {value}" for key, value in row.items()) + " |"


if __name__ == "__main__":
    sys.exit(main())
