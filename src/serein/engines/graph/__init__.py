"""The street graph: paths, matrices, fronts of length against night exposure, light by the hour."""

from serein.engines.graph._lamps import InvalidLamps, Lamps
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

__all__ = [
    "CLASSES",
    "Access",
    "Crossing",
    "InvalidLamps",
    "InvalidNetwork",
    "Lamps",
    "Lit",
    "Sidewalk",
    "StreetNetwork",
    "Surface",
]
