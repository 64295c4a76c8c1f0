"""Ratios of totals, their errors by leaving one unit out, and intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from serein.engines.timeuse._days import Days, Estimate, Floats, Integers, Unit
from serein.engines.timeuse._student import student_quantile


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ratios by activity; `without` is of shape (units, activities), each with one unit left out."""

    value: Floats
    without: Floats
    factor: Floats  # (units,): what the squared distance of each counts in the variance
    most_freedom: int
    units: Integers  # (units,): the person, or the row, of each

    @property
    def error(self) -> Floats:
        """Standard errors by activity."""
        return np.asarray(np.sqrt((self.factor[:, None] * (self.without - self.value) ** 2).sum(axis=0)))

    @property
    def freedom(self) -> Floats:
        """
        Degrees of freedom by activity: units less strata, or fewer where few units carry the variance.

        A variance whose parts have the kurtosis k is as uncertain as one of 2n / (k - 1) degrees, for which a normal
        sample (k = 3) has n.
        """
        part = (self.without - self.value) ** 2
        with np.errstate(invalid="ignore", divide="ignore"):
            kurtosis = len(part) * (part**2).sum(axis=0) / part.sum(axis=0) ** 2
            carried = 2 * len(part) / (kurtosis - 1)
        return np.clip(np.where(np.isfinite(carried), carried, np.inf), 1, self.most_freedom)


def ratio_of(days: Days, unit: Unit) -> Ratio:
    """
    Divide weighted minutes of each activity by all of them; what acts tell by themselves is taken off first.

    Errors are the stratified jackknife's (Wolter 2007, section 4.5); persons are units without strata.
    """
    minutes = np.asarray(days.minutes, float) - (0.0 if days.traced is None else np.asarray(days.traced, float))
    weighted = minutes * (np.ones(len(minutes)) if days.weight is None else np.asarray(days.weight, float))[:, None]
    stratum = np.zeros(len(minutes), np.int64) if days.stratum is None else np.asarray(days.stratum)
    if unit is Unit.PERSON:
        units, row = np.unique(days.person, return_inverse=True)
        totals = np.zeros((len(units), minutes.shape[1]))
        np.add.at(totals, row, weighted)
        return _jackknife(totals, np.zeros(len(units), np.int64), np.zeros(1), units)
    part = np.zeros(int(stratum.max(initial=0)) + 1)
    if days.stratum_days is not None:
        part = np.bincount(stratum, minlength=len(days.stratum_days)) / np.asarray(days.stratum_days)
    return _jackknife(weighted, _joined(stratum), part, np.arange(len(minutes)))


def _joined(stratum: Integers) -> Integers:
    """Give strata of a single day to the next one, and the last to the one before: one day tells no variance."""
    labels, counts = np.unique(stratum, return_counts=True)
    joined, group, size = np.empty(len(labels), np.int64), 0, 0
    for k, count in enumerate(counts.tolist()):
        joined[k], size = group, size + count
        if size > 1 and counts[k + 1 :].sum() != 1:
            group, size = group + 1, 0
    return np.asarray(joined[np.searchsorted(labels, stratum)])


def _jackknife(totals: Floats, stratum: Integers, part: Floats, units: Integers) -> Ratio:
    count = np.bincount(stratum).astype(float)
    of_stratum = np.zeros((len(count), totals.shape[1]))
    np.add.at(of_stratum, stratum, totals)
    whole, n = of_stratum.sum(axis=0), count[stratum][:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        left = whole - of_stratum[stratum] + (of_stratum[stratum] - totals) * n / (n - 1)
        without = left / left.sum(axis=1, keepdims=True)
    value = whole / whole.sum()
    drawn = part[stratum] if len(part) == len(count) else np.zeros(len(stratum))
    factor = (1 - drawn) * (n[:, 0] - 1) / n[:, 0]
    return Ratio(value, np.where(np.isfinite(without), without, value), factor, len(totals) - len(count), units)


def share_estimate(value: float, error: float, freedom: float, n: int) -> Estimate:
    """
    Give a share its interval, on the scale of the logit, so that it stays between 0 and 1.

    Where all units agree they tell nothing of how others differ: then a part of 1 - 0.025^(1/n) of all may be
    otherwise (the exact bound for what was never seen among n).
    """
    if error <= 1e-9 or not 0 < value < 1:
        unseen = 1 - 0.025 ** (1 / n)
        return Estimate(value, value * (1 - unseen), value * (1 - unseen) + unseen, error, n)
    middle = log(value / (1 - value))
    reach = student_quantile(0.975, freedom) * error / (value * (1 - value))
    return Estimate(value, _expit(middle - reach), _expit(middle + reach), error, n)


def plain_estimate(value: float, error: float, freedom: float, n: int) -> Estimate:
    """Give a value a symmetric interval."""
    reach = student_quantile(0.975, freedom) * error
    return Estimate(value, value - reach, value + reach, error, n)


def spread(values: Floats) -> float:
    """The standard error of a mean."""
    return sqrt(float(values.var(ddof=1)) / len(values))


def _expit(x: float) -> float:
    return 1 / (1 + exp(-x)) if x > -700 else 0.0
