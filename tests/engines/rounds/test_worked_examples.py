"""Rounds that can be checked on paper: a street of stops a minute apart, from stop 0 and back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from serein.engines.rounds import (
    Break,
    Call,
    CalledOff,
    LeftOut,
    NewVisit,
    NobodyHome,
    Rest,
    Visit,
    Why,
    plan_round,
    reorder,
)
from tests.engines.rounds.make import street

NEAR, MIDDLE, FAR = Visit("near", 2, 10), Visit("middle", 5, 10), Visit("far", 10, 10)


def test_an_appointment_decides_which_way_round_the_street_goes() -> None:
    day = street(NEAR, MIDDLE, replace(FAR, windows=((10, 10),), is_due=True))

    found = plan_round(day)

    assert found.order == ("far", "middle", "near")
    assert found.calls[0] == Call("far", 10, 10, 20, 10)
    assert (found.travel_minutes, found.waiting_minutes, found.finishes) == (20, 0, 50)
    assert (found.leave_by, found.is_proven) == (0, True)


def test_who_is_early_waits_and_is_told_how_long_all_of_it_could_wait() -> None:
    day = street(replace(FAR, windows=((30, 40),)), ends=65.0)

    found = plan_round(day)

    assert found.calls[0] == Call("far", 10, 30, 40, 40)
    assert (found.calls[0].waiting_minutes, found.calls[0].slack_minutes, found.leave_by) == (20, 10, 30)
    assert (found.travel_minutes, found.waiting_minutes, found.finishes) == (20, 20, 50)


def test_what_is_due_comes_before_any_weight() -> None:
    day = street(replace(NEAR, weight=1000), replace(FAR, is_due=True), ends=39.0)

    found = plan_round(day)

    assert found.order == ("far",)
    assert found.left_out == (LeftOut("near", Why.NO_TIME, False),)
    assert (found.due_weight, found.weight) == (1, 1)


def test_each_reason_to_leave_a_visit_out() -> None:
    day = street(
        NEAR,
        Visit("shut", 1, 5, ((200, 300),)),
        Visit("clash", 10, 5, ((0, 10),)),
        Visit("long", 1, 99),
        Visit("island", 4, 5),
        replace(NEAR, name="first", windows=((2, 2),), is_due=True, weight=5),
        ends=60.0,
    )
    day.travel[4, :], day.travel[:, 4] = np.inf, np.inf

    found = plan_round(day)

    assert found.order == ("first", "near")
    assert {one.visit: one.why for one in found.left_out} == {
        "shut": Why.WINDOW_CLOSED, "clash": Why.WINDOW_TAKEN, "long": Why.NO_TIME, "island": Why.UNREACHABLE,
    }  # fmt: skip


def test_the_break_is_taken_on_arrival_where_that_waits_least() -> None:
    day = street(replace(NEAR, windows=((2, 2),)), FAR, rest=Break(15, 20, 25))

    found = plan_round(day)

    # Near from 2 to 12, eight minutes of way, and the break begins at the far door at 20.
    assert found.order == ("near", "far")
    assert found.rest == Rest(20, 35, 1, None)
    assert found.calls[1] == Call("far", 35, 35, 45, 80)
    assert (found.travel_minutes, found.waiting_minutes, found.finishes) == (20, 0, 55)


def test_a_break_at_a_post_costs_the_way_there() -> None:
    day = street(NEAR, MIDDLE, rest=Break(15, 12, 13, (3,)))

    found = plan_round(day)

    assert found.rest == Rest(13, 28, 1, 3)
    assert found.order == ("near", "middle")
    assert (found.travel_minutes, found.finishes) == (10, 45)


def test_a_round_that_is_over_in_time_has_its_break_afterwards() -> None:
    assert plan_round(street(NEAR, rest=Break(15, 10, 14))).rest is None
    assert plan_round(street(NEAR, rest=Break(15, 10, 13))).rest == Rest(12, 27, 1, None)


def test_of_two_windows_the_second_is_taken_when_the_first_is_gone() -> None:
    day = street(replace(FAR, windows=((0, 5), (22, 40), (60, 61))))

    assert plan_round(day).calls[0].begins == 22


def test_the_way_there_may_differ_from_the_way_back() -> None:
    day = street(NEAR, MIDDLE)
    day.travel[5, 2], day.travel[2, 5] = 30, 1

    assert plan_round(day).order == ("near", "middle")
    assert plan_round(day).travel_minutes == 2 + 1 + 5


def test_nobody_home_returns_later_in_the_day_and_the_order_stands() -> None:
    day = street(NEAR, replace(FAR, windows=((14, 90),)))
    present = plan_round(day)
    assert present.order == ("near", "far")

    again = reorder(day, present, now=3, at_stop=2, events=(NobodyHome("near", 20),))

    assert again.is_kept
    assert [(call.visit, call.begins) for call in again.round.calls] == [("far", 14), ("near", 32)]


def test_nobody_home_with_no_window_left_is_told_as_left_out() -> None:
    day = street(replace(NEAR, windows=((0, 10),)), FAR)

    again = reorder(day, plan_round(day), now=3, at_stop=2, events=(NobodyHome("near", 20),))

    assert again.round.left_out == (LeftOut("near", Why.WINDOW_CLOSED, False),)


def test_a_visit_called_off_or_made_is_gone_and_a_new_one_is_put_in() -> None:
    day = replace(street(NEAR, MIDDLE, FAR), end_stop=10)

    again = reorder(
        day,
        plan_round(day),
        now=12,
        at_stop=2,
        done=("near",),
        events=(CalledOff("far"), NewVisit(Visit("call", 6, 5))),
    )

    assert again.round.order == ("middle", "call")
    assert again.round.finishes == 12 + 3 + 10 + 1 + 5 + 4


@pytest.mark.parametrize(("threshold", "order", "gain"), [(16.0, ("near", "far"), 16), (16.5, ("far", "near"), 0)])
def test_an_order_changes_only_for_the_minutes_asked_for(threshold: float, order: tuple[str, ...], gain: float) -> None:
    day = replace(street(NEAR, FAR), end_stop=10)
    best = plan_round(day)
    present = replace(best, calls=best.calls[::-1])

    again = reorder(day, present, now=0, at_stop=0, keep_unless_minutes=threshold)

    # The way to stop 10 is ten minutes with near first, and 10 + 8 + 8 with far first.
    assert again.round.order == order
    assert (again.gain_minutes, again.is_kept) == (gain, gain == 0)


def test_who_is_late_still_comes_home_and_misses_no_break() -> None:
    day = street(NEAR, replace(FAR, windows=((10, 20),), is_due=True), ends=50.0, rest=Break(15, 20, 30))

    again = reorder(day, plan_round(day), now=48, at_stop=10, done=("near",))

    assert again.round.order == ()
    assert again.round.left_out == (LeftOut("far", Why.WINDOW_CLOSED, True),)
    assert (again.day.ends, again.round.finishes) == (73, 73)
    assert again.round.rest == Rest(48, 63, 0, None)
