"""A way from place to place, with its ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph._kernels_trace import trace
from serein.engines.graph._network import StreetNetwork
from serein.engines.graph._snap import Snap


class NoWay(ValueError):
    """No way leads from the one place to the other."""


@dataclass(frozen=True, eq=False)
class Path:
    """
    A way along edges.

    Attributes
    ----------
    edges : ndarray of int32, shape (k,)
        Edges of the street network, in order.
    is_forward : ndarray of bool, shape (k,)
        Whether each is travelled from its first node to its second.
    metres : ndarray of float64, shape (k,)
        Travelled on each; the first and the last may be parts.
    length_m : float
        Their sum.
    cost : float
        Sum of the weights used, parts in proportion.
    exposure : float
        Sum of the second criterion, parts in proportion; 0 where none was given.
    lon_lat : ndarray of float64, shape (p, 2)
        From the first place to the last, WGS84 degrees.
    """

    edges: NDArray[np.int32]
    is_forward: NDArray[np.bool_]
    metres: NDArray[np.float64]
    length_m: float
    cost: float
    exposure: float
    lon_lat: NDArray[np.float64]


def follow(
    network: StreetNetwork,
    darts: NDArray[np.int32],
    ends: tuple[Snap, Snap],
    *,
    cost: float | None = None,
    exposure: NDArray[np.float64] | None = None,
) -> Path:
    """Return the path along darts; its cost is its length where none is told."""
    edges, is_forward, metres, lon_lat = trace(
        network.shape_start, network.shape_lon_lat, network.edge_length_m, darts, ends[0].share, ends[1].share
    )
    first = 1 if len(edges) > 1 and metres[0] == 0.0 else 0
    last = len(edges) - 1 if len(edges) > first + 1 and metres[-1] == 0.0 else len(edges)
    edges, is_forward, metres = edges[first:last], is_forward[first:last], metres[first:last]
    length_m = float(metres.sum())
    exposed = 0.0
    if exposure is not None:
        exposed = float((exposure[edges] * (metres / network.edge_length_m[edges])).sum())
    return Path(edges, is_forward, metres, length_m, length_m if cost is None else cost, exposed, lon_lat)
