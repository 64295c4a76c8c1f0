"""
Time along an order of visits.

To arrive later never lets one leave earlier, so of each order only the earliest departures matter: one before the
break (row 0) and one after it (row 1). A moment that cannot be is FAR. Everything is whole seconds.
"""

from __future__ import annotations

from typing import Any

from serein.engines.rounds._compiling import inner, kernel
from serein.engines.rounds._tables import FAR

ON_THE_WAY = -1
NO_REST = -2


@inner
def begin_at(T: Any, v: int, arrives: int) -> Any:
    """When node v begins for who is there at a moment."""
    for w in range(T.first[v], T.first[v + 1]):
        if arrives <= T.closes[w]:
            return max(arrives, T.opens[w])
    return FAR


@inner
def latest_begin(T: Any, v: int, by: int) -> Any:
    """When node v begins at the latest, not after a moment."""
    for w in range(T.first[v + 1] - 1, T.first[v] - 1, -1):
        if by >= T.opens[w]:
            return min(by, T.closes[w])
    return -FAR


@inner
def rest_via(T: Any, i: int, j: int, leaves: int, post: int) -> Any:
    """Arrival at j with the break on the way from i, its begin, and the travel; best is on arrival, else before i."""
    if post >= 0:
        begins = max(T.rest_opens, leaves + T.to_post[i, post])
        travel = T.to_post[i, post] + T.from_post[post, j]
        return (begins + T.rest_s + T.from_post[post, j] if begins <= T.rest_closes else FAR), begins, travel
    way = T.travel[i, j]
    begins = max(T.rest_opens, leaves + way)
    if begins <= T.rest_closes:
        return begins + T.rest_s, begins, way
    begins = max(T.rest_opens, leaves)
    return (begins + T.rest_s + way if begins <= T.rest_closes else FAR), begins, way


@inner
def rest_between(T: Any, i: int, j: int, leaves: int) -> Any:
    """Arrival at j with the break on the way from i where it costs least, the travel, and the post."""
    if T.rest_s < 0 or leaves >= FAR:
        return FAR, FAR, NO_REST
    if T.to_post.shape[1] == 0:
        arrives, _, way = rest_via(T, i, j, leaves, ON_THE_WAY)
        return arrives, way, ON_THE_WAY
    best, least, chosen = FAR, FAR, 0
    for post in range(T.to_post.shape[1]):
        arrives, _, way = rest_via(T, i, j, leaves, post)
        if arrives < best or (arrives == best and way < least):
            best, least, chosen = arrives, way, post
    return best, least, chosen


@kernel
def leave_for_rest(T: Any, i: int, j: int, by: int) -> int:
    """When i is left at the latest so that j is reached by a moment with the break on the way."""
    best = -FAR
    if T.rest_s < 0:
        return best
    for post in range(T.to_post.shape[1]):
        begins = min(T.rest_closes, by - T.rest_s - T.from_post[post, j])
        if begins >= T.rest_opens:
            best = max(best, begins - T.to_post[i, post])
    if T.to_post.shape[1] == 0:
        begins = min(T.rest_closes, by - T.rest_s - T.travel[i, j])
        if begins >= T.rest_opens:
            best = begins
        begins = min(T.rest_closes, by - T.rest_s)
        if begins >= T.rest_opens:
            best = max(best, begins - T.travel[i, j])
    return best


@inner
def step(T: Any, i: int, j: int, before: int, after: int) -> Any:
    """Earliest departures from j, before and after the break, given those from i."""
    way, stay = T.travel[i, j], T.stay[j]
    fresh = begin_at(T, j, before + way) + stay
    rested = begin_at(T, j, after + way) + stay
    if T.rest_s >= 0:
        rested = min(rested, begin_at(T, j, rest_between(T, i, j, before)[0]) + stay)
    return min(fresh, FAR), min(rested, FAR)


@inner
def close(T: Any, before: int, after: int) -> int:
    """The time from the start to the end without the break; FAR if the shift is too short or the break has no place."""
    cost = FAR
    if before <= (min(T.ends, T.rest_closes) if T.rest_s >= 0 else T.ends):
        cost = before - T.starts
    if T.rest_s >= 0 and after <= T.ends:
        cost = min(cost, after - T.starts - T.rest_s)
    return cost


@kernel
def forward(T: Any, seq: Any, m: int, early: Any) -> int:
    """Fill the earliest departures of an order; return what `close` says."""
    early[0, 0], early[1, 0], i = T.starts, FAR, T.first.shape[0] - 1
    for k in range(m):
        early[0, k + 1], early[1, k + 1] = step(T, i, seq[k], early[0, k], early[1, k])
        i = seq[k]
    early[0, m + 1], early[1, m + 1] = step(T, i, T.value.shape[0], early[0, m], early[1, m])
    return int(close(T, early[0, m + 1], early[1, m + 1]))


@kernel
def backward(T: Any, seq: Any, m: int, late: Any) -> None:
    """Fill the latest arrivals of an order at its k-th visit (from 1), before and after the break."""
    n = T.value.shape[0]
    late[0, m + 1] = min(T.ends, T.rest_closes) if T.rest_s >= 0 else T.ends
    late[1, m + 1] = T.ends if T.rest_s >= 0 else -FAR
    for k in range(m, -1, -1):
        v, j = (seq[k - 1] if k else n + 1), (seq[k] if k < m else n)
        rested = late[1, k + 1] - T.travel[v, j]
        fresh = max(late[0, k + 1] - T.travel[v, j], leave_for_rest(T, v, j, late[1, k + 1]))
        if k:
            fresh, rested = latest_begin(T, v, fresh - T.stay[v]), latest_begin(T, v, rested - T.stay[v])
        late[0, k], late[1, k] = max(fresh, -FAR), max(rested, -FAR)


@kernel
def judge(T: Any, seq: Any, m: int) -> Any:
    """Cost (travel and waiting) and travel of an order, the leg with the break (-1: none) and its post."""
    n = T.value.shape[0]
    i, before, after, way, way_after, leg, chosen, stays = n + 1, T.starts, FAR, 0, 0, -1, NO_REST, 0
    for k in range(m + 1):
        j = seq[k] if k < m else n
        rested = begin_at(T, j, after + T.travel[i, j])
        walked = way_after + T.travel[i, j]
        arrives, around, post = rest_between(T, i, j, before)
        begins = begin_at(T, j, arrives) if arrives < FAR else FAR
        if begins < rested or (begins == rested and begins < FAR and way + around < walked):
            rested, walked, leg, chosen = begins, way + around, k, post
        before, after = min(begin_at(T, j, before + T.travel[i, j]) + T.stay[j], FAR), min(rested + T.stay[j], FAR)
        way, way_after = way + T.travel[i, j], walked
        stays += T.stay[j]
        i = j
    fresh = before - T.starts if before <= (min(T.ends, T.rest_closes) if T.rest_s >= 0 else T.ends) else FAR
    rested = after - T.starts - T.rest_s if T.rest_s >= 0 and after <= T.ends else FAR
    if rested < fresh or (rested == fresh and way_after < way):
        return rested - stays, way_after, leg, chosen
    return (fresh - stays if fresh < FAR else FAR), way, -1, NO_REST


@kernel
def take_leg(T: Any, i: int, j: int, leaves: int, way: int) -> Any:
    """Arrival at j, its begin, the travel from i and the begin of the break, by a way: a post, or without the break."""
    if way == NO_REST:
        arrives, rests, around = leaves + T.travel[i, j], FAR, T.travel[i, j]
    else:
        arrives, rests, around = rest_via(T, i, j, leaves, way)
    return arrives, begin_at(T, j, arrives), around, rests
