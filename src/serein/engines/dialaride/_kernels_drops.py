"""One trip from the venue: the best order of its drops, and who would be on it in order of arrival."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.dialaride._compiling import inner, kernel
from serein.engines.dialaride._kernels_returns import FORBIDDEN, OUT_OF_SERVICE, holds, hurt
from serein.engines.dialaride._tables import lend

_EXACT = 10  # drops; beyond, the given order is improved by moving one drop at a time


@inner
def _price(Q: Any, groups: Any, n: int, leaves: float, by_return: bool) -> Any:
    """Price an order of drops, by the van's return or by what riders feel; FORBIDDEN if a ride is too long."""
    t, here, cost = leaves, 0, 0.0
    for j in range(n):
        t += Q.times[here, Q.door[groups[j]]]
        if t - leaves > Q.rules[0]:
            cost += FORBIDDEN
        cost += 0.0 if by_return else hurt(Q, groups[j], leaves, t)
        t += Q.alights[groups[j]]
        here = Q.door[groups[j]]
    back = t + Q.times[here, 0]
    return cost + (back if by_return else Q.rules[5] * (back - leaves))


@kernel
def _moved(Q: Any, groups: Any, n: int, leaves: float, by_return: bool) -> Any:
    """Improve an order of drops by moving one at a time until no move helps; -1 at its head if it is FORBIDDEN."""
    order = groups.copy()
    least, is_better = _price(Q, order, n, leaves, by_return), True
    while is_better:
        is_better = False
        for i in range(n):
            for j in range(n):
                trial = np.empty_like(order)
                rest = 0
                for place in range(n):
                    if place == j:
                        trial[place] = order[i]
                        continue
                    if rest == i:
                        rest += 1
                    trial[place] = order[rest]
                    rest += 1
                cost = _price(Q, trial, n, leaves, by_return)
                if cost < least - 1e-9:
                    least, order, is_better = cost, trial, True
    if least >= FORBIDDEN:
        order[0] = -1
    return order


@kernel
def _ordered(Q: Any, groups: Any, n: int, leaves: float, by_return: bool) -> Any:
    """Order n drops by dynamic programming over subsets, -1 at the head when no order is legal."""
    if n > _EXACT:
        return _moved(Q, groups[:n], n, leaves, by_return)
    full = (1 << n) - 1
    cost = np.full((full + 1, n), FORBIDDEN)
    clock = np.zeros((full + 1, n))
    last = np.full((full + 1, n), -1)
    for j in range(n):
        clock[1 << j, j] = leaves + Q.times[0, Q.door[groups[j]]]
        cost[1 << j, j] = 0.0 if by_return else hurt(Q, groups[j], leaves, clock[1 << j, j])
    for mask in range(1, full + 1):
        for j in range(n):
            if cost[mask, j] >= FORBIDDEN:
                continue
            for k in range(n):
                if mask & (1 << k):
                    continue
                t = clock[mask, j] + Q.alights[groups[j]] + Q.times[Q.door[groups[j]], Q.door[groups[k]]]
                c = cost[mask, j] + (0.0 if by_return else hurt(Q, groups[k], leaves, t))
                to = mask | (1 << k)
                is_better = t < clock[to, k] or cost[to, k] >= FORBIDDEN if by_return else c < cost[to, k]
                if t - leaves <= Q.rules[0] and is_better:
                    cost[to, k], clock[to, k], last[to, k] = c, t, j
    end, least = -1, FORBIDDEN
    for j in range(n):
        back = clock[full, j] + Q.alights[groups[j]] + Q.times[Q.door[groups[j]], 0]
        total = back if by_return else cost[full, j] + Q.rules[5] * (back - leaves)
        if cost[full, j] < FORBIDDEN and total < least:
            end, least = j, total
    order, mask = np.full(n, -1), full
    for i in range(n - 1, -1, -1):
        if end < 0:
            break
        order[i] = groups[end]
        end, mask = last[mask, end], mask & ~(1 << end)
    return order


@inner
def _leaves(Q: Any, groups: Any, n: int, now: float) -> Any:
    leaves = now + Q.rules[1]
    for j in range(n):
        leaves += Q.boards[groups[j]]
    return leaves


@kernel
def best_order(Q_: Any, groups: Any, now: float, by_return: bool) -> Any:
    """Order the drops of a trip that boards from now; by the van's return, or by what riders feel."""
    Q, n = lend(Q_), groups.shape[0]
    return _ordered(Q, groups, n, _leaves(Q, groups, n, now), by_return)


@kernel
def _fill(Q: Any, v: int, queue: Any, is_left: Any, now: float, taken: Any) -> Any:
    """Write the groups that van v takes now, in the order of the queue; return how many."""
    n, load, wheels = 0, 0, 0
    for h in range(queue.shape[0]):
        g = queue[h]
        seats = Q.size[g] + Q.wheel_seats[v] * Q.wheels[g]
        if not is_left[h] or Q.since[g] > now:
            continue
        if load + seats > Q.room[v] or wheels + Q.wheels[g] > Q.wheel_room[v]:
            continue
        taken[n] = g
        leaves = _leaves(Q, taken, n + 1, now)
        if n == 0 or _ordered(Q, taken, n + 1, leaves, True)[0] >= 0:
            n, load, wheels = n + 1, load + seats, wheels + Q.wheels[g]
            is_left[h] = False
    return n


@kernel
def fill(Q_: Any, v: int, queue: Any, now: float) -> Any:
    """Fill van v with whole groups of the queue that are there, fit and are home in time."""
    taken = np.zeros(queue.shape[0], np.int64)
    return taken[: _fill(lend(Q_), v, queue, np.ones(queue.shape[0], np.bool_), now, taken)]


@kernel
def wait_in_order(Q_: Any, queue: Any, free_at: Any) -> Any:
    """How long somebody would wait if all of the queue left in its order, each van as soon as it is free."""
    Q = lend(Q_)
    free, longest = free_at.copy(), 0.0
    is_left, taken = np.ones(queue.shape[0], np.bool_), np.zeros(queue.shape[0], np.int64)
    left = queue.shape[0]
    while left > 0:
        v = np.argmin(free)
        if free[v] >= OUT_OF_SERVICE:
            break
        n = _fill(Q, v, queue, is_left, free[v], taken)
        if n == 0:
            free[v] = _next(Q, v, queue, is_left, free[v])
            continue
        left -= n
        leaves = _leaves(Q, taken, n, free[v])
        for j in range(n):
            longest = max(longest, leaves - Q.since[taken[j]])
        order = _ordered(Q, taken, n, leaves, True)
        t, here = leaves, 0
        for j in range(n):
            t += Q.times[here, Q.door[order[j]]] + Q.alights[order[j]]
            here = Q.door[order[j]]
        free[v] = t + Q.times[here, 0]
    return longest


@inner
def _next(Q: Any, v: int, queue: Any, is_left: Any, now: float) -> Any:
    """When the next group is there that van v can hold."""
    soonest = OUT_OF_SERVICE
    for h in range(queue.shape[0]):
        if is_left[h] and Q.since[queue[h]] > now and holds(Q, v, queue[h]):
            soonest = min(soonest, Q.since[queue[h]])
    return soonest
