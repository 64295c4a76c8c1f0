"""Lamps along the streets that the tests draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from serein.engines.graph import Lamps, StreetNetwork
from tests.engines.graph.make import at, draw

NIGHT = datetime(2026, 12, 5, 2, tzinfo=ZoneInfo("Europe/Brussels"))
EVENING = datetime(2026, 12, 4, 22, tzinfo=ZoneInfo("Europe/Brussels"))
DAY = datetime(2026, 12, 5, 13, tzinfo=ZoneInfo("Europe/Brussels"))


def street(length_m: float = 100.0, *, lit: int = -1, **given: Any) -> StreetNetwork:
    """One straight street to the east."""
    return draw([(0.0, 0.0), (length_m, 0.0)], [(0, 1)], edge_lit=np.array([lit], np.int8), **given)


def stand(
    spots: Sequence[tuple[float, float]],
    *,
    cabin: Sequence[int] | None = None,
    works: Sequence[bool] | None = None,
    is_register: bool = True,
) -> Lamps:
    """Stand lamps at metres east and north, on cabins A, B and C."""
    count = len(spots)
    return Lamps(
        lon_lat=np.array([at(*spot) for spot in spots]).reshape(-1, 2),
        ids=np.array([f"L{number}" for number in range(count)], dtype=np.str_),
        kind=np.full(count, "", dtype=np.str_),
        cabin=np.array([0] * count if cabin is None else cabin, np.int32),
        cabins=np.array(["A", "B", "C"]),
        is_working=np.array([True] * count if works is None else works, np.bool_),
        is_register=is_register,
    )
