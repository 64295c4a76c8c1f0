"""How one moves: which darts a mode may use, and what an edge costs it by default."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph._network import CLASSES, Access, StreetNetwork


class Mode(StrEnum):
    WALK = "walk"
    BICYCLE = "bicycle"
    DRIVE = "drive"


CYCLING_KMH = 15.0
PUSHING_ON_STEPS_KMH = 2.0

_FLAGS = {
    Mode.WALK: (Access.WALK, Access.WALK),
    Mode.BICYCLE: (Access.BICYCLE_FORWARD, Access.BICYCLE_BACKWARD),
    Mode.DRIVE: (Access.DRIVE_FORWARD, Access.DRIVE_BACKWARD),
}


def may_use(network: StreetNetwork, mode: Mode) -> NDArray[np.bool_]:
    """Return for each dart, shape (2e,), whether the mode may use it."""
    flags = np.array([int(flag) for flag in _FLAGS[mode]], np.uint8)
    usable: NDArray[np.bool_] = (network.edge_access[:, None] & flags).reshape(-1) != 0
    return usable


def default_weights(network: StreetNetwork, mode: Mode) -> NDArray[np.float64]:
    """Return what each edge costs: metres on foot, else seconds."""
    length_m = np.asarray(network.edge_length_m, np.float64)
    if mode is Mode.WALK:
        return length_m.copy()
    if mode is Mode.BICYCLE:
        is_steps = network.edge_class == CLASSES.index("steps")
        return length_m * 3.6 / np.where(is_steps, PUSHING_ON_STEPS_KMH, CYCLING_KMH)
    seconds: NDArray[np.float64] = length_m * 3.6 / np.maximum(network.edge_speed_kmh, 1)
    return seconds
