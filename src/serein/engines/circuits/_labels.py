"""Tours that grow node by node as labels (length, cost), cut by lower bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from serein.engines.circuits._task import SLACK, Floats, Task

Ints = NDArray[np.int64]
_CHUNK = 2_000_000


@dataclass(frozen=True, eq=False)
class Bounds:
    """
    What it takes at least to complete a tour from (subset, last node).

    Attributes
    ----------
    first : ndarray of int64, shape (2^n,)
        Lowest node of each subset, where its tour begins.
    family : ndarray of bool, shape (2^n,)
        Subsets whose tours count.
    shortest : ndarray of float64, shape (2^n, n)
        Metres.
    charged : list of (float, ndarray of float64, shape (2^n, n))
        Charges for a metre of way, and the cost with that charge.
    """

    first: Ints
    family: NDArray[np.bool_]
    shortest: Floats
    charged: list[tuple[float, Floats]]


@dataclass(frozen=True, eq=False)
class _Labels:
    mask: Ints
    last: Ints
    length: Floats
    cost: Floats
    parent: Ints

    def take(self, which: Ints | slice) -> _Labels:
        return _Labels(self.mask[which], self.last[which], self.length[which], self.cost[which], self.parent[which])


def best_order(task: Task, bounds: Bounds, known: float) -> tuple[int, ...]:
    """
    Return the order of the cheapest tour of the family that fits.

    Parameters
    ----------
    task : Task
        With the ways.
    bounds : Bounds
        Of that task; at least one tour of the family must fit.
    known : float
        Cost that some tour is known to have; inf if none is.
    """
    nodes = np.arange(task.count)
    labels = _Labels(1 << nodes, nodes, np.zeros(task.count), np.zeros(task.count), np.full(task.count, -1))
    layers: list[_Labels] = []
    best, best_at = np.inf, (0, 0)
    while len(labels.mask):
        layers.append(labels)
        cost, at = _closed(task, bounds, labels)
        if cost < best:
            best, best_at = cost, (len(layers) - 1, at)
        known = min(known, best)
        labels = _undominated(task.count, _grown(task, bounds, labels, known))
    return _trace(layers, *best_at)


def _closed(task: Task, bounds: Bounds, labels: _Labels) -> tuple[float, int]:
    """Return the least cost of a tour that goes home from one of the labels, and from which."""
    home = bounds.first[labels.mask]
    length = labels.length[:, None] + task.length[labels.last, home]
    cost = labels.cost[:, None] + task.cost[labels.last, home]
    fits = bounds.family[labels.mask][:, None] & (length <= task.bound_m + SLACK)
    least = np.where(fits, cost, np.inf).min(axis=1)
    return float(least.min()), int(least.argmin())


def _grown(task: Task, bounds: Bounds, labels: _Labels, known: float) -> _Labels:
    parts = list(_parts(task, bounds, labels, known))
    return _Labels(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("mask", "last", "length", "cost", "parent")
        )
    )


def _parts(task: Task, bounds: Bounds, labels: _Labels, known: float) -> Iterator[_Labels]:
    nodes = np.arange(task.count)
    some_at_once = max(1, _CHUNK // (task.count * task.length.shape[2]))
    for at in range(0, len(labels.mask), some_at_once):
        some = labels.take(slice(at, at + some_at_once))
        mask = some.mask[:, None] | 1 << nodes
        may = (mask != some.mask[:, None]) & (nodes > bounds.first[some.mask][:, None])
        length = some.length[:, None, None] + task.length[some.last]
        cost = some.cost[:, None, None] + task.cost[some.last]
        fits = may[:, :, None] & (length + bounds.shortest[mask, nodes][:, :, None] <= task.bound_m + SLACK)
        for charge, rest in bounds.charged:
            promise = cost + charge * (length - task.bound_m) + rest[mask, nodes][:, :, None]
            fits &= promise <= known + SLACK * (1 + charge)
        label, node, way = np.nonzero(fits)
        yield _Labels(mask[label, node], node, length[label, node, way], cost[label, node, way], label + at)


def _undominated(count: int, labels: _Labels) -> _Labels:
    """Keep, of each state, the labels that none is shorter and cheaper than."""
    state = labels.mask * count + labels.last
    order = np.lexsort((labels.cost, labels.length, state))
    state, cost = state[order], labels.cost[order]
    values, rank = np.unique(cost, return_inverse=True)
    group = np.concatenate(([0], np.cumsum(np.diff(state) != 0))) if len(order) else state
    key = rank - group * (len(values) + 1)  # each state begins below all keys of the one before
    before = np.minimum.accumulate(np.concatenate(([len(key)], key))[:-1]) if len(order) else key
    is_new = np.concatenate(([True], np.diff(group) != 0)) if len(order) else np.zeros(0, dtype=bool)
    return labels.take(order[is_new | (key < before)])


def _trace(layers: list[_Labels], layer: int, at: int) -> tuple[int, ...]:
    order = []
    while at >= 0:
        order.append(int(layers[layer].last[at]))
        at = int(layers[layer].parent[at])
        layer -= 1
    return tuple(reversed(order))
