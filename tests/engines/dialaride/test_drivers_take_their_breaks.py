"""Breaks of drivers while the night goes on: planned at once, moved when riders come, never dropped."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serein.engines.dialaride import BadProblem, Break, Dispatcher, Position, Request, Travel
from tests.engines.dialaride.make import line, make_request, make_vehicle

REST = Break(0, (60.0, 120.0), 20.0)


def list_breaks(dispatcher: Dispatcher) -> list[tuple[str, float]]:
    stops = [(route.vehicle, stop) for route in dispatcher.plan() for stop in route.stops]
    return [(vehicle, stop.served_at) for vehicle, stop in stops if stop.what == "break"]


def test_a_break_is_planned_at_once_and_makes_room_for_a_rider() -> None:
    dispatcher = Dispatcher([make_vehicle(breaks=(REST,))], line(0, 5, 15))
    before = list_breaks(dispatcher)

    told = dispatcher.commit(dispatcher.offer(make_request(origin=1, destination=2, pickup=(60.0, 65.0))))

    assert before == [("van", 60.0)]
    assert told.picked_up_at == 60.0
    assert list_breaks(dispatcher) == [("van", 85.0)]
    assert [promise.request for promise in dispatcher.promises()] == ["Amina"]


def test_a_rider_who_would_cost_the_driver_the_break_is_offered_another_hour() -> None:
    dispatcher = Dispatcher([make_vehicle(breaks=(Break(0, (60.0, 65.0), 20.0),))], line(0, 5, 15))

    offer = dispatcher.offer(make_request(origin=1, destination=2, pickup=(70.0, 75.0)))

    assert offer.promise is None
    assert offer.alternatives[0].pickup[1] == pytest.approx(85.0, abs=1 / 32)


def test_a_break_is_begun_and_ended_in_the_account_of_the_night() -> None:
    dispatcher = Dispatcher([make_vehicle(breaks=(REST,))], line(0, 5))

    told = dispatcher.advance(200.0)

    assert told == (("van", "begin break 1 of van", 60.0), ("van", "end break 1 of van", 60.0 + 20.0))
    assert list_breaks(dispatcher) == []


def test_a_break_for_which_there_is_no_time_is_refused() -> None:
    with pytest.raises(BadProblem, match="break 1 of van"):
        Dispatcher([make_vehicle(shift=(0.0, 50.0), breaks=(REST,))], line(0, 5))


def test_a_break_goes_with_its_van_and_comes_with_a_new_one() -> None:
    dispatcher = Dispatcher([make_vehicle(breaks=(REST,))], line(0, 5))

    dispatcher.vehicle_added(make_vehicle("reserve", breaks=(REST,)))
    broken = dispatcher.vehicle_down("van")

    assert broken == ()
    assert list_breaks(dispatcher) == [("reserve", 60.0)]


def test_a_late_driver_rests_later_and_it_is_said() -> None:
    dispatcher = Dispatcher([make_vehicle(breaks=(REST,))], line(0, 5))

    broken = dispatcher.delay("van", 130.0)

    assert [one.request for one in broken] == ["break 1 of van"]
    assert list_breaks(dispatcher) == [("van", 130.0)]


def test_rows_name_the_breaks_that_are_still_to_come() -> None:
    van = make_vehicle(breaks=(REST,))
    dispatcher = Dispatcher([van], line(0, 5))
    written: list[dict[str, list[tuple[str, str]]]] = [dispatcher.routes(), {"van": []}, {}]

    same, taken, unknown = (
        Dispatcher.resume([van], line(0, 5), held=[], routes=routes, now=10.0, positions={"van": Position(0, 10.0)})[0]
        for routes in written
    )

    assert dispatcher.held() == ()
    assert list_breaks(same) == list_breaks(unknown) == [("van", 60.0)]
    assert list_breaks(taken) == []


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 10_000), now=st.floats(0, 100))
def test_every_driver_rests_whoever_rides(seed: int, now: float) -> None:
    dice = np.random.default_rng(seed)
    spots = dice.uniform(0, 10, (20, 2))
    travel = Travel(2.0 * np.hypot(*(spots[:, None, :] - spots[None, :, :]).transpose(2, 0, 1)))
    fleet = [make_vehicle(f"van {k}", breaks=(REST, Break(3, (200.0, 260.0), 15.0))) for k in range(2)]
    dispatcher = Dispatcher(fleet, travel)
    for i in range(20):
        a, b, at = int(dice.integers(20)), int(dice.integers(20)), float(dice.uniform(0, 300))
        offer = dispatcher.offer(Request(f"r{i}", a, b, (at, at + 30.0), max_ride=40.0))
        if offer.promise is not None:
            dispatcher.commit(offer)
    done = list(dispatcher.advance(now))
    dispatcher.improve(30)
    copy, broken = Dispatcher.resume(
        fleet, travel, held=dispatcher.held(), routes=dispatcher.routes(), positions=dispatcher.positions(), now=now
    )

    done += copy.advance(600.0)

    begun = {(vehicle, what): moment for vehicle, what, moment in done if what.startswith("begin")}
    assert broken == ()
    assert sorted({vehicle for vehicle, _ in begun}) == ["van 0", "van 1"]
    assert [60.0 <= moment <= 120.0 for (_, what), moment in begun.items() if "break 1" in what] == [True, True]
    assert [200.0 <= moment <= 260.0 for (_, what), moment in begun.items() if "break 2" in what] == [True, True]
