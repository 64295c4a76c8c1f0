"""Synthetic nights: who leaves when, in groups of what size, to which door; and what goes wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

KM_PER_HOUR = 30.0


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of night: how many riders, over how many minutes, in how many bursts, with which share of trouble."""

    name: str
    riders: int
    lasts: float
    bursts: int
    absent: float = 0.03
    refused: float = 0.01
    urgent: float = 0.03
    breaks_down: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind("hurlubus", 10, 90.0, 2),
        Kind("race", 40, 150.0, 4),
        Kind("new-year", 120, 210.0, 6, breaks_down=True),
        Kind("large", 400, 360.0, 10, breaks_down=True),
    )
}


@dataclass(frozen=True, slots=True)
class Crowd:
    """
    What happens in a night; place 0 is the venue, place g + 1 the door of group g, in the order of arrival.

    `is_gone` marks groups that are not there, or are refused, when they are called; one learns it only then.
    """

    spots_km: NDArray[np.float64]  # (groups + 1, 2)
    size: NDArray[np.int32]  # (groups,)
    arrives: NDArray[np.float64]  # (groups,) minutes
    is_gone: NDArray[np.bool_]
    is_urgent: NDArray[np.bool_]
    down_at: NDArray[np.float64]  # (vans,) when a van breaks down, inf if never


def draw_crowd(kind: Kind, *, seed: int, vans: int = 3, vehicle_seats: int = 8) -> Crowd:
    """
    Draw a night over a commune of about nine kilometres by seven, with one town, five villages and farms between.

    Parameters
    ----------
    kind : Kind
    seed : int
    vans : int
    vehicle_seats : int
        No group is larger.
    """
    dice = np.random.default_rng(seed)
    sizes: list[int] = []
    while sum(sizes) < kind.riders:
        size = int(dice.choice([1, 2, 3, 4, 5], p=[0.45, 0.3, 0.14, 0.08, 0.03]))
        sizes.append(min(size, kind.riders - sum(sizes), vehicle_seats))
    groups = len(sizes)
    moments = np.sort(dice.uniform(0, kind.lasts, kind.bursts))
    in_burst = dice.random(groups) < 0.7
    arrives = np.where(
        in_burst, moments[dice.integers(0, kind.bursts, groups)] + dice.exponential(4.0, groups),
        dice.uniform(0, kind.lasts, groups),
    )  # fmt: skip
    gone = dice.random(groups) < kind.absent + kind.refused
    down = np.full(vans, np.inf)
    if kind.breaks_down and vans > 1:
        down[-1] = dice.uniform(0.3, 0.7) * kind.lasts
    return Crowd(
        spots_km=np.vstack([np.zeros((1, 2)), _doors(dice, groups)]),
        size=np.array(sizes, np.int32),
        arrives=np.sort(arrives),
        is_gone=gone,
        is_urgent=dice.random(groups) < kind.urgent,
        down_at=down,
    )


def minutes_between(spots_km: NDArray[np.float64]) -> NDArray[np.float64]:
    """Drive at 30 km/h over 1.35 times the distance as the crow flies."""
    return np.asarray(km_between(spots_km) / KM_PER_HOUR * 60.0, float)


def km_between(spots_km: NDArray[np.float64]) -> NDArray[np.float64]:
    gap = spots_km[:, None, :] - spots_km[None, :, :]
    return np.asarray(np.hypot(gap[..., 0], gap[..., 1]) * 1.35, float)


@dataclass(frozen=True, slots=True)
class Expected:
    """Groups that may come: what one plans with before anyone has come. Places follow those of the crowd."""

    spots_km: NDArray[np.float64]  # (groups, 2)
    size: NDArray[np.int32]
    arrives: NDArray[np.float64]


def expect(kind: Kind, *, seed: int) -> Expected:
    """Expect as many riders as the kind of night has, evenly over its time, at doors drawn as for another night."""
    other = draw_crowd(kind, seed=seed + 1_000_003)
    groups = len(other.size)
    return Expected(other.spots_km[1:], other.size, (np.arange(groups) + 0.5) * kind.lasts / groups)


def _doors(dice: np.random.Generator, groups: int) -> NDArray[np.float64]:
    centres = np.array([[0.3, 0.2], [2.2, 1.6], [-2.0, -1.2], [3.6, -1.8], [-3.2, 2.2], [5.0, 4.2]])
    village = dice.choice(6, groups, p=[0.4, 0.15, 0.15, 0.1, 0.1, 0.1])
    near = centres[village] + dice.normal(0, 0.6, (groups, 2))
    far = np.column_stack([dice.uniform(-4.5, 5.5, groups), dice.uniform(-3.0, 5.0, groups)])
    return np.where(dice.random((groups, 1)) < 0.12, far, near)
