"""Length against exposure: the whole front, and the few answers that stand for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph._kernels_front import look_back, search_front, shortest_exposure, unpack
from serein.engines.graph._snap import Snap
from serein.engines.graph._tables import Costs, Room, Streets
from serein.engines.graph._weights import chain_sums

Floats = NDArray[np.float64]
SLACK = 1e-9


@dataclass(frozen=True, eq=False)
class Front:
    """Solutions, shortest first, shape (k, 2): length and (first) exposure; and what `darts` needs for each."""

    values: Floats
    labels: NDArray[np.int32]
    trail: tuple[Any, Any]

    def darts(self, streets: Streets, room: Room, position: int) -> NDArray[np.int32]:
        at = unpack(streets, room, *self.trail, self.labels[position])
        return np.asarray(room.darts[at:], np.int32).copy()


def find_front(
    streets: Streets, length: Costs, exposures: Floats, room: Room, ends: tuple[Snap, Snap], longest: float
) -> Front | None:
    """
    Find every way of at most `longest` times the shortest that is not both longer and more exposed than another.

    `exposures` has one row of edges for each criterion, the first that differs decides. None where there is no way.
    """
    place = (ends[0].edge, ends[0].share, ends[1].edge, ends[1].share)
    sums = np.stack([chain_sums(streets, row) for row in exposures])
    over, under = (sums.take(chains >> 1, axis=1) for chains in (streets.over_chain, streets.under_chain))
    states = len(streets.state_node)
    left_length, left_exposure = np.empty(states), np.empty((len(exposures), states))
    ask = (*place, 0, longest * (1.0 + 1e-12), np.inf, left_length)
    shortest = look_back(streets, length.edge, length.under, length.ratio, room, *ask)
    if not np.isfinite(shortest):
        return None
    limit = np.inf
    if len(exposures) == 1:
        limit = shortest_exposure(streets, room, length.edge, exposures[0], sums[0], *place, shortest)
    slack = SLACK * (max(limit, 1e-300) if len(exposures) == 1 else 1.0)
    for row, back, left in zip(exposures, under, left_exposure, strict=True):
        ask = (*place, int(room.turn[0]), np.inf, limit + slack, left)
        look_back(streets, row, back, 0.0, room, *ask)
    arrived, cost, second, before, by = search_front(
        streets, length.edge, length.over, exposures, over, room, *place, int(room.turn[0]), left_length,
        left_exposure, shortest * longest * (1.0 + 1e-12), slack,
    )  # fmt: skip
    values = np.column_stack([cost[arrived], second[arrived, 0]])
    is_kept = np.append(values[1:, 0] > values[:-1, 0] * (1.0 + SLACK), True)
    return Front(values[is_kept], arrived[is_kept], (before, by))


def thin(values: Floats, most: int, epsilon: float) -> list[int]:
    """
    Choose the solutions to show: the first and the last, and between them those that are worth a line.

    One is worth it when it is less exposed than the one before by the share `epsilon`; of more than `most`, those
    whose loss takes least from the area under the front go first.
    """
    last = len(values) - 1
    kept = [0]
    for i in range(1, last + 1):
        if values[i, 1] < (1.0 - epsilon) * values[kept[-1], 1]:
            kept.append(i)
    if kept[-1] != last:
        if len(kept) > 1:
            kept.pop()
        kept.append(last)
    while len(kept) > max(most, 2):
        inside = range(1, len(kept) - 1)
        kept.pop(min(inside, key=lambda k: _area_lost(values, kept[k - 1], kept[k], kept[k + 1])))
    return kept[-1:] if most == 1 else kept


def _area_lost(values: Floats, before: int, here: int, after: int) -> float:
    return float((values[after, 0] - values[here, 0]) * (values[before, 1] - values[here, 1]))
