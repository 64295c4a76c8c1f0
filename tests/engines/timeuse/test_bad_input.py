"""What makes no sense is refused in a sentence."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from typing import Any

import numpy as np
import pytest

from serein.engines.timeuse import (
    BadSample,
    Change,
    Days,
    Traces,
    Verdict,
    detectable,
    difference,
    hours_freed,
    minutes_per_act,
    sample_plan,
    shares,
)

GOOD = Days(np.full((9, 2), 60.0), np.arange(9))


def with_first(value: float) -> np.ndarray:
    minutes = GOOD.minutes.copy()
    minutes[2, 1] = value
    return minutes


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"minutes": np.ones(9)}, r"days.minutes has shape \(9,\) of float64; \(days, activities\) of numbers"),
        ({"minutes": np.ones((9, 1))}, r"days.minutes has shape \(9, 1\)"),
        ({"minutes": with_first(-1)}, r"days.minutes\[2, 1\] is -1.0; zero or more is accepted."),
        ({"minutes": with_first(nan)}, r"days.minutes\[2, 1\] is nan"),
        ({"minutes": with_first(inf)}, r"days.minutes\[2, 1\] is inf"),
        ({"minutes": with_first(1400)}, r"days.minutes\[2\] sums to 1460.0; more than 0, to 1440, is accepted."),
        ({"minutes": GOOD.minutes * 0}, r"days.minutes\[0\] sums to 0.0"),
        ({"person": np.arange(8)}, r"days.person has shape \(8,\); \(9,\), one for each day, is accepted."),
        ({"person": np.arange(9) / 2}, "days.person holds float64; whole numbers are accepted."),
        ({"stratum": np.arange(9) - 1}, "days.stratum holds int64 from -1; whole numbers from 0 are accepted."),
        ({"weight": np.zeros(9)}, r"days.weight\[0\] is 0.0; a finite number above 0 is accepted."),
        ({"stratum_days": np.array([8])}, r"days.stratum_days\[0\] is 8; no less than the 9 days drawn from it"),
        ({"stratum_days": np.array([])}, "one number for each of 1 strata is accepted."),
        ({"traced": GOOD.minutes * 2}, r"days.traced\[0, 0\] is 120.0; 0 to the 60.0 minutes of that day is accepted."),
        ({"traced": np.ones(9)}, r"days.traced has shape \(9,\); that of minutes, \(9, 2\), is accepted."),
    ],
)
def test_a_sample_without_meaning_is_refused(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadSample, match=sentence):
        shares(replace(GOOD, **changed))


@pytest.mark.parametrize(
    ("minutes", "worked", "sentence"),
    [
        (np.array([1.0]), 10.0, r"traces.minutes has shape \(1,\); one number for each of 2 activities is accepted."),
        (np.array([-1.0, 2.0]), 10.0, r"traces.minutes\[0\] is -1.0"),
        (np.array([5.0, 6.0]), 10.0, "traces.worked_minutes is 10.0; no less than the 11.0 minutes traced"),
        (np.array([5.0, 6.0]), nan, "traces.worked_minutes is nan"),
        (np.array([5.0, 6.0]), 20.0, "All minutes of the days are traced"),
    ],
)
def test_traces_that_cannot_be_are_refused(minutes: np.ndarray, worked: float, sentence: str) -> None:
    with pytest.raises(BadSample, match=sentence):
        shares(GOOD, traces=Traces(minutes, worked))


def test_periods_with_other_activities_are_refused() -> None:
    with pytest.raises(BadSample, match=r"before has 2 activities and after 3; the same are accepted."):
        difference(GOOD, replace(GOOD, minutes=np.ones((9, 3))))


def test_other_figures_without_meaning_are_refused() -> None:
    works = np.ones((2, 3), np.bool_)

    with pytest.raises(BadSample, match=r"n is 7; 1 to 6, the staff-days worked, is accepted."):
        sample_plan(works, 7, seed=1)
    with pytest.raises(BadSample, match=r"works has shape \(3,\) of bool"):
        sample_plan(works[0], 1, seed=1)
    with pytest.raises(BadSample, match=r"n_after is 1; two days or more are accepted."):
        detectable(20, 1, 0.1)
    with pytest.raises(BadSample, match="variance is -1"):
        detectable(20, 20, -1)
    with pytest.raises(BadSample, match="hours_worked is nan"):
        hours_freed(Change(Verdict.TOO_FEW, None, None), nan)
    with pytest.raises(BadSample, match=r"minutes\[1\] is -2.0; zero or more is accepted."):
        minutes_per_act(np.array([1.0, -2.0]), np.zeros(2, np.int64), np.zeros(2, np.int64))
    with pytest.raises(BadSample, match=r"have shapes \(2,\), \(1,\) and \(2,\)"):
        minutes_per_act(np.ones(2), np.zeros(1, np.int64), np.zeros(2, np.int64))
