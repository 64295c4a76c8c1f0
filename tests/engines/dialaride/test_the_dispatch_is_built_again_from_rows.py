"""Each act of the dispatch is a fresh process: the night comes back from rows and goes on as if it had never slept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from serein.engines.dialaride import BadProblem, Broken, Dispatcher, Held, Position, Request, Vehicle
from tests.engines.dialaride.make import line, make_request, make_vehicle
from tests.engines.dialaride.test_a_night_is_dispatched import EARLY, LATE, draw_dispatcher


def again(dispatcher: Dispatcher, **given: Any) -> tuple[Dispatcher, tuple[Broken, ...]]:
    rows: dict[str, Any] = {
        "held": dispatcher.held(), "routes": dispatcher.routes(), "positions": dispatcher.positions(),
        "now": dispatcher.now, "early": EARLY, "late": LATE, "seed": dispatcher.seed,
    }  # fmt: skip
    return Dispatcher.resume(dispatcher.night.vehicles, dispatcher.night.travel, **(rows | given))


def disturb(dispatcher: Dispatcher, seed: int, now: float) -> None:
    dice = np.random.default_rng(seed)
    dispatcher.advance(now)
    match int(dice.integers(5)):
        case 0:
            dispatcher.delay("van 0", float(dice.uniform(1, 30)))
        case 1:
            dispatcher.vehicle_down("van 1")
        case 2:
            dispatcher.improve(20)
        case 3:
            dispatcher.cancel(next(iter(dispatcher.held())).request.name)
        case _:
            pass


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10_000), now=st.floats(0, 200))
@example(seed=30, now=67.58991177674491)  # vans alike that stand apart: what fits one's route does not fit the other's
@example(seed=94, now=101.2061349096789)
@example(seed=251, now=143.1964822319827)
def test_a_night_from_its_own_rows_is_the_same_night(seed: int, now: float) -> None:
    dispatcher, _ = draw_dispatcher(seed, asked=25)
    disturb(dispatcher, seed, now)

    copy, broken = again(dispatcher)

    wish = Request("asks", seed % 30, (seed + 7) % 30, (now + 20.0, now + 60.0), max_ride=40.0)
    assert broken == ()
    assert all(promise.picked_up_at <= promise.dropped_off_at for promise in dispatcher.promises())
    assert copy.plan() == dispatcher.plan()
    assert copy.promises() == dispatcher.promises()
    assert copy.offer(wish) == dispatcher.offer(wish)
    assert copy.held() == dispatcher.held()
    assert copy.positions() == dispatcher.positions()
    assert copy.advance(now + 60.0) == dispatcher.advance(now + 60.0)


def test_a_plan_says_when_each_van_leaves_and_stops() -> None:
    dispatcher = Dispatcher([make_vehicle()], line(0, 5, 15))
    dispatcher.commit(dispatcher.offer(make_request(origin=1, destination=2, pickup=(10, 20))))

    (route,) = dispatcher.plan()

    told = [(stop.what, stop.request, stop.served_at) for stop in route.stops]
    assert told == [("start", None, 5.0), ("pick-up", "Amina", 10.0), ("drop-off", "Amina", 20.0), ("end", None, 35.0)]
    assert dispatcher.routes() == {"van": [("Amina", "up"), ("Amina", "off")]}
    assert dispatcher.positions() == {"van": Position(0, 0.0)}


def test_a_route_that_a_late_van_cannot_drive_is_planned_anew_and_what_breaks_is_listed() -> None:
    dispatcher = Dispatcher([make_vehicle()], line(0, 5, 15), early=EARLY, late=LATE)
    told = dispatcher.commit(dispatcher.offer(make_request(origin=1, destination=2, pickup=(10, 12))))

    late, broken = again(dispatcher, now=31.0, positions={"van": Position(0, 31.0)})

    (one,) = broken
    assert (one.request, one.old) == ("Amina", told)
    assert one.new is not None
    assert one.new.picked_up_at == 36.0
    assert late.held()[0].promise == one.new
    assert again(late)[1] == ()  # told once


def test_who_is_on_board_of_a_late_van_is_told_the_new_time() -> None:
    van = make_vehicle(max_duration=60.0)
    dispatcher = Dispatcher([van], line(0, 5, 15), early=EARLY, late=LATE)
    dispatcher.commit(dispatcher.offer(make_request(origin=1, destination=2, pickup=(10, 12), max_ride=12.0)))
    dispatcher.advance(6.0)
    (row,) = dispatcher.held()

    late, broken = again(dispatcher, now=50.0, positions={"van": Position(1, 50.0, ends_by=65.0)})

    assert row.boarded_at == 10.0
    assert dispatcher.positions() == {"van": Position(1, 10.0, ends_by=65.0)}
    assert [(one.request, one.new and one.new.dropped_off_at) for one in broken] == [("Amina", 60.0)]
    assert again(late)[1] == ()


def test_rows_that_say_less_are_completed() -> None:
    dispatcher, told = draw_dispatcher(3, asked=12)
    dispatcher.advance(60.0)

    without, broken = again(dispatcher, routes={})

    assert broken == ()
    assert {promise.request for promise in without.promises()} == {row.request.name for row in dispatcher.held()}
    assert set(told) >= {row.request.name for row in dispatcher.held()}


def test_a_stop_of_somebody_who_is_no_more_is_passed_over() -> None:
    dispatcher, _ = draw_dispatcher(3, asked=12)
    gone, *others = dispatcher.held()

    without, broken = again(dispatcher, held=others)

    assert broken == ()
    assert gone.request.name not in {name for stops in without.routes().values() for name, _ in stops}


def test_riders_of_a_van_that_is_down_wait_for_another_one() -> None:
    fleet = [make_vehicle("van"), make_vehicle("reserve")]
    dispatcher = Dispatcher(fleet, line(0, 5, 15), early=EARLY, late=60.0)
    dispatcher.commit(dispatcher.offer(make_request(origin=1, destination=2, pickup=(10, 12))))
    dispatcher.advance(6.0)
    (row,) = dispatcher.held()
    carrier = row.promise.vehicle

    places = dispatcher.positions() | {carrier: Position(1, 10.0, is_down=True)}
    after, broken = again(dispatcher, positions=places, late=60.0)

    (promise,) = after.promises()
    assert broken == ()
    assert promise.vehicle != carrier
    assert (promise.picked_up_at, promise.dropped_off_at) == (11.0, 21.0)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"routes": {"bus": []}}, "name \\['bus'\\]; van are accepted"),
        ({"routes": {"van": [("Amina", "in")]}}, "up and off are accepted"),
        ({"positions": {"van": Position(9, 0.0)}}, "a place and a moment are accepted"),
        ({"twice": True}, "is held twice"),
        ({"place": 9}, "place 9 is not in the matrix"),
    ],
)
def test_rows_without_meaning_are_refused(given: dict[str, Any], told: str) -> None:
    dispatcher = Dispatcher([make_vehicle()], line(0, 5, 15))
    dispatcher.commit(dispatcher.offer(make_request(origin=1, destination=2, pickup=(10, 12))))
    rows: list[Held] = list(dispatcher.held()) * (2 if given.pop("twice", False) else 1)
    if place := given.pop("place", None):
        rows = [replace(rows[0], request=replace(rows[0].request, origin=place))]

    with pytest.raises(BadProblem, match=told):
        again(dispatcher, held=rows, **given)


def test_a_night_without_vehicles_promises_nothing() -> None:
    fleet: list[Vehicle] = []
    dispatcher, broken = Dispatcher.resume(fleet, line(0, 5, 15), held=[], routes={}, now=0.0)

    assert broken == ()
    assert dispatcher.offer(make_request()).refusal is not None
