"""Staff-days drawn by lot, from a staff whose true shares are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.timeuse import staff
from serein.engines.timeuse import Days


def draw_staff(seed: int, *, staff_count: int = 12, days: int = 220) -> NDArray[np.float64]:
    """Minutes of shape (staff, days, five activities)."""
    return staff.draw_staff(np.random.default_rng(seed), staff=staff_count, days=days)


def true_shares(minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares in all staff-days."""
    return np.asarray(minutes.reshape(-1, minutes.shape[2]).sum(axis=0) / minutes.sum())


def draw_days(minutes: NDArray[np.float64], n: int, seed: int) -> Days:
    """Some staff-days by the plan of the engine."""
    return staff.by_plan(minutes, n, np.random.default_rng(seed))
