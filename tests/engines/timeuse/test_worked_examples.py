"""Estimates that can be checked on paper."""

from __future__ import annotations

import numpy as np
import pytest

from serein.engines.timeuse import (
    Days,
    Traces,
    Unit,
    Verdict,
    detectable,
    difference,
    hours_freed,
    minutes_per_act,
    sample_plan,
    shares,
)

NINE = np.arange(9) // 3  # three persons, three days each


def hours_of(*paper: float) -> Days:
    """Days of a hundred minutes, of which so many went to paper and the others to contact."""
    return Days(np.array([(one, 100 - one) for one in paper], float), NINE[: len(paper)])


def test_days_of_one_length_give_the_mean_and_the_error_of_a_mean() -> None:
    found = shares(hours_of(10, 20, 30, 40, 50, 60, 70, 80, 90)).by_activity

    assert found is not None
    assert found[0].value == pytest.approx(0.5)
    assert found[0].error == pytest.approx(0.273861 / 3, abs=1e-6)  # the standard deviation of 0.1 to 0.9, over root 9
    assert found[0].low == pytest.approx(1 - found[0].high)
    assert found[0].high == pytest.approx(1 / (1 + np.exp(-2.306004 * 0.0912871 / 0.25)), abs=1e-5)  # t of 8 degrees


def test_a_long_day_counts_for_its_length_and_not_as_one() -> None:
    days = Days(np.array([[300.0, 300.0], *[[0.0, 100.0]] * 8]), NINE)

    found = shares(days).by_activity

    assert found is not None
    assert found[0].value == pytest.approx(300 / 1400)


def test_a_day_drawn_with_half_the_probability_counts_twice() -> None:
    days = Days(np.array([[100.0, 0.0], *[[0.0, 100.0]] * 8]), NINE, weight=np.array([2.0, *[1.0] * 8]))

    found = shares(days).by_activity

    assert found is not None
    assert found[0].value == pytest.approx(2 / 10)


def test_strata_that_differ_only_from_each_other_leave_no_error_of_sampling() -> None:
    days = Days(np.array([[20.0, 80.0]] * 4 + [[60.0, 40.0]] * 4), NINE[:8], stratum=np.repeat([0, 1], 4))

    found = shares(days).by_activity

    assert found is not None
    assert found[0].value == pytest.approx(0.4)
    assert found[0].error == pytest.approx(0)


def test_a_change_of_every_person_by_as_much_is_shown() -> None:
    before, after = hours_of(40, 50, 60, 30, 50, 40, 50, 60, 70), hours_of(30, 40, 50, 20, 40, 30, 40, 50, 60)

    found = difference(before, after)
    paper, contact = found.by_activity
    freed = hours_freed(paper, 1000)

    assert (paper.verdict, contact.verdict) == (Verdict.LESS, Verdict.MORE)
    assert paper.estimate is not None
    assert freed is not None
    assert paper.estimate.value == pytest.approx(-0.1)
    assert paper.estimate.error == pytest.approx(0, abs=1e-12)
    assert freed.value == pytest.approx(100)
    assert found.paired_persons == 3


def test_a_change_of_one_person_in_three_shows_nothing() -> None:
    before, after = hours_of(*[50.0] * 9), hours_of(20, 20, 20, *[50.0] * 6)

    paper = difference(before, after).by_activity[0]

    assert paper.verdict is Verdict.NO_CHANGE_SHOWN
    assert paper.estimate is not None
    assert paper.estimate.value == pytest.approx(-0.1)
    # Without the first person nothing changes, without another 0.15: squares 0.01, 0.0025, 0.0025, times 2/3.
    assert paper.estimate.error == pytest.approx(0.1)
    assert paper.detectable == pytest.approx((4.302653 + 1.060660) * 0.1, abs=1e-6)


def test_persons_who_take_part_are_units_of_their_own() -> None:
    days = hours_of(20, 20, 20, 50, 50, 50, 80, 80, 80)

    by_day, by_person = shares(days).by_activity, shares(days, unit=Unit.PERSON).by_activity

    assert by_day is not None
    assert by_person is not None
    assert by_person[0].error == pytest.approx(0.3 / np.sqrt(3))
    assert (by_person[0].n, by_day[0].n) == (3, 9)
    assert by_person[0].error > by_day[0].error


def test_traced_minutes_are_taken_as_they_are_and_days_divide_the_rest() -> None:
    minutes = np.tile([100.0, 60.0, 40.0], (9, 1))  # contact, paper, travel
    minutes[::2, :2] += [[20.0, -20.0]]
    days = Days(minutes, NINE)

    found = shares(days, traces=Traces(np.array([0.0, 0.0, 3000.0]), 10_000.0)).by_activity

    assert found is not None
    assert found[2].value == pytest.approx(0.3)
    assert found[0].value == pytest.approx(0.7 * 1000 / 1440)
    assert found[1].value == pytest.approx(0.7 * 440 / 1440)


def test_minutes_of_an_act_are_told_from_five_on_by_three_persons() -> None:
    took = np.array([10.0, 20, 30, 40, 50, 7, 7, 7, 7, 5, 5, 5, 5, 5])
    kind = np.array([1] * 5 + [2] * 4 + [3] * 5)
    person = np.array([0, 1, 2, 0, 1, 0, 1, 2, 3, 0, 1, 0, 1, 0])

    first, second, third = minutes_per_act(took, kind, person)

    assert first.mean is not None
    assert first.mean.value == 30
    assert first.mean.high == pytest.approx(30 * np.exp(2.776445 * np.sqrt(250 / 5) / 30))
    assert (second.n, second.mean) == (4, None)
    assert (third.n, third.mean) == (5, None)


def test_seven_days_of_three_persons_are_two_or_three_each() -> None:
    plan = sample_plan(np.ones((3, 10), np.bool_), 7, seed=4)

    assert sorted(np.bincount(plan.person).tolist()) == [2, 2, 3]
    assert plan.weight == pytest.approx(30 / 7)


def test_who_works_little_is_asked_of_all_their_days_and_others_of_the_rest() -> None:
    works = np.array([[True, False, False, False], [True] * 4, [True] * 4])

    plan = sample_plan(works, 7, seed=1)

    assert np.bincount(plan.person).tolist() == [1, 3, 3]
    assert plan.weight == pytest.approx([1.0, *[4 / 3] * 6])


def test_twenty_days_before_and_after_show_a_change_of_eighteen_points() -> None:
    assert detectable(20, 20, 0.04) == pytest.approx((2.024394 + 0.851192) * np.sqrt(0.004), abs=2e-4)
