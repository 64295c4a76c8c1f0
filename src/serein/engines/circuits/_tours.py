"""Short closed tours over more nodes than can be solved exactly: nearest neighbours, 2-opt, Or-opt, kicks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from serein.engines.circuits._task import SLACK, Floats

Order = NDArray[np.intp]
_SEGMENT = 3
_STARTS = 600
_MOST_BY_LOT = 40
_WINDOW = 50


def tour_cost(legs: Floats, order: Sequence[int] | Order) -> float:
    """Return the cost of a closed tour."""
    here = np.asarray(order)
    return float(legs[here, np.roll(here, -1)].sum())


def from_nearest(legs: Floats, nodes: Sequence[int] | Order, start: int) -> Order:
    """Return the tour that goes to the nearest node left, each time."""
    left = [int(node) for node in nodes if node != start]
    order = [start]
    while left:
        order.append(left.pop(int(np.argmin(legs[order[-1], left]))))
    return np.array(order)


def improved(legs: Floats, order: Order) -> Order:
    """
    Take the best 2-opt or Or-opt move until none shortens the tour.

    Parameters
    ----------
    legs : ndarray of float64, shape (n, n)
        Symmetric and finite.
    order : ndarray of int, shape (m,)
        Closed tour over some of the nodes.

    Notes
    -----
    O(m^2) a move, in NumPy; Or-opt moves segments of up to three nodes, in either direction (Or, 1976).
    """
    while len(order) > 3:
        (turned_gain, reversal), (moved_gain, transfer) = _best_reversal(legs, order), _best_transfer(legs, order)
        if min(turned_gain, moved_gain) > -SLACK:
            return order
        order = reversal.apply(order) if turned_gain <= moved_gain else transfer.apply(order)
    return order


def short_tour(legs: Floats, nodes: Sequence[int] | Order, dice: np.random.Generator, *, kicks: int) -> Order:
    """
    Search a short closed tour.

    Parameters
    ----------
    legs : ndarray of float64, shape (n, n)
        Symmetric and finite.
    nodes : sequence of int
        Where it must pass.
    dice : Generator
        Chance.
    kicks : int
        How many other starts are improved: in turn a double bridge in the best tour (Martin, Otto and Felten, 1991)
        and, up to forty nodes, a tour by lot.

    Returns
    -------
    ndarray of int
        Never longer than `improved` makes the nearest-neighbour tour from the first node.
    """
    tried = list(nodes)[: max(1, _STARTS // len(nodes))]
    starts = [from_nearest(legs, nodes, int(start)) for start in tried]
    best = min((improved(legs, start) for start in starts), key=lambda order: tour_cost(legs, order))
    return kicked(legs, best, dice, kicks=kicks)


def kicked(legs: Floats, best: Order, dice: np.random.Generator, *, kicks: int) -> Order:
    """Return the best tour found by kicking one again and again."""
    cost = tour_cost(legs, best)
    for kick in range(kicks if len(best) > 4 else 0):
        is_by_lot = kick % 2 == 1 and len(best) <= _MOST_BY_LOT
        order = improved(legs, dice.permutation(best) if is_by_lot else _bridged(best, dice))
        if tour_cost(legs, order) < cost - SLACK:
            best, cost = order, tour_cost(legs, order)
    return best


def _bridged(order: Order, dice: np.random.Generator) -> Order:
    """Exchange two neighbouring parts within fifty nodes."""
    order = np.roll(order, -int(dice.integers(len(order))))
    cuts = np.sort(dice.choice(np.arange(1, min(len(order), _WINDOW)), 3, replace=False))
    a, b, c, d = np.split(order, cuts)
    return np.concatenate((a, c, b, d))


class _Reversal:
    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last

    def apply(self, order: Order) -> Order:
        return np.concatenate((order[: self.first], order[self.first : self.last + 1][::-1], order[self.last + 1 :]))


class _Transfer:
    def __init__(self, first: int, size: int, after: int, is_turned: bool) -> None:
        self.first, self.size, self.after, self.is_turned = first, size, after, is_turned

    def apply(self, order: Order) -> Order:
        order = np.roll(order, -self.first)
        segment, rest = order[: self.size], order[self.size :]
        at = (self.after - self.first) % len(order) - self.size + 1
        return np.concatenate((rest[:at], segment[::-1] if self.is_turned else segment, rest[at:]))


def neighbours(order: Order) -> Iterator[Order]:
    """Yield all tours one 2-opt or Or-opt move away."""
    count = len(order)
    for first in range(1, count):
        for last in range(first + 1, count):
            yield _Reversal(first, last).apply(order)
    for size in range(1, min(_SEGMENT, count - 2) + 1):
        for first in range(count):
            for step in range(size, count - 1):
                for is_turned in (False, True):
                    yield _Transfer(first, size, (first + step) % count, is_turned).apply(order)


def _best_reversal(legs: Floats, order: Order) -> tuple[float, _Reversal]:
    before, after = np.roll(order, 1), np.roll(order, -1)
    into, out = legs[before, order], legs[order, after]
    gains = legs[before[:, None], order] + legs[order[:, None], after] - into[:, None] - out
    rows, columns = np.indices(gains.shape)
    gains[(columns <= rows) | (columns - rows >= len(order) - 2)] = np.inf
    first, last = np.unravel_index(int(gains.argmin()), gains.shape)
    return float(gains[first, last]), _Reversal(int(first), int(last))


def _best_transfer(legs: Floats, order: Order) -> tuple[float, _Transfer]:
    best: tuple[float, _Transfer] = (np.inf, _Transfer(0, 1, 0, False))
    count, places = len(order), np.arange(len(order))
    after = np.roll(order, -1)
    for size in range(1, min(_SEGMENT, count - 2) + 1):
        head, tail = order, np.roll(order, 1 - size)
        before, behind = np.roll(order, 1), np.roll(order, -size)
        removal = legs[before, behind] - legs[before, head] - legs[tail, behind]
        steps = (places[None, :] - places[:, None]) % count
        allowed = (steps >= size) & (steps < count - 1)
        for is_turned in (False, True):
            enter, leave = (tail, head) if is_turned else (head, tail)
            gains = legs[order[None, :], enter[:, None]] + legs[leave[:, None], after[None, :]] - legs[order, after]
            gains = np.where(allowed, gains + removal[:, None], np.inf)
            first, place = np.unravel_index(int(gains.argmin()), gains.shape)
            if gains[first, place] < best[0]:
                best = (float(gains[first, place]), _Transfer(int(first), size, int(place), is_turned))
    return best
