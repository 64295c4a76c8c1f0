"""The street network as arrays: what the importer of `streets` writes and every other module reads."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum, IntFlag

import numpy as np
from numpy.typing import NDArray

CLASSES = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "pedestrian",
    "track",
    "cycleway",
    "footway",
    "sidewalk",
    "crossing",
    "path",
    "steps",
)
"""What a street is, widest first: the values of OpenStreetMap's `highway`, `footway=sidewalk|crossing` told apart."""


class Lit(IntEnum):
    """Whether there is light: unknown is a state of its own, and counts as not lit for people."""

    UNKNOWN = -1
    NO = 0
    YES = 1


class Sidewalk(IntEnum):
    """Where one walks along a road; SEPARATE: the pavement is an edge of its own."""

    UNKNOWN = 0
    NONE = 1
    ONE_SIDE = 2
    BOTH_SIDES = 3
    SEPARATE = 4


class Surface(IntEnum):
    UNKNOWN = 0
    SMOOTH = 1
    COBBLED = 2
    UNPAVED = 3


class Crossing(IntEnum):
    """How a road is crossed, of an edge that crosses one and of a junction where one is crossed."""

    NONE = 0
    UNMARKED = 1
    MARKED = 2
    SIGNALS = 3


class Access(IntFlag):
    """Who may use an edge; FORWARD is from its first node to its second."""

    WALK = 1
    BICYCLE_FORWARD = 2
    BICYCLE_BACKWARD = 4
    DRIVE_FORWARD = 8
    DRIVE_BACKWARD = 16


class InvalidNetwork(ValueError):
    """The arrays are no street network."""


@dataclass(frozen=True, eq=False)
class StreetNetwork:
    """
    Streets split at their junctions.

    Attributes
    ----------
    node_lon_lat : ndarray of float64, shape (n, 2)
        Junctions, WGS84 degrees.
    node_id : ndarray of int64, shape (n,)
        Their OpenStreetMap ids.
    node_crossing : ndarray of uint8, shape (n,)
        `Crossing` of a junction that is mapped as one.
    edge_nodes : ndarray of int32, shape (e, 2)
        First and second node; an edge may be a loop, and several may join the same two nodes.
    edge_length_m : ndarray of float64, shape (e,)
        Along the ground, metres, above 0.
    shape_start : ndarray of int32, shape (e + 1,)
        Edge i has the points ``shape_lon_lat[shape_start[i]:shape_start[i + 1]]``, both ends included.
    shape_lon_lat : ndarray of float64, shape (p, 2)
        WGS84 degrees.
    edge_class : ndarray of uint8, shape (e,)
        Position in `CLASSES`.
    edge_lit : ndarray of int8, shape (e,)
        `Lit` by tag.
    edge_sidewalk, edge_surface, edge_crossing : ndarray of uint8, shape (e,)
        `Sidewalk`, `Surface`, `Crossing`.
    edge_access : ndarray of uint8, shape (e,)
        `Access` flags.
    edge_speed_kmh : ndarray of uint8, shape (e,)
        For cars; by tag, else by class.
    edge_is_regional : ndarray of bool, shape (e,)
        Whether it is a road of the Region, not of the commune.
    edge_name : ndarray of int32, shape (e,)
        Position in `names`; -1 where there is none.
    edge_way : ndarray of int64, shape (e,)
        OpenStreetMap id of the way it was cut from.
    turn_bans : ndarray of int32, shape (t, 3)
        From edge, over node, to edge: not allowed for cars.
    names : ndarray of str, shape (k, 2)
        French and Dutch; both filled, where one is not mapped it repeats the other.
    timezone : str
        IANA name of the zone whose clock the lamps follow.
    """

    node_lon_lat: NDArray[np.float64]
    node_id: NDArray[np.int64]
    node_crossing: NDArray[np.uint8]
    edge_nodes: NDArray[np.int32]
    edge_length_m: NDArray[np.float64]
    shape_start: NDArray[np.int32]
    shape_lon_lat: NDArray[np.float64]
    edge_class: NDArray[np.uint8]
    edge_lit: NDArray[np.int8]
    edge_sidewalk: NDArray[np.uint8]
    edge_surface: NDArray[np.uint8]
    edge_crossing: NDArray[np.uint8]
    edge_access: NDArray[np.uint8]
    edge_speed_kmh: NDArray[np.uint8]
    edge_is_regional: NDArray[np.bool_]
    edge_name: NDArray[np.int32]
    edge_way: NDArray[np.int64]
    turn_bans: NDArray[np.int32]
    names: NDArray[np.str_]
    timezone: str = "Europe/Brussels"

    @property
    def node_count(self) -> int:
        return len(self.node_lon_lat)

    @property
    def edge_count(self) -> int:
        return len(self.edge_nodes)

    def shape(self, edge: int) -> NDArray[np.float64]:
        """Return the points of an edge, shape (k, 2), WGS84 degrees."""
        return self.shape_lon_lat[self.shape_start[edge] : self.shape_start[edge + 1]]

    def name(self, edge: int, language: str) -> str:
        """Return a street's name; empty where it has none."""
        position = int(self.edge_name[edge])
        return str(self.names[position, 1 if language == "nl" else 0]) if position >= 0 else ""

    def validated(self) -> StreetNetwork:
        """
        Return this network once everything in it was found to hold.

        Raises
        ------
        InvalidNetwork
            With what was found and what is accepted.
        """
        _require_shapes(self)
        _require_ranges(self)
        return self


