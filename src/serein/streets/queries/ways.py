"""The line of a circuit along the streets: through its points by its darkest hour, and back to its edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from serein.engines.geo import metric_projection
from serein.engines.graph import NotOnTheNetwork, Path, Snap
from serein.streets.queries.light import NightLight, light_of
from serein.streets.queries.network import Streets, find_streets, get_streets

LONGEST = 1.25
"""How much longer than the shortest a leg may be to be lit better."""
BARRED = 1e7
"""What a metre counts where one must not pass."""
DIGITS = 6
OFF_M = 20.0
"""How far a line may lie from the streets as they are now."""

Spot = tuple[float, float]
"""Longitude and latitude."""


@dataclass(frozen=True)
class Line:
    """A way through points, as it is stored."""

    lon_lat: list[list[float]]
    stops: list[int]
    length_m: float


def hours_of(*, begins: time, ends: time, now: datetime) -> list[datetime]:
    """Return three moments of tonight that stand for a circuit's hours: the first, the middle, the last minute."""
    today = timezone.localdate(now)
    first = timezone.make_aware(datetime.combine(today, begins))
    last_day = today if begins < ends else today + timedelta(days=1)
    last = timezone.make_aware(datetime.combine(last_day, ends)) - timedelta(minutes=1)
    return [first, first + (last - first) / 2, last]


def worst_exposure(moments: Sequence[datetime]) -> NDArray[np.float64]:
    """Weigh each edge by the hour at which it counts most, metres that count."""
    worst: NDArray[np.float64] = np.max([light_of(moment).exposure for moment in moments], axis=0)
    return worst


def darkest(moments: Sequence[datetime], path: Path) -> NightLight:
    """Return, of these moments, the one at which most of a way is exposed."""
    nights = [light_of(moment) for moment in moments]
    return max(nights, key=lambda night: float((night.exposure[path.edges] * _shares(path)).sum()))


def line_through(
    *, points: Sequence[Spot], is_closed: bool, exposure: NDArray[np.float64], barred: Sequence[int] = ()
) -> Line:
    """
    Lead a way through points in their order, each leg the least exposed that is little longer than the shortest.

    :raises NotOnTheNetwork: if a point is far from any street
    :raises NoWay: if two of them are not joined
    """
    streets = get_streets()
    snaps = streets.graph.snap_many(list(points))
    ends = [*snaps, snaps[0]] if is_closed else snaps
    legs = [_leg(streets, a, b, exposure, barred) for a, b in pairwise(ends)]
    return joined(legs)


def shortest_line(*, points: Sequence[Spot]) -> list[list[float]]:
    """
    Return the shortest way between points, as a line.

    :raises NotOnTheNetwork: if a point is far from any street
    :raises NoWay: if two of them are not joined
    """
    graph = get_streets().graph
    snaps = graph.snap_many(list(points))
    return joined([graph.path(a, b) for a, b in pairwise(snaps)]).lon_lat


def joined(legs: Sequence[Path | list[list[float]]]) -> Line:
    """Chain legs into a line; a leg is a way, or a part of a line that stays as it is."""
    line: list[list[float]] = []
    stops, length_m = [0], 0.0
    for leg in legs:
        points = [
            [round(x, DIGITS) for x in point] for point in (leg if isinstance(leg, list) else leg.lon_lat.tolist())
        ]
        line += points[1:] if line else points
        stops.append(max(len(line) - 1, 0))
        length_m += length_of(points) if isinstance(leg, list) else leg.length_m
    return Line(line, stops, length_m)


def length_of(lon_lat: Sequence[Sequence[float]]) -> float:
    """Measure a line, in metres."""
    if len(lon_lat) < 2:
        return 0.0
    x_y = metric_projection(*lon_lat[0]).to_metres(lon_lat)
    return float(np.hypot(*np.diff(x_y, axis=0).T).sum())


def path_along(lon_lat: Sequence[Sequence[float]]) -> Path:
    """
    Find the edges under a stored line, whatever network it was drawn on.

    :raises NotOnTheNetwork: if a part of it runs where no street is any more
    """
    streets = get_streets()
    points = np.asarray(lon_lat, dtype=np.float64)
    middles = (points[1:] + points[:-1]) / 2
    x_y = metric_projection(*points[0]).to_metres(points)
    metres = np.hypot(*np.diff(x_y, axis=0).T)
    snaps = streets.graph.snap_many(middles, within_m=OFF_M)
    ahead = streets.graph.snap_many(middles + (points[1:] - middles) * 0.5, within_m=OFF_M)
    edges = np.array([snap.edge for snap in snaps], dtype=np.int32)
    forward = np.array(
        [one.share >= snap.share if one.edge == snap.edge else True for one, snap in zip(ahead, snaps, strict=True)]
    )
    is_new = (edges[1:] != edges[:-1]) | (forward[1:] != forward[:-1])  # one may turn round within an edge
    begins = np.flatnonzero(np.r_[True, is_new])
    along = np.add.reduceat(metres, begins)
    length_m = float(metres.sum())
    return Path(edges[begins], forward[begins], along, length_m, length_m, 0.0, points)


def runs_on_streets(lon_lat: Sequence[Sequence[float]]) -> bool:
    """Tell whether a stored line still runs along streets of the network in force; unknown without one."""
    if find_streets() is None:
        return True
    try:
        path_along(lon_lat)
    except NotOnTheNetwork:
        return False
    return True


def edges_near(spots: Sequence[Spot], *, within_m: float) -> NDArray[np.int64]:
    """List the edges within reach of some spots."""
    if not spots:
        return np.zeros(0, np.int64)
    found = get_streets().finder.beside(np.asarray(spots, dtype=np.float64), within_m=within_m)
    return np.unique(found.edge).astype(np.int64)


def _leg(
    streets: Streets, origin: Snap, destination: Snap, exposure: NDArray[np.float64], barred: Sequence[int]
) -> Path:
    if not len(barred):
        return streets.graph.front(origin, destination, exposure, longest=LONGEST)[-1]
    weights = exposure.copy()
    weights[list(barred)] = BARRED
    return streets.graph.path(origin, destination, weights=weights)


def _shares(path: Path) -> NDArray[np.float64]:
    return path.metres / get_streets().network.edge_length_m[path.edges]
