"""Ways that do not walk the same street back and forth where another is as good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from serein.engines.circuits._legs import all_ways
from serein.engines.circuits._task import SLACK, TIE, Floats
from serein.engines.graph import Path, Snap, StreetGraph

TWICE_WEIGHT = 0.1
"""Exposure that a metre walked before costs beside its own. A convention: a stranger finds a ring easier to follow."""

_ROUNDS = 3


def with_other_streets(
    graph: StreetGraph,
    legs: Sequence[Path],
    ends: Sequence[tuple[Snap, Snap]],
    exposure: Floats,
    *,
    bound_m: float,
    twice_weight: float,
) -> list[Path]:
    """
    Exchange legs that walk edges of other legs for ways that cost less once each such metre costs `twice_weight`.

    The exposure of all legs together rises by no more than `twice_weight` for each repeated metre that is spared, and
    they stay within the bound. Cost: one front for each leg that shares an edge, at most three rounds.
    """
    legs = list(legs)
    for _ in range(_ROUNDS if twice_weight > 0 else 0):
        is_changed = False
        for position, ends_of_leg in enumerate(ends):
            others = [leg.edges for at, leg in enumerate(legs) if at != position]
            walked = np.unique(np.concatenate(others)) if others else np.zeros(0, np.int32)
            if not np.isin(legs[position].edges, walked).any():
                continue
            raised = exposure.copy()
            raised[walked] += twice_weight * graph.network.edge_length_m[walked]
            room_m = bound_m - sum(leg.length_m for at, leg in enumerate(legs) if at != position)
            better = _better(graph, legs[position], ends_of_leg, raised, room_m)
            if better is not None:
                legs[position] = replace(better, exposure=exposed(graph, better, exposure))
                is_changed = True
        if not is_changed:
            break
    return legs


def exposed(graph: StreetGraph, path: Path, exposure: Floats) -> float:
    """Return the metres that count along a way."""
    return float((exposure[path.edges] * path.metres / graph.network.edge_length_m[path.edges]).sum())


def _better(graph: StreetGraph, leg: Path, ends: tuple[Snap, Snap], raised: Floats, room_m: float) -> Path | None:
    known = exposed(graph, leg, raised) + TIE * leg.length_m
    fitting = [way for way in all_ways(graph, ends, raised) if way.length_m <= room_m + SLACK]
    best = min(fitting, key=lambda way: way.exposure + TIE * way.length_m, default=leg)
    return best if best is not leg and best.exposure + TIE * best.length_m < known - 1e-6 else None