_NODE_FIELDS = ("node_lon_lat", "node_id", "node_crossing")
_EDGE_FIELDS = tuple(one.name for one in fields(StreetNetwork) if one.name.startswith("edge_"))
_WIDTHS = {"node_lon_lat": 2, "edge_nodes": 2, "shape_lon_lat": 2, "turn_bans": 3, "names": 2}


def _require_shapes(network: StreetNetwork) -> None:
    nodes, edges = len(network.node_lon_lat), len(network.edge_nodes)
    lengths = dict.fromkeys(_NODE_FIELDS, nodes) | dict.fromkeys(_EDGE_FIELDS, edges) | {"shape_start": edges + 1}
    for one in fields(network):
        array = getattr(network, one.name)
        if not isinstance(array, np.ndarray):
            continue
        length = lengths.get(one.name, len(array))
        accepted = (length, _WIDTHS[one.name]) if one.name in _WIDTHS else (length,)
        if array.shape != accepted:
            raise InvalidNetwork(f"{one.name} has shape {array.shape}; {accepted} is accepted.")


def _require_ranges(network: StreetNetwork) -> None:
    nodes, edges, points = network.node_count, network.edge_count, len(network.shape_lon_lat)
    _require_degrees("node_lon_lat", network.node_lon_lat)
    _require_degrees("shape_lon_lat", network.shape_lon_lat)
    _require_between("edge_nodes", network.edge_nodes, 0, nodes - 1)
    _require_between("edge_class", network.edge_class, 0, len(CLASSES) - 1)
    _require_between("edge_lit", network.edge_lit, -1, 1)
    _require_between("edge_sidewalk", network.edge_sidewalk, 0, max(Sidewalk))
    _require_between("edge_surface", network.edge_surface, 0, max(Surface))
    _require_between("edge_crossing", network.edge_crossing, 0, max(Crossing))
    _require_between("node_crossing", network.node_crossing, 0, max(Crossing))
    _require_between("edge_name", network.edge_name, -1, len(network.names) - 1)
    _require_between("turn_bans", network.turn_bans[:, [0, 2]], 0, edges - 1)
    _require_between("turn_bans", network.turn_bans[:, 1], 0, nodes - 1)
    if edges and not (np.isfinite(network.edge_length_m) & (network.edge_length_m > 0)).all():
        raise InvalidNetwork("edge_length_m holds a length that is not finite and above 0.")
    start = network.shape_start
    if start[0] != 0 or start[-1] != points or (edges and np.diff(start).min() < 2):
        raise InvalidNetwork(f"shape_start must rise from 0 to {points} by at least two points an edge.")


def _require_degrees(name: str, lon_lat: NDArray[np.float64]) -> None:
    if not np.isfinite(lon_lat).all() or (np.abs(lon_lat) > (180.0, 90.0)).any():
        raise InvalidNetwork(f"{name} holds a point that is no longitude in ±180 and latitude in ±90.")


def _require_between(name: str, values: NDArray[np.generic], least: int, most: int) -> None:
    if values.size and (values.min() < least or values.max() > most):
        raise InvalidNetwork(f"{name} reaches from {values.min()} to {values.max()}; {least} to {most} is accepted.")
