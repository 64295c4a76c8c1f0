"""Which requests a step of the search takes out of the routes; each function marks them in `S.gone`."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.dialaride._compiling import inner, kernel

_MIX = np.uint64(0x2545F4914F6CDD1D)
_UNIT = 1.0 / 9007199254740992.0


@inner
def draw(S: Any) -> Any:
    """Draw from [0, 1) (xorshift64*, Vigna 2016); the state belongs to the search, not to the machine."""
    x = S.dice[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    S.dice[0] = x
    return ((x * _MIX) >> np.uint64(11)) * _UNIT


@inner
def take(R: Any, S: Any, r: int) -> Any:
    """Mark request r if it is on a route and not marked yet; return how many were marked."""
    if R.of[r] < 0 or S.gone[r]:
        return 0
    S.gone[r] = True
    S.touched[R.of[r]] = True
    return 1


@kernel
def remove_anywhere(R: Any, S: Any, wanted: int) -> None:
    count, taken = R.of.shape[0], 0
    for _ in range(4 * wanted):
        taken += take(R, S, int(draw(S) * count))
        if taken >= wanted:
            return


@kernel
def remove_related(R: Any, S: Any, wanted: int, power: float) -> None:
    """Take one request, then again and again a neighbour of one taken, the nearest most often (Shaw 1998)."""
    count, width = R.of.shape[0], S.near.shape[1]
    S.bank[0] = int(draw(S) * count)
    taken = take(R, S, S.bank[0])
    listed = 1
    for _ in range(6 * wanted):
        if taken >= wanted:
            return
        r = S.near[S.bank[int(draw(S) * listed)], int(draw(S) ** power * width)]
        if take(R, S, r) == 1:
            S.bank[listed] = r
            listed += 1
            taken += 1


@kernel
def remove_dear(T: Any, R: Any, S: Any, wanted: int) -> None:
    """Take the requests whose removal saves most, each saving times a chance (Ropke and Pisinger 2006, 3.4.3)."""
    count = R.of.shape[0]
    for r in range(count):
        S.gain[r] = -1.0
        k = R.of[r]
        if k < 0:
            continue
        i, j = R.at[r], R.at[r + count]
        a, b = T.place[R.seq[k, i - 1]], T.place[R.seq[k, j + 1]]
        u, v = T.place[r], T.place[r + count]
        if j == i + 1:
            saved = T.costs[a, u] + T.costs[u, v] + T.costs[v, b] - T.costs[a, b]
        else:
            c, d = T.place[R.seq[k, i + 1]], T.place[R.seq[k, j - 1]]
            saved = T.costs[a, u] + T.costs[u, c] - T.costs[a, c] + T.costs[d, v] + T.costs[v, b] - T.costs[d, b]
        S.gain[r] = max(saved, 0.0) * (0.3 + draw(S))
    for _ in range(wanted):
        r = int(np.argmax(S.gain))
        if S.gain[r] < 0.0:
            return
        S.gain[r] = -1.0
        take(R, S, r)


@kernel
def _take_string(T: Any, R: Any, S: Any, k: int, around: int, length: int) -> Any:
    """Take `length` requests that route k picks up one after the other, the stop `around` among them if it can be."""
    count = T.ride.shape[0]
    before, pickups = 0, 0
    for i in range(1, R.size[k] - 1):
        if R.seq[k, i] < count:
            pickups += 1
            before += i < around
    length = min(length, pickups)
    first = max(0, min(before - int(draw(S) * length), pickups - length))
    taken, seen = 0, 0
    for i in range(1, R.size[k] - 1):
        if R.seq[k, i] < count:
            if first <= seen < first + length:
                taken += take(R, S, R.seq[k, i])
            seen += 1
    return taken


@kernel
def remove_strings(T: Any, R: Any, S: Any, wanted: int, longest: int) -> None:
    """Take strings of pick-ups from routes that pass near one request (Christiaens and Vanden Berghe 2020)."""
    count, width = R.of.shape[0], S.near.shape[1]
    seed = int(draw(S) * count)
    taken = 0
    for h in range(-1, width):
        r = seed if h < 0 else S.near[seed, h]
        k = R.of[r]
        if k < 0 or S.touched[k]:
            continue
        taken += _take_string(T, R, S, k, R.at[r], 1 + int(draw(S) * longest))
        if taken >= wanted:
            return


@kernel
def remove_parts(T: Any, R: Any, S: Any, wanted: int) -> None:
    """Take parts of routes, each around a request drawn."""
    count, taken = R.of.shape[0], 0
    for _ in range(8):
        r = int(draw(S) * count)
        if R.of[r] >= 0 and not S.gone[r]:
            taken += _take_string(T, R, S, R.of[r], R.at[r], min(wanted, 2 + int(draw(S) * 8)))
        if taken >= wanted:
            return


@kernel
def remove_routes(R: Any, S: Any, wanted: int) -> None:
    """Take the route of a request and that of one of its neighbours, whole."""
    count, n = R.of.shape[0], S.near.shape[1]
    seed = int(draw(S) * count)
    for _ in range(2):
        k = R.of[seed]
        if k >= 0:
            for i in range(1, R.size[k] - 1):
                if R.seq[k, i] < count:
                    wanted -= take(R, S, R.seq[k, i])
        if wanted <= 0:
            return
        seed = S.near[seed, int(draw(S) * min(10, n))]


@kernel
def remove_some(T: Any, R: Any, S: Any, most: int) -> None:
    """Choose how many and which requests leave."""
    u = draw(S)
    wanted = min(2 + int(most * u * u), R.of.shape[0])
    chance = draw(S)
    if chance < 0.10:
        remove_anywhere(R, S, wanted)
    elif chance < 0.40:
        remove_related(R, S, wanted, 1.0 + 3.0 * draw(S))
    elif chance < 0.50:
        remove_dear(T, R, S, wanted)
    elif chance < 0.60:
        remove_parts(T, R, S, wanted)
    elif chance < 0.97:
        remove_strings(T, R, S, wanted, 8)
    else:
        remove_routes(R, S, 2 + int(draw(S) * most))
