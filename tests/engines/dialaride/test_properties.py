"""What must hold for every night."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from serein.engines import dialaride
from serein.engines.dialaride import Plan, Problem, Request, Route, Stop
from tests.engines.dialaride.make import draw_problem, make_vehicle

seeds = st.integers(0, 10_000)
few = settings(deadline=None, max_examples=25)


@few
@given(seeds, st.integers(0, 14), st.integers(0, 3))
def test_every_plan_keeps_its_promises_loads_and_rides(seed: int, count: int, fleet: int) -> None:
    problem = draw_problem(seed, count, fleet)

    plan = dialaride.solve(problem, iterations=60)

    assert dialaride.check(problem, plan) == []
    assert len(plan.promises) + len(plan.left_out) == count


@few
@given(seeds, st.integers(1, 6))
def test_one_more_vehicle_never_carries_fewer(seed: int, count: int) -> None:
    problem = draw_problem(seed, count, 1)
    wider = replace(problem, vehicles=(*problem.vehicles, replace(problem.vehicles[0], name="one more")))

    served = [len(dialaride.solve(one, iterations=200).promises) for one in (problem, wider)]

    assert served[1] >= served[0]


@few
@given(seeds, st.integers(1, 5))
def test_a_later_night_has_the_same_plan_later(seed: int, count: int) -> None:
    problem = draw_problem(seed, count, 2)

    now, later = (dialaride.solve(one, iterations=200) for one in (problem, moved(problem, 64.0)))

    assert len(now.left_out) == len(later.left_out)
    assert abs(now.cost - later.cost) < 1e-6


@few
@given(seeds)
def test_the_checker_refuses_each_fault_that_is_put_into_a_plan(seed: int) -> None:
    problem = draw_problem(seed, 6, 2)
    plan = dialaride.solve(problem, iterations=60)
    if not plan.routes:
        return

    for fault in FAULTS:
        assert dialaride.check(problem, fault(plan)) != [], fault


@few
@given(seeds, st.integers(1, 8))
def test_a_request_of_the_highest_priority_is_served_before_many_others(seed: int, count: int) -> None:
    alone = make_vehicle(seats=1)
    wish = Request("first", 1, 2, pickup=(10.0, 11.0), priority=100.0)
    others = tuple(Request(f"r{i}", 1, 2, pickup=(10.0, 11.0)) for i in range(count))
    problem = Problem((*others, wish), (alone,), draw_problem(seed % 3, 2, 1).travel)

    plan = dialaride.solve(problem, iterations=60)

    assert "first" in {promise.request for promise in plan.promises} or not plan.promises


def moved(problem: Problem, by: float) -> Problem:
    def later(window: tuple[float, float]) -> tuple[float, float]:
        return (window[0] + by, window[1] + by)

    return replace(
        problem,
        requests=tuple(replace(r, pickup=later(r.pickup), dropoff=later(r.dropoff)) for r in problem.requests),
        vehicles=tuple(replace(v, shift=later(v.shift)) for v in problem.vehicles),
    )


def with_route(plan: Plan, change: Callable[[tuple[Stop, ...]], tuple[Stop, ...]]) -> Plan:
    first = plan.routes[0]
    return replace(plan, routes=(replace(first, stops=change(first.stops)), *plan.routes[1:]))


def sooner(plan: Plan) -> Plan:
    return with_route(plan, lambda s: (*s[:-1], replace(s[-1], served_at=s[-2].served_at - 1.0)))


def forgotten(plan: Plan) -> Plan:
    return with_route(plan, lambda s: (s[0], *s[2:]))


def swapped(plan: Plan) -> Plan:
    return with_route(plan, lambda s: (s[0], s[2], s[1], *s[3:]))


def teleported(plan: Plan) -> Plan:
    return with_route(plan, lambda s: (*s[:-1], replace(s[-1], place=1)))


def late(plan: Plan) -> Plan:
    return with_route(plan, lambda s: (*s[:-1], replace(s[-1], served_at=1e5)))


def cheaper(plan: Plan) -> Plan:
    return replace(plan, cost=plan.cost - 1.0)


def doubled(plan: Plan) -> Plan:
    return replace(plan, routes=(*plan.routes, plan.routes[0]))


def unpromised(plan: Plan) -> Plan:
    return replace(plan, promises=plan.promises[1:])


def strange(plan: Plan) -> Plan:
    route = plan.routes[0]
    return replace(plan, routes=(Route("no such van", route.stops, route.cost), *plan.routes[1:]))


FAULTS = [sooner, forgotten, swapped, teleported, late, cheaper, doubled, unpromised, strange]
