"""How often intervals hold the truth, how wide they are, and what they cost, beside SciPy's bootstrap."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.timeuse.staff import Minutes, by_lot, by_plan, draw_staff
from serein.engines.timeuse import Days, Unit, Verdict, difference, minutes_per_act, shares

Figures = dict[str, Any]
Intervals = Callable[[Days], np.ndarray]
NEW_STAFF_EVERY = 50


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./serein bench timeuse", description=__doc__)
    parser.add_argument("--samples", type=int, default=2000, help="for each row of ours")
    parser.add_argument("--peer-samples", type=int, default=500, help="for each row of SciPy; 0 does without")
    parser.add_argument("--days", type=int, nargs="+", default=[20, 50, 100, 200])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    rows = []
    for n in options.days:
        rows.append(_shares("shares, drawn by lot", by_lot, n, _ours(Unit.DAY), options.samples))
        rows.append(_shares("shares, drawn by plan", by_plan, n, _ours(Unit.DAY), options.samples))
        if options.peer_samples:
            rows += [
                _shares(f"scipy {method}, drawn by lot", by_lot, n, _scipy(method), options.peer_samples)
                for method in ("BCa", "percentile")
            ]
    rows += [_shares("shares of persons", by_plan, 60, _ours(Unit.PERSON), options.samples, staff=k) for k in (6, 12)]
    rows += [_changes(n, step, options.samples) for n in (40, 120) for step in (1.0, 0.8)]
    rows += [_acts(n, 10 * options.samples) for n in (5, 10, 30, 100)]
    print(json.dumps(rows, indent=2) if options.json else "\n".join(_line(row) for row in rows))
    return 0


def _shares(
    name: str, draw: Callable[..., Days], n: int, intervals: Intervals, samples: int, *, staff: int = 12
) -> Figures:
    dice = np.random.default_rng(n)
    held, widths, spent = np.zeros(5), np.zeros(5), 0.0
    minutes, truth = np.empty(0), np.empty(0)
    for turn in range(samples):
        if turn % NEW_STAFF_EVERY == 0:
            minutes = draw_staff(dice, staff=staff)
            truth = minutes.reshape(-1, 5).sum(axis=0) / minutes.sum()
        days = draw(minutes, n, dice)
        begun = time.process_time()
        low, high = intervals(days)
        spent += time.process_time() - begun
        held += (low <= truth) & (truth <= high)
        widths += high - low
    row: Figures = {"what": name, "staff": staff, "days": n}
    row |= {f"held {k}": f"{value:.1%}" for k, value in enumerate(held / samples, 1)}
    return row | {"mean width": round(float(widths.mean() / samples), 4), "ms": round(1000 * spent / samples, 2)}


def _ours(unit: Unit) -> Intervals:
    def intervals(days: Days) -> np.ndarray:
        found = shares(days, unit=unit).by_activity
        assert found is not None
        return np.array([(one.low, one.high) for one in found]).T

    return intervals


def _scipy(method: str) -> Intervals:
    from scipy.stats import bootstrap

    def intervals(days: Days) -> np.ndarray:
        total, found = days.minutes.sum(axis=1), []
        for k in range(days.minutes.shape[1]):
            with np.errstate(all="ignore"):
                told = bootstrap(
                    (days.minutes[:, k], total), _ratio, paired=True, vectorized=True, n_resamples=999, method=method,
                    rng=np.random.default_rng(k),
                )  # fmt: skip
            found.append((told.confidence_interval.low, told.confidence_interval.high))
        return np.array(found).T

    return intervals


def _ratio(part: Minutes, whole: Minutes, axis: int = -1) -> Minutes:
    return np.asarray(part.sum(axis=axis) / whole.sum(axis=axis))


def _changes(n: int, step: float, samples: int) -> Figures:
    """Purely administrative time becomes `step` of what it was, for each person a little differently."""
    dice = np.random.default_rng(n)
    held, shown, widths, detectable, spent = 0, 0, 0.0, 0.0, 0.0
    before, after, truth = np.empty(0), np.empty(0), 0.0
    for turn in range(samples):
        if turn % NEW_STAFF_EVERY == 0:
            before = draw_staff(dice)
            after = before.copy()
            after[..., 1] *= step * (1 if step == 1 else np.exp(dice.normal(0, 0.1, (12, 1))))
            truth = after[..., 1].sum() / after.sum() - before[..., 1].sum() / before.sum()
        samples_of = by_plan(before, n, dice), by_plan(after, n, dice)
        begun = time.process_time()
        change = difference(*samples_of).by_activity[1]
        spent += time.process_time() - begun
        assert change.estimate is not None
        assert change.detectable is not None
        held += change.estimate.low <= truth <= change.estimate.high
        shown += change.verdict is not Verdict.NO_CHANGE_SHOWN
        widths += change.estimate.high - change.estimate.low
        detectable += change.detectable
    return {
        "what": "change of the second activity", "staff": 12, "days before, after": f"{n}, {n}", "minutes times": step,
        "held": f"{held / samples:.1%}", "shown": f"{shown / samples:.1%}", "mean width": round(widths / samples, 4),
        "mean detectable": round(detectable / samples, 4), "ms": round(1000 * spent / samples, 2),
    }  # fmt: skip


def _acts(n: int, samples: int) -> Figures:
    """Acts of 20 minutes in the mean, skewed as visits are (gamma of shape 2)."""
    dice = np.random.default_rng(n)
    held = 0
    for _ in range(samples):
        mean = minutes_per_act(dice.gamma(2, 10, n), np.zeros(n, np.int64), np.arange(n) % 4)[0].mean
        assert mean is not None
        held += mean.low <= 20 <= mean.high
    return {"what": "minutes of an act", "acts": n, "held": f"{held / samples:.1%}"}


def _line(row: Figures) -> str:
    return "| " + " | ".join(f"{key} {value}" for key, value in row.items()) + " |"


if __name__ == "__main__":
    sys.exit(main())
