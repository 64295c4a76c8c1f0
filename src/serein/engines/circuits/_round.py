"""A walk over all signs, as one who delivers letters would take it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from serein.engines.circuits._exact import MOST_EXACT, shortest_order
from serein.engines.circuits._legs import is_same_place, standing
from serein.engines.circuits._task import FAR
from serein.engines.circuits._tours import short_tour
from serein.engines.graph import Path, StreetGraph

WALKING_KMH = 4.5
_KICKS = 120


@dataclass(frozen=True, eq=False)
class InspectionRound:
    """
    An ordered walk that comes back to where it begins.

    Attributes
    ----------
    order : tuple of int
        Positions of the signs, as they are passed.
    legs : tuple of Path
        From the start to the first sign, from each to the next, and home: one more than signs.
    length_m : float
        Metres.
    minutes : float
        On foot, without stops.
    lon_lat : ndarray of float64, shape (p, 2)
        The whole walk, WGS84 degrees.
    """

    order: tuple[int, ...]
    legs: tuple[Path, ...]
    length_m: float
    minutes: float
    lon_lat: NDArray[np.float64]


def inspection_round(
    graph: StreetGraph, sign_points: ArrayLike, start: tuple[float, float], *, seed: int = 1
) -> InspectionRound:
    """
    Find a short walk over all signs.

    Parameters
    ----------
    graph : StreetGraph
        On foot.
    sign_points : array_like, shape (k, 2)
        Where the signs are, WGS84 degrees; at least one.
    start : tuple of float
        Where the round begins and ends.
    seed : int
        Of chance, above eleven signs.

    Returns
    -------
    InspectionRound
        The shortest one up to twelve signs; above, by `short_tour`: never longer than nearest neighbour, 2-opt and
        Or-opt make it.

    Raises
    ------
    NotOnTheNetwork
        If a sign or the start is too far from any street.
    ValueError
        If no sign is given, or a point is not finite.
    """
    points = np.asarray(sign_points, dtype=np.float64).reshape(-1, 2)
    if not len(points):
        raise ValueError("sign_points is empty; a round passes at least one sign.")
    snaps = graph.snap_many(np.concatenate(([start], points)))
    metres = np.minimum(graph.matrix(snaps, snaps, weights=graph.network.edge_length_m), FAR)
    metres = np.minimum(metres, metres.T)
    if len(snaps) <= MOST_EXACT:
        order = list(shortest_order(metres))
    else:
        found = short_tour(metres, range(len(snaps)), np.random.default_rng(seed), kicks=_KICKS)
        order = np.roll(found, -int(np.flatnonzero(found == 0)[0])).tolist()
    walks = graph.with_weights(graph.network.edge_length_m)
    ends = [(snaps[a], snaps[b]) for a, b in zip(order, [*order[1:], 0], strict=True)]
    legs = tuple(standing(a) if is_same_place(a, b) else walks.path(a, b) for a, b in ends)
    length_m = float(sum(leg.length_m for leg in legs))
    line = np.concatenate([legs[0].lon_lat, *(leg.lon_lat[1:] for leg in legs[1:])])
    return InspectionRound(
        tuple(node - 1 for node in order[1:]), legs, length_m, length_m / (WALKING_KMH * 1000 / 60), line
    )
