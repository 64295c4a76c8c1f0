"""`./serein dialaride solve|replay|sizing`: the engine on files and on the terminal."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from serein.engines.dialaride._cordeau import read_cordeau
from serein.engines.dialaride._crowd import KINDS
from serein.engines.dialaride._problem import BadProblem, Plan, Problem
from serein.engines.dialaride._solve import solve
from serein.engines.dialaride._tell import Prices, replay_night, size_fleet
from serein.engines.dialaride._warm import warm_up as make_ready

Figures = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Run one of the engine's uses; 2 and a sentence for bad input."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (BadProblem, OSError, UnicodeDecodeError) as error:
        print(f"serein dialaride: {error}", file=sys.stderr)
        return 2


def warm_up() -> None:
    """Compile all, or read it from the cache, before any clock runs, and say so."""
    print("Making the planner ready; the first time after an installation this takes a minute.", file=sys.stderr)
    make_ready()


def plan_by_clock(problem: Problem, *, seconds: float, seed: int, clock: Callable[[], float]) -> Plan:
    """Search until so many seconds of a clock are over."""
    begun = clock()
    return solve(problem, seed=seed, spent=lambda: (clock() - begun) / max(seconds, 1e-9))


def solved(problem: Problem, plan: Plan, seconds: float, seed: int) -> Figures:
    """Write a plan of a benchmark instance as its numbered nodes and their times, depots included."""
    count = len(problem.requests)
    routes, times = [], []
    for route in plan.routes:
        stops = route.stops[1:-1]
        routes.append([int(s.request or 0) + (count if s.what == "drop-off" else 0) for s in stops])
        times.append([s.served_at for s in route.stops])
    told = {"cost": plan.cost, "routes": routes, "times": times, "iterations": plan.iterations}
    return told | {"seconds": seconds, "seed": seed, "left_out": [one.request for one in plan.left_out]}


def _solve(options: argparse.Namespace) -> int:
    problem = read_cordeau(Path(options.file).read_text(encoding="utf-8"))
    warm_up()
    begun = time.monotonic()
    if options.iterations is not None:
        plan = solve(problem, seed=options.seed, iterations=options.iterations)
    else:
        plan = plan_by_clock(problem, seconds=options.seconds, seed=options.seed, clock=time.monotonic)
    told = solved(problem, plan, round(time.monotonic() - begun, 3), options.seed)
    text = json.dumps(told)
    if options.output:
        Path(options.output).write_text(text + "\n", encoding="utf-8")
        print(f"{plan.cost:.4f} in {plan.iterations} iterations, {len(plan.left_out)} left out; {options.output}")
    else:
        print(text)
    return 0


def _replay(options: argparse.Namespace) -> int:
    told = replay_night(KINDS[options.night], options.seed)
    if options.json:
        print(json.dumps(told))
        return 0
    for name, figures in told.items():
        if isinstance(figures, dict):
            print(f"{name:<14}" + "  ".join(f"{key} {value:.2f}" for key, value in figures.items()))
    return 0


def _size(options: argparse.Namespace) -> int:
    prices = Prices(options.van_hour, options.driver_hour, options.km)
    told = size_fleet(options.riders, nights=options.nights, most=options.vans, prices=prices)
    if options.json:
        print(json.dumps(told))
        return 0
    for row in told:
        print("  ".join(f"{key} {value:g}" for key, value in row.items()))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./serein dialaride", description="Plan night shuttles.")
    uses = parser.add_subparsers(required=True)
    one = uses.add_parser("solve", help="plan the routes of a benchmark instance")
    one.add_argument("file")
    one.add_argument("--format", choices=["cordeau"], default="cordeau")
    one.add_argument("--seconds", type=float, default=10.0, help="of the wall clock")
    one.add_argument("--iterations", type=int, help="instead of seconds; then the plan is the same each time")
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--output", help="a file for the plan, else it is printed")
    one.set_defaults(run=_solve)
    one = uses.add_parser("replay", help="let a night happen under both policies")
    one.add_argument("--night", choices=sorted(KINDS), default="hurlubus")
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_replay)
    one = uses.add_parser("sizing", help="what one to so many vans would mean for a crowd")
    one.add_argument("--riders", type=int, default=40)
    one.add_argument("--vans", type=int, default=6)
    one.add_argument("--nights", type=int, default=10)
    one.add_argument("--van-hour", type=float, default=0.0, help="what an hour of a van costs")
    one.add_argument("--driver-hour", type=float, default=0.0)
    one.add_argument("--km", type=float, default=0.0, help="what a kilometre costs")
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_size)
    return parser
