"""How far one comes: nodes, and the parts of edges, within a cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph._snap import Snap

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reach:
    """
    What lies within a limit.

    Attributes
    ----------
    limit : float
        In the unit of the weights.
    nodes : ndarray of int32, shape (k,)
        Nodes reached, rising.
    edges : ndarray of int32, shape (m,)
        Edges reached in whole or part, rising; one that is reached from both ends with a gap appears twice.
    shares : ndarray of float64, shape (m, 2)
        The part reached, from share to share of the edge.
    """

    limit: float
    nodes: NDArray[np.int32]
    edges: NDArray[np.int32]
    shares: Floats


def reach_within(
    limit: float, nodes: Floats, darts: Floats, weights: Floats, origin: Snap, may_use: tuple[bool, bool]
) -> Reach:
    """Return what lies within a limit, from the costs at which nodes are reached and darts entered."""
    ahead = _shares(limit - darts[0::2], weights)
    back = 1.0 - _shares(limit - darts[1::2], weights)
    is_ahead, is_back = darts[0::2] <= limit, darts[1::2] <= limit
    is_whole = (is_ahead & (ahead >= 1.0)) | (is_back & (back <= 0.0)) | (is_ahead & is_back & (ahead >= back))
    edges = np.arange(len(weights), dtype=np.int32)
    parts = [(edges[is_whole], np.zeros(is_whole.sum()), np.ones(is_whole.sum()))]
    first, second = is_ahead & ~is_whole, is_back & ~is_whole
    parts.append((edges[first], np.zeros(first.sum()), ahead[first]))
    parts.append((edges[second], back[second], np.ones(second.sum())))
    if not is_whole[origin.edge]:
        span = _shares(np.array([limit]), weights[origin.edge : origin.edge + 1])[0]
        low = max(0.0, origin.share - span) if may_use[1] else origin.share
        high = min(1.0, origin.share + span) if may_use[0] else origin.share
        parts.append((np.array([origin.edge], np.int32), np.array([low]), np.array([high])))
    rows, lows, highs = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((highs, lows, rows))
    edges, shares = _merged(rows[order], np.column_stack([lows, highs])[order])
    return Reach(limit, np.flatnonzero(nodes <= limit).astype(np.int32), edges, shares)


def _shares(rest: Floats, weights: Floats) -> Floats:
    """Return which share of edges what is left suffices for."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(weights > 0.0, rest / weights, 1.0)
    return np.clip(np.where(rest >= 0.0, shares, 0.0), 0.0, 1.0)


def _merged(rows: NDArray[np.int32], shares: Floats) -> tuple[NDArray[np.int32], Floats]:
    """Join parts of one edge that touch; only the edge one starts on can have such."""
    kept: list[int] = []
    shares = shares.copy()
    for i in range(len(rows)):
        if kept and rows[kept[-1]] == rows[i] and shares[i, 0] <= shares[kept[-1], 1]:
            shares[kept[-1], 1] = max(shares[kept[-1], 1], shares[i, 1])
        else:
            kept.append(i)
    return rows[kept], shares[kept]
