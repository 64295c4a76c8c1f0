"""A checked day as arrays of whole seconds, which compare exactly."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from serein.engines.rounds._day import Day, Visit, Window

FAR = 10**12
SECONDS = 60
PRICE_S = 450  # of a weight of one in the search, where the best is chosen by value: chosen by trial among 120 to 3600

Integers = NDArray[np.int64]


class Tables(NamedTuple):
    """
    Nodes are the visits, then the end (n), then the start (n + 1).

    `windows[first[v]:first[v + 1]]` are those of node v, in order and apart; `value` puts what is due before all else;
    `price` is what leaving out costs in the search. A day without a break has `rest_s` -1.
    """

    travel: Integers  # (n + 2, n + 2)
    stay: Integers  # (n + 1,)
    first: Integers  # (n + 2,)
    opens: Integers
    closes: Integers
    value: Integers  # (n,)
    price: Integers  # (n,)
    starts: int
    ends: int
    rest_s: int
    rest_opens: int
    rest_closes: int
    to_post: Integers  # (n + 2, posts); no posts: anywhere
    from_post: Integers  # (posts, n + 2)


def tables_of(day: Day) -> Tables:
    """Turn a checked day into arrays; all times are rounded to the second. Cost: O(visits²)."""
    travel = np.where(np.isfinite(day.travel), np.rint(np.asarray(day.travel, float) * SECONDS), FAR).astype(np.int64)
    np.fill_diagonal(travel, 0)
    nodes = np.array([visit.stop for visit in day.visits] + [day.end_stop, day.start_stop], np.int64)
    shift = seconds(day.starts), seconds(day.ends)
    windows = [_merged(visit, (day.starts, day.ends)) for visit in day.visits] + [[shift]]
    bounds = np.array([window for one in windows for window in one], np.int64).reshape(-1, 2)
    rest = day.rest
    posts = np.array(rest.stops if rest else (), np.int64)
    return Tables(
        travel=np.ascontiguousarray(travel[np.ix_(nodes, nodes)]),
        stay=np.array([seconds(visit.minutes) for visit in day.visits] + [0], np.int64),
        first=np.cumsum([0] + [len(one) for one in windows]).astype(np.int64),
        opens=bounds[:, 0].copy(),
        closes=bounds[:, 1].copy(),
        value=_values(day.visits),
        price=np.array([visit.weight * (20 if visit.is_due else 1) * PRICE_S for visit in day.visits], np.int64),
        starts=shift[0],
        ends=shift[1],
        rest_s=seconds(rest.minutes) if rest else -1,
        rest_opens=seconds(rest.opens) if rest else 0,
        rest_closes=seconds(rest.closes) if rest else FAR,
        to_post=np.ascontiguousarray(travel[np.ix_(nodes, posts)]),
        from_post=np.ascontiguousarray(travel[np.ix_(posts, nodes)]),
    )


def seconds(minutes: float) -> int:
    """Whole seconds of so many minutes."""
    return round(minutes * SECONDS)


def _values(visits: tuple[Visit, ...]) -> Integers:
    above_all = 1 + sum(visit.weight for visit in visits)
    return np.array([visit.weight * (above_all + 1 if visit.is_due else 1) for visit in visits], np.int64)


def _merged(visit: Visit, shift: Window) -> list[tuple[int, int]]:
    """Sort the windows, join those that overlap, and cut them to the shift."""
    found: list[tuple[int, int]] = []
    for opens, closes in sorted((seconds(a), seconds(b)) for a, b in visit.windows or (shift,)):
        opens, closes = max(opens, seconds(shift[0])), min(closes, seconds(shift[1]))
        if opens > closes:
            continue
        if found and opens <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], closes)
        else:
            found.append((opens, closes))
    return found
