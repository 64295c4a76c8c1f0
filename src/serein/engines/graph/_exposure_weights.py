"""What a metre counts for, and where each number comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

LEAST_AUDITS = 30
PARAMETERS = (
    "lighting",
    "openness",
    "visibility",
    "people",
    "security",
    "walk_path",
    "public_transport",
    "gender_usage",
)
"""What a walk audit scores from 0 to 3, in this order; the ninth, the feeling, is what they are to explain."""

_BEST = 3.0
_BY_AGREEMENT = "Convention: set by hand until there are walk audits enough to fit it."
_MENDABLE = f"{_BY_AGREEMENT} It is here because it can be mended."


class NotEnoughAudits(ValueError):
    """Weights fitted on a handful of audits would look like knowledge."""


@dataclass(frozen=True)
class Weight:
    """A number, where it comes from, and whether it is only a convention."""

    value: float
    source: str = _BY_AGREEMENT
    is_convention: bool = True


@dataclass(frozen=True)
class ExposureWeights:
    """
    What makes a metre by night count more, or less.

    A metre without light on an open street counts 1. What is not known to be lit counts as not lit.

    Attributes
    ----------
    lit : Weight
        What a lit metre counts, 0 to 1.
    path : Weight
        Factor, from 1, of footpaths, tracks and cycleways away from a road: nobody passes, no window looks on.
    service : Weight
        Factor, from 1, of service roads: backs of houses, garages.
    steps : Weight
        Factor, from 1.
    no_pavement : Weight
        Factor, from 1, of through roads that are known to have no pavement.
    crossing : Weight
        Factor, from 1, of crossings without signals.
    frontage : Weight
        Share, 0 to 1, that an open door takes off.
    frontage_reach_m : Weight
        How far along the street it does, metres to each side.
    defect : Weight
        What open defects can add, from 0: one adds half of it, two three quarters.
    defect_half_life_days : Weight
        After how many days a mended defect counts half.
    least : Weight
        What any metre counts at the least, above 0, by day too: between two ways without exposure the shorter wins.
    audits : int
        How many walk audits the fitted ones rest on.
    """

    lit: Weight = Weight(
        0.25, f"{_MENDABLE} Lighting improves how safe people feel; what it does to crime is contested."
    )
    path: Weight = Weight(1.5)
    service: Weight = Weight(1.2)
    steps: Weight = Weight(1.3)
    no_pavement: Weight = Weight(1.3, _MENDABLE)
    crossing: Weight = Weight(1.5, _MENDABLE)
    frontage: Weight = Weight(0.4, _MENDABLE)
    frontage_reach_m: Weight = Weight(30.0)
    defect: Weight = Weight(0.5, _MENDABLE)
    defect_half_life_days: Weight = Weight(7.0)
    least: Weight = Weight(0.02)
    audits: int = 0

    def __post_init__(self) -> None:
        for name, (least, most) in _ACCEPTED.items():
            value = getattr(self, name).value
            if not least <= value <= most:
                raise ValueError(f"{name} is {value}; {least:g} to {most:g} is accepted.")

    @property
    def is_convention(self) -> bool:
        """Whether nothing in it was fitted yet."""
        return self.audits == 0


_ACCEPTED = (
    dict.fromkeys(("path", "service", "steps", "no_pavement", "crossing"), (1.0, 10.0))
    | dict.fromkeys(("lit", "frontage"), (0.0, 1.0))
    | {
        "frontage_reach_m": (1.0, 200.0),
        "defect": (0.0, 10.0),
        "defect_half_life_days": (0.01, 3650.0),
        "least": (1e-6, 1.0),
    }
)


@dataclass(frozen=True, eq=False)
class WalkScores:
    """
    Scores of walk audits.

    Attributes
    ----------
    scores : ndarray of float64, shape (k, 8)
        One row an audit point, 0 to 3, in the order of `PARAMETERS`.
    feeling : ndarray of float64, shape (k,)
        How safe the group felt there, 0 to 3.
    """

    scores: NDArray[np.float64]
    feeling: NDArray[np.float64]


def fit_weights(audits: WalkScores, *, base: ExposureWeights | None = None, ridge: float = 1.0) -> ExposureWeights:
    """
    Fit those weights that walk audits can tell, by ridge regression of the feeling on the eight parameters.

    Unease is 3 minus the fitted feeling, all other parameters at their mean. Light, openness, visibility (windows
    and doors that look on the street) and the walk path give `lit`, `path`, `frontage` and `no_pavement` as ratios of
    unease between the worst and the best score. A parameter that seems to make people feel worse where it is better
    counts as no effect.

    Parameters
    ----------
    audits : WalkScores
    base : ExposureWeights, optional
        Where the other weights come from.
    ridge : float
        Penalty on the squared coefficients, above 0.

    Returns
    -------
    ExposureWeights
        With the number of audits they rest on. Cost: an 8 x 8 system.

    Raises
    ------
    NotEnoughAudits
        Below `LEAST_AUDITS`.
    ValueError
        If shapes or scores are not as above.

    References
    ----------
    Hoerl and Kennard (1970), Ridge regression, equation 2.1.
    """
    scores, feeling = _checked(audits, ridge)
    count = len(feeling)
    centred = scores - scores.mean(axis=0)
    gram = centred.T @ centred + ridge * np.eye(len(PARAMETERS))
    slope = np.maximum(np.linalg.solve(gram, centred.T @ (feeling - feeling.mean())), 0.0)

    def worst_to_best(name: str) -> tuple[float, float]:
        at = PARAMETERS.index(name)
        unease = _BEST - feeling.mean() + slope[at] * (scores[:, at].mean() - np.array([0.0, _BEST]))
        worst, best = np.maximum(unease, 0.05)
        return float(worst), float(best)

    source = f"Fitted by ridge regression on {count} walk audits."
    ratio = {name: worst_to_best(name) for name in ("lighting", "openness", "visibility", "walk_path")}
    return replace(
        base or ExposureWeights(),
        lit=Weight(ratio["lighting"][1] / ratio["lighting"][0], source, False),
        frontage=Weight(1 - ratio["visibility"][1] / ratio["visibility"][0], source, False),
        path=Weight(min(ratio["openness"][0] / ratio["openness"][1], 10.0), source, False),
        no_pavement=Weight(min(ratio["walk_path"][0] / ratio["walk_path"][1], 10.0), source, False),
        audits=count,
    )


def _checked(audits: WalkScores, ridge: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    scores, feeling = np.asarray(audits.scores, np.float64), np.asarray(audits.feeling, np.float64)
    if feeling.ndim != 1 or scores.shape != (len(feeling), len(PARAMETERS)):
        raise ValueError(f"scores has shape {scores.shape} and feeling {feeling.shape}; (k, 8) and (k,) are accepted.")
    if len(feeling) < LEAST_AUDITS:
        raise NotEnoughAudits(f"{len(feeling)} walk audits; weights are fitted from {LEAST_AUDITS} on.")
    both = np.column_stack((scores, feeling))
    if not (np.isfinite(both) & (both >= 0) & (both <= _BEST)).all():
        raise ValueError("scores and feeling hold a value that is not from 0 to 3.")
    if not 0 < ridge < np.inf:
        raise ValueError(f"ridge is {ridge}; a finite number above 0 is accepted.")
    return scores, feeling
