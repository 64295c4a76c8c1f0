"""A staff drawn by lot, whose true shares are known, and samples of its days."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from serein.engines.timeuse import Days, sample_plan

Minutes = NDArray[np.float64]


def draw_staff(dice: np.random.Generator, *, staff: int = 12, days: int = 220) -> Minutes:
    """
    Minutes of shape (staff, days, five activities) in steps of five.

    Persons differ (0.35 on the log scale) and their days more so (0.9); the third activity, a twentieth of all time,
    falls on one day in four; days last 240 to 600 minutes.
    """
    usual = np.log([2.0, 1.3, 0.2, 0.8, 0.6])
    part = np.exp(usual + dice.normal(0, 0.35, (staff, 1, 5)) + dice.normal(0, 0.9, (staff, days, 5)))
    part[..., 2] *= dice.random((staff, days)) < 0.25
    long = dice.choice([240.0, 456.0, 480.0, 600.0], size=(staff, days), p=[0.15, 0.5, 0.2, 0.15])
    return np.asarray(np.round(part / part.sum(-1, keepdims=True) * long[..., None] / 5) * 5)


def by_lot(minutes: Minutes, n: int, dice: np.random.Generator) -> Days:
    """Draw n staff-days among all, whoever's they are."""
    spots = dice.choice(minutes.shape[0] * minutes.shape[1], n, replace=False)
    person, day = np.divmod(spots, minutes.shape[1])
    return Days(minutes[person, day], person)


def by_plan(minutes: Minutes, n: int, dice: np.random.Generator) -> Days:
    """Draw n staff-days, spread over persons."""
    plan = sample_plan(np.ones(minutes.shape[:2], np.bool_), n, seed=int(dice.integers(1 << 31)))
    return Days(minutes[plan.person, plan.day], plan.person, weight=plan.weight)
