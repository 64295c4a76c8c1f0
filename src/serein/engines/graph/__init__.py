"""The street graph: paths, matrices, fronts of length against night exposure, light by the hour."""

from serein.engines.graph._graph import StreetGraph
from serein.engines.graph._lamps import InvalidLamps, Lamps
from serein.engines.graph._modes import Mode
from serein.engines.graph._network import (
    CLASSES,
    Access,
    Crossing,
    InvalidNetwork,
    Lit,
    Sidewalk,
    StreetNetwork,
    Surface,
)
from serein.engines.graph._path import NoWay, Path
from serein.engines.graph._reach import Reach
from serein.engines.graph._snap import NotOnTheNetwork, Snap

__all__ = [
    "CLASSES",
    "Access",
    "Crossing",
    "InvalidLamps",
    "InvalidNetwork",
    "Lamps",
    "Lit",
    "Mode",
    "NoWay",
    "NotOnTheNetwork",
    "Path",
    "Reach",
    "Sidewalk",
    "Snap",
    "StreetGraph",
    "StreetNetwork",
    "Surface",
]
