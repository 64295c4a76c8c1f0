"""How long it takes to drive between places at night: the streets, or the crow while none were imported."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph import Access, Mode, NotOnTheNetwork, NoWay, Snap, StreetGraph, StreetNetwork
from serein.streets.queries.network import find_streets
from serein.territory.memory import Kept
from serein.territory.spots import flat_m

Spot = tuple[float, float]
"""Latitude and longitude."""
SLOWER = 1.3
"""A convention: lights, corners and parked cars make a minibus slower than an empty street at its speed limit."""
AS_THE_CROW = 1.4
CROW_KMH = 30.0
MOST_PLACES = 3000
FAR = 1e6


@dataclass(frozen=True)
class Roads:
    """The streets laid out for driving, and turned round, so that one search finds all ways that lead to a place."""

    onward: StreetGraph
    backward: StreetGraph


def _load() -> Roads | None:
    streets = find_streets()
    if streets is None:
        return None
    network = streets.network
    return Roads(StreetGraph.build(network, Mode.DRIVE), StreetGraph.build(_turned_round(network), Mode.DRIVE))


def _turned_round(network: StreetNetwork) -> StreetNetwork:
    access = network.edge_access & ~np.uint8(Access.DRIVE_FORWARD | Access.DRIVE_BACKWARD)
    access |= np.where(network.edge_access & Access.DRIVE_FORWARD, Access.DRIVE_BACKWARD, 0).astype(np.uint8)
    access |= np.where(network.edge_access & Access.DRIVE_BACKWARD, Access.DRIVE_FORWARD, 0).astype(np.uint8)
    return replace(network, edge_access=access, turn_bans=np.ascontiguousarray(network.turn_bans[:, ::-1]))


_roads = Kept("street_network", _load)


class _Between:
    """Minutes between all places that were asked for, for one state of the streets; it grows by a row and a column."""

    def __init__(self, roads: Roads | None) -> None:
        self.roads = roads
        self._at: dict[Spot, int] = {}
        self._spots: list[Spot] = []
        self._snaps: list[Snap | None] = []
        self._minutes = np.zeros((64, 64))
        self._lock = threading.Lock()

    def minutes(self, spots: Sequence[Spot]) -> NDArray[np.float64]:
        with self._lock:
            if len(self._spots) + len(spots) > MOST_PLACES:
                self._at, self._spots, self._snaps = {}, [], []
            places = [self._place(spot) for spot in spots]
            return self._minutes[np.ix_(places, places)]

    def _place(self, spot: Spot) -> int:
        known = self._at.get(spot)
        if known is not None:
            return known
        at = len(self._spots)
        if at == len(self._minutes):
            wider = np.zeros((2 * at, 2 * at))
            wider[:at, :at] = self._minutes
            self._minutes = wider
        self._spots.append(spot)
        self._snaps.append(self._snap(spot))
        self._minutes[at, : at + 1], self._minutes[: at + 1, at] = self._from(at), self._to(at)
        self._minutes[at, at] = 0.0
        self._at[spot] = at
        return at

    def _snap(self, spot: Spot) -> Snap | None:
        try:
            return self.roads.onward.snap((spot[1], spot[0])) if self.roads else None
        except NotOnTheNetwork:
            return None

    def _from(self, at: int) -> NDArray[np.float64]:
        return self._searched(at, self.roads.onward if self.roads else None)

    def _to(self, at: int) -> NDArray[np.float64]:
        return self._searched(at, self.roads.backward if self.roads else None)

    def _searched(self, at: int, graph: StreetGraph | None) -> NDArray[np.float64]:
        found = np.array([_crow_minutes(self._spots[at], spot) for spot in self._spots])
        snap = self._snaps[at]
        on_streets = [i for i, other in enumerate(self._snaps) if other is not None]
        if graph is not None and snap is not None and on_streets:
            others = [other for other in self._snaps if other is not None]
            seconds = graph.matrix([snap], others, threads=1)[0]
            found[on_streets] = np.where(np.isfinite(seconds), seconds * SLOWER / 60, FAR)
        return found


_kept: tuple[Roads | None, _Between] | None = None


def minutes_between(spots: Sequence[Spot]) -> NDArray[np.float64]:
    """
    Return the minutes of driving between places, shape (n, n).

    What was asked before is remembered in the process: a new place costs two searches. 1e6 where there is no way.
    """
    global _kept
    roads = _roads.get()
    if _kept is None or _kept[0] is not roads:
        _kept = (roads, _Between(roads))
    return _kept[1].minutes(spots)


def km_along(spots: Sequence[Spot]) -> float:
    """Return the length of a drive past these places, in kilometres."""
    roads = _roads.get()
    return sum(_leg_km(roads, one, other) for one, other in pairwise(spots))


def _leg_km(roads: Roads | None, one: Spot, other: Spot) -> float:
    crow = flat_m(*one, *other) * AS_THE_CROW / 1000
    if roads is None:
        return crow
    try:
        path = roads.onward.path(*roads.onward.snap_many([one[::-1], other[::-1]]))
    except (NotOnTheNetwork, NoWay):
        return crow
    return float(path.length_m) / 1000


def _crow_minutes(one: Spot, other: Spot) -> float:
    return flat_m(*one, *other) * AS_THE_CROW / 1000 / CROW_KMH * 60
