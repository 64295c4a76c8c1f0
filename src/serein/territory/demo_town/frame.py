"""Where the imaginary town lies on the real earth."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from serein.engines.geo import Projection
from serein.territory.demo_town.plan import ORIGIN_LON_LAT

Points = NDArray[np.float64]
LAMBERT_72 = Projection(31370)


@lru_cache(maxsize=1)
def _origin() -> tuple[float, float]:
    x, y = LAMBERT_72.to_metres([ORIGIN_LON_LAT])[0]
    return round(float(x)), round(float(y))


def to_lambert(x_y: Points) -> Points:
    """Turn metres around the Grand-Place into Belgian Lambert 72."""
    moved: Points = np.atleast_2d(x_y) + np.array(_origin())
    return np.round(moved, 2)


def to_lon_lat(x_y: Points) -> Points:
    """Turn metres around the Grand-Place into WGS84."""
    return np.round(LAMBERT_72.to_lon_lat(to_lambert(x_y)), 7)
