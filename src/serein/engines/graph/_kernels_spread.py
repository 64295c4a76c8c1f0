"""From one place to all, and from many to many."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.graph._compiling import kernel
from serein.engines.graph._kernels_heap import longer, pop, push
from serein.engines.graph._kernels_search import along_one_edge, part_after, reach, spread


@kernel
def cost_to_nodes(S: Any, C: Any, R: Any, edge: int, share: float, most: float) -> Any:
    """Return the least cost to each node, float64 (n,), and at which each dart can be entered, float64 (2e,)."""
    turn = spread(S, C, R, edge, share, most)
    nodes, darts = np.full(len(S.node_first), np.inf), np.full(len(S.dart_tail), np.inf)
    for x in range(len(S.state_node)):
        if R.mark[x] != turn or R.cost[x] > most:
            continue
        nodes[S.state_node[x]] = min(nodes[S.state_node[x]], R.cost[x])
        for a in range(S.out_start[x], S.out_start[x + 1]):
            darts[S.out_dart[a]] = min(darts[S.out_dart[a]], R.cost[x])
    return nodes, darts


@kernel
def look_about(S: Any, C: Any, R: Any, edges: Any, shares: Any) -> Any:
    """
    Search back from places as far as the junctions around them.

    Returns starts, states and costs: from each state a place is that far away, without another junction between.
    """
    room, size = 16 * len(edges) + 16, 0
    start = np.zeros(len(edges) + 1, np.int64)
    states, costs = np.empty(room, np.int32), np.empty(room)
    for j in range(len(edges)):
        R.turn[0] += 1
        turn, heap = R.turn[0], 0
        for dart in range(2 * edges[j], 2 * edges[j] + 2):
            node = S.dart_tail[dart]
            part = C.edge[edges[j]] * (1.0 - part_after(dart, shares[j]))
            for x in range(S.node_first[node], S.node_first[node] + S.node_count[node]):
                for a in range(S.out_start[x], S.out_start[x + 1]):
                    if S.out_dart[a] == dart:
                        heap = reach(S, R, turn, heap, x, part, 0.0, -1, -1)
        while heap > 0:
            key, x = R.heap_key[0], R.heap_item[0]
            heap = pop(R.heap_key, R.heap_item, heap)
            if key > R.cost[x]:
                continue
            if size == len(states):
                states, costs = longer(states, 2 * size), longer(costs, 2 * size)
            states[size], costs[size] = x, key
            size += 1
            if x < S.junctions:
                continue
            for a in range(S.in_start[x], S.in_start[x + 1]):
                total = key + C.edge[S.in_dart[a] >> 1]
                heap = reach(S, R, turn, heap, S.in_tail[a], total, 0.0, -1, -1)
        start[j + 1] = size
    return start, states, costs


@kernel
def fill_matrix(S: Any, C: Any, R: Any, edges: Any, shares: Any, to: Any, about: Any, out: Any) -> None:
    """
    Write the least cost from each place to each other, inf where there is no way. One row after another.

    Searches run over junctions only; `about` is what `look_about` found around the destinations.
    """
    to_edges, to_shares = to
    start, states, costs = about
    for i in range(len(edges)):
        R.turn[0] += 1
        turn, size = R.turn[0], 0
        for dart in range(2 * edges[i], 2 * edges[i] + 2):
            head = S.dart_head[dart]
            if head >= 0:
                part = C.edge[edges[i]] * part_after(dart, shares[i])
                size = reach(S, R, turn, size, head, part, 0.0, -1, -1)
        while size > 0:
            key, x = R.heap_key[0], R.heap_item[0]
            size = pop(R.heap_key, R.heap_item, size)
            if key > R.cost[x]:
                continue
            if x >= S.junctions:
                for a in range(S.out_start[x], S.out_start[x + 1]):
                    total = key + C.edge[S.out_dart[a] >> 1]
                    size = reach(S, R, turn, size, S.out_head[a], total, 0.0, -1, -1)
                continue
            for a in range(S.over_start[x], S.over_start[x + 1]):
                y, total = S.over_head[a], key + C.over[a]
                if R.mark[y] != turn or total < R.cost[y]:
                    R.mark[y] = turn
                    R.cost[y] = total
                    size = push(R.heap_key, R.heap_item, size, total, y)
        for j in range(len(to_edges)):
            best = np.inf
            if to_edges[j] == edges[i]:
                best, _ = along_one_edge(S, C.edge[edges[i]], edges[i], shares[i], to_shares[j])
            for k in range(start[j], start[j + 1]):
                x = states[k]
                if R.mark[x] == turn and R.cost[x] + costs[k] < best:
                    best = R.cost[x] + costs[k]
            out[i, j] = best
