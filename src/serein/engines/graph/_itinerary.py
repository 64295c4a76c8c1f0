"""A way in words: where to go, where to turn, what one sees there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from serein.engines.geo import metric_projection
from serein.engines.graph._beside import WITHIN_M, EdgeFinder
from serein.engines.graph._network import CLASSES, StreetNetwork
from serein.engines.graph._path import Path

_SHORT_M = 30.0  # an unnamed link or crossing below this is no step of its own
_SHORT_NAMED_M = 10.0  # nor are a few metres of a street that one only crosses
_LOOK_M = 15.0  # turns are measured this far before and after a junction
_STRAIGHT_DEGREES, _SLIGHT_DEGREES, _TURNED_DEGREES = 30.0, 55.0, 150.0
_SAME_WAY_DEGREES = 30.0


class Ground(StrEnum):
    """What one walks on where it has no name."""

    STREET = "street"
    SERVICE = "service"
    PAVEMENT = "pavement"
    CROSSING = "crossing"
    CYCLEWAY = "cycleway"
    PATH = "path"
    STEPS = "steps"


_GROUND_OF = {
    "service": Ground.SERVICE,
    "sidewalk": Ground.PAVEMENT,
    "crossing": Ground.CROSSING,
    "cycleway": Ground.CYCLEWAY,
    "footway": Ground.PATH,
    "path": Ground.PATH,
    "track": Ground.PATH,
    "steps": Ground.STEPS,
}
_PARTS_OF_A_STREET = (Ground.PAVEMENT, Ground.CROSSING)


class Turn(StrEnum):
    DEPART = "depart"
    STRAIGHT = "straight"
    SLIGHT_LEFT = "slight_left"
    LEFT = "left"
    SLIGHT_RIGHT = "slight_right"
    RIGHT = "right"
    U_TURN = "u_turn"
    ARRIVE = "arrive"


@dataclass(frozen=True)
class Landmark:
    """Something that everybody there knows."""

    name_fr: str
    name_nl: str
    lon_lat: tuple[float, float]


@dataclass(frozen=True)
class Step:
    """
    A turn, and the stretch that follows it.

    Attributes
    ----------
    kind : Turn
    street_fr, street_nl : str
        Empty where it has no name.
    metres : float
        Along that street; 0 on arrival.
    landmark : Landmark or None
        What stands at the turn.
    ground : Ground
        What it is where it has no name.
    at_m : float
        Metres from the start.
    """

    kind: Turn
    street_fr: str
    street_nl: str
    metres: float
    landmark: Landmark | None = None
    ground: Ground = Ground.STREET
    at_m: float = 0.0


Label = tuple[int, Ground]


def itinerary(
    network: StreetNetwork,
    path: Path,
    *,
    landmarks: Sequence[Landmark] = (),
    finder: EdgeFinder | None = None,
    landmark_within_m: float = WITHIN_M,
) -> list[Step]:
    """
    Put a way into steps: one a street, stretches of the same name together.

    Pavements and crossings take the name of the street they run along; short links are left out.

    Parameters
    ----------
    network : StreetNetwork
    path : Path
        Of this network.
    landmarks : sequence of Landmark
        The nearest within `landmark_within_m` of a turn is named there.
    finder : EdgeFinder, optional
        Of this network; without it pavements stay without a name.

    Returns
    -------
    list of Step
        From DEPART to ARRIVE. Cost: linear in the way and the landmarks.
    """
    labels, metres_of = _labels(network, path, finder), path.metres.tolist()
    cuts = [0, *_turning_backs(path), len(labels)]
    stretches = [one for a, b in pairwise(cuts) for one in _merged(labels[a:b], metres_of[a:b])]
    plane = metric_projection(*map(float, path.lon_lat[0]))
    ground = _Line(plane.to_metres(path.lon_lat), float(path.metres.sum()))
    spots = plane.to_metres(np.array([one.lon_lat for one in landmarks]).reshape(-1, 2))
    steps: list[Step] = []
    at_m = 0.0
    for (name, kind), metres in stretches:
        street = [str(one) for one in network.names[name]] if name >= 0 else ["", ""]
        turn = _turn(ground.angle(at_m)) if steps else Turn.DEPART
        near = _nearest(landmarks, spots, ground.at(at_m), landmark_within_m)
        near = None if steps and steps[-1].landmark is near else near
        steps.append(Step(turn, street[0], street[1], metres, near, kind, at_m))
        at_m += metres
    near = _nearest(landmarks, spots, ground.at(at_m), landmark_within_m)
    return [*steps, Step(Turn.ARRIVE, "", "", 0.0, near, at_m=at_m)]


class _Line:
    """The way in metres, to be asked by distance from its start."""

    def __init__(self, points: NDArray[np.float64], length_m: float) -> None:
        legs = np.hypot(*np.diff(points, axis=0).T) if len(points) > 1 else np.zeros(0)
        self._points = points
        self._at = np.concatenate(([0.0], np.cumsum(legs)))
        self._scale = self._at[-1] / length_m if length_m else 1.0

    def at(self, metres: float) -> NDArray[np.float64]:
        here = metres * self._scale
        return np.array([np.interp(here, self._at, self._points[:, axis]) for axis in (0, 1)])

    def angle(self, metres: float) -> float:
        """Return the change of heading at a place, degrees, left above 0."""
        before, here, after = (self.at(metres + shift) for shift in (-_LOOK_M, 0.0, _LOOK_M))
        return _between(here - before, after - here)


def _between(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    cross, dot = one[0] * other[1] - one[1] * other[0], float(one @ other)
    return float(np.degrees(np.arctan2(cross, dot)))


def _turn(degrees: float) -> Turn:
    size = abs(degrees)
    if size > _TURNED_DEGREES:
        return Turn.U_TURN
    if size < _STRAIGHT_DEGREES:
        return Turn.STRAIGHT
    if size < _SLIGHT_DEGREES:
        return Turn.SLIGHT_LEFT if degrees > 0 else Turn.SLIGHT_RIGHT
    return Turn.LEFT if degrees > 0 else Turn.RIGHT


def _labels(network: StreetNetwork, path: Path, finder: EdgeFinder | None) -> list[Label]:
    grounds = [_GROUND_OF.get(CLASSES[one], Ground.STREET) for one in network.edge_class[path.edges]]
    names = network.edge_name[path.edges].tolist()
    wanted = [
        at
        for at, (name, ground) in enumerate(zip(names, grounds, strict=True))
        if name < 0 and ground in _PARTS_OF_A_STREET
    ]
    if finder is not None and wanted:
        for at, name in zip(wanted, _names_beside(network, path.edges[wanted].tolist(), finder), strict=True):
            names[at] = name
    return [(name, Ground.STREET if name >= 0 else ground) for name, ground in zip(names, grounds, strict=True)]


def _names_beside(network: StreetNetwork, edges: list[int], finder: EdgeFinder) -> list[int]:
    """Name pavements after the road that runs beside them; -1 where none does."""
    shapes = [network.shape(edge) for edge in edges]
    middles = np.array([(shape[0] + shape[-1]) / 2 for shape in shapes])
    found = finder.beside(middles)
    names = [-1] * len(edges)
    for point, edge in zip(found.point.tolist(), found.edge.tolist(), strict=True):
        if network.edge_name[edge] >= 0 and _is_along(shapes[point], network.shape(edge)):
            names[point] = int(network.edge_name[edge])
    return names


def _is_along(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    stretch = np.array([np.cos(np.radians(one[0, 1])), 1.0])
    degrees = abs(_between((one[-1] - one[0]) * stretch, (other[-1] - other[0]) * stretch))
    return min(degrees, 180.0 - degrees) < _SAME_WAY_DEGREES


def _turning_backs(path: Path) -> list[int]:
    """List where one turns round and walks the same streets back for more than a few steps."""
    edges, metres = path.edges.tolist(), path.metres.tolist()
    turned = (path.edges[1:] == path.edges[:-1]) & (path.is_forward[1:] != path.is_forward[:-1])
    found = []
    for at in (np.flatnonzero(turned) + 1).tolist():
        back_m, before, after = 0.0, at - 1, at
        while before >= 0 and after < len(edges) and edges[before] == edges[after]:
            back_m += min(metres[before], metres[after])
            before, after = before - 1, after + 1
        if back_m > _SHORT_M:
            found.append(at)
    return found


def _merged(labels: Sequence[Label], metres: Sequence[float]) -> list[tuple[Label, float]]:
    """Join stretches of one name, let short ones go with what comes before, then join again."""
    stretches = _joined(list(zip(labels, metres, strict=True)))
    kept: list[tuple[Label, float]] = []
    carried = 0.0
    for label, length in stretches:
        if length < (_SHORT_M if label[0] < 0 else _SHORT_NAMED_M) and label[1] is not Ground.STEPS:
            if kept:
                kept[-1] = (kept[-1][0], kept[-1][1] + length)
            else:
                carried += length
        else:
            kept.append((label, length + carried))
            carried = 0.0
    return _joined(kept) if kept else _joined([(labels[0], sum(metres))] if labels else [])


def _joined(stretches: Sequence[tuple[Label, float]]) -> list[tuple[Label, float]]:
    joined: list[tuple[Label, float]] = []
    for label, length in stretches:
        if joined and joined[-1][0] == label:
            joined[-1] = (label, joined[-1][1] + length)
        else:
            joined.append((label, length))
    return joined


def _nearest(
    landmarks: Sequence[Landmark], spots: NDArray[np.float64], here: NDArray[np.float64], within_m: float
) -> Landmark | None:
    if not landmarks:
        return None
    away_m = np.hypot(*(spots - here).T)
    nearest = int(away_m.argmin())
    return landmarks[nearest] if away_m[nearest] <= within_m else None
