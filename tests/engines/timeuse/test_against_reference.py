"""Estimates against SciPy, against leaving out each unit in turn, and against the truth of drawn staffs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from serein.engines.timeuse import Days, Unit, difference, minutes_per_act, shares
from serein.engines.timeuse._student import student_below, student_quantile
from tests.engines.timeuse.make import draw_days, draw_staff, true_shares

some = settings(deadline=None, max_examples=40)
seeds = st.integers(0, 100_000)


@some
@given(st.floats(0.5, 0.999), st.floats(1, 3000))
def test_students_quantiles_are_scipys(probability: float, freedom: float) -> None:
    found = student_quantile(probability, freedom)

    assert found == pytest.approx(stats.t.ppf(probability, freedom), rel=1e-8, abs=1e-10)
    assert student_below(found, freedom) == pytest.approx(probability, abs=1e-10)


@some
@given(seeds, st.integers(9, 40), st.integers(1, 3))
def test_errors_are_those_of_leaving_out_each_day_in_turn(seed: int, n: int, strata: int) -> None:
    dice = np.random.default_rng(seed)
    minutes, weight = dice.uniform(0, 200, (n, 3)), dice.uniform(1, 5, n)
    stratum = np.arange(n) % strata

    found = shares(Days(minutes, np.arange(n), stratum, weight)).by_activity

    variance = np.zeros(3)
    for h in range(strata):
        inside = np.flatnonzero(stratum == h)
        for i in inside:
            again = weight.copy()
            again[inside] *= len(inside) / (len(inside) - 1)
            again[i] = 0
            moved = again @ minutes / (again @ minutes).sum() - weight @ minutes / (weight @ minutes).sum()
            variance += (len(inside) - 1) / len(inside) * moved**2
    assert found is not None
    assert [one.error for one in found] == pytest.approx(np.sqrt(variance))


@some
@given(seeds)
def test_errors_of_a_change_are_those_of_leaving_out_each_person_in_turn(seed: int) -> None:
    staff = draw_staff(seed, staff_count=7, days=30)
    before, after = draw_days(staff, 25, seed), draw_days(staff, 30, seed + 1)

    found = difference(before, after).by_activity

    def share(days: Days, out: int) -> np.ndarray:
        rows = days.person != out
        assert days.weight is not None
        total = days.weight[rows] @ days.minutes[rows]
        return np.asarray(total / total.sum())

    steps = np.array([share(after, out) - share(before, out) for out in range(-1, 7)])
    error = np.sqrt(6 / 7 * ((steps[1:] - steps[0]) ** 2).sum(axis=0))
    assert [one.estimate.error for one in found if one.estimate] == pytest.approx(error)
    assert [one.estimate.value for one in found if one.estimate] == pytest.approx(steps[0])


def test_minutes_of_an_act_have_students_interval() -> None:
    took = np.random.default_rng(1).gamma(3, 10, 20)

    mean = minutes_per_act(took, np.zeros(20, np.int64), np.arange(20) % 4)[0].mean

    assert mean is not None
    low, high = stats.t.interval(0.95, 19, np.log(took.mean()), stats.sem(took) / took.mean())
    assert [mean.low, mean.high] == pytest.approx([np.exp(low), np.exp(high)])


@pytest.mark.parametrize(("n", "unit"), [(20, Unit.DAY), (80, Unit.DAY), (60, Unit.PERSON)])
def test_intervals_hold_the_truth_about_19_times_in_20(n: int, unit: Unit) -> None:
    staff = draw_staff(11)
    truth, held = true_shares(staff), np.zeros(5)
    for seed in range(300):
        found = shares(draw_days(staff, n, seed), unit=unit).by_activity
        assert found is not None
        held += [one.low <= share <= one.high for one, share in zip(found, truth.tolist(), strict=True)]

    assert (held / 300 > 0.91).all()
    assert (held / 300).mean() > 0.935


def test_no_change_is_claimed_about_19_times_in_20_where_there_is_none() -> None:
    staff = draw_staff(12)
    held = np.zeros(5)
    for seed in range(300):
        found = difference(draw_days(staff, 40, 2 * seed), draw_days(staff, 40, 2 * seed + 1)).by_activity
        held += [one.estimate.low <= 0 <= one.estimate.high for one in found if one.estimate]

    assert (held / 300 > 0.91).all()
