"""All subsets and orders of a few visits, by labels (time, travel) of (subset, last visit, rested or not)."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.rounds._compiling import kernel
from serein.engines.rounds._kernels_time import NO_REST, ON_THE_WAY, close, take_leg
from serein.engines.rounds._tables import FAR

_MOST_LABELS = 3_000_000
# Columns of a link: the next label of the state, the one it came from, the last visit, the post of the leg to it.
_NEXT, _FROM, _LAST, _POST = range(4)


@kernel
def ways_to(T: Any, is_rested: bool) -> Any:
    """List the ways to take a leg: without the break, and with it where it is still to come."""
    posts = T.to_post.shape[1]
    if is_rested or T.rest_s < 0:
        return np.arange(NO_REST, NO_REST + 1)
    if posts == 0:
        return np.arange(NO_REST, ON_THE_WAY + 1)
    ways = np.arange(-1, posts)
    ways[0] = NO_REST
    return ways


@kernel
def yields(head: Any, time: Any, walked: Any, link: Any, place: int, leaves: int, total: int) -> bool:
    """Whether a label of the state is as good as a new one; unlink those that the new one beats."""
    before, other = -1, head[place]
    while other >= 0:
        if time[other] <= leaves and walked[other] <= total:
            return True
        if time[other] >= leaves and walked[other] >= total:
            if before < 0:
                head[place] = link[other, _NEXT]
            else:
                link[before, _NEXT] = link[other, _NEXT]
        else:
            before = other
        other = link[other, _NEXT]
    return False


@kernel
def best_end(
    T: Any, worth: int, stays: int, label: int, i: int, at: int, walked: int, is_rested: int, best: Any
) -> Any:
    """Return the better of the best round so far and the one that goes to its end now."""
    for way in ways_to(T, is_rested == 1):
        _, ends, around, _ = take_leg(T, i, T.value.shape[0], at, way)
        is_rested_now = is_rested == 1 or way != NO_REST
        cost = close(T, FAR, ends) if is_rested_now else close(T, ends, FAR)
        if cost < FAR and (-worth, cost - stays, walked + around) < (-best[0], best[1], best[2]):
            best = (worth, cost - stays, walked + around, np.int64(label), np.int64(way))
    return best


@kernel
def all_orders(T: Any, way_out: Any) -> Any:
    """
    Find the best round; `way_out` is less than no way from a visit to the end.

    Returns the order, the leg and post of the break, and whether the labels sufficed; a worth of -1 tells that not
    even a round without visits fits. Cost: at least O(2^n n²) labels.
    """
    n = T.value.shape[0]
    head = np.full(((1 << n) * (n + 1)) * 2, -1, np.int32)
    time, walked, link = np.empty(1024, np.int64), np.empty(1024, np.int64), np.empty((1024, 4), np.int32)
    count, is_whole = 1, True
    time[0], walked[0] = T.starts, 0
    link[0, _NEXT], link[0, _FROM], link[0, _LAST], link[0, _POST] = -1, -1, n + 1, NO_REST
    head[n * 2] = 0
    best = (np.int64(-1), np.int64(FAR), np.int64(FAR), np.int64(-1), np.int64(NO_REST))
    for mask in range(1 << n):
        worth, stays = np.int64(0), np.int64(0)
        for v in range(n):
            if mask >> v & 1:
                worth, stays = worth + T.value[v], stays + T.stay[v]
        for state in range(mask * (n + 1) * 2, (mask + 1) * (n + 1) * 2):
            label = head[state]
            while label >= 0:
                i = link[label, _LAST]
                best = best_end(T, worth, stays, label, i, time[label], walked[label], state & 1, best)
                for j in range(n):
                    if mask >> j & 1:
                        continue
                    for way in ways_to(T, state & 1 == 1):
                        _, begins, around, _ = take_leg(T, i, j, time[label], way)
                        leaves, total = begins + T.stay[j], walked[label] + around
                        if begins >= FAR or leaves + way_out[j] > T.ends:
                            continue
                        place = (((mask | 1 << j) * (n + 1)) + j) * 2 + ((state & 1) | (way != NO_REST))
                        if yields(head, time, walked, link, place, leaves, total):
                            continue
                        if count == len(time) and count < _MOST_LABELS:
                            time = np.concatenate((time, np.empty(count, np.int64)))
                            walked = np.concatenate((walked, np.empty(count, np.int64)))
                            link = np.concatenate((link, np.empty((count, 4), np.int32)))
                        if count == len(time):
                            is_whole = False
                            continue
                        time[count], walked[count] = leaves, total
                        link[count, _NEXT], link[count, _FROM] = head[place], label
                        link[count, _LAST], link[count, _POST] = j, way
                        head[place] = count
                        count += 1
                label = link[label, _NEXT]
    return traced(link, best[3], best[4], n) + (best[0] >= 0, is_whole)


@kernel
def traced(link: Any, label: Any, way: Any, n: int) -> Any:
    """Follow the best label back: the order, the leg with the break (-1: none) and its post."""
    order, m, here = np.empty(n, np.int64), 0, label
    while here > 0:
        order[n - 1 - m] = link[here, _LAST]
        m, here = m + 1, link[here, _FROM]
    leg, post = (m if way != NO_REST else -1), np.int64(way)
    k, here = m - 1, label
    while here > 0:
        if link[here, _POST] != NO_REST:
            leg, post = k, np.int64(link[here, _POST])
        k, here = k - 1, link[here, _FROM]
    return order[n - m :].copy(), leg, post
