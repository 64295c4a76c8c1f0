"""
The method by which problems are put in order, as pure functions.

**Scores.** A problem has a score from 0 to 4 by each criterion, a criterion has a weight in whole numbers. Its total
is the weighted mean, from 0 to 4. Problems of the same total share a rank; the next rank counts how many are before.

**Sensitivity.** Would the order hold with other weights? Each weight may move by up to a quarter, up or down, each on
its own. Between two problems, with d_i the difference of their scores by criterion i, the difference of their totals
then lies in sum w_i d_i plus or minus 1/4 sum w_i |d_i|, and both ends are reached. So a problem always stands before
another if the lower end is above nought, and may stand before it if the upper end is. The best rank of a problem is
one more than those always before it; its worst rank is one more than those that may be. Each comparison is exact. No
choice of weights leads out of the interval; its ends may be wider than what one choice of weights reaches for all
pairs at once. Whole numbers only: nothing is rounded. Cost: n² m operations for n problems and m criteria.

*On paper.* Weights 4 and 2. A scores (3, 1), B (2, 3), C (0, 1). Totals 14/6, 14/6, 2/6: A and B share rank 1. A to
B: d = (1, -2), sum 4·1 - 2·2 = 0, spread (4 + 4)/4 = 2: from -2 to 2, either may be first. A to C: d = (3, 0), sum
12, spread 3: always before. So A and B lie in 1 to 2, C in 3 to 3.

**Points.** Each voice has the same ten points, or an order of n problems, read as n-1, n-2, … 0 points. What is
published is the share of all points given. A rule of equal shares matters where projects have costs and a budget is
split; here nothing is bought, so the plain sum is enough, and anyone can add it up.

**Did it change?** Of those who have an opinion: the shares of better, the same and worse, with Wilson's interval at
95 %. "Better" is said only if its interval lies wholly above that of "worse", and the reverse; else no change is
shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Literal

QUARTER = Fraction(1, 4)
_Z95 = 1.959963984540054
Verdict = Literal["better", "worse", "none"]


@dataclass(frozen=True)
class Standing:
    """Where a problem stands by its scores; `best` and `worst` hold when each weight moves by a quarter."""

    total: Fraction
    rank: int
    best: int
    worst: int

    @property
    def as_number(self) -> float:
        return float(self.total)


@dataclass(frozen=True)
class Share:
    part: float
    low: float
    high: float


def total(*, weights: Sequence[int], scores: Sequence[int]) -> Fraction:
    """Return the weighted mean of the scores."""
    return Fraction(sum(w * s for w, s in zip(weights, scores, strict=True)), sum(weights))


def ranks(values: Sequence[Fraction | float | int]) -> list[int]:
    """Return the rank of each value, the highest first; equal values share one."""
    return [1 + sum(other > value for other in values) for value in values]


def standings(
    *, weights: Sequence[int], scores: Sequence[Sequence[int]], moves_by: Fraction = QUARTER
) -> list[Standing]:
    """
    Return total, rank and interval of ranks of each problem.

    :param weights: one a criterion, each above nought
    :param scores: of each problem, one a criterion
    :raises ValueError: without a criterion, or with a weight that is not above nought
    """
    if not weights or min(weights) <= 0:
        raise ValueError(f"weights are {list(weights)}; at least one is needed, and each must be above nought.")
    totals = [total(weights=weights, scores=row) for row in scores]
    found = []
    for mine, own_total, own_rank in zip(scores, totals, ranks(totals), strict=True):
        spans = [_span(weights, other, mine, moves_by) for other in scores]
        best = 1 + sum(low > 0 for low, _high in spans)
        worst = 1 + sum(high > 0 for _low, high in spans)
        found.append(Standing(own_total, own_rank, best, worst))
    return found


def _span(
    weights: Sequence[int], one: Sequence[int], other: Sequence[int], moves_by: Fraction
) -> tuple[Fraction, Fraction]:
    """Return between what the total of one less that of the other lies, both times the sum of the weights."""
    parts = [w * (a - b) for w, a, b in zip(weights, one, other, strict=True)]
    middle, spread = sum(parts), moves_by * sum(abs(part) for part in parts)
    return middle - spread, middle + spread


def points_of_order(order: Sequence[int]) -> dict[int, int]:
    """Return the points of an order of candidates: n-1 for the first, 0 for the last."""
    return {key: len(order) - 1 - place for place, key in enumerate(order)}


def shares(ballots: Sequence[Mapping[int, int]], *, candidates: Sequence[int]) -> dict[int, float]:
    """Return the share of all points given that each candidate received; nought for all if none were given."""
    sums = {key: sum(ballot.get(key, 0) for ballot in ballots) for key in candidates}
    given = sum(sums.values())
    return {key: points / given if given else 0.0 for key, points in sums.items()}


def wilson(*, count: int, n: int) -> Share:
    """
    Return a share with Wilson's interval at 95 %; of nobody it lies anywhere.

    Wilson, Probable inference, J. Am. Stat. Assoc. 22 (1927). 10 of 20: 0.299 to 0.701.
    """
    if n == 0:
        return Share(0.0, 0.0, 1.0)
    part, square = count / n, _Z95**2
    middle = (part + square / (2 * n)) / (1 + square / n)
    half = _Z95 / (1 + square / n) * sqrt(part * (1 - part) / n + square / (4 * n * n))
    return Share(part, max(0.0, middle - half), min(1.0, middle + half))


def verdict(*, better: int, same: int, worse: int) -> Verdict:
    """Say whether a change is shown: only if the intervals of better and worse lie apart."""
    n = better + same + worse
    up, down = wilson(count=better, n=n), wilson(count=worse, n=n)
    if up.low > down.high:
        return "better"
    if down.low > up.high:
        return "worse"
    return "none"
