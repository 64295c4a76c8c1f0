"""From one place to all, and from many to many."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.graph._compiling import kernel
from serein.engines.graph._kernels_search import along_one_edge, part_after, spread


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
def fill_matrix(S: Any, C: Any, R: Any, edges: Any, shares: Any, to_edges: Any, to_shares: Any, out: Any) -> None:
    """Write the least cost from each place to each other, inf where there is no way. One row after another."""
    for i in range(len(edges)):
        turn = spread(S, C, R, edges[i], shares[i], np.inf)
        for j in range(len(to_edges)):
            edge, best = to_edges[j], np.inf
            if edge == edges[i]:
                best, _ = along_one_edge(S, C.edge[edge], edge, shares[i], to_shares[j])
            for dart in range(2 * edge, 2 * edge + 2):
                node = S.dart_tail[dart]
                part = C.edge[edge] * (1.0 - part_after(dart, to_shares[j]))
                for x in range(S.node_first[node], S.node_first[node] + S.node_count[node]):
                    if R.mark[x] != turn or R.cost[x] + part >= best:
                        continue
                    for a in range(S.out_start[x], S.out_start[x + 1]):
                        if S.out_dart[a] == dart:
                            best = R.cost[x] + part
            out[i, j] = best
