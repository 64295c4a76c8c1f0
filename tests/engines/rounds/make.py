"""A street on paper."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.rounds import Day, Visit


def street(*visits: Visit, starts: float = 0.0, ends: float = 100.0, **given: Any) -> Day:
    """Eleven stops in a street, a minute apart; the shift starts and ends at stop 0."""
    at = np.arange(11.0)
    return Day(np.abs(at[:, None] - at[None]), visits, starts, ends, 0, 0, **given)
