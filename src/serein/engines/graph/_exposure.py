"""Night exposure: metres that count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from serein.engines.graph._beside import WITHIN_M, EdgeFinder, as_lon_lat, share_covered
from serein.engines.graph._exposure_weights import ExposureWeights
from serein.engines.graph._light import EdgeLight, LightSource, LightState
from serein.engines.graph._network import CLASSES, Crossing, Sidewalk, StreetNetwork

_PATHS = ("track", "cycleway", "footway", "path")
_OFF_THE_STREET = (*_PATHS, "steps", "service")
_THROUGH_ROADS = ("trunk", "primary", "secondary", "tertiary", "unclassified")


@dataclass(frozen=True, eq=False)
class Defects:
    """
    Things told that can be mended: a broken kerb, a hedge over the path.

    Attributes
    ----------
    lon_lat : ndarray of float64, shape (k, 2)
        WGS84 degrees.
    days_since_mended : ndarray of float64, shape (k,)
        0 while it is open.
    """

    lon_lat: NDArray[np.float64]
    days_since_mended: NDArray[np.float64]


def night_exposure(
    network: StreetNetwork,
    light: EdgeLight,
    *,
    open_places: ArrayLike | None = None,
    defects: Defects | None = None,
    weights: ExposureWeights | None = None,
    finder: EdgeFinder | None = None,
) -> NDArray[np.float64]:
    """
    Weigh each edge as someone who walks it at that hour would.

    Metres without light count whole, lit ones a part; the kind of street, steps, crossings, a missing pavement and
    open defects multiply them, open doors lessen them. One more burning lamp, one more open place and one defect
    mended never raise the exposure of any edge.

    Parameters
    ----------
    network : StreetNetwork
    light : EdgeLight
        At that moment. In daylight each metre counts the least.
    open_places : array_like, shape (m, 2), optional
        Places open at that moment, WGS84 degrees.
    defects : Defects, optional
    weights : ExposureWeights, optional
    finder : EdgeFinder, optional
        Of this network, where one is at hand.

    Returns
    -------
    ndarray of float64, shape (e,)
        Metres that count, above 0. Cost: a few passes over the edges, one look-up a place and a defect.

    Raises
    ------
    ValueError
        If the light is another network's, or a point is no place on earth.
    """
    if len(light.state) != network.edge_count:
        raise ValueError(f"light holds {len(light.state)} edges; the network has {network.edge_count}.")
    weights = weights or ExposureWeights()
    if finder is None and (defects is not None or open_places is not None):
        finder = EdgeFinder(network)
    factor = light.share * weights.lit.value + (1 - light.share)
    factor *= _ground(network, weights)
    if open_places is not None and finder is not None:
        factor *= 1 - weights.frontage.value * open_frontage(finder, open_places, weights.frontage_reach_m.value)
    if defects is not None and finder is not None:
        factor *= 1 + weights.defect.value * (1 - 0.5 ** _defects_beside(finder, defects, weights))
    factor[light.source == LightSource.DAYLIGHT] = 0.0
    metres: NDArray[np.float64] = network.edge_length_m * np.maximum(factor, weights.least.value)
    return metres


def exposure_class(network: StreetNetwork, light: EdgeLight) -> NDArray[np.int8]:
    """
    Sort edges for « worst stretch first ».

    Parameters
    ----------
    network : StreetNetwork
    light : EdgeLight

    Returns
    -------
    ndarray of int8, shape (e,)
        0 lit; 1 unknown on a street; 2 unlit or out on a street, unknown off the street; 3 unlit or out off the street
        (paths, tracks, steps, service roads). Cost: one pass.
    """
    by_state = np.zeros(4, np.int8)
    by_state[[LightState.UNKNOWN, LightState.UNLIT, LightState.OUT]] = (1, 2, 2)
    level: NDArray[np.int8] = by_state[light.state]
    level[(level > 0) & _is_one_of(network, _OFF_THE_STREET)] += 1
    return level


def open_frontage(finder: EdgeFinder, open_places: ArrayLike, reach_m: float) -> NDArray[np.float64]:
    """
    Measure which share of each edge lies within reach of an open door.

    Parameters
    ----------
    finder : EdgeFinder
    open_places : array_like, shape (m, 2)
        WGS84 degrees.
    reach_m : float
        Along the edge, to each side.

    Returns
    -------
    ndarray of float64, shape (e,)
        0 to 1.
    """
    found = finder.beside(open_places)
    return share_covered(found.edge, found.at_m, reach_m, finder.network.edge_length_m)


def _ground(network: StreetNetwork, weights: ExposureWeights) -> NDArray[np.float64]:
    factor = np.ones(network.edge_count)
    factor[_is_one_of(network, _PATHS)] = weights.path.value
    factor[_is_one_of(network, ("service",))] = weights.service.value
    factor[_is_one_of(network, ("steps",))] = weights.steps.value
    has_none = (network.edge_sidewalk == Sidewalk.NONE) & _is_one_of(network, _THROUGH_ROADS)
    factor[has_none] *= weights.no_pavement.value
    is_bare = (network.edge_crossing != Crossing.NONE) & (network.edge_crossing != Crossing.SIGNALS)
    factor[is_bare] *= weights.crossing.value
    return factor


def _is_one_of(network: StreetNetwork, classes: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.isin(network.edge_class, [CLASSES.index(name) for name in classes])


def _defects_beside(finder: EdgeFinder, defects: Defects, weights: ExposureWeights) -> NDArray[np.float64]:
    lon_lat = as_lon_lat("defects.lon_lat", defects.lon_lat)
    days = np.asarray(defects.days_since_mended, np.float64)
    if days.shape != (len(lon_lat),) or not (np.isfinite(days) & (days >= 0)).all():
        raise ValueError("defects.days_since_mended must hold one finite number from 0 on for each defect.")
    found = finder.beside(lon_lat, within_m=WITHIN_M)
    left = 0.5 ** (days / weights.defect_half_life_days.value)
    return np.bincount(found.edge, left[found.point], finder.network.edge_count).astype(np.float64)
