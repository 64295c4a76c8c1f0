"""The streets of a network for one mode, and what can be asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray

from serein.engines.graph._front import Front, find_front, thin
from serein.engines.graph._kernels_search import find_way
from serein.engines.graph._kernels_spread import cost_to_nodes, fill_matrix, look_about
from serein.engines.graph._modes import Mode, default_weights
from serein.engines.graph._network import StreetNetwork
from serein.engines.graph._path import NoWay, Path, follow
from serein.engines.graph._reach import Reach, reach_within
from serein.engines.graph._snap import NotOnTheNetwork, Snap
from serein.engines.graph._tables import Costs
from serein.engines.graph._topology import Topology, build_topology
from serein.engines.graph._weights import Floats, checked, checked_classes, lay_costs

MOST_CLASSES = 12


class StreetGraph:
    """
    A street network as one mode may use it, with a weight on each edge.

    It is never changed; several threads may ask it at once. Make it with `build`.

    Attributes
    ----------
    network : StreetNetwork
        What it was made of.
    mode : Mode
        How one moves.
    weights : ndarray of float64, shape (e,)
        What an edge costs: metres on foot, seconds by bicycle and car, until others are set.
    is_giant : ndarray of bool, shape (e,)
        Edges from which, and to which, the greatest part of the network can be reached.
    """

    def __init__(self, network: StreetNetwork, mode: Mode, topology: Topology, weights: Floats) -> None:
        self.network, self.mode, self.weights = network, mode, weights
        self.is_giant = topology.is_giant
        self._topology, self._streets = topology, topology.streets
        self._costs = lay_costs(topology.streets, topology.straight_m, weights)

    @classmethod
    def build(cls, network: StreetNetwork, mode: Mode = Mode.WALK) -> StreetGraph:
        """
        Lay the streets of a network out for one mode.

        Parameters
        ----------
        network : StreetNetwork
            Validated.
        mode : Mode
            Turn bans count for `Mode.DRIVE`.

        Returns
        -------
        StreetGraph
            With the mode's default weights. Cost: linear, 0.1 s for 120,000 nodes.
        """
        return cls(network, mode, build_topology(network, mode), default_weights(network, mode))

    def with_weights(self, weights: ArrayLike) -> StreetGraph:
        """
        Return the same streets with other weights; what was laid out is shared.

        Parameters
        ----------
        weights : array_like, shape (e,)
            Finite, at least 0, the same in both directions.

        Raises
        ------
        ValueError
            With what was found and what is accepted.
        """
        return StreetGraph(
            self.network, self.mode, self._topology, checked(weights, "weights", self.network.edge_count)
        )

    def snap(self, lon_lat: tuple[float, float], *, within_m: float = 300.0) -> Snap:
        """
        Find the nearest place along an edge of the greatest component.

        Parameters
        ----------
        lon_lat : tuple of float
            WGS84 degrees.
        within_m : float
            Metres.

        Raises
        ------
        NotOnTheNetwork
            If no such edge is near enough.
        """
        return self.snap_many([lon_lat], within_m=within_m)[0]

    def snap_many(self, lon_lat: ArrayLike, *, within_m: float = 300.0) -> list[Snap]:
        """
        Find the nearest place along an edge of the greatest component for each point, shape (k, 2).

        Raises
        ------
        NotOnTheNetwork
            Naming the first point that is too far away.
        ValueError
            If the points have another shape or are not finite.
        """
        points = np.asarray(lon_lat, np.float64)
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(
                f"lon_lat has shape {points.shape}; one row of longitude and latitude a point is accepted."
            )
        if not np.isfinite(points).all():
            raise ValueError("lon_lat holds a value that is not finite.")
        found = self._topology.grid.nearest(points, within_m)
        for (lon, lat), snap in zip(points.tolist(), found, strict=True):
            if snap is None:
                raise NotOnTheNetwork(f"No street of the network lies within {within_m:g} m of {lon:.5f}, {lat:.5f}.")
        return [snap for snap in found if snap is not None]

    def path(self, origin: Snap, destination: Snap, *, weights: ArrayLike | None = None) -> Path:
        """
        Find the path of least cost.

        Parameters
        ----------
        origin, destination : Snap
            From `snap`.
        weights : array_like, shape (e,), optional
            Instead of the graph's own; for many paths set them once by `with_weights`.

        Raises
        ------
        NoWay
            If none leads there.
        """
        if weights is not None:
            return self.with_weights(weights).path(origin, destination)
        ends, room = (origin, destination), self._topology.room
        self._check(*ends)
        cost, at = find_way(self._streets, self._costs, room, *_places(ends))
        if at == len(room.darts):
            raise NoWay(_no_way(ends))
        return follow(self.network, room.darts[at:], ends, cost=float(cost))

    def front(
        self,
        origin: Snap,
        destination: Snap,
        exposure: ArrayLike,
        *,
        longest: float = 1.5,
        most: int = 5,
        epsilon: float = 0.05,
    ) -> list[Path]:
        """
        Offer few ways between the shortest and the least exposed.

        Parameters
        ----------
        origin, destination : Snap
            From `snap`.
        exposure : array_like, shape (e,)
            Finite, at least 0; added up along a way, parts of edges in proportion.
        longest : float
            Ways of more than so many times the shortest are not looked at.
        most : int
            Number of ways.
        epsilon : float
            Share by which the exposure must fall from one way to the next.

        Returns
        -------
        list of Path
            First the shortest, last the least exposed of those; `cost` is the length.

        Raises
        ------
        NoWay
            If none leads there.
        ValueError
            With what was found and what is accepted.

        Notes
        -----
        The front is exact (BOA*, Hernandez et al. 2020) before it is thinned.
        """
        if most < 1 or not 0.0 <= epsilon < 1.0:
            raise ValueError(f"most is {most} and epsilon {epsilon}; at least 1, and 0 to below 1, are accepted.")
        row = checked(exposure, "exposure", self.network.edge_count)
        ends = (origin, destination)
        found = self._front(ends, row[None, :], longest)
        return [self._solution(found, i, ends, row) for i in thin(found.values, most, epsilon)]

    def full_front(
        self, origin: Snap, destination: Snap, exposure: ArrayLike, *, longest: float = 1.5
    ) -> NDArray[np.float64]:
        """Return the whole exact front as rows of (length in metres, exposure), shortest first; see `front`."""
        row = checked(exposure, "exposure", self.network.edge_count)
        return self._front((origin, destination), row[None, :], longest).values

    def worst_first(self, origin: Snap, destination: Snap, exposure_class: ArrayLike, *, longest: float = 1.5) -> Path:
        """
        Find the way with the fewest metres in the worst class, then in the next, and so on; then the shortest.

        Parameters
        ----------
        origin, destination : Snap
            From `snap`.
        exposure_class : array_like of int, shape (e,)
            The greater, the worse; at most twelve different ones.
        longest : float
            Ways of more than so many times the shortest are not looked at.

        Returns
        -------
        Path
            Its exposure is the metres in the worst class of all edges.

        Raises
        ------
        NoWay
            If none leads there.
        ValueError
            With what was found and what is accepted.

        Notes
        -----
        BOA* needs of its second criterion only that it is ordered and adds up, so it may be a row of metres that is
        compared from the left. Metres count as equal within a thousandth of a millimetre.
        """
        classes = checked_classes(exposure_class, self.network.edge_count, MOST_CLASSES)
        worst = np.unique(classes)[:0:-1] if len(np.unique(classes)) > 1 else np.unique(classes)
        rows = np.where(classes == worst[:, None], 1000.0 * self.network.edge_length_m, 0.0)
        ends = (origin, destination)
        found = self._front(ends, rows, longest)
        return self._solution(found, len(found.values) - 1, ends, rows[0] / 1000.0)

    def one_to_all(self, origin: Snap, *, weights: ArrayLike | None = None, most: float = np.inf) -> Floats:
        """Return the least cost from a place to each node, shape (n,); inf where there is no way within `most`."""
        if weights is not None:
            return self.with_weights(weights).one_to_all(origin, most=most)
        self._check(origin)
        return np.asarray(self._spread(origin, most)[0])

    def matrix(
        self,
        origins: Sequence[Snap],
        destinations: Sequence[Snap],
        *,
        weights: ArrayLike | None = None,
        threads: int | None = None,
    ) -> Floats:
        """
        Return the least costs from each origin to each destination.

        Parameters
        ----------
        origins, destinations : sequence of Snap
            a and b places.
        weights : array_like, shape (e,), optional
            Instead of the graph's own.
        threads : int, optional
            One for each core if not told; the answer is the same.

        Returns
        -------
        ndarray of float64, shape (a, b)
            inf where there is no way.
        """
        if weights is not None:
            return self.with_weights(weights).matrix(origins, destinations, threads=threads)
        self._check(*origins)
        self._check(*destinations)
        costs = np.full((len(origins), len(destinations)), np.inf)
        if costs.size == 0:
            return costs
        targets = _columns(destinations)
        about = look_about(self._streets, self._costs, self._topology.room, *targets)
        parts = np.array_split(np.arange(len(origins)), min(threads or numba.get_num_threads(), len(origins)))

        def fill(part: NDArray[np.intp]) -> None:
            here = _columns([origins[i] for i in part])
            rows = costs[part[0] : part[-1] + 1]
            fill_matrix(self._streets, self._costs, self._topology.room, *here, targets, about, rows)

        if len(parts) == 1:
            fill(parts[0])
            return costs
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(fill, parts))
        return costs

    def isochrone(self, origin: Snap, limits: Sequence[float], *, weights: ArrayLike | None = None) -> list[Reach]:
        """
        Tell what lies within each limit of a place.

        Parameters
        ----------
        origin : Snap
            From `snap`.
        limits : sequence of float
            In the unit of the weights, finite, at least 0.
        weights : array_like, shape (e,), optional
            Instead of the graph's own.

        Returns
        -------
        list of Reach
            One a limit, in their order.
        """
        if weights is not None:
            return self.with_weights(weights).isochrone(origin, limits)
        for limit in limits:
            if not 0.0 <= limit < np.inf:
                raise ValueError(f"limits holds {limit}; finite values of at least 0 are accepted.")
        self._check(origin)
        nodes, darts = self._spread(origin, max(limits, default=0.0))
        ahead, back = (bool(head >= 0) for head in self._streets.dart_head[2 * origin.edge : 2 * origin.edge + 2])
        return [reach_within(limit, nodes, darts, self.weights, origin, (ahead, back)) for limit in limits]

    def _spread(self, origin: Snap, most: float) -> tuple[Floats, Floats]:
        nodes, darts = cost_to_nodes(
            self._streets, self._costs, self._topology.room, origin.edge, origin.share, float(most)
        )
        return nodes, darts

    def _front(self, ends: tuple[Snap, Snap], exposures: Floats, longest: float) -> Front:
        self._check(*ends)
        if not 1.0 <= longest < np.inf:
            raise ValueError(f"longest is {longest}; finite values of at least 1 are accepted.")
        found = find_front(self._streets, self._lengths, exposures, self._topology.room, ends, float(longest))
        if found is None:
            raise NoWay(_no_way(ends))
        return found

    @cached_property
    def _lengths(self) -> Costs:
        return lay_costs(self._streets, self._topology.straight_m, np.ascontiguousarray(self.network.edge_length_m))

    def _solution(self, found: Front, position: int, ends: tuple[Snap, Snap], exposure: Floats) -> Path:
        darts = found.darts(self._streets, self._topology.room, position)
        return follow(self.network, darts, ends, exposure=exposure)

    def _check(self, *snaps: Snap) -> None:
        """Refuse places that are on no edge."""
        for snap in snaps:
            if not (0 <= snap.edge < self.network.edge_count and 0.0 <= snap.share <= 1.0):
                raise ValueError(
                    f"A place is at share {snap.share} of edge {snap.edge}; shares 0 to 1 of edges 0 to "
                    f"{self.network.edge_count - 1} are accepted."
                )


def _places(ends: tuple[Snap, Snap]) -> tuple[int, float, int, float]:
    return ends[0].edge, ends[0].share, ends[1].edge, ends[1].share


def _columns(snaps: Sequence[Snap]) -> tuple[NDArray[np.int32], Floats]:
    return np.array([snap.edge for snap in snaps], np.int32), np.array([snap.share for snap in snaps])


def _no_way(ends: tuple[Snap, Snap]) -> str:
    (lon, lat), (to_lon, to_lat) = ends[0].lon_lat, ends[1].lon_lat
    return f"No way leads from {lon:.5f}, {lat:.5f} to {to_lon:.5f}, {to_lat:.5f}."
