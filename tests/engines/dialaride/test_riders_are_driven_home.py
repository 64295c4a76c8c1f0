"""Riders come out of one venue; each is told when the van leaves and when it is at the door."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from serein.engines import dialaride
from serein.engines.dialaride import BadProblem, Prices, Returns
from serein.engines.dialaride._crowd import KINDS, Crowd, draw_crowd, minutes_between
from serein.engines.dialaride._replay import measure, replay
from serein.engines.dialaride._venue import ReturnRules
from tests.engines.dialaride.make import line

POLICIES = ["planned", "riders first", "van first"]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("kind", ["hurlubus", "race", "new-year"])
def test_every_night_is_legal_and_leaves_nobody(kind: str, policy: str) -> None:
    crowd = draw_crowd(KINDS[kind], seed=5)

    outcome = replay(crowd, policy=policy, steps=60)

    figures = measure(crowd, outcome)
    assert figures.left_behind == 0
    for trip in outcome.trips:
        groups = list(trip.groups)
        assert crowd.size[groups].sum() <= 8
        assert max(trip.at_doors) - trip.leaves_at <= 45.0
        assert trip.leaves_at >= crowd.arrives[groups].max()
    for van in range(3):
        away = sorted((trip.leaves_at, trip.back_at) for trip in outcome.trips if trip.van == van)
        assert all(back <= leaves for (_, back), (leaves, _) in pairwise(away))


def test_the_same_seed_replays_the_same_night() -> None:
    first, second = (dialaride.replay_night(KINDS["race"], 4) for _ in range(2))

    assert first == second


def test_a_crowded_night_gets_home_sooner_than_in_order_of_arrival() -> None:
    crowd = draw_crowd(KINDS["new-year"], seed=1)

    told = dialaride.compare(crowd)

    assert told["planned"]["mean"] < told["riders first"]["mean"]
    assert told["knowing all"]["mean"] <= told["planned"]["mean"]
    assert "sooner" in told["verdict"]


def test_two_doors_on_one_side_share_a_van_and_the_far_one_has_its_own() -> None:
    street = line(0, 10, 11, -10).times
    desk = Returns(street, vans=2)

    for door in (1, 3, 2):
        desk.join(size=2, door=door, at=0.0)
    trips = []
    while (trip := desk.due(0.0)) is not None:
        desk.depart(trip)
        trips.append({desk.queue.door[g] for g in trip.groups})

    assert {frozenset(int(door) for door in doors) for doors in trips} == {frozenset({1, 2}), frozenset({3})}


def test_who_is_told_is_told_what_happens() -> None:
    desk = Returns(line(0, 10).times, vans=1)

    told = desk.join(size=3, door=1, at=20.0)

    assert (told.number, told.leaves_at, told.at_door) == (0, 22.0, 32.0)  # two minutes to board, ten to drive


@pytest.mark.parametrize(("size", "door"), [(9, 1), (0, 1), (2, 0), (2, 7), (2, 2)])
def test_a_group_that_no_van_can_take_home_is_refused(size: int, door: int) -> None:
    desk = Returns(line(0, 10, 90).times, vans=1)

    with pytest.raises(BadProblem, match=r"accepted|within"):
        desk.join(size=size, door=door, at=0.0)


def test_who_cannot_wait_goes_first() -> None:
    desk = Returns(line(0, 20, -20).times, vans=1, rules=ReturnRules(seats=1))

    desk.join(size=1, door=1, at=0.0)
    desk.join(size=1, door=2, at=0.0, is_urgent=True)

    trip = desk.due(0.0)
    assert trip is not None
    assert trip.groups == (1,)


def test_more_vans_are_never_slower_in_the_mean_of_some_nights_and_cost_more() -> None:
    curve = dialaride.size_fleet(30, nights=4, most=3, prices=Prices(van_hour=10.0, driver_hour=30.0, km=0.5))

    assert [row["vans"] for row in curve] == [1, 2, 3]
    assert curve[0]["mean"] > curve[2]["mean"]
    assert curve[0]["cost"] < curve[2]["cost"]
    for row in curve:
        for name in ("mean", "longest wait", "cost"):
            assert row[f"{name} in a good night"] <= row[name] <= row[f"{name} in a bad night"]
        assert row["cost"] == pytest.approx(row["vans"] * 40.0 * row["hours"] + 0.5 * row["km"])


def test_a_price_below_zero_is_refused() -> None:
    with pytest.raises(BadProblem, match="zero or more of each"):
        dialaride.size_fleet(10, prices=Prices(km=-1.0))


def test_the_sheet_of_a_past_night_is_read_and_replayed() -> None:
    doors = {"Rue du Beau Site": (1.0, 2.0), "Dottignies": (5.0, 4.2)}
    sheet = "heure;groupe;rue;van\n23:50;2;Rue du Beau Site;A\n00:10;3;Dottignies;A\n0h15;1;Rue du Beau Site;B\n"

    crowd, vans = dialaride.read_sheet(sheet, doors)
    told = dialaride.back_test([crowd])

    assert crowd.arrives.tolist() == [0.0, 20.0, 25.0]
    assert vans == ("A", "A", "B")
    assert told[0]["verdict"] == "no gain"


@pytest.mark.parametrize(
    ("line_", "told"),
    [
        ("25:00;2;Dottignies;A", "Line 2: 25:00 for 2"),
        ("soon;2;Dottignies;A", "Line 2: 'soon'"),
        ("23:00;many;Dottignies;A", "'many'"),
        ("23:00;2;Mars;A", "Line 2: 'Mars'"),
        ("23:00;2", "Line 2 has 2 cells"),
        ("", "no line of a group"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused_with_its_line(line_: str, told: str) -> None:
    with pytest.raises(BadProblem, match=told):
        dialaride.read_sheet(f"heure;groupe;rue;van\n{line_}\n", {"Dottignies": (5.0, 4.2)})


def test_a_group_that_is_gone_when_called_holds_nobody_up() -> None:
    crowd = draw_crowd(KINDS["hurlubus"], seed=2)
    all_gone: Crowd = replace(crowd, is_gone=np.arange(len(crowd.size)) > 0)

    outcome = replay(all_gone, policy="planned", steps=20)

    assert np.isfinite(outcome.at_door).tolist() == [True] + [False] * (len(crowd.size) - 1)
    assert minutes_between(crowd.spots_km)[0, 0] == 0.0
