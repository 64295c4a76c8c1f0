"""The street nearest to a point: a grid of cells over the segments of the edges."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.graph._compiling import inner, kernel


@inner
def _cells(value: float, other: float, low: float, size: float, count: int) -> Any:
    first = int((min(value, other) - low) / size)
    last = int((max(value, other) - low) / size)
    return min(max(first, 0), count - 1), min(max(last, 0), count - 1)


@kernel
def fill_grid(shape_start: Any, lon_lat: Any, edges: Any, low: Any, size: Any, wide: int, high: int) -> Any:
    """Return starts of the cells and, cell by cell, the (edge, first point) of the segments in it."""
    start = np.zeros(wide * high + 1, np.int64)
    at = np.empty(wide * high, np.int64)
    edge_of, point_of = np.empty(0, np.int32), np.empty(0, np.int32)
    for turn in range(2):
        if turn == 1:
            for cell in range(wide * high):
                start[cell + 1] += start[cell]
                at[cell] = start[cell]
            edge_of = np.empty(start[wide * high], np.int32)
            point_of = np.empty(start[wide * high], np.int32)
        for edge in edges:
            for p in range(shape_start[edge], shape_start[edge + 1] - 1):
                left, right = _cells(lon_lat[p, 0], lon_lat[p + 1, 0], low[0], size[0], wide)
                bottom, top = _cells(lon_lat[p, 1], lon_lat[p + 1, 1], low[1], size[1], high)
                for row in range(bottom, top + 1):
                    for cell in range(row * wide + left, row * wide + right + 1):
                        if turn == 0:
                            start[cell + 1] += 1
                        else:
                            edge_of[at[cell]], point_of[at[cell]] = edge, p
                            at[cell] += 1
    return start, edge_of, point_of


@inner
def _foot(lon_lat: Any, p: int, lon: float, lat: float, scale: float) -> Any:
    """Return the share of a segment at which it is nearest to a point, and its distance in degrees of latitude."""
    ax, ay = (lon_lat[p, 0] - lon) * scale, lon_lat[p, 1] - lat
    bx, by = (lon_lat[p + 1, 0] - lon) * scale, lon_lat[p + 1, 1] - lat
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    share = min(max(-(ax * dx + ay * dy) / square, 0.0), 1.0) if square > 0 else 0.0
    return share, np.hypot(ax + share * dx, ay + share * dy)


@inner
def _share_of_edge(shape_start: Any, lon_lat: Any, edge: int, point: int, share: float, scale: float) -> float:
    before, whole = 0.0, 0.0
    for p in range(shape_start[edge], shape_start[edge + 1] - 1):
        length = np.hypot((lon_lat[p + 1, 0] - lon_lat[p, 0]) * scale, lon_lat[p + 1, 1] - lon_lat[p, 1])
        if p < point:
            before += length
        elif p == point:
            before += share * length
        whole += length
    return min(before / whole, 1.0) if whole > 0 else 0.0


@kernel
def nearest(
    shape_start: Any, lon_lat: Any, grid: Any, low: Any, size: Any, wide: int, high: int, points: Any, most: float
) -> Any:
    """
    Find for each point the nearest edge within a distance in degrees of latitude.

    Returns edges (-1: none), shares, points and distances. Rings of cells are looked at until none can be nearer.
    """
    start, edge_of, point_of = grid
    count = len(points)
    edges, shares = np.full(count, -1, np.int32), np.zeros(count)
    feet, far = np.empty((count, 2)), np.full(count, np.inf)
    for i in range(count):
        lon, lat = points[i, 0], points[i, 1]
        scale = np.cos(np.radians(lat))
        step = min(size[0] * scale, size[1])
        column, row = int(np.floor((lon - low[0]) / size[0])), int(np.floor((lat - low[1]) / size[1]))
        best, best_point, best_share, best_edge = most, -1, 0.0, -1
        ring = max(0, -column, column - wide + 1, -row, row - high + 1)
        while (ring - 1) * step <= best and ring <= max(wide, high) + max(abs(column), abs(row)):
            for r in range(max(row - ring, 0), min(row + ring, high - 1) + 1):
                stride = 1 if abs(r - row) == ring else max(2 * ring, 1)
                for c in range(column - ring, column + ring + 1, stride):
                    if c < 0 or c >= wide:
                        continue
                    for k in range(start[r * wide + c], start[r * wide + c + 1]):
                        share, away = _foot(lon_lat, point_of[k], lon, lat, scale)
                        if away < best or (away == best and (best_edge < 0 or edge_of[k] < best_edge)):
                            best, best_point, best_share, best_edge = away, point_of[k], share, edge_of[k]
            ring += 1
        if best_edge < 0:
            continue
        p = best_point
        edges[i], far[i] = best_edge, best
        shares[i] = _share_of_edge(shape_start, lon_lat, best_edge, p, best_share, scale)
        for k in range(2):
            feet[i, k] = lon_lat[p, k] + best_share * (lon_lat[p + 1, k] - lon_lat[p, k])
    return edges, shares, feet, far
