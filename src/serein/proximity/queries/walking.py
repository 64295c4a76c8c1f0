"""How long it takes on foot or by bicycle between places: the streets, or the crow while none were imported."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph import Mode, NotOnTheNetwork, Snap, StreetGraph
from serein.proximity.models import Round
from serein.streets.queries.network import find_streets
from serein.territory.memory import Kept
from serein.territory.spots import flat_m

Spot = tuple[float, float]
"""Latitude and longitude."""
AS_THE_CROW = 1.35
KMH = {Round.Mode.FOOT: 4.8, Round.Mode.BICYCLE: 14.0}
"""Conventions for where the streets are not known."""
_MODES = {Round.Mode.FOOT: Mode.WALK, Round.Mode.BICYCLE: Mode.BICYCLE}


def _load() -> dict[Round.Mode, StreetGraph]:
    streets = find_streets()
    return {} if streets is None else {mode: StreetGraph.build(streets.network, _MODES[mode]) for mode in _MODES}


_graphs = Kept("street_network", _load)


def minutes_between(spots: Sequence[Spot], *, mode: Round.Mode) -> NDArray[np.float64]:
    """Return the minutes from each place (row) to each (column), of shape (n, n)."""
    found = np.array([[_crow_minutes(one, other, mode) for other in spots] for one in spots])
    graph = _graphs.get().get(mode)
    if graph is None:
        return found
    snaps = [_snap(graph, spot) for spot in spots]
    on = [n for n, snap in enumerate(snaps) if snap is not None]
    if len(on) > 1:
        known = [snap for snap in snaps if snap is not None]
        seconds = graph.matrix(known, known, threads=1)
        walked = np.where(np.isfinite(seconds), seconds / 60, found[np.ix_(on, on)])
        found[np.ix_(on, on)] = walked
    return found


def _snap(graph: StreetGraph, spot: Spot) -> Snap | None:
    try:
        return graph.snap((spot[1], spot[0]))
    except NotOnTheNetwork:
        return None


def _crow_minutes(one: Spot, other: Spot, mode: Round.Mode) -> float:
    return flat_m(*one, *other) * AS_THE_CROW / 1000 / KMH[mode] * 60
