"""The ground under a way: metres on each edge, and its points from the first place to the last."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.graph._compiling import kernel, local


@local
def _copy(
    shape_start: Any, lon_lat: Any, edge: int, low: float, high: float, is_forward: bool, out: Any, at: int
) -> int:
    """Write the points of an edge between two shares, in the direction of travel."""
    first, last = shape_start[edge], shape_start[edge + 1] - 1
    begun = at
    if low <= 0.0 and high >= 1.0:
        for p in range(first, last + 1):
            out[at, 0], out[at, 1] = lon_lat[p, 0], lon_lat[p, 1]
            at += 1
    else:
        scale = np.cos(np.radians(lon_lat[first, 1]))
        whole = 0.0
        for p in range(first, last):
            whole += np.hypot((lon_lat[p + 1, 0] - lon_lat[p, 0]) * scale, lon_lat[p + 1, 1] - lon_lat[p, 1])
        before = 0.0
        is_open = False
        for p in range(first, last):
            length = np.hypot((lon_lat[p + 1, 0] - lon_lat[p, 0]) * scale, lon_lat[p + 1, 1] - lon_lat[p, 1])
            a, b = before / whole if whole > 0 else 0.0, (before + length) / whole if whole > 0 else 1.0
            if p == last - 1:
                b = 1.0
            before += length
            if b < low or a > high:
                continue
            wide = b - a
            if not is_open:
                t = (low - a) / wide if wide > 0 and low > a else 0.0
                out[at, 0] = lon_lat[p, 0] + t * (lon_lat[p + 1, 0] - lon_lat[p, 0])
                out[at, 1] = lon_lat[p, 1] + t * (lon_lat[p + 1, 1] - lon_lat[p, 1])
                at += 1
                is_open = True
            t = (high - a) / wide if wide > 0 and high < b else 1.0
            out[at, 0] = lon_lat[p, 0] + t * (lon_lat[p + 1, 0] - lon_lat[p, 0])
            out[at, 1] = lon_lat[p, 1] + t * (lon_lat[p + 1, 1] - lon_lat[p, 1])
            at += 1
    if not is_forward:
        i, j = begun, at - 1
        while i < j:
            for k in range(2):
                out[i, k], out[j, k] = out[j, k], out[i, k]
            i += 1
            j -= 1
    return at


@kernel
def trace(shape_start: Any, lon_lat: Any, length_m: Any, darts: Any, share: float, to_share: float) -> Any:
    """
    Follow darts from a share of the first edge to a share of the last.

    Returns edges, directions, metres on each, and points without repetition. Cost: linear in the points.
    """
    count = len(darts)
    edges, is_forward, metres = np.empty(count, np.int32), np.empty(count, np.bool_), np.empty(count)
    most = 2
    for dart in darts:
        most += shape_start[(dart >> 1) + 1] - shape_start[dart >> 1] + 1
    points = np.empty((most, 2))
    at = np.int64(0)
    for k in range(count):
        edge, ahead = darts[k] >> 1, darts[k] & 1 == 0
        low, high = 0.0, 1.0
        if k == 0:
            low, high = (share, 1.0) if ahead else (0.0, share)
        if k == count - 1:
            low, high = (low, to_share) if ahead else (to_share, high)
        edges[k], is_forward[k], metres[k] = edge, ahead, (high - low) * length_m[edge]
        at = _copy(shape_start, lon_lat, edge, low, high, ahead, points, at)
    kept = 1 if at > 0 else 0
    for k in range(1, at):
        if points[k, 0] != points[kept - 1, 0] or points[k, 1] != points[kept - 1, 1]:
            points[kept, 0], points[kept, 1] = points[k, 0], points[k, 1]
            kept += 1
    return edges, is_forward, metres, points[: max(kept, 1)]
