"""Single trips from the venue: their order of drops and their moments; who is on one in order of arrival."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from serein.engines.dialaride._kernels_drops import best_order, fill
from serein.engines.dialaride._kernels_returns import Queue, Rule
from serein.engines.dialaride._venue import Trip


def in_order(queue: Queue, waiting: Sequence[int]) -> NDArray[np.int64]:
    """Sort groups by their arrival, those in need first."""
    groups = np.array(waiting, np.int64)
    return groups[np.lexsort((groups, queue.since[groups], queue.weight[groups] <= 1.0))]


def take_in_order(queue: Queue, van: int, waiting: Sequence[int], now: float) -> tuple[int, ...]:
    """Fill a van in order of arrival, those in need first, with whole groups that fit and are home in time."""
    return tuple(fill(queue, van, in_order(queue, waiting), float(now)).tolist())


def trip_of(queue: Queue, van: int, groups: Sequence[int], now: float, *, by_return: bool) -> Trip:
    """Make the best trip of groups that board from now: the van back soonest, or riders home soonest."""
    given = np.array(groups, np.int64)
    order = best_order(queue, given, float(now), by_return)
    if order[0] < 0:  # what is best for riders leaves out orders that only the soonest return saves from long rides
        order = best_order(queue, given, float(now), True)
    return along(queue, van, tuple(order.tolist()) if order[0] >= 0 else tuple(groups), now)


def along(queue: Queue, van: int, groups: tuple[int, ...], now: float, keys: Sequence[Hashable] | None = None) -> Trip:
    """Give its moments to a trip that boards from now and drops in this order; `keys` of all groups, to name them."""
    way, door_of, alights = queue.times.item, queue.door.item, queue.alights.item
    leaves = t = now + float(queue.rules[Rule.BOARDING]) + sum(map(queue.boards.item, groups))
    here, at_doors = 0, []
    for g in groups:  # trips are short: single items cost less than arrays of them
        door = door_of(g)
        t += way(here, door)
        at_doors.append(t)
        t += alights(g)
        here = door
    named = () if keys is None else tuple(keys[g] for g in groups)
    return Trip(van, leaves, groups, tuple(at_doors), t + way(here, 0), named)


def split(seq: Sequence[int], without: Sequence[int] = ()) -> list[list[int]]:
    """Cut the stops of a van into its trips, some groups left out."""
    trips: list[list[int]] = [[]]
    for g in seq:
        if g < 0:
            trips.append([])
        elif g not in without:
            trips[-1].append(g)
    return [trip for trip in trips if trip]
