"""Each act at the door is a fresh process: the desk comes back from rows, with vans that differ and places booked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serein.engines.dialaride import BadProblem, Group, ReturnRules, Returns, Trip, Van
from serein.engines.dialaride._crowd import minutes_between
from tests.engines.dialaride.make import line

FLEET = (Van(8, 1, 2), Van(4), Van(6, 2, 0))
DOORS = 12


def draw_groups(seed: int, count: int) -> list[Group]:
    dice = np.random.default_rng(seed)
    groups = []
    for i in range(count):
        wheels = int(dice.random() < 0.2)
        size = int(dice.integers(1 - wheels, 5))
        since = float(dice.uniform(0, 60) + 60 * (dice.random() < 0.3))
        told = (since + 20.0, since + 40.0) if dice.random() < 0.5 else None
        groups.append(
            Group(f"g{i}", int(dice.integers(1, DOORS)), size, since, wheels, bool(dice.random() < 0.1), told)
        )
    return groups


def draw_streets(seed: int) -> np.ndarray:
    return minutes_between(np.random.default_rng(seed).uniform(-5, 5, (DOORS, 2)))


def resume(seed: int, groups: list[Group], **given: Any) -> Returns:
    asked = {"vans": FLEET, "free_at": [60.0, 75.0, 62.0], "now": 60.0, "seed": seed, **given}
    return Returns.resume(draw_streets(seed), groups=groups, **asked)


def assert_legal(plan: tuple[Trip, ...], groups: list[Group], rules: ReturnRules) -> None:
    by_key = {group.key: group for group in groups}
    for trip in plan:
        on_board, van = [by_key[key] for key in trip.keys], FLEET[trip.van]
        wheels = sum(group.wheelchairs for group in on_board)
        assert sum(group.size for group in on_board) + van.seats_per_wheelchair * wheels <= van.seats
        assert wheels <= van.wheelchairs
        assert max(trip.at_doors) - trip.leaves_at <= rules.longest_ride + 1e-9
        least = rules.boarding + rules.wheelchair_boarding * wheels
        assert trip.leaves_at >= max(60.0, *(group.since for group in on_board)) + least - 1e-9


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10_000), count=st.integers(0, 25))
def test_every_group_has_one_trip_that_its_van_can_make(seed: int, count: int) -> None:
    groups = draw_groups(seed, count)

    desk = resume(seed, groups)

    plan = desk.plan()
    assert Counter(key for trip in plan for key in trip.keys) == Counter(group.key for group in groups)
    assert_legal(plan, groups, desk.rules)
    for van in range(len(FLEET)):
        its = [trip for trip in plan if trip.van == van]
        assert all(one.back_at <= two.leaves_at for one, two in pairwise(its))
    assert set(desk.expected()) == {group.key for group in groups}


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 25))
def test_a_plan_kept_in_rows_is_the_same_plan_again(seed: int, count: int) -> None:
    groups = draw_groups(seed, count)
    plan = resume(seed, groups).plan()

    again = resume(seed, groups, trips=[(trip.van, trip.keys) for trip in plan], steps=0).plan()

    assert again == plan


def test_the_plan_of_a_resumed_desk_is_the_one_of_the_desk_that_never_slept() -> None:
    street = line(0, 10, 11, -10).times
    desk = Returns(street, vans=2)
    told = [desk.join(size=2, door=door, at=0.0) for door in (1, 3, 2)]
    rows = [Group(g, (1, 3, 2)[g], 2, 0.0, told=(told[g].leaves_at, told[g].at_door)) for g in range(3)]

    again = Returns.resume(street, vans=2, groups=rows, free_at=[0.0, 0.0], now=0.0)

    assert {trip.keys for trip in again.plan()} == {(0, 2), (1,)}
    assert again.expected() == desk.expected()


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 25))
def test_what_is_tried_on_a_fork_leaves_the_desk_as_it_stood(seed: int, count: int) -> None:
    groups = draw_groups(seed, count)
    trips = [(trip.van, trip.keys) for trip in resume(seed, groups).plan()]
    desk = resume(seed, groups, trips=trips, steps=None)
    before = desk.plan()

    told = [desk.fork().join(size=2, door=1, at=60.0, key="new", steps=20) for _time_over in range(2)]

    assert desk.plan() == before
    assert desk.expected().keys() == {group.key for group in groups}
    assert told[0] == told[1] == desk.join(size=2, door=1, at=60.0, key="new", steps=20)


def test_a_desk_that_is_not_planned_yet_plans_for_all_once_somebody_joins() -> None:
    rows = [Group(key, door, 1, 0.0) for key, door in (("a", 1), ("b", 2))]

    desk = Returns.resume(line(0, 10, 11).times, vans=1, groups=rows, free_at=[0.0], now=0.0, steps=None)
    untouched = desk.plan()
    desk.join(size=1, door=1, at=0.0, key="c")

    assert untouched == ()
    assert {key for trip in desk.plan() for key in trip.keys} == {"a", "b", "c"}


def test_a_wheelchair_waits_for_the_van_that_has_a_place_and_boards_longer() -> None:
    desk = Returns(line(0, 10).times, vans=(Van(8), Van(8, 1, 3)))

    told = desk.join(size=1, wheelchairs=1, door=1, at=0.0)

    (trip,) = desk.plan()
    assert trip.van == 1
    assert (told.leaves_at, told.at_door) == (5.0, 15.0)  # two minutes to board and three for the chair
    assert trip.back_at == 29.0  # one minute at the door and three for the chair


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"size": 9}, "up to 8 seats in one van are accepted"),
        ({"size": 6, "wheelchairs": 1}, "up to 5 seats and 1 wheelchair places in one van are accepted"),
        ({"size": 0, "wheelchairs": 2}, "up to 1 wheelchair places in one van are accepted"),
        ({"size": 0}, "at least one person is accepted"),
        ({"size": -1, "wheelchairs": 1}, "at least one person is accepted"),
        ({"size": 1, "since": inf}, "a moment is accepted"),
    ],
)
def test_a_group_that_no_van_can_hold_is_told_what_one_can(wish: dict[str, Any], told: str) -> None:
    desk = Returns(line(0, 10).times, vans=(Van(8), Van(8, 1, 3)))

    with pytest.raises(BadProblem, match=told):
        desk.join(door=1, at=0.0, **wish)

    assert desk.plan() == ()


def test_who_has_booked_ahead_is_in_no_van_that_leaves_sooner() -> None:
    desk = Returns(line(0, 10, 11).times, vans=1)
    ahead = desk.join(size=2, door=1, at=0.0, since=60.0, key="ahead")

    nobody = desk.due(0.0)
    desk.join(size=2, door=2, at=10.0, key="now")
    trip = desk.due(10.0)

    assert ahead.leaves_at == 62.0
    assert nobody is None
    assert trip is not None
    assert trip.keys == ("now",)


def test_a_van_waits_a_minute_for_a_neighbour_and_no_hour() -> None:
    street = line(0, 20, 20.5).times

    soon, late = (
        Returns.resume(
            street, vans=1, free_at=[0.0], now=0.0, groups=[Group("here", 1, 4, 0.0), Group("ahead", 2, 4, since)]
        )
        for since in (1.0, 70.0)
    )

    assert [trip.keys for trip in soon.plan()] == [("here", "ahead")]
    assert soon.due(0.0) is None
    assert [trip.keys for trip in late.plan()] == [("here",), ("ahead",)]
    assert late.due(0.0) == late.plan()[0]


def test_a_promise_in_a_row_stays_a_promise() -> None:
    street = line(0, 20, -20).times
    rows = [Group("told", 1, 1, 0.0, told=(42.0, 62.0)), Group("many", 2, 8, 0.0)]

    kept = Returns.resume(street, vans=1, free_at=[40.0], now=40.0, groups=rows)
    free = Returns.resume(street, vans=1, free_at=[40.0], now=40.0, groups=[replace(rows[0], told=None), rows[1]])

    assert kept.plan()[0].keys == ("told",)
    assert free.plan()[0].keys == ("many",)  # eight wait less, if nobody was told anything


def test_who_booked_ahead_is_owed_its_hour_though_it_has_not_waited() -> None:
    groups: list[Group] = []
    told: dict[str, float] = {}
    desk: Returns | None = None
    times = np.abs(np.subtract.outer(np.arange(21.0), np.arange(21.0)))
    for i in range(30):
        desk = Returns.resume(times, vans=3, groups=groups, free_at=[0.0] * 3, now=0.0, trips=_trips(desk))
        since, door = float(i * 37 % 300 + 10), i * 7 % 20 + 1
        promise = desk.join(size=i % 4 + 1, door=door, at=0.0, since=since, key=f"g{i}")
        told[f"g{i}"] = promise.leaves_at
        groups.append(Group(f"g{i}", door, i % 4 + 1, since, told=(promise.leaves_at, promise.at_door), is_firm=True))

    assert desk is not None
    late = {key: desk.expected()[key][0] - moment for key, moment in told.items()}
    assert max(late.values()) <= desk.rules.grace, late


def _trips(desk: Returns | None) -> list[tuple[int, tuple[Any, ...]]]:
    return [(trip.van, trip.keys) for trip in desk.plan()] if desk else []


def test_who_only_a_van_out_of_service_can_hold_is_told_so_and_comes_back_with_it() -> None:
    rows = [Group("chair", 1, 0, 0.0, wheelchairs=1), Group("feet", 1, 2, 0.0)]
    fleet = (Van(8), Van(8, 1))

    without = Returns.resume(line(0, 10).times, vans=fleet, groups=rows, free_at=[0.0, inf], now=0.0)
    later = Returns.resume(line(0, 10).times, vans=fleet, groups=rows, free_at=[0.0, 30.0], now=0.0)

    assert [trip.keys for trip in without.plan()] == [("feet",)]
    assert without.expected()["chair"] == (inf, inf)
    assert later.expected()["chair"] == (35.0, 45.0)


def test_a_van_that_boards_others_than_planned_gets_its_drops_in_the_best_order() -> None:
    rows = [Group(key, door, 1, 0.0) for key, door in (("far", 3), ("near", 1), ("middle", 2))]
    desk = Returns.resume(line(0, 5, 10, 15).times, vans=1, groups=rows, free_at=[0.0], now=0.0)

    trip = desk.trip(van=0, groups=["far", "near"], now=4.0)

    assert trip.keys == ("near", "far")
    assert (trip.leaves_at, trip.at_doors, trip.back_at) == (6.0, (11.0, 22.0), 38.0)
    with pytest.raises(BadProblem, match="is not waiting"):
        desk.trip(van=0, groups=["Eve"], now=4.0)
    with pytest.raises(BadProblem, match="what fits"):
        desk.trip(van=0, groups=[], now=4.0)


def test_a_coach_drops_more_groups_than_can_be_ordered_exactly() -> None:
    rows = [Group(i, i + 1, 1, 0.0) for i in range(16)]
    desk = Returns.resume(line(0, *range(1, 17)).times, vans=(Van(20),), groups=rows[::-1], free_at=[0.0], now=0.0)

    trip = desk.trip(van=0, groups=list(range(16)), now=0.0)

    assert trip.keys == tuple(range(16))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"free_at": [0.0]}, "a moment for each of 3 vans"),
        ({"free_at": [0.0, np.nan, 0.0]}, "a moment for each of 3 vans"),
        ({"groups": [Group("a", 1, 1, 0.0)] * 2}, "a key for each"),
        ({"groups": [Group("a", 1, 9, 0.0)]}, "Group 'a' asks for 9 seats"),
        ({"vans": (Van(-1),)}, "Van 0"),
    ],
)
def test_rows_without_meaning_are_refused(given: dict[str, Any], told: str) -> None:
    asked: dict[str, Any] = {"vans": FLEET, "groups": [], "free_at": [0.0] * 3, "now": 0.0, **given}

    with pytest.raises(BadProblem, match=told):
        Returns.resume(draw_streets(1), **asked)
