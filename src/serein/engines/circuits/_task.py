"""A tour to be found, as arrays, and the tour found."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TIE = 1e-9
"""Exposure that a metre of way costs beside its own, so that of two equally exposed tours the shorter is taken."""

SLACK = 1e-9
"""Metres by which sums of the same legs may differ for the order in which they were added."""

FAR = 1e12
"""Length and exposure of a way that is not there: finite, so that a charge of nothing on it is nothing."""

OPEN_END = 0
"""The node of a linear tour that stands for nowhere: it costs nothing, and joins the last anchor to the first."""


@dataclass(frozen=True, eq=False)
class Task:
    """
    A closed tour over some of n nodes, each leg by one of k ways.

    Attributes
    ----------
    length : ndarray of float64, shape (n, n, k)
        Metres of each way from node to node, rising; `FAR` where there is none.
    exposure : ndarray of float64, shape (n, n, k)
        Metres that count, falling along the ways of a leg; `FAR` where there is none.
    weight : ndarray of float64, shape (n,)
        What serving a node is worth.
    bound_m : float
        Longest tour.
    must : frozenset of int
        Nodes of every tour.
    one_of : frozenset of int
        At least one of them is in every tour; no wish if empty.
    least : int
        Fewest nodes of a tour.
    start, end : int, optional
        Where a linear tour begins and ends; then node 0 is `OPEN_END`.
    """

    length: Floats
    exposure: Floats
    weight: Floats
    bound_m: float
    must: frozenset[int] = field(default_factory=frozenset)
    one_of: frozenset[int] = field(default_factory=frozenset)
    least: int = 2
    start: int | None = None
    end: int | None = None

    @property
    def count(self) -> int:
        return len(self.weight)

    @cached_property
    def cost(self) -> Floats:
        return self.exposure + TIE * self.length

    def leg_cost(self, charge: float) -> Floats:
        """Return the least cost from node to node, shape (n, n), when a metre of way costs `charge` more."""
        return np.asarray((self.cost + charge * self.length).min(axis=2))

    def leg_length(self) -> Floats:
        """Return the shortest way from node to node, shape (n, n)."""
        return np.asarray(self.length.min(axis=2))


@dataclass(frozen=True)
class Tour:
    """
    A closed tour: `ways[i]` leads from `order[i]` to the next, the last one back to the first.
    """

    order: tuple[int, ...]
    ways: tuple[int, ...]
    length_m: float
    cost: float
