"""Doorstep returns from one venue: which groups share a trip, on which van, in which order they are dropped."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from serein.engines.dialaride._compiling import inner, kernel
from serein.engines.dialaride._kernels_removal import draw
from serein.engines.dialaride._tables import lend

FORBIDDEN = 1e15


class Queue(NamedTuple):
    """The groups of a night, what is known of them, and the rules; place 0 is the venue."""

    times: NDArray[np.float64]  # (places, places) minutes
    door: NDArray[np.int32]  # (groups,)
    size: NDArray[np.int32]  # (groups,)
    since: NDArray[np.float64]  # (groups,) when it came, or is expected
    weight: NDArray[np.float64]  # (groups,) of a minute of one of its riders
    told_off: NDArray[np.float64]  # (groups,) departure promised, -1 for none
    told_door: NDArray[np.float64]  # (groups,)
    rules: NDArray[np.float64]  # see `Rule`


class Rule:
    """Places in `Queue.rules`."""

    SEATS, LONGEST, BOARDING, ALIGHTING, PATIENCE, UNFAIR, GRACE, BROKEN, RETURN = range(9)


class Trips(NamedTuple):
    """For each van the groups in the order of their drops; -1 is a return to the venue."""

    seq: NDArray[np.int32]  # (vans, stops)
    size: NDArray[np.int32]  # (vans,)
    cost: NDArray[np.float64]  # (vans,)


class Desk(NamedTuple):
    """Room for a search."""

    dice: NDArray[np.uint64]
    trial: NDArray[np.int32]
    bank: NDArray[np.int32]


@inner
def _hurt(Q: Any, g: int, leaves: float, at_door: float) -> Any:
    """What group g feels: its time from the queue to the door, a wait beyond patience, a promise not kept."""
    felt = at_door - Q.since[g]
    if leaves - Q.since[g] > Q.rules[4]:
        felt += Q.rules[5] * (leaves - Q.since[g] - Q.rules[4])
    if Q.told_off[g] >= 0.0:
        late = max(leaves - Q.told_off[g], at_door - Q.told_door[g]) - Q.rules[6]
        if late > 0.0:
            felt += Q.rules[7] * (1.0 + late)
    return felt * Q.size[g] * Q.weight[g]


@kernel
def price(Q: Any, seq: Any, size: int, free_at: Any) -> Any:
    """Price the trips of a van free from a moment to another; FORBIDDEN if overloaded, late, or a ride is too long."""
    total, now, i = 0.0, free_at[0], 0
    while i < size:
        load, leaves, end = 0, now, i
        while end < size and seq[end] >= 0:
            load += Q.size[seq[end]]
            leaves = max(leaves, Q.since[seq[end]])
            end += 1
        if load > Q.rules[0] or leaves > free_at[1]:
            return FORBIDDEN
        leaves += Q.rules[2]
        t, here = leaves, 0
        for j in range(i, end):
            g = seq[j]
            t += Q.times[here, Q.door[g]]
            if t - leaves > Q.rules[1]:
                return FORBIDDEN
            total += _hurt(Q, g, leaves, t)
            t += Q.rules[3]
            here = Q.door[g]
        now = t + Q.times[here, 0]
        total += Q.rules[8] * (now - leaves)
        i = end + 1
    return total


@inner
def _with(D: Any, M: Any, v: int, g: int, i: int, manner: int) -> Any:
    """Write van v's trips with group g before stop i: in that trip (0), as a trip before it (1) or after it (2)."""
    size, n = M.size[v], 0
    for j in range(i):
        D.trial[n] = M.seq[v, j]
        n += 1
    if manner == 2:
        D.trial[n] = -1
        n += 1
    D.trial[n] = g
    n += 1
    if manner == 1:
        D.trial[n] = -1
        n += 1
    for j in range(i, size):
        D.trial[n] = M.seq[v, j]
        n += 1
    return n


@kernel
def _place(Q: Any, M: Any, D: Any, free_at: Any, g: int, blinks: float) -> None:
    """Put group g where it costs least, a position left out of sight now and then (Christiaens, Vanden Berghe 2020)."""
    best, at_v, at_i, how = np.inf, -1, 0, 0
    for v in range(M.size.shape[0]):
        for i in range(M.size[v] + 1):
            is_head = i == 0 or M.seq[v, i - 1] < 0
            for manner in range(3):
                if (manner == 1 and not is_head) or (manner == 2 and i < M.size[v]) or (manner > 0 and M.size[v] == 0):
                    continue
                if at_v >= 0 and draw(D) < blinks:
                    continue
                added = price(Q, D.trial, _with(D, M, v, g, i, manner), free_at[v]) - M.cost[v]
                if added < best:
                    best, at_v, at_i, how = added, v, i, manner
    n = _with(D, M, at_v, g, at_i, how)
    for j in range(n):
        M.seq[at_v, j] = D.trial[j]
    M.size[at_v] = n
    M.cost[at_v] = price(Q, M.seq[at_v], n, free_at[at_v])


@kernel
def _take(Q: Any, M: Any, v: int, gone: Any, free_at: Any) -> None:
    """Take the groups that are gone out of van v, and trips without anyone."""
    n = 0
    for j in range(M.size[v]):
        g = M.seq[v, j]
        if (g >= 0 and not gone[g]) or (g < 0 and n > 0 and M.seq[v, n - 1] >= 0):
            M.seq[v, n] = g
            n += 1
    if n > 0 and M.seq[v, n - 1] < 0:
        n -= 1
    M.size[v] = n
    M.cost[v] = price(Q, M.seq[v], n, free_at[v])


