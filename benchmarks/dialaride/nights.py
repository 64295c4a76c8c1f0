"""Doorstep nights under the planned policy and under both orders of drops of the baseline."""

from __future__ import annotations

from statistics import fmean
from typing import Any

from serein.engines.dialaride._crowd import KINDS
from serein.engines.dialaride._tell import replay_night

FIGURES = ("mean", "p90", "longest_wait", "promises_kept")


def measure(seeds: int) -> list[dict[str, Any]]:
    rows = []
    for name in ("hurlubus", "race", "new-year"):
        told = [replay_night(KINDS[name], seed) for seed in range(1, seeds + 1)]
        for policy in ("planned", "riders first", "van first", "knowing all"):
            figures = {key: [night[policy][key] for night in told] for key in FIGURES}
            row: dict[str, Any] = {"night": name, "riders": KINDS[name].riders, "policy": policy}
            row |= {key: round(fmean(values), 2) for key, values in figures.items()}
            worse = [night["planned"]["mean"] > night[policy]["mean"] + 1e-6 for night in told]
            rows.append(
                row | {"planned worse on": sum(worse), "left behind": sum(n[policy]["left_behind"] for n in told)}
            )
    return rows
