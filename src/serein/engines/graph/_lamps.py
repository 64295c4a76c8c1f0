"""Street lamps, and which edges they light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph._beside import WITHIN_M, EdgeFinder, share_covered
from serein.engines.graph._network import StreetNetwork

REACH_M = 20.0
"""How far a lamp lights along a street, to each side: lamps stand some 30 m apart and leave no gap."""


class InvalidLamps(ValueError):
    """The arrays are no lamps."""


@dataclass(frozen=True, eq=False)
class Lamps:
    """
    Lamps of a register, or of a map.

    Attributes
    ----------
    lon_lat : ndarray of float64, shape (l, 2)
        WGS84 degrees.
    ids : ndarray of str, shape (l,)
        As the register numbers them.
    kind : ndarray of str, shape (l,)
        Type of lamp in the register's words; empty where it tells none.
    cabin : ndarray of int32, shape (l,)
        Position in `cabins` of the cabin that switches the lamp; -1 where it is not known.
    cabins : ndarray of str, shape (c,)
        Names of the cabins.
    is_working : ndarray of bool, shape (l,)
        False for a lamp that the register says is out of order, removed or not yet lit.
    is_register : bool
        Whether they come from a register; lamps drawn on a map weigh no more than its tags.
    """

    lon_lat: NDArray[np.float64]
    ids: NDArray[np.str_]
    kind: NDArray[np.str_]
    cabin: NDArray[np.int32]
    cabins: NDArray[np.str_]
    is_working: NDArray[np.bool_]
    is_register: bool = True

    def __len__(self) -> int:
        return len(self.lon_lat)

    def validated(self) -> Lamps:
        """
        Return these lamps once everything in them was found to hold.

        Raises
        ------
        InvalidLamps
            With what was found and what is accepted.
        """
        count = len(self.lon_lat)
        if self.lon_lat.shape != (count, 2):
            raise InvalidLamps(f"lon_lat has shape {self.lon_lat.shape}; ({count}, 2) is accepted.")
        for name in ("ids", "kind", "cabin", "is_working"):
            if getattr(self, name).shape != (count,):
                raise InvalidLamps(f"{name} has shape {getattr(self, name).shape}; ({count},) is accepted.")
        if not np.isfinite(self.lon_lat).all() or (np.abs(self.lon_lat) > (180.0, 90.0)).any():
            raise InvalidLamps("lon_lat holds a point that is no longitude in ±180 and latitude in ±90.")
        if count and not (self.cabin.min() >= -1 and self.cabin.max() < len(self.cabins)):
            reach = f"{self.cabin.min()} to {self.cabin.max()}"
            raise InvalidLamps(f"cabin reaches from {reach}; -1 to {len(self.cabins) - 1} is accepted.")
        return self


@dataclass(frozen=True, eq=False)
class LampsOnEdges:
    """
    Which lamp lights which edge, and where along it.

    Attributes
    ----------
    lamps : Lamps
    edge, lamp : ndarray of int32, shape (k,)
        Pairs, sorted by edge, then by place.
    at_m : ndarray of float64, shape (k,)
        Metres from the edge's first node to the point nearest to the lamp.
    edge_length_m : ndarray of float64, shape (e,)
        Of the network that they were attached to.
    reach_m : float
        How far a lamp lights along an edge, to each side.
    """

    lamps: Lamps
    edge: NDArray[np.int32]
    lamp: NDArray[np.int32]
    at_m: NDArray[np.float64]
    edge_length_m: NDArray[np.float64]
    reach_m: float

    def share_lit(self, is_burning: NDArray[np.bool_]) -> NDArray[np.float64]:
        """
        Measure which share of each edge lies under the light of some lamps.

        Parameters
        ----------
        is_burning : ndarray of bool, shape (l,)
            The lamps that count.

        Returns
        -------
        ndarray of float64, shape (e,)
            0 to 1. Cost: one pass over the pairs.
        """
        kept = is_burning[self.lamp]
        return share_covered(self.edge[kept], self.at_m[kept], self.reach_m, self.edge_length_m)


def attach_lamps(
    network: StreetNetwork,
    lamps: Lamps,
    *,
    within_m: float = WITHIN_M,
    reach_m: float = REACH_M,
    finder: EdgeFinder | None = None,
) -> LampsOnEdges:
    """
    Find the edges that each lamp lights: the road and the pavements beside it, as `EdgeFinder` finds them.

    Parameters
    ----------
    network : StreetNetwork
    lamps : Lamps
    within_m : float
        No edge farther than this.
    reach_m : float
        How far a lamp lights along an edge, to each side.
    finder : EdgeFinder, optional
        Of this network, where one is at hand.

    Returns
    -------
    LampsOnEdges
        Cost: an R-tree of the edges, one look-up a lamp.

    Raises
    ------
    ValueError
        If a distance is not finite and above 0.
    InvalidLamps
        If the lamps are none.
    """
    if not 0 < reach_m < np.inf:
        raise ValueError(f"reach_m is {reach_m}; a finite number above 0 is accepted.")
    lamps.validated()
    found = (finder or EdgeFinder(network)).beside(lamps.lon_lat, within_m=within_m)
    return LampsOnEdges(lamps, found.edge, found.point, found.at_m, network.edge_length_m, reach_m)
