"""Small nights drawn for the tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.dialaride import Problem, Request, Travel, Vehicle


def line(*spots: float) -> Travel:
    """Places on a street, one minute a unit."""
    return Travel(np.abs(np.subtract.outer(np.array(spots, float), np.array(spots, float))))


def make_request(name: str = "Amina", origin: int = 0, destination: int = 1, **given: Any) -> Request:
    return Request(name, origin, destination, **given)


def make_vehicle(name: str = "van", **given: Any) -> Vehicle:
    return Vehicle(name, **{"start": 0, "end": 0, "shift": (0.0, 600.0), **given})


def draw_problem(seed: int, count: int, fleet: int = 2, *, wide: float = 60.0, longest: float = 2.5) -> Problem:
    """Draw a night: some wheelchairs, tight rides, windows at one end, times that depend on the direction."""
    dice = np.random.default_rng(seed)
    spots = dice.uniform(0, 20, (2 * count + 1, 2))
    times = np.hypot(*(spots[:, None, :] - spots[None, :, :]).transpose(2, 0, 1))
    times = times * dice.uniform(1.0, 1.3, times.shape)
    requests = []
    for r in range(count):
        opens = float(dice.uniform(0, 120))
        window = (opens, opens + float(dice.uniform(5, wide)))
        ends: dict[str, Any] = (
            {"pickup": window} if dice.random() < 0.5 else {"dropoff": (window[0] + 20, window[1] + 20)}
        )
        requests.append(
            Request(
                f"r{r}", 1 + r, 1 + count + r, **ends, seats=int(dice.integers(1, 4)),
                wheelchairs=int(dice.random() < 0.2), boarding=1.0, alighting=0.5,
                max_ride_factor=float(dice.uniform(1.2, longest)), max_ride=60.0,
            )
        )  # fmt: skip
    vehicles = tuple(
        Vehicle(f"v{k}", 0, 0, (0.0, 300.0), seats=5, wheelchairs=1, seats_per_wheelchair=2, max_duration=200.0)
        for k in range(fleet)
    )
    return Problem(tuple(requests), vehicles, Travel(times))
