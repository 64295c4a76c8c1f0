"""Days of visits drawn by lot."""

from __future__ import annotations

import numpy as np

from serein.engines.rounds import Break, Day, Visit

RESTS = {
    "none": None,
    "between": Break(30, 720, 780),
    "posts": Break(30, 720, 780, (0, 1)),
}


def draw_day(seed: int, count: int, rest: str = "between", *, hours: float = 8.0) -> Day:
    """Visits within half an hour of each other, from 8:00: a third with windows, some with two, some due today."""
    dice = np.random.default_rng(seed)
    stops = count + 3
    spots = dice.uniform(0, 60, (stops, 2))
    travel = np.hypot(*(spots[:, None] - spots[None]).T) / 2 * dice.uniform(0.9, 1.2, (stops, stops))
    visits = tuple(_draw_visit(dice, v) for v in range(count))
    return Day(np.round(travel, 1), visits, 480.0, 480.0 + 60.0 * hours, 0, 2, RESTS[rest])


def _draw_visit(dice: np.random.Generator, v: int) -> Visit:
    kind = dice.random()
    windows: tuple[tuple[float, float], ...] = ()
    if kind < 0.2:
        opens = 480.0 + 30.0 * float(dice.integers(0, 14))
        windows = ((opens, opens + 30.0),)
    elif kind < 0.35:
        windows = ((780.0, 1020.0),)
    elif kind < 0.45:
        windows = ((480.0, 600.0), (900.0, 1000.0))
    is_due = bool(dice.random() < (0.6 if windows else 0.3))
    return Visit(f"v{v}", v + 3, float(dice.integers(5, 25)), windows, is_due, int(dice.integers(1, 6)))
