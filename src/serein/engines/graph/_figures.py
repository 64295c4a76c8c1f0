"""What is told beside a way, figure by figure: never one magic number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from serein.engines.geo import metric_projection
from serein.engines.graph._beside import WITHIN_M, EdgeFinder, as_lon_lat
from serein.engines.graph._exposure import Defects, open_frontage
from serein.engines.graph._light import EdgeLight, LightSource, LightState
from serein.engines.graph._network import CLASSES, Crossing, StreetNetwork
from serein.engines.graph._path import Path

FRONTAGE_REACH_M = 30.0
_FIRST_OF_PAVEMENTS = CLASSES.index("cycleway")


@dataclass(frozen=True)
class PathFigures:
    """
    Figures of a way.

    Attributes
    ----------
    length_m : float
    lit_share : float
        Share of the length with light, 0 to 1; unknown counts as unlit.
    lit_share_by_source : dict of LightSource to float
        Its parts: by tag, register, night check, daylight.
    longest_unlit_m : float
        Longest stretch on end that is not known to be lit, metres.
    without_frontage_m : float
        Metres without an open door near; the whole length where no open place was told.
    bare_crossings : int
        Roads crossed without signals.
    refuges : int
        Refuges along it.
    longest_refuge_gap_m : float
        Longest stretch without one, ends included.
    open_defects : int
        Defects along it that are not mended.
    """

    length_m: float
    lit_share: float
    lit_share_by_source: dict[LightSource, float]
    longest_unlit_m: float
    without_frontage_m: float
    bare_crossings: int
    refuges: int
    longest_refuge_gap_m: float
    open_defects: int


def figures_of(
    network: StreetNetwork,
    path: Path,
    light: EdgeLight,
    *,
    open_places: ArrayLike | None = None,
    refuges: ArrayLike | None = None,
    defects: Defects | None = None,
    finder: EdgeFinder | None = None,
) -> PathFigures:
    """
    Count along a way what a commune publishes beside it.

    Parameters
    ----------
    network : StreetNetwork
    path : Path
        Of this network.
    light : EdgeLight
        At the moment that is told.
    open_places, refuges : array_like, shape (m, 2), optional
        WGS84 degrees: doors open at that moment; places where one may step in, or call for help.
    defects : Defects, optional
    finder : EdgeFinder, optional
        Of this network, where one is at hand.

    Returns
    -------
    PathFigures
        Cost: linear in the way, one look-up a point.

    Raises
    ------
    ValueError
        If a point is no place on earth.
    """
    metres, edges = path.metres, path.edges
    length_m = float(metres.sum())
    state, source = light.state[edges], light.source[edges]
    is_lit = state == LightState.LIT
    by_source = {
        one: _share(metres[is_lit & (source == one)], length_m)
        for one in (LightSource.TAG, LightSource.REGISTER, LightSource.AUDIT, LightSource.DAYLIGHT)
    }
    at_m = _along(path, refuges, length_m)
    stops_m = np.concatenate(([0.0], np.sort(at_m), [length_m]))
    is_open = None if defects is None else defects.days_since_mended == 0
    return PathFigures(
        length_m=length_m,
        lit_share=_share(metres[is_lit], length_m),
        lit_share_by_source=by_source,
        longest_unlit_m=longest_stretch_m(metres, ~is_lit),
        without_frontage_m=length_m - _with_frontage_m(network, path, open_places, finder),
        bare_crossings=_bare_crossings(network, path),
        refuges=len(at_m),
        longest_refuge_gap_m=float(np.diff(stops_m).max()),
        open_defects=0 if defects is None else len(_along(path, defects.lon_lat[is_open], length_m)),
    )


def longest_stretch_m(metres: NDArray[np.float64], wanted: NDArray[np.bool_]) -> float:
    """
    Measure the longest stretch of edges on end that are wanted.

    Parameters
    ----------
    metres, wanted : ndarray, shape (k,)

    Returns
    -------
    float
        Metres, 0 without any.
    """
    total = np.cumsum(np.where(wanted, metres, 0.0))
    before = np.maximum.accumulate(np.where(wanted, 0.0, total))
    return float((total - before).max(initial=0.0))


def _share(metres: NDArray[np.float64], length_m: float) -> float:
    return float(metres.sum()) / length_m if length_m else 0.0


def _along(path: Path, lon_lat: ArrayLike | None, length_m: float) -> NDArray[np.float64]:
    """Return how far along the way those points lie that are beside it."""
    points = as_lon_lat("points", np.zeros((0, 2)) if lon_lat is None else lon_lat)
    if not len(points) or len(path.lon_lat) < 2:
        return np.zeros(0)
    plane = metric_projection(*map(float, path.lon_lat[0]))
    line, spots = shapely.LineString(plane.to_metres(path.lon_lat)), shapely.points(plane.to_metres(points))
    beside = spots[shapely.distance(line, spots) <= WITHIN_M]
    at_m: NDArray[np.float64] = shapely.line_locate_point(line, beside, normalized=True) * length_m
    return at_m


def _with_frontage_m(
    network: StreetNetwork, path: Path, open_places: ArrayLike | None, finder: EdgeFinder | None
) -> float:
    if open_places is None:
        return 0.0
    share = open_frontage(finder or EdgeFinder(network), open_places, FRONTAGE_REACH_M)
    return float((share[path.edges] * path.metres).sum())


def _bare_crossings(network: StreetNetwork, path: Path) -> int:
    """Count crossings drawn as ways, each once, and those that are only a node between two pavements."""
    edges = path.edges
    crossing, way = network.edge_crossing[edges].astype(np.int64), network.edge_way[edges]
    is_first = (crossing > 0) & np.concatenate(([True], (way[1:] != way[:-1]) | (crossing[:-1] == 0)))[: len(edges)]
    best = np.zeros(int(is_first.sum()), np.int64)
    number = np.cumsum(is_first) - 1
    np.maximum.at(best, number[crossing > 0], crossing[crossing > 0])
    leaving = np.where(path.is_forward, network.edge_nodes[edges, 1], network.edge_nodes[edges, 0])[:-1]
    at_node = network.node_crossing[leaving]
    is_pavement = (network.edge_class[edges] >= _FIRST_OF_PAVEMENTS) & (crossing == 0)
    is_crossed = (at_node > Crossing.NONE) & (at_node < Crossing.SIGNALS) & is_pavement[:-1] & is_pavement[1:]
    return int((best < Crossing.SIGNALS).sum() + is_crossed.sum())
