"""What makes no sense is refused in a sentence."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from typing import Any

import numpy as np
import pytest

from serein.engines.rounds import BadDay, Break, CalledOff, Day, NewVisit, NobodyHome, Visit, plan_round, reorder
from tests.engines.rounds.make import street

DAY = street(Visit("one", 2, 10), Visit("two", 5, 10))


def with_second(**changes: Any) -> dict[str, Any]:
    return {"visits": (DAY.visits[0], replace(DAY.visits[1], **changes))}


def travel_with(value: float) -> dict[str, Any]:
    travel = DAY.travel.copy()
    travel[3, 4] = value
    return {"travel": travel}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"travel": np.zeros((2, 3))}, r"travel has shape \(2, 3\); \(stops, stops\) is accepted."),
        ({"travel": np.array([["a"]])}, "travel holds <U1; numbers of minutes are accepted."),
        (travel_with(-1), r"travel\[3, 4\] is -1.0; 0 to 100000 minutes, or inf for no way, is accepted."),
        (travel_with(nan), r"travel\[3, 4\] is nan"),
        ({"visits": tuple(Visit(f"{v}", 1, 1) for v in range(61))}, "The day has 61 visits; at most 60 are accepted."),
        ({"starts": -1}, "The shift is -1 to 100.0"),
        ({"ends": nan}, "The shift is 0.0 to nan"),
        ({"starts": 50, "ends": 40}, "The shift is 50 to 40"),
        ({"start_stop": 11}, "start_stop 11 is not in the matrix; 0 to 10 is accepted."),
        ({"end_stop": 10, "ends": 9.0}, "The shift 0.0 to 9.0 has no room for the way from stop 0 to stop 10"),
        (with_second(name="one"), r"Visit 'one' \(row 1\) has the name of row 0; names used once are accepted."),
        (with_second(stop=-1), r"Visit 'two' \(row 1\): stop -1 is not in the matrix; 0 to 10 is accepted."),
        (with_second(minutes=inf), r"Visit 'two' \(row 1\): minutes is inf; 0 to 100000 is accepted."),
        (with_second(windows=((5, 4),)), r"Visit 'two' \(row 1\): a window is 5 to 4; finite, with an end not before"),
        (with_second(windows=((nan, 4),)), "a window is nan to 4"),
        (with_second(weight=0), r"Visit 'two' \(row 1\): weight is 0; a whole number from 1 to 1000 is accepted."),
        (with_second(weight=1.5), "weight is 1.5"),
        ({"rest": Break(-1, 0, 1)}, "rest: minutes is -1; 0 to 100000 is accepted."),
        ({"rest": Break(1, 5, 4)}, "rest: the window is 5 to 4; an end not before the start is accepted."),
        ({"rest": Break(1, 5, 6, (12,))}, "rest: stop 12 is not in the matrix; 0 to 10 is accepted."),
        ({"starts": 50, "end_stop": 10, "rest": Break(5, 20, 30)}, "has no room for the way .* and the break"),
    ],
)
def test_a_day_without_meaning_is_refused(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadDay, match=sentence):
        plan_round(replace(DAY, **changed))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"done": ("three",)}, "done names 'three'; visits of the day that are still to be made are accepted."),
        ({"done": ("one", "one")}, "done names 'one'"),
        ({"events": (CalledOff("one"), NobodyHome("one"))}, "Event 1 names 'one'"),
        ({"events": (NewVisit(DAY.visits[0]),)}, "Event 0 brings 'one', which the day has; a new name is accepted."),
        ({"events": (NewVisit(Visit("new", 11, 5)),)}, r"Visit 'new' \(row 2\): stop 11 is not in the matrix"),
        ({"now": nan}, "The shift is nan to"),
        ({"at_stop": 99}, "start_stop 99 is not in the matrix"),
        ({"keep_unless_minutes": nan}, "keep_unless_minutes is nan; 0 or more is accepted."),
    ],
)
def test_events_without_meaning_are_refused(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadDay, match=sentence):
        reorder(DAY, plan_round(DAY), **{"now": 5.0, "at_stop": 0, **changed})


def test_a_day_without_visits_is_a_round_without_visits() -> None:
    found = plan_round(replace(DAY, visits=(), end_stop=10))

    assert (found.order, found.finishes, found.is_proven) == ((), 10, True)


def test_who_stands_where_no_way_leads_home_is_told_so() -> None:
    day: Day = replace(DAY, travel=np.where(np.arange(11)[:, None] == 7, np.inf, DAY.travel))

    with pytest.raises(BadDay, match=r"No way leads from stop 7 to the end at stop 0; one is needed."):
        reorder(day, plan_round(day), now=5.0, at_stop=7)