@kernel
def _copy(A: Any, B: Any) -> None:
    for v in range(A.size.shape[0]):
        B.size[v], B.cost[v] = A.size[v], A.cost[v]
        for j in range(A.size[v]):
            B.seq[v, j] = A.seq[v, j]


@kernel
def _choose(Q: Any, M: Any, D: Any, gone: Any) -> Any:
    """Mark the groups to move: some at random, those near one door, or two trips; return how many."""
    planned = 0
    for v in range(M.size.shape[0]):
        for j in range(M.size[v]):
            if M.seq[v, j] >= 0:
                D.bank[planned] = M.seq[v, j]
                planned += 1
    wanted = min(planned, 1 + int(draw(D) * 7))
    manner = draw(D)
    seed = D.bank[int(draw(D) * planned)]
    taken = 0
    for _ in range(3 * wanted):
        g = D.bank[int(draw(D) * planned)]
        if manner < 0.6:
            other = D.bank[int(draw(D) * planned)]
            there = Q.door[seed]
            if Q.times[there, Q.door[other]] < Q.times[there, Q.door[g]]:
                g = other
        if not gone[g]:
            gone[g] = True
            taken += 1
        if taken >= wanted:
            break
    if manner > 0.85:
        for v in range(M.size.shape[0]):
            first = int(draw(D) * (M.size[v] + 1))
            while first < M.size[v] and M.seq[v, first] >= 0:
                gone[M.seq[v, first]] = True
                first += 1
    return planned


@kernel
def arrange(Q_: Any, M_: Any, D_: Any, free_at_: Any, waiting: Any, steps: int) -> Any:
    """
    Plan the trips of all vans for the waiting groups: insert those on no trip, then search; return the cost.

    `M_` holds the trips to begin with and, at the end, the best ones. Cost: about 20 µs a step with 40 groups.
    """
    Q, M, D = lend(Q_), lend(M_), lend(D_)
    free_at = free_at_
    current = Trips(M.seq.copy(), M.size.copy(), M.cost.copy())
    best = Trips(M.seq.copy(), M.size.copy(), M.cost.copy())
    gone = np.zeros(Q.door.shape[0], np.bool_)
    for v in range(M.size.shape[0]):
        M.cost[v] = price(Q, M.seq[v], M.size[v], free_at[v])
    for h in range(waiting.shape[0]):
        _place(Q, M, D, free_at, waiting[h], 0.0)
    _copy(M, current)
    _copy(M, best)
    now, least = M.cost.sum(), M.cost.sum()
    for step in range(steps):
        if _choose(Q, M, D, gone) < 2:
            break
        moved = 0
        for v in range(M.size.shape[0]):
            for j in range(M.size[v]):
                if M.seq[v, j] >= 0 and gone[M.seq[v, j]]:
                    D.bank[moved] = M.seq[v, j]
                    moved += 1
            _take(Q, M, v, gone, free_at)
        while moved > 0:
            pick = int(draw(D) * moved)
            g, moved = D.bank[pick], moved - 1
            D.bank[pick] = D.bank[moved]
            gone[g] = False
            _place(Q, M, D, free_at, g, 0.05)
        total = M.cost.sum()
        heat = 0.01 * least * (1.0 - step / steps) ** 2 + 1e-9
        if total < now - heat * np.log(max(draw(D), 1e-300)):
            now = total
            _copy(M, current)
            if total < least - 1e-9:
                least = total
                _copy(M, best)
        else:
            _copy(current, M)
    _copy(best, M)
    return least


@kernel
def best_order(Q_: Any, groups: Any, leaves_at: float, by_return: bool) -> Any:
    """Order the drops of one trip by dynamic programming over subsets; by the van's return, or by what riders feel."""
    Q, n = lend(Q_), groups.shape[0]
    full = (1 << n) - 1
    cost = np.full((full + 1, n), FORBIDDEN)
    clock = np.zeros((full + 1, n))
    last = np.full((full + 1, n), -1)
    leaves = leaves_at + Q.rules[2]
    for j in range(n):
        clock[1 << j, j] = leaves + Q.times[0, Q.door[groups[j]]]
        cost[1 << j, j] = 0.0 if by_return else _hurt(Q, groups[j], leaves, clock[1 << j, j])
    for mask in range(1, full + 1):
        for j in range(n):
            if cost[mask, j] >= FORBIDDEN:
                continue
            for k in range(n):
                if mask & (1 << k):
                    continue
                t = clock[mask, j] + Q.rules[3] + Q.times[Q.door[groups[j]], Q.door[groups[k]]]
                c = cost[mask, j] + (0.0 if by_return else _hurt(Q, groups[k], leaves, t))
                to = mask | (1 << k)
                is_better = t < clock[to, k] or cost[to, k] >= FORBIDDEN if by_return else c < cost[to, k]
                if t - leaves <= Q.rules[1] and is_better:
                    cost[to, k], clock[to, k], last[to, k] = c, t, j
    end, least = -1, FORBIDDEN
    for j in range(n):
        back = clock[full, j] + Q.rules[3] + Q.times[Q.door[groups[j]], 0]
        total = back if by_return else cost[full, j] + Q.rules[8] * (back - leaves)
        if cost[full, j] < FORBIDDEN and total < least:
            end, least = j, total
    order, mask = np.full(n, -1), full
    for i in range(n - 1, -1, -1):
        if end < 0:
            break
        order[i] = groups[end]
        end, mask = last[mask, end], mask & ~(1 << end)
    return order
