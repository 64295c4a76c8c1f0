"""All ways that are not both longer and more exposed than another: BOA* between two searches backwards."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.graph._compiling import inner, kernel
from serein.engines.graph._kernels_heap import longer, pop, push
from serein.engines.graph._kernels_search import aim, along_one_edge, bound, mark_about, part_after, reach, write_darts

ROUNDING = 1e-12


@kernel
def look_back(
    S: Any, edge_cost: Any, under_cost: Any, ratio: float, R: Any, edge: int, share: float, to_edge: int,
    to_share: float, gate: int, factor: float, limit: float, left: Any,
) -> Any:  # fmt: skip
    """
    Search from the destination backwards.

    Writes what is left from a state into `left` and the number of this search into `R.gate` for all states that may
    lie on a way of at most `factor` times the least cost and at most `limit`, by the straight line from the origin;
    with `gate` above 0 only for those that search had reached. Returns the least cost.
    """
    R.turn[0] += 1
    turn = R.turn[0]
    mark_about(S, edge, R.near, R.stack, turn)
    goal_x, goal_y, slack = aim(S, edge)
    best, size = np.inf, 0
    if edge == to_edge:
        best, _ = along_one_edge(S, edge_cost[edge], edge, share, to_share)
    for dart in range(2 * to_edge, 2 * to_edge + 2):
        node = S.dart_tail[dart]
        for x in range(S.node_first[node], S.node_first[node] + S.node_count[node]):
            if gate > 0 and R.gate[x] != gate:
                continue
            for a in range(S.out_start[x], S.out_start[x + 1]):
                if S.out_dart[a] == dart:
                    cost = edge_cost[to_edge] * (1.0 - part_after(dart, to_share))
                    rest = bound(S, x, goal_x, goal_y, slack, ratio)
                    size = reach(S, R, turn, size, x, cost, rest, -1, -1 - dart)
    while size > 0:
        key, x = R.heap_key[0], R.heap_item[0]
        if key > min(factor * best, limit):
            break
        size = pop(R.heap_key, R.heap_item, size)
        if key > R.key[x]:
            continue
        cost = R.cost[x]
        left[x] = cost
        R.gate[x] = turn
        for dart in range(2 * edge, 2 * edge + 2):
            if S.dart_head[dart] == x:
                best = min(best, cost + edge_cost[edge] * part_after(dart, share))
        is_junction = x < S.junctions
        if not is_junction or R.near[x] == turn:
            for a in range(S.in_start[x], S.in_start[x + 1]):
                y, dart = S.in_tail[a], S.in_dart[a]
                if (is_junction and (y < S.junctions or R.near[y] != turn)) or (gate > 0 and R.gate[y] != gate):
                    continue
                rest = bound(S, y, goal_x, goal_y, slack, ratio)
                size = reach(S, R, turn, size, y, cost + edge_cost[dart >> 1], rest, x, -1 - dart)
        if is_junction:
            for a in range(S.under_start[x], S.under_start[x + 1]):
                y = S.under_tail[a]
                total = cost + under_cost[a]
                if (gate > 0 and R.gate[y] != gate) or (R.mark[y] == turn and R.cost[y] <= total):
                    continue
                rest = bound(S, y, goal_x, goal_y, slack, ratio)
                size = reach(S, R, turn, size, y, total, rest, x, S.under_chain[a])
    return best


@kernel
def shortest_exposure(
    S: Any, R: Any, length: Any, exposure: Any, chain_exposure: Any, edge: int, share: float, to_edge: int,
    to_share: float, best: float,
) -> Any:  # fmt: skip
    """Sum what the way just found by `look_back` is exposed to: no better way is exposed to more."""
    if edge == to_edge:
        direct, _ = along_one_edge(S, length[edge], edge, share, to_share)
        if direct <= best:
            return abs(to_share - share) * exposure[edge]
    least = np.inf
    for dart in range(2 * edge, 2 * edge + 2):
        x = S.dart_head[dart]
        if x < 0 or R.gate[x] != R.turn[0]:
            continue
        if R.cost[x] + length[edge] * part_after(dart, share) > best * (1.0 + ROUNDING):
            continue
        total = exposure[edge] * part_after(dart, share)
        while R.before[x] >= 0:
            by = R.by[x]
            total += exposure[(-1 - by) >> 1] if by < 0 else chain_exposure[by >> 1]
            x = R.before[x]
        dart = -1 - R.by[x]
        total += exposure[to_edge] * (1.0 - part_after(dart, to_share))
        least = min(least, total)
    return least


@inner
def _is_better(values: Any, i: int, others: Any, j: int, slack: float) -> Any:
    """Whether row i comes before row j, the first column that differs deciding."""
    for k in range(values.shape[1]):
        if values[i, k] < others[j, k] - slack:
            return True
        if values[i, k] > others[j, k] + slack:
            return False
    return False


@inner
def _write_step(R: Any, steps: int, to: int, by: int, arc: int, part: float) -> Any:
    R.step_to[steps], R.step_by[steps], R.step_arc[steps], R.step_part[steps] = to, by, arc, part
    return steps + 1


@inner
def _first_steps(S: Any, R: Any, edge: int, share: float, to_edge: int, to_share: float) -> Any:
    """Write the steps away from the origin; return their number."""
    steps = 0
    for dart in range(2 * edge, 2 * edge + 2):
        if S.dart_head[dart] >= 0:
            steps = _write_step(R, steps, S.dart_head[dart], -1 - dart, -1, part_after(dart, share))
    if edge == to_edge:
        _, dart = along_one_edge(S, 1.0, edge, share, to_share)
        if dart >= 0:
            steps = _write_step(R, steps, -1, -1 - dart, -1, abs(to_share - share))
    return steps


@inner
def _steps_onwards(S: Any, R: Any, turn: int, x: int, to_edge: int, to_share: float) -> Any:
    """Write the steps from a state; return their number."""
    steps = 0
    is_junction = x < S.junctions
    if not is_junction or R.near[x] == turn:
        for a in range(S.out_start[x], S.out_start[x + 1]):
            y, dart = S.out_head[a], S.out_dart[a]
            if dart >> 1 == to_edge:
                steps = _write_step(R, steps, -1, -1 - dart, -1, 1.0 - part_after(dart, to_share))
            if not is_junction or (y >= S.junctions and R.near[y] == turn):
                steps = _write_step(R, steps, y, -1 - dart, -1, 1.0)
    if is_junction:
        for a in range(S.over_start[x], S.over_start[x + 1]):
            steps = _write_step(R, steps, S.over_head[a], S.over_chain[a], a, 1.0)
    return steps


@inner
def _taller(values: Any, more: int) -> Any:
    taller = np.empty((more, values.shape[1]))
    for i in range(values.shape[0]):
        for k in range(values.shape[1]):
            taller[i, k] = values[i, k]
    return taller


@kernel
def search_front(
    S: Any, length: Any, over_length: Any, exposure: Any, over_exposure: Any, R: Any, edge: int, share: float,
    to_edge: int, to_share: float, gate: int, left_length: Any, left_exposure: Any, most: float, slack: float,
) -> Any:  # fmt: skip
    """
    Run BOA* (Hernandez et al. 2020): labels leave the heap by least possible length.

    A label falls when its state or the destination was reached with no more exposure before: lengths only grow.
    `exposure` has one row for each criterion; the first that differs decides. Returns the labels that arrived,
    shortest first, and of all labels: length, exposures, the label before, and what led here.
    """
    R.turn[0] += 1
    turn = R.turn[0]
    mark_about(S, to_edge, R.near, R.stack, turn)
    criteria, room = exposure.shape[0], 4096
    cost, second = np.empty(room), np.empty((room, criteria))
    state, before, by = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
    heap_key, heap_item = np.empty(room), np.empty(room, np.int32)
    least = np.empty((len(S.state_node), criteria))
    trial, best = np.empty((1, criteria)), np.full((1, criteria), np.inf)
    arrived = np.empty(64, np.int32)
    labels, size, found, label = 0, 0, 0, -1
    steps = _first_steps(S, R, edge, share, to_edge, to_share)
    while True:
        for step in range(steps):
            y, arc, part = R.step_to[step], R.step_arc[step], R.step_part[step]
            if y >= 0 and R.gate[y] != gate:
                continue
            one = (-1 - R.step_by[step]) >> 1
            g = (0.0 if label < 0 else cost[label]) + (over_length[arc] if arc >= 0 else part * length[one])
            key = g + (left_length[y] if y >= 0 else 0.0)
            if key > most:
                continue
            if labels == len(cost):
                more = 2 * labels
                cost, second, state = longer(cost, more), _taller(second, more), longer(state, more)
                before, by = longer(before, more), longer(by, more)
                heap_key, heap_item = longer(heap_key, more), longer(heap_item, more)
            for k in range(criteria):
                so_far = 0.0 if label < 0 else second[label, k]
                second[labels, k] = so_far + (over_exposure[k, arc] if arc >= 0 else part * exposure[k, one])
                trial[0, k] = second[labels, k] + (left_exposure[k, y] if y >= 0 else 0.0)
            if not _is_better(trial, 0, best, 0, slack):
                continue
            if y >= 0 and R.mark[y] == turn and not _is_better(second, labels, least, y, slack):
                continue
            cost[labels], state[labels], before[labels], by[labels] = g, y, label, R.step_by[step]
            size = push(heap_key, heap_item, size, key, labels)
            labels += 1
        label = -1
        while size > 0 and label < 0:
            label = heap_item[0]
            size = pop(heap_key, heap_item, size)
            x = state[label]
            for k in range(criteria):
                trial[0, k] = second[label, k] + (left_exposure[k, x] if x >= 0 else 0.0)
            if not _is_better(trial, 0, best, 0, slack):
                label = -1
            elif x < 0:
                if found == len(arrived):
                    arrived = longer(arrived, 2 * found)
                arrived[found] = label
                found += 1
                for k in range(criteria):
                    best[0, k] = second[label, k]
                label = -1
            elif R.mark[x] == turn and not _is_better(second, label, least, x, slack):
                label = -1
        if label < 0:
            break
        R.mark[x] = turn
        for k in range(criteria):
            least[x, k] = second[label, k]
        steps = _steps_onwards(S, R, turn, x, to_edge, to_share)
    return arrived[:found].copy(), cost, second, before, by


@kernel
def unpack(S: Any, R: Any, before: Any, by: Any, label: int) -> Any:
    """Write the darts of a label's way into the end of `R.darts`; return where they begin."""
    at = len(R.darts)
    while label >= 0:
        at = write_darts(S, R.darts, at, by[label])
        label = before[label]
    return at
