"""What hangs together: components, in both directions, and the order of nodes along a curve that fills the plane."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.graph._compiling import kernel


@kernel
def strong_components(out_start: Any, out_head: Any, in_start: Any, in_tail: Any) -> Any:
    """Number the strongly connected components of a graph, int32 (s,), by two sweeps; cost linear."""
    states = len(out_start) - 1
    order = np.empty(states, np.int32)
    stack = np.empty(states, np.int32)
    at = out_start[:-1].copy()
    seen = np.zeros(states, np.bool_)
    done = 0
    for first in range(states):
        if seen[first]:
            continue
        seen[first] = True
        stack[0], size = first, 1
        while size > 0:
            x = stack[size - 1]
            if at[x] == out_start[x + 1]:
                order[done] = x
                done += 1
                size -= 1
                continue
            y = out_head[at[x]]
            at[x] += 1
            if not seen[y]:
                seen[y] = True
                stack[size] = y
                size += 1
    component = np.full(states, -1, np.int32)
    count = 0
    for position in range(states - 1, -1, -1):
        if component[order[position]] >= 0:
            continue
        component[order[position]] = count
        stack[0], size = order[position], 1
        while size > 0:
            size -= 1
            x = stack[size]
            for a in range(in_start[x], in_start[x + 1]):
                y = in_tail[a]
                if component[y] < 0:
                    component[y] = count
                    stack[size] = y
                    size += 1
        count += 1
    return component


@kernel
def curve_positions(x: Any, y: Any) -> Any:
    """Return where each point lies on Hilbert's curve, int64, of a grid of 65,536 by 65,536."""
    count = len(x)
    positions = np.zeros(count, np.int64)
    if count == 0:
        return positions
    low_x, low_y, high_x, high_y = x[0], y[0], x[0], y[0]
    for i in range(count):
        low_x, high_x = min(low_x, x[i]), max(high_x, x[i])
        low_y, high_y = min(low_y, y[i]), max(high_y, y[i])
    wide = max(high_x - low_x, high_y - low_y) + 1e-9
    for i in range(count):
        a, b = int((x[i] - low_x) / wide * 65535), int((y[i] - low_y) / wide * 65535)
        step = 32768
        while step > 0:
            right, up = 1 if a & step else 0, 1 if b & step else 0
            positions[i] += step * step * ((3 * right) ^ up)
            if up == 0:
                if right == 1:
                    a, b = 65535 - a, 65535 - b
                a, b = b, a
            step >>= 1
    return positions


@kernel
def degrees_without_dead_ends(start: Any, dart: Any, tails: Any) -> Any:
    """
    Count at each node the edges that lead on, int32 (n,), once what leads to dead ends only was taken away.

    Rows hold for each node the darts that leave it, whether or not one may use them. Cost: linear.
    """
    nodes = len(start) - 1
    degree = np.empty(nodes, np.int32)
    stack = np.empty(nodes, np.int32)
    is_gone = np.zeros(len(tails) // 2, np.bool_)
    size = 0
    for x in range(nodes):
        degree[x] = start[x + 1] - start[x]
        if degree[x] == 1:
            stack[size] = x
            size += 1
    while size > 0:
        size -= 1
        x = stack[size]
        if degree[x] != 1:
            continue
        for a in range(start[x], start[x + 1]):
            edge = dart[a] >> 1
            if is_gone[edge]:
                continue
            is_gone[edge] = True
            degree[x] -= 1
            y = tails[dart[a] ^ 1]
            degree[y] -= 1
            if degree[y] == 1:
                stack[size] = y
                size += 1
    return degree, is_gone


@kernel
def follow_chains(start: Any, dart: Any, tails: Any, degree: Any, is_gone: Any) -> Any:
    """Return starts and darts of the chains from junction to junction; those that come back to theirs are left out."""
    edges = len(tails) // 2
    chain_start, chain_dart = np.empty(edges + 1, np.int32), np.empty(edges, np.int32)
    is_taken = is_gone.copy()
    chain_start[0] = 0
    chains, size = 0, 0
    for x in range(len(start) - 1):
        if degree[x] < 3:
            continue
        for a in range(start[x], start[x + 1]):
            step = dart[a]
            if is_taken[step >> 1]:
                continue
            while True:
                is_taken[step >> 1] = True
                chain_dart[size] = step
                size += 1
                y = tails[step ^ 1]
                if degree[y] >= 3:
                    break
                for b in range(start[y], start[y + 1]):
                    if not is_taken[dart[b] >> 1]:
                        step = dart[b]
            if y == x:
                size = chain_start[chains]
            else:
                chains += 1
                chain_start[chains] = size
    return chain_start[: chains + 1].copy(), chain_dart[:size].copy()
