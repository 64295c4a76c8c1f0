"""Doorstep returns from one venue: which groups share a trip, on which van, in which order they are dropped."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from serein.engines.dialaride._compiling import inner, kernel
from serein.engines.dialaride._kernels_removal import draw
from serein.engines.dialaride._tables import lend

FORBIDDEN = 1e15
SAME = 1e-6  # costs that differ by less are alike: a bound is rounded, and must not pass for a saving
OUT_OF_SERVICE = 1e8  # a van that is free at this moment or later takes nobody


class Queue(NamedTuple):
    """The groups of a night, what is known of them, the vans, and the rules; place 0 is the venue."""

    times: NDArray[np.float64]  # (places, places) minutes
    door: NDArray[np.int32]  # (groups,)
    size: NDArray[np.int32]  # (groups,) seats
    wheels: NDArray[np.int32]  # (groups,) wheelchairs, counted apart
    since: NDArray[np.float64]  # (groups,) when it came, or is expected; it leaves no sooner
    weight: NDArray[np.float64]  # (groups,) of a minute of one of its riders
    told_off: NDArray[np.float64]  # (groups,) departure promised, -1 for none
    told_door: NDArray[np.float64]  # (groups,)
    owed: NDArray[np.float64]  # (groups,) what breaking that promise counts, and each minute of it
    boards: NDArray[np.float64]  # (groups,) minutes that its boarding adds to a departure
    alights: NDArray[np.float64]  # (groups,) minutes at its door
    room: NDArray[np.int32]  # (vans,) seats
    wheel_room: NDArray[np.int32]  # (vans,)
    wheel_seats: NDArray[np.int32]  # (vans,) seats that a wheelchair place in use costs
    rules: NDArray[np.float64]  # see `Rule`


class Rule:
    """Places in `Queue.rules`."""

    LONGEST, BOARDING, PATIENCE, UNFAIR, GRACE, RETURN = range(6)


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
    clock: NDArray[np.float64]  # (stops,) of a van: when it is free for the trip that begins at a stop
    spent: NDArray[np.float64]  # (stops,) what its trips before that one cost


@inner
def hurt(Q: Any, g: int, leaves: float, at_door: float) -> Any:
    """What group g feels: its time from the queue to the door, a wait beyond patience, a promise not kept."""
    felt = at_door - Q.since[g]
    if leaves - Q.since[g] > Q.rules[2]:
        felt += Q.rules[3] * (leaves - Q.since[g] - Q.rules[2])
    if Q.told_off[g] >= 0.0:
        late = max(leaves - Q.told_off[g], at_door - Q.told_door[g]) - Q.rules[4]
        if late > 0.0:
            felt += Q.owed[g] * (1.0 + late)
    return felt * (Q.size[g] + Q.wheels[g]) * Q.weight[g]


@inner
def holds(Q: Any, v: int, g: int) -> Any:
    return Q.size[g] + Q.wheel_seats[v] * Q.wheels[g] <= Q.room[v] and Q.wheels[g] <= Q.wheel_room[v]


@inner
def _one(Q: Any, v: int, seq: Any, i: int, end: int, free_at: float, until: float) -> Any:
    """Price the trip of van v with the groups from i to end; FORBIDDEN if it cannot be; and when the van is back."""
    load, wheels, leaves, boarding = 0, 0, free_at, Q.rules[1]
    for j in range(i, end):
        g = seq[j]
        load += Q.size[g] + Q.wheel_seats[v] * Q.wheels[g]
        wheels += Q.wheels[g]
        leaves = max(leaves, Q.since[g])
        boarding += Q.boards[g]
    if load > Q.room[v] or wheels > Q.wheel_room[v] or leaves > until:
        return FORBIDDEN, free_at
    leaves += boarding
    total, t, here = 0.0, leaves, 0
    for j in range(i, end):
        g = seq[j]
        t += Q.times[here, Q.door[g]]
        if t - leaves > Q.rules[0]:
            return FORBIDDEN, free_at
        total += hurt(Q, g, leaves, t)
        t += Q.alights[g]
        here = Q.door[g]
    back = t + Q.times[here, 0]
    return total + Q.rules[5] * (back - leaves), back


@inner
def _end_of(seq: Any, size: int, i: int) -> Any:
    while i < size and seq[i] >= 0:
        i += 1
    return i


@kernel
def price(Q: Any, v: int, seq: Any, size: int, free_at: Any) -> Any:
    """Price the trips of a van free from a moment to another; FORBIDDEN if overloaded, late, or a ride is too long."""
    total, now, i = 0.0, free_at[0], 0
    while i < size:
        end = _end_of(seq, size, i)
        cost, now = _one(Q, v, seq, i, end, now, free_at[1])
        total += cost
        if total >= FORBIDDEN:
            return FORBIDDEN
        i = end + 1
    return total


@inner
def _follow(Q: Any, M: Any, D: Any, v: int, i: int, spent: float, now: float, until: float, limit: float) -> Any:
    """
    Price van v when the trip at stop i and those after it begin at a moment; what is above the limit may be too low.

    A later start never makes a trip cheaper, so that the old price of the rest is a lower bound.
    """
    size = M.size[v]
    while i < size:
        rest = M.cost[v] - D.spent[i]
        if now == D.clock[i] or (now > D.clock[i] and spent + rest >= limit):
            return spent + rest
        end = _end_of(M.seq[v], size, i)
        cost, now = _one(Q, v, M.seq[v], i, end, now, until)
        spent += cost
        i = end + 1
    return spent


@kernel
def _place(Q: Any, M: Any, D: Any, free_at: Any, g: int, blinks: float) -> None:
    """
    Put group g where it costs least, a position left out of sight now and then (Christiaens, Vanden Berghe 2020).

    A group that no van in service can hold is put nowhere.
    """
    best, at_v, at_i, how = np.inf, -1, 0, 0
    for v in range(M.size.shape[0]):
        if free_at[v, 0] >= OUT_OF_SERVICE or not holds(Q, v, g):
            continue
        size, until, old = M.size[v], free_at[v, 1], M.cost[v]
        D.trial[0] = g
        begin, now, spent = 0, free_at[v, 0], 0.0
        while begin <= size:
            end = _end_of(M.seq[v], size, begin)
            D.clock[begin], D.spent[begin] = now, spent
            if end > begin:
                cost, now = _one(Q, v, M.seq[v], begin, end, now, until)
                spent += cost
            begin = end + 1
        D.clock[size + 1], D.spent[size + 1] = now, spent
        begin = 0
        while begin <= size:
            end = _end_of(M.seq[v], size, begin)
            now, spent = D.clock[begin], D.spent[begin]
            for i in range(begin, end + 1):
                if at_v >= 0 and draw(D) < blinks:
                    continue
                n = 0
                for j in range(begin, i):
                    D.trial[n] = M.seq[v, j]
                    n += 1
                D.trial[n] = g
                for j in range(i, end):
                    n += 1
                    D.trial[n] = M.seq[v, j]
                cost, back = _one(Q, v, D.trial, 0, n + 1, now, until)
                added = FORBIDDEN
                if cost < FORBIDDEN:
                    added = _follow(Q, M, D, v, end + 1, spent + cost, back, until, best + old) - old
                if added < best - SAME:
                    best, at_v, at_i, how = added, v, i, 0
            D.trial[0] = g
            if size > 0 and (at_v < 0 or draw(D) >= blinks):
                cost, back = _one(Q, v, D.trial, 0, 1, now, until)
                added = _follow(Q, M, D, v, begin, spent + cost, back, until, best + old) - old
                if added < best - SAME:
                    best, at_v, at_i, how = added, v, begin, 1
            if size > 0 and end == size and (at_v < 0 or draw(D) >= blinks):
                cost, _ = _one(Q, v, D.trial, 0, 1, D.clock[size + 1], until)
                if D.spent[size + 1] + cost - old < best - SAME:
                    best, at_v, at_i, how = D.spent[size + 1] + cost - old, v, size, 2
            begin = end + 1
    if at_v >= 0:
        n = _with(D, M, at_v, g, at_i, how)
        for j in range(n):
            M.seq[at_v, j] = D.trial[j]
        M.size[at_v] = n
        M.cost[at_v] = price(Q, at_v, M.seq[at_v], n, free_at[at_v])


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
    M.cost[v] = price(Q, v, M.seq[v], n, free_at[v])


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
    if planned < 2:
        return planned
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

    `M_` holds the trips to begin with and, at the end, the best ones; those of vans out of service are planned anew.
    """
    Q, M, D = lend(Q_), lend(M_), lend(D_)
    free_at = free_at_
    current = Trips(M.seq.copy(), M.size.copy(), M.cost.copy())
    best = Trips(M.seq.copy(), M.size.copy(), M.cost.copy())
    gone = np.zeros(Q.door.shape[0], np.bool_)
    for v in range(M.size.shape[0]):
        M.cost[v] = price(Q, v, M.seq[v], M.size[v], free_at[v])
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
