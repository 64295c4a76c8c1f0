"""What must hold for every sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serein.engines.timeuse import Days, Traces, Unit, Verdict, difference, hours_freed, sample_plan, shares
from tests.engines.timeuse.make import draw_days, draw_staff

seeds = st.integers(0, 100_000)
some = settings(deadline=None, max_examples=25)
STAFF = draw_staff(1)


def told(days: Days, unit: Unit = Unit.DAY) -> np.ndarray:
    """Value, low, high and error of each activity."""
    found = shares(days, unit=unit).by_activity
    assert found is not None
    return np.array([(one.value, one.low, one.high, one.error) for one in found])


@some
@given(seeds, st.integers(8, 90), st.sampled_from(Unit))
def test_shares_sum_to_one_and_lie_in_their_intervals(seed: int, n: int, unit: Unit) -> None:
    found = told(draw_days(STAFF, n, seed), unit)

    assert found[:, 0].sum() == pytest.approx(1)
    assert (found[:, 1] <= found[:, 0]).all()
    assert (found[:, 0] <= found[:, 2]).all()
    assert (found[:, 1] >= 0).all()
    assert (found[:, 2] <= 1).all()
    assert (found[:, 2] - found[:, 1] > 0).all()


@some
@given(seeds, st.floats(0.01, 1.0), st.floats(0.01, 100.0), st.sampled_from(Unit))
def test_units_of_time_and_of_weight_change_nothing(seed: int, time: float, weight: float, unit: Unit) -> None:
    days = draw_days(STAFF, 30, seed)
    assert days.weight is not None

    other = replace(days, minutes=days.minutes * time, weight=days.weight * weight)

    assert told(other, unit) == pytest.approx(told(days, unit))


@some
@given(seeds, st.sampled_from(Unit))
def test_neither_the_order_of_days_nor_the_numbers_of_persons_change_anything(seed: int, unit: Unit) -> None:
    days = draw_days(STAFF, 40, seed)
    assert days.weight is not None
    order = np.random.default_rng(seed).permutation(40)
    strata = np.arange(40) % 3

    first = replace(days, stratum=strata)
    other = Days(days.minutes[order], 7000 - 3 * days.person[order], strata[order], days.weight[order])

    assert told(other, unit) == pytest.approx(told(first, unit))


def test_intervals_narrow_with_the_root_of_the_days() -> None:
    widths = [
        np.mean([told(draw_days(STAFF, n, seed))[:, 2] - told(draw_days(STAFF, n, seed))[:, 1] for seed in range(30)])
        for n in (15, 60, 240)
    ]

    assert 1.9 < widths[0] / widths[1] < 2.7
    assert 1.9 < widths[1] / widths[2] < 2.2


@some
@given(seeds, st.integers(8, 60), st.sampled_from(Unit))
def test_no_change_is_shown_between_a_sample_and_itself(seed: int, n: int, unit: Unit) -> None:
    days = draw_days(STAFF, n, seed)

    found = difference(days, days, unit=unit)

    assert {change.verdict for change in found.by_activity} == {Verdict.NO_CHANGE_SHOWN}
    assert [change.estimate.value for change in found.by_activity if change.estimate] == pytest.approx([0] * 5)
    assert found.paired_persons == len(np.unique(days.person))


@some
@given(seeds, st.sampled_from(Unit))
def test_a_change_told_the_other_way_round_is_its_opposite(seed: int, unit: Unit) -> None:
    before, after = draw_days(STAFF, 40, seed), draw_days(STAFF, 50, seed + 1)
    opposite = {Verdict.LESS: Verdict.MORE, Verdict.MORE: Verdict.LESS}

    there, back = difference(before, after, unit=unit), difference(after, before, unit=unit)

    for one, other in zip(there.by_activity, back.by_activity, strict=True):
        assert one.estimate is not None
        assert other.estimate is not None
        assert [one.estimate.value, one.estimate.low] == pytest.approx([-other.estimate.value, -other.estimate.high])
        assert other.verdict is opposite.get(one.verdict, one.verdict)
        assert one.detectable == pytest.approx(other.detectable)


def test_pairing_takes_out_what_is_a_persons_own() -> None:
    staff = draw_staff(5, staff_count=10) / 3
    staff[:5, :, 1] *= 4
    before, after = (draw_days(staff, 80, seed) for seed in (1, 2))
    strangers = replace(after, person=after.person + 100)

    paired, apart = difference(before, after).by_activity[1], difference(before, strangers).by_activity[1]

    assert paired.estimate is not None
    assert apart.estimate is not None
    assert paired.estimate.error < 0.6 * apart.estimate.error


@some
@given(seeds, st.integers(200, 2000))
def test_being_a_part_of_a_finite_whole_narrows_and_a_census_knows(seed: int, whole: int) -> None:
    days = draw_days(STAFF, 40, seed)

    part = replace(days, stratum_days=np.array([whole]))

    assert told(part)[:, 3] == pytest.approx(told(days)[:, 3] * np.sqrt(1 - 40 / whole))


@pytest.mark.harm("H32")
@pytest.mark.parametrize(("n", "persons"), [(7, 7), (30, 2), (0, 0), (1, 1)])
def test_too_few_days_or_persons_tell_no_figure(n: int, persons: int) -> None:
    days = Days(np.full((n, 2), 60.0), np.arange(n) % max(persons, 1))
    enough = draw_days(STAFF, 30, 1)
    enough = Days(enough.minutes[:, :2] + 1, enough.person)

    found = shares(days)
    changes = difference(enough, days).by_activity + difference(days, enough).by_activity

    assert found.is_too_few
    assert found.by_activity is None
    assert {change.verdict for change in changes} == {Verdict.TOO_FEW}
    assert all(change.estimate is None and change.detectable is None for change in changes)
    assert hours_freed(changes[0], 1000) is None


@some
@given(st.integers(3, 40), st.integers(0, 8))
def test_days_that_all_agree_are_not_taken_for_certain(n: int, more: int) -> None:
    days = Days(np.tile([30.0, 90.0, 0.0], (n + 8, 1)), np.arange(n + 8))

    found = told(days)

    assert (found[:, 2] - found[:, 1]).min() == pytest.approx(1 - 0.025 ** (1 / (n + 8)))
    assert more >= 0


@some
@given(seeds, st.floats(0, 1))
def test_what_acts_tell_by_themselves_is_known_and_narrows_the_rest(seed: int, known: float) -> None:
    days = draw_days(STAFF, 40, seed)
    worked = 100_000.0
    traces = Traces(np.array([0, 0, 0, 0, 1.0 + known * 30_000]), worked)

    found = shares(days, traces=traces).by_activity

    assert found is not None
    assert sum(one.value for one in found) == pytest.approx(1)
    assert found[4].value == pytest.approx(traces.minutes[4] / worked)
    assert found[4].error == 0


@some
@given(seeds, st.integers(1, 14), st.integers(1, 20), st.data())
def test_a_plan_asks_nobody_twice_of_a_day_and_nobody_much_more_than_others(
    seed: int, staff: int, days: int, data: st.DataObject
) -> None:
    works = np.random.default_rng(seed).random((staff, days)) < 0.7
    works[0, 0] = True
    n = data.draw(st.integers(1, int(works.sum())))

    plan = sample_plan(works, n, seed=seed)

    counts = np.bincount(plan.person, minlength=staff)
    could_more = counts < works.sum(axis=1)
    assert len({*zip(plan.person.tolist(), plan.day.tolist(), strict=True)}) == n
    assert works[plan.person, plan.day].all()
    assert not could_more.any() or counts.max() <= counts[could_more].min() + 1
    again = sample_plan(works, n, seed=seed)
    assert plan.day.tolist() == again.day.tolist()


def test_over_many_plans_weights_count_every_staff_day_once() -> None:
    works = np.random.default_rng(3).random((7, 30)) < 0.6
    seen = np.zeros(works.shape)
    for seed in range(4000):
        plan = sample_plan(works, 11, seed=seed)
        seen[plan.person, plan.day] += plan.weight / 4000

    assert abs(seen[works] - 1).max() < 0.35
    assert seen.sum() == pytest.approx(works.sum(), rel=0.02)
