"""The pool: routes of good plans, the cheapest order of each set of requests."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.dialaride._compiling import kernel
from serein.engines.dialaride._kernels_routes import refresh, strip


@kernel
def keep_routes(T: Any, R: Any, L: Any, touched: Any, cost: float) -> None:
    """Keep the touched routes of a plan; one already kept takes the cheaper order and the better plan's cost."""
    count, mask = T.ride.shape[0], L.slot.shape[0] - 1
    for k in range(R.size.shape[0]):
        if not touched[k] or R.size[k] == 2 or R.size[k] - 2 > L.seq.shape[1]:
            continue
        key = np.uint64(T.kin[k] + 1) * np.uint64(0x9E3779B97F4A7C15)
        for i in range(1, R.size[k] - 1):
            if R.seq[k, i] < count:
                key += T.salt[R.seq[k, i]]
        _keep(R, L, k, key, T.kin[k], cost, mask)


@kernel
def _keep(R: Any, L: Any, k: int, key: Any, kin: int, cost: float, mask: int) -> None:
    entry = np.int64((key ^ (key >> np.uint64(32))) & np.uint64(mask))
    while L.slot[entry] >= 0 and L.key[L.slot[entry]] != key:
        entry = (entry + 1) & mask
    j = L.slot[entry]
    if j < 0:
        if L.used[0] == L.key.shape[0]:
            return
        j = L.used[0]
        L.used[0] += 1
        L.slot[entry], L.key[j], L.kin[j] = j, key, kin
        L.price[j], L.score[j] = np.inf, np.inf
    L.score[j] = min(L.score[j], cost)
    if R.price[k] < L.price[j] - 1e-9:
        L.price[j], L.size[j] = R.price[k], R.size[k] - 2
        for i in range(1, R.size[k] - 1):
            L.seq[j, i - 1] = R.seq[k, i]


@kernel
def rebuild(L: Any, kept: Any) -> None:
    """Keep only the routes numbered in `kept`, in that order (ascending)."""
    mask = L.slot.shape[0] - 1
    L.slot[:] = -1
    for new in range(kept.shape[0]):
        j = kept[new]
        L.key[new], L.price[new], L.score[new] = L.key[j], L.price[j], L.score[j]
        L.size[new], L.kin[new] = L.size[j], L.kin[j]
        for i in range(L.size[new]):
            L.seq[new, i] = L.seq[j, i]
        entry = np.int64((L.key[new] ^ (L.key[new] >> np.uint64(32))) & np.uint64(mask))
        while L.slot[entry] >= 0:
            entry = (entry + 1) & mask
        L.slot[entry] = new
    L.used[0] = kept.shape[0]


@kernel
def price_out(L: Any, worth: Any, fleet_worth: Any, reduced: Any) -> None:
    """Write the reduced cost of each route kept, for the dual values of requests and of kinds of vehicles."""
    count = worth.shape[0]
    for j in range(L.used[0]):
        cost = L.price[j] - fleet_worth[L.kin[j]]
        for i in range(L.size[j]):
            if L.seq[j, i] < count:
                cost -= worth[L.seq[j, i]]
        reduced[j] = cost


@kernel
def _closest_route(T: Any, R: Any, L: Any, j: int) -> Any:
    """Find the vehicle that can drive route j of the pool and shares most requests with it, -1 for none."""
    count, chosen, most = T.ride.shape[0], -1, -1
    for k in range(R.size.shape[0]):
        if T.kin[k] != L.kin[j]:
            continue
        shared = 0
        for i in range(L.size[j]):
            if L.seq[j, i] < count and R.of[L.seq[j, i]] == k:
                shared += 2
        if R.size[k] == 2:
            shared += 1
        if shared > most:
            chosen, most = k, shared
    return chosen


@kernel
def inject(T: Any, R: Any, S: Any, L: Any, j: int) -> None:
    """Put route j of the pool in the place of the one it shares most with; its requests leave all other routes."""
    count = T.ride.shape[0]
    chosen = _closest_route(T, R, L, j)
    if chosen < 0:
        return
    S.touched[chosen] = True
    for i in range(R.size[chosen]):
        if R.seq[chosen, i] < count:
            S.gone[R.seq[chosen, i]] = True
    for i in range(L.size[j]):
        r = L.seq[j, i]
        if r < count and R.of[r] >= 0:
            S.gone[r] = True
            S.touched[R.of[r]] = True
    for k in range(R.size.shape[0]):
        if S.touched[k]:
            strip(T, R, k, S.gone)
    S.gone[:] = False
    last = R.seq[chosen, R.size[chosen] - 1]
    for i in range(L.size[j]):
        R.seq[chosen, i + 1] = L.seq[j, i]
    R.seq[chosen, L.size[j] + 1] = last
    R.size[chosen] = L.size[j] + 2
    refresh(T, R, chosen)
