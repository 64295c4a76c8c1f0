"""The annealed large neighbourhood search: take requests out, put them back, keep or undo."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.dialaride._compiling import inner, kernel
from serein.engines.dialaride._kernels_pool import inject, keep_routes
from serein.engines.dialaride._kernels_removal import draw, remove_some
from serein.engines.dialaride._kernels_routes import NEVER, cheapest, insert, strip
from serein.engines.dialaride._tables import lend

_GOLDEN = np.uint64(0xD1B54A32D192ED03)


@inner
def _look(T: Any, R: Any, W: Any, S: Any, k: int, r: int, slack: float, noise: float) -> None:
    """Write the cheapest insertion of request r into route k, from what is known if it was looked for before."""
    mark = R.mark[k] ^ (np.uint64(r + 1) * _GOLDEN)
    entry = np.int64((mark ^ (mark >> np.uint64(31))) & np.uint64(S.known.shape[0] - 1))
    if S.known[entry] == mark:
        added, p, q = S.known_added[entry], np.int64(S.known_p[entry]), np.int64(S.known_q[entry])
    else:
        added, p, q = cheapest(T, R, W, k, r, slack, NEVER)
        S.known[entry], S.known_added[entry], S.known_p[entry], S.known_q[entry] = mark, added, p, q
    if noise > 0.0 and added < NEVER:
        added += noise * draw(S)
    S.added[r, k], S.p[r, k], S.q[r, k] = added, p, q


@inner
def _is_twin_of_empty(T: Any, R: Any, k: int) -> Any:
    """Whether route k is empty and an equal vehicle before it is empty too."""
    if R.size[k] > 2:
        return False
    twins = 0
    for other in range(k):
        twins += R.size[other] == 2 and T.kin[other] == T.kin[k]
    return twins > 0


@kernel
def _urgency(T: Any, S: Any, r: int, depth: int, fleet: int) -> Any:
    """Return (regret, cheapest cost, its vehicle) of r over the `depth` best routes (Ropke and Pisinger 2006)."""
    first, second, third, chosen = NEVER, NEVER, NEVER, -1
    for k in range(fleet):
        added = S.added[r, k]
        if added < first:
            first, second, third, chosen = added, first, second, k
        elif added < second:
            second, third = added, second
        elif added < third:
            third = added
    if chosen < 0:
        return -NEVER, NEVER, -1
    cap = 1e4 + 10.0 * first
    if depth == 1:
        return -first, first, chosen
    regret = min(second, cap) - first
    if depth > 2:
        regret += min(third, cap) - first
    return regret * T.weight[r], first, chosen


@kernel
def put_back(T: Any, R: Any, W: Any, S: Any, banked: int, depth: int, noise: float, slack: float) -> Any:
    """Insert the requests of the bank, the most urgent first; return how many stay without a place."""
    fleet = R.size.shape[0]
    for h in range(banked):
        for k in range(fleet):
            S.added[S.bank[h], k] = NEVER
            if T.allowed[S.bank[h], k] and not _is_twin_of_empty(T, R, k):
                _look(T, R, W, S, k, S.bank[h], slack, noise)
    while banked > 0:
        most, place, vehicle = -2.0 * NEVER, -1, -1
        for h in range(banked):
            urgency, _, k = _urgency(T, S, S.bank[h], depth, fleet)
            if k >= 0 and urgency > most:
                most, place, vehicle = urgency, h, k
        if place < 0:
            return banked
        r = S.bank[place]
        was_empty = R.size[vehicle] == 2
        S.touched[vehicle] = True
        insert(T, R, vehicle, r, S.p[r, vehicle], S.q[r, vehicle])
        banked -= 1
        S.bank[place] = S.bank[banked]
        for h in range(banked):
            for k in range(fleet):
                is_next = was_empty and R.size[k] == 2 and not _is_twin_of_empty(T, R, k)
                if (k == vehicle or is_next) and T.allowed[S.bank[h], k]:
                    _look(T, R, W, S, k, S.bank[h], slack, noise)
    return 0


@kernel
def copy_route(A: Any, B: Any, k: int, count: int) -> None:
    """Copy route k of A over that of B, whose requests have been forgotten before."""
    size = A.size[k]
    B.size[k], B.price[k], B.mark[k] = size, A.price[k], A.mark[k]
    for i in range(size):
        node = A.seq[k, i]
        B.seq[k, i], B.ear[k, i], B.late[k, i] = node, A.ear[k, i], A.late[k, i]
        B.load[k, i], B.wheel_load[k, i] = A.load[k, i], A.wheel_load[k, i]
        B.at[node] = i
        if node < count:
            B.of[node] = k


@kernel
def copy_routes(A: Any, B: Any, touched: Any, everything: bool) -> None:
    """Copy the touched routes of A over those of B."""
    count = A.of.shape[0]
    for k in range(A.size.shape[0]):
        if everything or touched[k]:
            for i in range(B.size[k]):
                node = B.seq[k, i]
                B.at[node] = -1
                if node < count:
                    B.of[node] = -1
    for k in range(A.size.shape[0]):
        if everything or touched[k]:
            copy_route(A, B, k, count)


@kernel
def take_out(T: Any, R: Any, S: Any) -> Any:
    """Take the marked requests out of their routes and list all without a place; return how many."""
    for k in range(R.size.shape[0]):
        if S.touched[k]:
            strip(T, R, k, S.gone)
    banked = 0
    for r in range(R.of.shape[0]):
        S.gone[r] = False
        if R.of[r] == -1:
            S.bank[banked] = r
            banked += 1
    return banked


@kernel
def refill(T: Any, C: Any, W: Any, S: Any, banked: int, slack: float, scale: float) -> Any:
    """Put the bank back in one of the manners: greedy or by regret, half of the times with noise."""
    u = draw(S)
    depth = 1 if u < 0.35 else (2 if u < 0.8 else 3)
    noise = 0.15 * scale if draw(S) < 0.5 else 0.0
    return put_back(T, C, W, S, banked, depth, noise, slack)


@kernel
def left_weight(T: Any, S: Any, banked: int) -> Any:
    weight = 0.0
    for h in range(banked):
        weight += T.weight[S.bank[h]]
    return weight


@kernel
def settle(R: Any, C: Any, B: Any, S: Any, old: Any, new: Any, temperature: float) -> Any:
    """
    Keep the candidate C as current R, or undo it; copy it over the best B when it is better.

    `old` and `new` hold (penalised cost, weight left out, cost); `old` rows are the current and the best one.
    Return 2 for a new best, 1 when kept, 0 when undone.
    """
    if new[0] >= old[0, 0] - temperature * np.log(max(draw(S), 1e-300)):
        copy_routes(R, C, S.touched, False)
        S.touched[:] = False
        return 0
    copy_routes(C, R, S.touched, False)
    S.touched[:] = False
    old[0, :] = new
    if new[1] < old[1, 1] - 1e-9 or (new[1] < old[1, 1] + 1e-9 and new[2] < old[1, 2] - 1e-7):
        copy_routes(C, B, S.touched, True)
        old[1, :] = new
        return 2
    return 1


@kernel
def search(
    T_: Any,
    R_: Any,
    C_: Any,
    B_: Any,
    W_: Any,
    S_: Any,
    L_: Any,
    steps: int,
    heat: Any,
    old: Any,
    rules: Any,
    picks: Any,
) -> Any:
    """
    Run `steps` steps from the current routes R, with C as candidate and B as best; return the number of new bests.

    `heat` is (temperature at the first step, factor a step); `rules` is (slack, penalty of a request left out, how far
    over the best a plan's routes enter the pool, most requests taken out in a step, share of steps that begin with a
    route of the pool); `picks` numbers those routes, the most promising first.
    """
    T, R, C, B, W, S, L = lend(T_), lend(R_), lend(C_), lend(B_), lend(W_), lend(S_), lend(L_)
    count, found, temperature = T.ride.shape[0], 0, heat[0]
    new = np.zeros(3)
    for _ in range(steps):
        if picks.shape[0] > 0 and draw(S) < rules[4]:
            u = draw(S)
            inject(T, C, S, L, picks[int(u * u * picks.shape[0])])
            if draw(S) < 0.3:
                remove_some(T, C, S, int(rules[3]) // 3)
        else:
            remove_some(T, C, S, int(rules[3]))
        banked = take_out(T, C, S)
        scale = old[0, 2] / max(1, count)
        banked = refill(T, C, W, S, banked, rules[0], scale)
        new[1] = left_weight(T, S, banked)
        new[2] = C.price.sum()
        new[0] = new[2] + rules[1] * new[1]
        if banked == 0 and new[2] < rules[2] * old[1, 2]:
            keep_routes(T, C, L, S.touched, new[2])
        found += settle(R, C, B, S, old, new, temperature) == 2
        temperature *= heat[1]
    return found


@kernel
def build(T_: Any, C_: Any, W_: Any, S_: Any, depth: int, noise: float, slack: float) -> Any:
    """Fill the routes of C with every request that is on none; return how many stay without a place."""
    T, C, W, S = lend(T_), lend(C_), lend(W_), lend(S_)
    return put_back(T, C, W, S, take_out(T, C, S), depth, noise, slack)


@kernel
def copy_all(A_: Any, B_: Any, touched: Any) -> None:
    copy_routes(lend(A_), lend(B_), touched, True)
