"""Rounds against all rounds listed and against PyVRP alone, and what reordering one costs."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from typing import Any

import numpy as np

from benchmarks.rounds.days import RESTS, draw_day
from benchmarks.rounds.listing import best_by_listing
from serein.engines.rounds import Day, NewVisit, NobodyHome, Round, Visit, check, plan_round, reorder, warm_up
from serein.engines.rounds._kernels_search import make_fit
from serein.engines.rounds._plan import told
from serein.engines.rounds._pyvrp import pyvrp_order
from serein.engines.rounds._tables import tables_of

Figures = dict[str, Any]


class CpuSeconds:
    """Stops PyVRP after seconds of CPU time of this process, so that it does not depend on the machine's other work."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._ends, self.steps = seconds, time.process_time() + seconds, 0

    def __call__(self, best_cost: float) -> bool:
        self.steps += 1
        return time.process_time() >= self._ends

    def fraction_remaining(self) -> float:
        return max(0.0, (self._ends - time.process_time()) / self._seconds)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./serein bench rounds", description=__doc__)
    parser.add_argument("--listed", type=int, default=10, help="days of each kind that are listed wholly")
    parser.add_argument("--seeds", type=int, default=12, help="days of each kind against PyVRP; 0 does without")
    parser.add_argument("--visits", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=1.0, help="of CPU time, for PyVRP alone")
    parser.add_argument("--reorders", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    warm_up()
    rows = []
    if options.listed:
        rows += [_listed(count, rest, hours, options.listed) for count, rest, hours in _small()]
    if options.seeds:
        rows += [_against_pyvrp(rest, options) for rest in RESTS]
    if options.reorders:
        rows += [_reorders(count, options.reorders) for count in (9, 20, 40)]
    print(json.dumps(rows, indent=2) if options.json else "\n".join(_line(row) for row in rows))
    return 0


def _small() -> list[tuple[int, str, float]]:
    return [(7, rest, 8.0) for rest in RESTS] + [(9, "none", 8.0), (9, "between", 4.5), (9, "posts", 4.5)]


def _listed(count: int, rest: str, hours: float, days: int) -> Figures:
    """Days of few visits, each against all of its rounds."""
    best, spent, listing = 0, [], 0.0
    for seed in range(1000, 1000 + days):
        day = draw_day(seed, count, rest, hours=hours)
        begun = time.process_time()
        found = plan_round(day)
        spent.append(time.process_time() - begun)
        begun = time.process_time()
        best += found.merit == best_by_listing(day) and not check(day, found)
        listing += time.process_time() - begun
    return {
        "visits": count, "break": rest, "hours": hours, "best of all": f"{best} of {days}",
        "median ms": round(1000 * statistics.median(spent), 1), "longest ms": round(1000 * max(spent), 1),
        "listing s": round(listing / days, 2),
    }  # fmt: skip


def _against_pyvrp(rest: str, options: argparse.Namespace) -> Figures:
    better, equal, worse, spent, steps, faults = 0, 0, 0, [], [], 0
    gains: list[tuple[int, ...]] = []
    for seed in range(options.seeds):
        day = draw_day(seed, options.visits, rest)
        alone, count = _pyvrp_alone(day, options.seconds)
        begun = time.process_time()
        ours = plan_round(day, seed=1)
        spent.append(time.process_time() - begun)
        steps.append(count)
        faults += len(check(day, ours)) + len(check(day, alone))
        mine, its = ours.merit[:3], alone.merit[:3]
        better, equal, worse = better + (mine > its), equal + (mine == its), worse + (mine < its)
        gains.append((mine[0] - its[0], mine[1] - its[1]))
        if not options.json:
            print(f"  {rest} {seed}: ours {mine}, PyVRP {its}", flush=True)
    due, weight = (statistics.fmean(column) for column in zip(*gains, strict=True))
    return {
        "visits": options.visits, "break": rest, "days": options.seeds, "better": better, "equal": equal,
        "worse": worse,
        "due weight more": round(due, 2), "weight more": round(weight, 2), "faults": faults,
        "ours, median s": round(statistics.median(spent), 2), "PyVRP s": options.seconds,
        "PyVRP steps": int(statistics.median(steps)),
    }  # fmt: skip


def _pyvrp_alone(day: Day, seconds: float) -> tuple[Round, int]:
    """PyVRP's order, with the break where it costs least; what does not fit is taken out."""
    tables, stop = tables_of(day), CpuSeconds(seconds)
    order = pyvrp_order(tables, stop, seed=1)
    return told(day, tables, make_fit(tables, order)), stop.steps


def _reorders(count: int, calls: int) -> Figures:
    """A round on which, by lot, somebody is late, nobody is home or a visit comes in."""
    spent, spent_clock, kept = [], [], 0
    for seed in range(calls):
        dice = np.random.default_rng(seed)
        day = draw_day(seed % 20, count)
        present = _once(day)
        made = int(dice.integers(0, max(1, len(present.calls) - 2)))
        call = present.calls[made]
        stop = next(visit.stop for visit in day.visits if visit.name == call.visit)
        events = [[], [NobodyHome(call.visit, call.leaves + 90)], [NewVisit(Visit("new", 1, 15.0, is_due=True))]][
            seed % 3
        ]
        done = present.order[: made + (0 if seed % 3 == 1 else 1)]
        begun, begun_clock = time.process_time(), time.perf_counter()
        found = reorder(
            day, present, now=call.leaves + float(dice.integers(0, 40)), at_stop=stop, done=done, events=tuple(events),
            has_rested=present.rest is not None and present.rest.after <= made,
        )  # fmt: skip
        spent.append(1000 * (time.process_time() - begun))
        spent_clock.append(1000 * (time.perf_counter() - begun_clock))
        kept += found.is_kept
        assert check(found.day, found.round) == []
    return {
        "reorder, visits of the day": count, "calls": calls, "order stands": f"{kept / calls:.0%}",
        "CPU ms p50": _part(spent, 50), "p99": _part(spent, 99), "clock ms p50": _part(spent_clock, 50),
        "clock p99": _part(spent_clock, 99),
    }  # fmt: skip


_ROUNDS: dict[tuple[str, ...], Round] = {}


def _once(day: Day) -> Round:
    key = tuple(f"{visit}" for visit in day.visits)
    if key not in _ROUNDS:
        _ROUNDS[key] = plan_round(day)
    return _ROUNDS[key]


def _part(values: list[float], part: int) -> float:
    return round(float(np.percentile(values, part)), 1)


def _line(row: Figures) -> str:
    return "| " + " | ".join(f"{key} {value}" for key, value in row.items()) + " |"


if __name__ == "__main__":
    sys.exit(main())
