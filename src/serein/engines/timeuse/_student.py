"""Student's distribution, by the incomplete beta function (Abramowitz and Stegun 1964, 26.5.8 and 26.7.1)."""

from __future__ import annotations

from functools import cache
from math import exp, lgamma, log, log1p, pi
from statistics import NormalDist

_TINY = 1e-300


def student_below(t: float, freedom: float) -> float:
    """The probability of less than t."""
    tail = 0.5 * _beta(freedom / (freedom + t * t), freedom / 2, 0.5)
    return 1 - tail if t > 0 else tail


@cache
def student_quantile(probability: float, freedom: float) -> float:
    """The value below which a part of the distribution lies, to ten digits."""
    if probability < 0.5:
        return -student_quantile(1 - probability, freedom)
    t = NormalDist().inv_cdf(probability)  # below the answer, whence Newton's steps only rise: the function is concave
    for _ in range(200):
        step = (probability - student_below(t, freedom)) / _density(t, freedom)
        t += step
        if step <= 1e-13 * t:
            break
    return t


def _density(t: float, freedom: float) -> float:
    front = lgamma((freedom + 1) / 2) - lgamma(freedom / 2) - 0.5 * log(freedom * pi)
    return exp(front - (freedom + 1) / 2 * log1p(t * t / freedom))


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    return front / _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction 26.5.8 without its front, evaluated forward (modified Lentz)."""
    value, c, d = 1.0, 1.0, 0.0
    for k in range(1, 500):
        m = k // 2
        if k % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + term * d or _TINY)
        c = 1 + term / c or _TINY
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value
