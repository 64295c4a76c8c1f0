"""Nights small enough to be planned on paper."""

from __future__ import annotations

import numpy as np
import pytest

from serein.engines import dialaride
from serein.engines.dialaride import Break, Problem, Request, Travel, Vehicle
from tests.engines.dialaride.make import line, make_request, make_vehicle


def solve(*requests: Request, vehicles: tuple[Vehicle, ...] = (make_vehicle(),), travel: Travel) -> dialaride.Plan:
    problem = Problem(requests, vehicles, travel)
    plan = dialaride.solve(problem, iterations=100)
    assert dialaride.check(problem, plan) == []
    return plan


def test_two_who_go_the_same_way_share_the_van() -> None:
    street = line(0, 2, 3, 10, 12)

    plan = solve(make_request("Amina", 1, 3), make_request("Bart", 2, 4), travel=street)

    assert plan.cost == 24  # out to 12 and back
    assert [stop.place for stop in plan.routes[0].stops] == [0, 1, 2, 3, 4, 0]


def test_a_short_maximum_ride_keeps_a_detour_from_being_made() -> None:
    street = line(0, 2, 6)
    chloe = make_request("Chloé", 1, 2, max_ride=5.0)
    driss = make_request("Driss", 1, 0, pickup=(0, 4), seats=1)

    plan = solve(chloe, driss, travel=street)

    promise = {one.request: one for one in plan.promises}["Chloé"]
    assert promise.ride <= 5.0


def test_who_is_picked_up_late_rides_no_longer_for_having_waited() -> None:
    amina = make_request(origin=1, destination=2, pickup=(0, 90), dropoff=(60, 80))

    plan = solve(amina, travel=line(0, 5, 15))

    assert (plan.promises[0].picked_up_at, plan.promises[0].dropped_off_at) == (50, 60)
    assert plan.routes[0].stops[0].served_at == 45  # and the van leaves no sooner than it must


def test_a_wheelchair_costs_the_seats_that_are_folded_for_it() -> None:
    van = make_vehicle(seats=4, wheelchairs=1, seats_per_wheelchair=3)
    window = {"pickup": (10.0, 11.0), "max_ride": 20.0}
    amina = make_request("Amina", 1, 2, seats=0, wheelchairs=1, **window)
    bart = make_request("Bart", 1, 2, seats=2, **window)

    plan = solve(amina, bart, vehicles=(van,), travel=line(0, 10, 30))

    assert len(plan.promises) == 1
    assert [one.reason for one in plan.left_out] == ["full"]


def test_a_van_rests_where_and_when_its_driver_must() -> None:
    van = make_vehicle(breaks=(Break(place=1, window=(30, 40), duration=15),))

    plan = solve(make_request(origin=1, destination=2, pickup=(0, 100)), vehicles=(van,), travel=line(0, 5, 15))

    rest = next(stop for stop in plan.routes[0].stops if stop.what == "break")
    assert 30 <= rest.served_at <= 40


def test_a_slow_hour_makes_the_van_leave_sooner() -> None:
    slow = np.array([line(0, 10).times, 3 * line(0, 10).times])
    travel = Travel(slow, hours=np.array([0.0, 100.0]))

    plan = solve(make_request(origin=0, destination=1, pickup=(50, 60)), travel=travel)

    # At 50 the road takes halfway between 10 and 30 minutes.
    assert plan.promises[0].dropped_off_at == pytest.approx(70)


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (make_request(origin=1, destination=2, seats=9), "capacity"),
        (make_request(origin=1, destination=2, wheelchairs=1), "capacity"),
        (make_request(origin=1, destination=2, pickup=(50, 60), dropoff=(0, 55)), "window"),
        (make_request(origin=1, destination=2, max_ride=9.0), "window"),
        (make_request(origin=1, destination=2, pickup=(590, 600)), "shift"),
        (make_request(origin=1, destination=3), "place"),
    ],
)
def test_who_is_left_out_is_told_why(request_: Request, reason: str) -> None:
    times = line(0, 5, 15, 20).times.copy()
    times[3, :3] = times[:3, 3] = np.inf

    plan = solve(request_, travel=Travel(times))

    assert [(one.request, one.reason) for one in plan.left_out] == [("Amina", reason)]
    assert plan.left_out[0].sentence.endswith(".")


def test_a_night_without_vehicles_has_a_reason_for_everyone() -> None:
    plan = solve(make_request(), vehicles=(), travel=line(0, 5))

    assert [one.reason for one in plan.left_out] == ["capacity"]
    assert plan.routes == ()


def test_the_plan_of_a_seed_and_a_number_of_steps_is_always_the_same() -> None:
    problem = dialaride.read_cordeau(_instance(12))

    first, second = (dialaride.solve(problem, seed=3, iterations=1500) for _ in range(2))

    assert first == second


def test_a_thousand_requests_get_a_plan_without_a_search() -> None:
    dice = np.random.default_rng(1)
    spots = dice.uniform(0, 20, (121, 2))
    times = np.hypot(*(spots[:, None, :] - spots[None, :, :]).transpose(2, 0, 1))
    requests = tuple(
        Request(f"r{i}", int(a), int(b), (float(t), float(t) + 60.0), max_ride=60.0)
        for i, (a, b, t) in enumerate(zip(*dice.integers(0, 120, (2, 1000)), dice.uniform(0, 500, 1000), strict=True))
    )
    problem = Problem(requests, tuple(make_vehicle(f"v{k}", shift=(0.0, 700.0)) for k in range(60)), Travel(times))

    plan = dialaride.solve(problem, iterations=1)

    assert dialaride.check(problem, plan) == []
    assert plan.left_out == ()


def _instance(count: int) -> str:
    dice = np.random.default_rng(7)
    rows = [f"2 {count} 480 4 60", "0 0 0 0 0 0 480"]
    opens = dice.uniform(0, 300, count)
    for i in range(count):
        x, y = dice.uniform(-8, 8, 2)
        rows.append(f"{i + 1} {x:.3f} {y:.3f} 2 1 {opens[i]:.1f} {opens[i] + 40:.1f}")
    for i in range(count):
        x, y = dice.uniform(-8, 8, 2)
        rows.append(f"{count + i + 1} {x:.3f} {y:.3f} 2 -1 0 480")
    return "\n".join(rows)
