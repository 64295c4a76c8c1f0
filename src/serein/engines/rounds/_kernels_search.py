"""A search among orders of many visits: some leave, those left out return where they delay least (Shaw 1998)."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.rounds._compiling import kernel
from serein.engines.rounds._kernels_time import backward, begin_at, close, forward, judge, rest_between, step
from serein.engines.rounds._tables import FAR


@kernel
def draw(chance: Any) -> float:
    """A number from 0 to 1, and the next state (splitmix64)."""
    chance[0] += np.uint64(0x9E3779B97F4A7C15)
    z = chance[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return float((z ^ (z >> np.uint64(31))) >> np.uint64(11)) / 9007199254740992.0


@kernel
def worth_of(T: Any, seq: Any, m: int) -> int:
    """The value of an order."""
    worth = 0
    for k in range(m):
        worth += T.value[seq[k]]
    return worth


@kernel
def finish_after(T: Any, seq: Any, m: int, early: Any, k: int, before: int, after: int) -> int:
    """What `close` says if position k (from 0) is left at other moments than in `early`; ends where nothing moves."""
    i = seq[k]
    for q in range(k + 1, m + 1):
        if before == early[0, q] and after == early[1, q]:
            return int(close(T, early[0, m + 1], early[1, m + 1]))
        j = seq[q] if q < m else T.value.shape[0]
        before, after = step(T, i, j, before, after)
        i = j
    return int(close(T, before, after))


@kernel
def best_place(T: Any, seq: Any, m: int, early: Any, late: Any, u: int) -> int:
    """Where visit u delays the end least, then lengthens the way least; -1 if it has no place."""
    n, best, place = T.value.shape[0], FAR * 100, -1
    for k in range(m + 1):
        i, j = (seq[k - 1] if k else n + 1), (seq[k] if k < m else n)
        before, after = step(T, i, u, early[0, k], early[1, k])
        fresh, rested = before + T.travel[u, j], after + T.travel[u, j]
        if T.rest_s >= 0:
            rested = min(rested, rest_between(T, u, j, before)[0])
        if fresh > late[0, k + 1] and rested > late[1, k + 1]:
            continue
        stay = T.stay[j]
        before, after = begin_at(T, j, fresh) + stay, begin_at(T, j, rested) + stay
        cost = finish_after(T, seq, m, early, k, before, after) if k < m else close(T, before, after)
        key = 16 * cost + T.travel[i, u] + T.travel[u, j] - T.travel[i, j]
        if cost < FAR and key < best:
            best, place = key, k
    return place


@kernel
def put_in(seq: Any, m: int, k: int, u: int) -> int:
    """Put visit u at position k."""
    for q in range(m, k, -1):
        seq[q] = seq[q - 1]
    seq[k] = u
    return m + 1


@kernel
def fill(T: Any, seq: Any, m: int, keys: Any, early: Any, late: Any) -> int:
    """Insert those left out, the greatest key first, each at its best place; return the new length."""
    n = T.value.shape[0]
    is_in = np.zeros(n, np.bool_)
    for k in range(m):
        is_in[seq[k]] = True
    forward(T, seq, m, early)
    backward(T, seq, m, late)
    for u in np.argsort(-keys):
        if is_in[u]:
            continue
        k = best_place(T, seq, m, early, late, u)
        if k >= 0:
            m = put_in(seq, m, k, u)
            forward(T, seq, m, early)
            backward(T, seq, m, late)
    return m


@kernel
def marks(T: Any, seq: Any, m: int, most: int, chance: Any) -> Any:
    """Choose visits that leave: by lot, a stretch of the order, or neighbours of one."""
    goes, q = np.zeros(m, np.bool_), 1 + int(draw(chance) * most)
    kind, seed = draw(chance), int(draw(chance) * m)
    if kind < 0.3:
        for _ in range(q):
            goes[int(draw(chance) * m)] = True
    elif kind < 0.6:
        for k in range(seed, min(seed + q, m)):
            goes[k] = True
    else:
        near = np.empty(m)
        for k in range(m):
            way = min(T.travel[seq[k], seq[seed]] + T.travel[seq[seed], seq[k]], FAR)
            near[k] = way * (0.7 + 0.6 * draw(chance))
        for k in np.argsort(near)[:q]:
            goes[k] = True
    return goes


@kernel
def keys_by(T: Any, kind: float, chance: Any, keys: Any) -> None:
    """In which order those left out return: by lot, by value, or by price for a minute of stay."""
    for v in range(keys.shape[0]):
        noise = 0.5 + draw(chance)
        if kind < 0.3:
            keys[v] = noise
        elif kind < 0.6:
            keys[v] = T.value[v] * noise
        else:
            keys[v] = T.price[v] * noise / (T.stay[v] + 300.0)


@kernel
def is_better(a: Any, b: Any) -> bool:
    """Whether (value, cost, travel) a comes before b."""
    return bool((-a[0], a[1], a[2]) < (-b[0], b[1], b[2]))


@kernel
def merit(T: Any, seq: Any, m: int) -> Any:
    """Value, cost and travel of an order; without value if it does not fit."""
    cost, way, _, _ = judge(T, seq, m)
    return (worth_of(T, seq, m) if cost < FAR else -1), cost, way


@kernel
def loss(T: Any, seq: Any, m: int, found: Any) -> Any:
    """What the search pays for an order: prices of those left out, seconds, and a little for travel."""
    price = 0.0
    for v in range(T.value.shape[0]):
        price += T.price[v]
    for k in range(m):
        price -= T.price[seq[k]]
    return price + found[1] + found[2] / 16.0


@kernel
def search(T: Any, seq: Any, m: int, iterations: int, seed: int) -> Any:
    """
    Improve a feasible order by removing and returning visits, annealed from four minutes to two seconds.

    Cost: O(iterations · left out · visits).
    """
    n = T.value.shape[0]
    chance = np.array([seed], np.uint64)
    early, late, keys = np.empty((2, n + 2), np.int64), np.empty((2, n + 2), np.int64), np.empty(n)
    now, work, best = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    now[:m] = seq[:m]
    keys_by(T, 0.4, chance, keys)
    m = fill(T, now, m, keys, early, late)
    best[:m] = now[:m]
    best_m, best_merit = m, merit(T, now, m)
    now_loss = loss(T, now, m, best_merit)
    for turn in range(iterations):
        heat = 240.0 * (2.0 / 240.0) ** (turn / iterations)
        size = 0
        if m:
            goes = marks(T, now, m, max(2, min(m // 2, 12)), chance)
            for k in range(m):
                if not goes[k]:
                    work[size] = now[k]
                    size += 1
        keys_by(T, draw(chance), chance, keys)
        size = fill(T, work, size, keys, early, late)
        found = merit(T, work, size)
        if found[0] < 0:
            continue
        found_loss = loss(T, work, size, found)
        if is_better(found, best_merit):
            best_m, best_merit = size, found
            best[:size] = work[:size]
        if found_loss < now_loss - heat * np.log(max(draw(chance), 1e-12)):
            m, now_loss = size, found_loss
            now[:m] = work[:m]
        if turn % 1000 == 999:
            m = best_m
            now[:m] = best[:m]
            now_loss = loss(T, now, m, best_merit)
    return best[:best_m].copy()


@kernel
def moved(seq: Any, m: int, kind: int, a: int, b: int, out: Any) -> bool:
    """Write a neighbour of an order: kind 0 exchanges a and b, 1 reverses a to b, 2 to 4 move 1 to 3 from a to b."""
    out[:m] = seq[:m]
    if kind == 0:
        out[a], out[b] = seq[b], seq[a]
        return a < b
    if kind == 1:
        out[a : b + 1] = seq[a : b + 1][::-1]
        return a + 1 < b
    size = kind - 1
    if a + size > m or b + size > m or a == b:
        return False
    rest = np.concatenate((seq[:a], seq[a + size : m]))
    out[:b] = rest[:b]
    out[b : b + size] = seq[a : a + size]
    out[b + size : m] = rest[b:]
    return True


@kernel
def descend(T: Any, seq: Any) -> Any:
    """Take better neighbours (exchange, reversal, moves of one to three) until there is none."""
    m, out = seq.shape[0], np.empty_like(seq)
    best, goes_on = merit(T, seq, m), True
    while goes_on:
        goes_on = False
        for kind in range(5):
            for a in range(m):
                for b in range(m):
                    if moved(seq, m, kind, a, b, out):
                        found = merit(T, out, m)
                        if is_better(found, best):
                            best, goes_on = found, True
                            seq[:] = out
    return seq


@kernel
def make_fit(T: Any, seq: Any) -> Any:
    """Take out of an order what costs least until it fits; the order of the others stays."""
    m, trial, kept = seq.shape[0], np.empty_like(seq), seq.copy()
    while m and judge(T, kept, m)[0] >= FAR:
        worst, best = 0, -1.0
        for k in range(m):
            trial[:k] = kept[:k]
            trial[k : m - 1] = kept[k + 1 : m]
            gain = (2.0 if judge(T, trial, m - 1)[0] < FAR else 1.0) / T.value[kept[k]]
            if gain > best:
                worst, best = k, gain
        kept[worst : m - 1] = kept[worst + 1 : m].copy()
        m -= 1
    return kept[:m].copy()
