"""From a point on an edge to another: the least cost and the darts of the way."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.graph._compiling import inner, kernel
from serein.engines.graph._kernels_heap import pop, push


@inner
def part_after(dart: int, share: float) -> Any:
    """Tell how much of a dart lies after a point of its edge."""
    return share if dart & 1 else 1.0 - share


@inner
def along_one_edge(S: Any, weight: float, edge: int, share: float, to_share: float) -> Any:
    """Return the cost and the dart between two points of one edge that never leaves it; inf, -1 if it may not."""
    if S.dart_head[2 * edge] >= 0 and to_share >= share:
        return (to_share - share) * weight, 2 * edge
    if S.dart_head[2 * edge + 1] >= 0 and to_share <= share:
        return (share - to_share) * weight, 2 * edge + 1
    return np.inf, -1


@inner
def mark_about(S: Any, edge: int, near: Any, stack: Any, turn: int) -> None:
    """Mark the states between which and an edge there is no choice, the junctions around them included."""
    size = 0
    for dart in range(2 * edge, 2 * edge + 2):
        node = S.dart_tail[dart]
        for x in range(S.node_first[node], S.node_first[node] + S.node_count[node]):
            if near[x] != turn:
                near[x] = turn
                stack[size] = x
                size += 1
    while size > 0:
        size -= 1
        x = stack[size]
        if x < S.junctions:
            continue
        for a in range(S.out_start[x], S.out_start[x + 1]):
            y = S.out_head[a]
            if near[y] != turn:
                near[y] = turn
                stack[size] = y
                size += 1
        for a in range(S.in_start[x], S.in_start[x + 1]):
            y = S.in_tail[a]
            if near[y] != turn:
                near[y] = turn
                stack[size] = y
                size += 1


@inner
def reach(S: Any, R: Any, turn: int, size: int, y: int, cost: float, left: float, x: int, by: int) -> Any:
    if R.mark[y] == turn and R.cost[y] <= cost:
        return size
    R.mark[y] = turn
    R.cost[y] = cost
    R.key[y] = cost + left
    R.before[y] = x
    R.by[y] = by
    return push(R.heap_key, R.heap_item, size, cost + left, y)


@inner
def bound(S: Any, x: int, goal_x: float, goal_y: float, slack: float, ratio: float) -> Any:
    far = np.sqrt((S.x[x] - goal_x) ** 2 + (S.y[x] - goal_y) ** 2) - slack
    return ratio * far if far > 0.0 else 0.0


@inner
def aim(S: Any, edge: int) -> Any:
    """Return a point and a distance within which both ends of an edge lie."""
    a = S.node_first[S.dart_tail[2 * edge]]
    b = S.node_first[S.dart_tail[2 * edge + 1]]
    dx, dy = S.x[a] - S.x[b], S.y[a] - S.y[b]
    return (S.x[a] + S.x[b]) / 2, (S.y[a] + S.y[b]) / 2, np.sqrt(dx * dx + dy * dy) / 2


@kernel
def find_way(S: Any, C: Any, R: Any, edge: int, share: float, to_edge: int, to_share: float) -> Any:
    """
    Search from a point to a point.

    Returns the cost (inf where there is no way) and where the way begins in `R.darts`, which it fills to the end.
    """
    R.turn[0] += 1
    turn = R.turn[0]
    best, best_dart = np.inf, -1
    best_state = -1
    if edge == to_edge:
        best, best_dart = along_one_edge(S, C.edge[edge], edge, share, to_share)
    mark_about(S, to_edge, R.near, R.stack, turn)
    goal_x, goal_y, slack = aim(S, to_edge)
    size = 0
    for dart in range(2 * edge, 2 * edge + 2):
        head = S.dart_head[dart]
        if head >= 0:
            left = bound(S, head, goal_x, goal_y, slack, C.ratio)
            size = reach(S, R, turn, size, head, C.edge[edge] * part_after(dart, share), left, -1, -1 - dart)
    while size > 0:
        key, x = R.heap_key[0], R.heap_item[0]
        if key >= best:
            break
        size = pop(R.heap_key, R.heap_item, size)
        if key > R.key[x]:
            continue
        cost = R.cost[x]
        is_junction = x < S.junctions
        if not is_junction or R.near[x] == turn:
            for a in range(S.out_start[x], S.out_start[x + 1]):
                dart, y = S.out_dart[a], S.out_head[a]
                if dart >> 1 == to_edge:
                    total = cost + C.edge[to_edge] * (1.0 - part_after(dart, to_share))
                    if total < best:
                        best, best_dart, best_state = total, dart, x
                if is_junction and (y < S.junctions or R.near[y] != turn):
                    continue
                left = bound(S, y, goal_x, goal_y, slack, C.ratio)
                size = reach(S, R, turn, size, y, cost + C.edge[dart >> 1], left, x, -1 - dart)
        if is_junction:
            for a in range(S.over_start[x], S.over_start[x + 1]):
                y = S.over_head[a]
                total = cost + C.over[a]
                if R.mark[y] == turn and R.cost[y] <= total:
                    continue
                left = bound(S, y, goal_x, goal_y, slack, C.ratio)
                size = reach(S, R, turn, size, y, total, left, x, S.over_chain[a])
    at = len(R.darts)
    if best_dart >= 0:
        at -= 1
        R.darts[at] = best_dart
    x = best_state
    while x >= 0:
        at = write_darts(S, R.darts, at, R.by[x])
        x = R.before[x]
    return best, at


@inner
def write_darts(S: Any, darts: Any, at: int, by: int) -> Any:
    """Write what led to a state before position `at`; return where it begins."""
    if by < 0:
        darts[at - 1] = -1 - by
        return at - 1
    chain = by >> 1
    first, last = S.chain_start[chain], S.chain_start[chain + 1]
    for k in range(last - first):
        at -= 1
        darts[at] = S.chain_dart[first + k] ^ 1 if by & 1 else S.chain_dart[last - 1 - k]
    return at


@kernel
def spread(S: Any, C: Any, R: Any, edge: int, share: float, most: float) -> Any:
    """Reach every state from a point of an edge up to a cost; costs and marks are in the room. Returns the turn."""
    R.turn[0] += 1
    turn = R.turn[0]
    size = 0
    for dart in range(2 * edge, 2 * edge + 2):
        head = S.dart_head[dart]
        if head >= 0:
            size = reach(S, R, turn, size, head, C.edge[edge] * part_after(dart, share), 0.0, -1, -1 - dart)
    while size > 0:
        cost, x = R.heap_key[0], R.heap_item[0]
        if cost > most:
            break
        size = pop(R.heap_key, R.heap_item, size)
        if cost > R.cost[x]:
            continue
        for a in range(S.out_start[x], S.out_start[x + 1]):
            edge_cost = C.edge[S.out_dart[a] >> 1]
            size = reach(S, R, turn, size, S.out_head[a], cost + edge_cost, 0.0, x, -1 - S.out_dart[a])
    return turn
