"""
Exact feasibility of a route, and the cheapest insertion of a request into one.

A schedule of a route is a solution of x_j >= f_ij(x_i): windows, travel, maximum rides (the pick-up is at
least the drop-off less the ride) and the maximum duration (the start is at least the end less the span). All maps are
monotone, so there is a least solution, reached by iterating from below; the route is feasible when it ends
inside the windows. The greatest solution bounds every schedule from above, and stays a bound when a stop is added.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.dialaride._compiling import inner, kernel
from serein.engines.dialaride._tables import lend

EPSILON = 1e-9
NEVER = 1e18
_PRIME = np.uint64(0x9E3779B97F4A7C15)


@inner
def arrive(T: Any, i: int, j: int, departs_at: float) -> Any:
    """When node j is reached by leaving node i at a moment; between two hours travel time is linear."""
    a, b = T.place[i], T.place[j]
    hours = T.hours.shape[0]
    if hours <= 1:
        return departs_at + T.times[a, b]
    h = np.searchsorted(T.hours, departs_at)
    if h == 0:
        return departs_at + T.hourly[0, a, b]
    if h == hours:
        return departs_at + T.hourly[hours - 1, a, b]
    share = (departs_at - T.hours[h - 1]) / (T.hours[h] - T.hours[h - 1])
    return departs_at + (1.0 - share) * T.hourly[h - 1, a, b] + share * T.hourly[h, a, b]


@kernel
def raise_earliest(T: Any, R: Any, k: int) -> Any:
    """Find the least fixpoint of route k; False when a bound passes its window. Cost: 2-4 passes over the stops."""
    size, n = R.size[k], T.ride.shape[0]
    for i in range(size):
        R.ear[k, i] = T.opens[R.seq[k, i]]
        if R.ear[k, i] > T.closes[R.seq[k, i]] + EPSILON:
            return False
    low = 1
    for _ in range(2 * size + 2):
        again = size
        for i in range(low, size):
            node, before = R.seq[k, i], R.seq[k, i - 1]
            x = arrive(T, before, node, R.ear[k, i - 1] + T.dwell[before])
            if x > R.ear[k, i]:
                R.ear[k, i] = x
                if x > T.closes[node] + EPSILON:
                    return False
            if n <= node < 2 * n and R.at[node - n] >= 0:
                p = R.at[node - n]
                need = R.ear[k, i] - T.ride[node - n] - T.dwell[node - n]
                if need > R.ear[k, p] + EPSILON:
                    R.ear[k, p] = need
                    if need > T.closes[node - n] + EPSILON:
                        return False
                    again = min(again, p + 1)
        need = R.ear[k, size - 1] - T.span[k]
        if need > R.ear[k, 0] + EPSILON:
            R.ear[k, 0] = need
            again = 1
        if again == size:
            return R.ear[k, 0] <= T.closes[R.seq[k, 0]] + EPSILON
        low = again
    return False


@kernel
def lower_latest(T: Any, R: Any, k: int) -> None:
    """Find the greatest fixpoint of route k, an upper bound when travel times change with the hour."""
    size, n = R.size[k], T.ride.shape[0]
    for i in range(size):
        R.late[k, i] = T.closes[R.seq[k, i]]
    high = size - 2
    for _ in range(2 * size + 2):
        again = -1
        for i in range(high, -1, -1):
            node, after = R.seq[k, i], R.seq[k, i + 1]
            x = R.late[k, i + 1] - T.times[T.place[node], T.place[after]] - T.dwell[node]
            if x < R.late[k, i]:
                R.late[k, i] = x
            if node < n and R.at[node + n] >= 0:
                p = R.at[node + n]
                limit = R.late[k, i] + T.dwell[node] + T.ride[node]
                if limit < R.late[k, p] - EPSILON:
                    R.late[k, p] = limit
                    again = max(again, p - 1)
        limit = R.late[k, 0] + T.span[k]
        if limit < R.late[k, size - 1] - EPSILON:
            R.late[k, size - 1] = limit
            again = size - 2
        if again == -1:
            return
        high = again


@kernel
def refresh(T: Any, R: Any, k: int) -> Any:
    """Recompute all that is kept about route k; False when it has no schedule or is overloaded."""
    size, n = R.size[k], T.ride.shape[0]
    load, wheels, price, mark = T.aboard[k], T.wheels_aboard[k], 0.0, np.uint64(T.kin[k] + 1)
    is_legal = True
    for i in range(size):
        node = R.seq[k, i]
        R.at[node] = i
        if node < n:
            R.of[node] = k
        load += T.seats[node] + T.wheel_seats[k] * T.wheels[node]
        wheels += T.wheels[node]
        R.load[k, i], R.wheel_load[k, i] = load, wheels
        is_legal &= load <= T.room[k] and wheels <= T.wheel_room[k]
        if i > 0:
            price += T.costs[T.place[R.seq[k, i - 1]], T.place[node]]
            if i < size - 1:
                mark = (mark ^ T.salt[node]) * _PRIME
                mark ^= mark >> np.uint64(29)
    R.price[k] = price if size > 2 else 0.0
    R.mark[k] = mark
    if not (is_legal and raise_earliest(T, R, k)):
        return False
    lower_latest(T, R, k)
    return True


@inner
def _write_trial(T: Any, R: Any, W: Any, k: int, r: int, p: int, q: int) -> Any:
    """Write route k with request r picked up after stop p and dropped after stop q; return its number of stops."""
    n, size = T.ride.shape[0], R.size[k]
    for i in range(p + 1):
        W.seq[i], W.ear[i], W.late[i] = R.seq[k, i], R.ear[k, i], R.late[k, i]
    W.seq[p + 1], W.ear[p + 1], W.late[p + 1] = r, T.opens[r], T.closes[r]
    for i in range(p + 1, q + 1):
        W.seq[i + 1], W.ear[i + 1], W.late[i + 1] = R.seq[k, i], R.ear[k, i], R.late[k, i]
    W.seq[q + 2], W.ear[q + 2], W.late[q + 2] = r + n, T.opens[r + n], T.closes[r + n]
    for i in range(q + 1, size):
        W.seq[i + 2], W.ear[i + 2], W.late[i + 2] = R.seq[k, i], R.ear[k, i], R.late[k, i]
    return size + 2


@inner
def fits(T: Any, R: Any, W: Any, k: int, r: int, p: int, q: int) -> Any:
    """
    Decide exactly whether request r can be picked up after stop p and dropped after stop q of route k.

    The old least fixpoint is a lower bound of the new one, so that propagation starts at the new stops and ends
    where nothing moves; the old greatest fixpoint is an upper bound, so that it fails early.
    """
    n = T.ride.shape[0]
    size = _write_trial(T, R, W, k, r, p, q)
    low, least = p + 1, q + 2
    for _ in range(2 * size + 2):
        again, furthest = size, 0
        for i in range(low, size):
            node, before = W.seq[i], W.seq[i - 1]
            x = arrive(T, before, node, W.ear[i - 1] + T.dwell[before])
            if x > W.ear[i]:
                W.ear[i] = x
                if x > W.late[i] + EPSILON:
                    return False
            elif i > least:
                break
            if n <= node < 2 * n:
                there = p + 1
                if node != r + n:
                    there = R.at[node - n]
                    if there > q:
                        there += 2
                    elif there > p:
                        there += 1
                if there >= 0:
                    need = W.ear[i] - T.ride[node - n] - T.dwell[node - n]
                    if need > W.ear[there] + EPSILON:
                        if need > W.late[there] + EPSILON:
                            return False
                        W.ear[there] = need
                        again, furthest = min(again, there + 1), max(furthest, there + 1)
        need = W.ear[size - 1] - T.span[k]
        if need > W.ear[0] + EPSILON:
            if need > W.late[0] + EPSILON:
                return False
            W.ear[0] = need
            again, furthest = 1, max(furthest, 1)
        if again == size:
            return True
        low, least = again, furthest
    return False


@inner
def cheapest(T: Any, R: Any, W: Any, k: int, r: int, slack: float, below: float) -> Any:
    """
    Find the cheapest feasible insertion of request r into route k: (added cost, p, q), or (NEVER, 0, 0).

    Positions are cut by windows, loads, the latest times of what follows and the maximum ride; what is left and would
    be the cheapest so far is tested exactly. `slack` is how far a detour may cost less than nothing.
    """
    n, size = T.ride.shape[0], R.size[k]
    d = r + n
    if size + 2 > R.seq.shape[1]:
        return NEVER, 0, 0
    best, best_p, best_q = below, -1, -1
    seats = T.seats[r] + T.wheel_seats[k] * T.wheels[r]
    room, wheel_room = T.room[k] - seats, T.wheel_room[k] - T.wheels[r]
    place_r, place_d = T.place[r], T.place[d]
    direct, direct_cost = T.times[place_r, place_d], T.costs[place_r, place_d]
    for p in range(size - 1):
        before, after = R.seq[k, p], R.seq[k, p + 1]
        place_b, place_a = T.place[before], T.place[after]
        leaves = R.ear[k, p] + T.dwell[before]
        if leaves > T.closes[r] + EPSILON:
            break
        if R.load[k, p] > room or R.wheel_load[k, p] > wheel_room:
            continue
        a = max(leaves + T.times[place_b, place_r], T.opens[r])
        base = T.costs[place_b, place_r] - (T.costs[place_b, place_a] if size > 2 else 0.0)
        if a > T.closes[r] + EPSILON:
            continue
        cost_at_once = base + direct_cost + T.costs[place_d, place_a]
        if base + T.costs[place_r, place_a] - slack >= best and cost_at_once >= best:
            continue
        b = max(a + T.dwell[r] + direct, T.opens[d])
        if b > T.closes[d] + EPSILON:
            continue
        is_in_time = b + T.dwell[d] + T.times[place_d, place_a] <= R.late[k, p + 1] + EPSILON
        if cost_at_once < best and is_in_time and fits(T, R, W, k, r, p, p):
            best, best_p, best_q = cost_at_once, p, p
        x = max(a + T.dwell[r] + T.times[place_r, place_a], R.ear[k, p + 1])
        latest = min(T.closes[r], R.late[k, p + 1] - T.times[place_r, place_a] - T.dwell[r])
        base += T.costs[place_r, place_a]
        for q in range(p + 1, size - 1):
            if x > R.late[k, q] + EPSILON or R.load[k, q] > room or R.wheel_load[k, q] > wheel_room:
                break
            here, then = R.seq[k, q], R.seq[k, q + 1]
            place_h, place_t = T.place[here], T.place[then]
            leaves = x + T.dwell[here]
            b = max(leaves + T.times[place_h, place_d], T.opens[d])
            if leaves > T.closes[d] + EPSILON or leaves - latest - T.dwell[r] > T.ride[r] + EPSILON:
                break
            if b <= T.closes[d] + EPSILON and b - latest - T.dwell[r] <= T.ride[r] + EPSILON:
                added = base + T.costs[place_h, place_d] + T.costs[place_d, place_t] - T.costs[place_h, place_t]
                is_in_time = b + T.dwell[d] + T.times[place_d, place_t] <= R.late[k, q + 1] + EPSILON
                if added < best and is_in_time and fits(T, R, W, k, r, p, q):
                    best, best_p, best_q = added, p, q
            x = max(leaves + T.times[place_h, place_t], R.ear[k, q + 1])
    if best_p < 0:
        return NEVER, 0, 0
    return best, best_p, best_q


@kernel
def insert(T: Any, R: Any, k: int, r: int, p: int, q: int) -> Any:
    """Put request r into route k, after stop p and after stop q, and refresh the route."""
    size = R.size[k]
    for i in range(size - 1, q, -1):
        R.seq[k, i + 2] = R.seq[k, i]
    R.seq[k, q + 2] = r + T.ride.shape[0]
    for i in range(q, p, -1):
        R.seq[k, i + 1] = R.seq[k, i]
    R.seq[k, p + 1] = r
    R.size[k] = size + 2
    return refresh(T, R, k)


@kernel
def strip(T: Any, R: Any, k: int, gone: Any) -> Any:
    """Take the requests that are gone out of route k and refresh it."""
    n, kept = T.ride.shape[0], 0
    for i in range(R.size[k]):
        node = R.seq[k, i]
        r = node if node < n else node - n
        if node < 2 * n and gone[r]:
            R.at[node] = -1
            R.of[r] = -1
        else:
            R.seq[k, kept] = node
            kept += 1
    R.size[k] = kept
    return refresh(T, R, k)


@kernel
def refresh_all(T_: Any, R_: Any) -> Any:
    """Refresh every route; False when one of them is not legal."""
    T, R = lend(T_), lend(R_)
    is_legal = True
    for k in range(R.size.shape[0]):
        is_legal &= refresh(T, R, k)
    return is_legal


@kernel
def offers(T_: Any, R_: Any, W_: Any, r: int, slack: float, added: Any, p: Any, q: Any) -> Any:
    """Write the cheapest insertion of request r into each route; return the vehicle of the cheapest, -1 for none."""
    T, R, W = lend(T_), lend(R_), lend(W_)
    best, chosen = NEVER, -1
    for k in range(R.size.shape[0]):
        added[k] = NEVER
        if T.allowed[r, k]:
            added[k], p[k], q[k] = cheapest(T, R, W, k, r, slack, NEVER)
        if added[k] < best:
            best, chosen = added[k], k
    return chosen
