"""Riders ask during the night; promises are given, kept, and only events may break them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from serein.engines.dialaride import Dispatcher, Promise, Request, StaleOffer, Travel, Vehicle
from tests.engines.dialaride.make import line, make_request, make_vehicle

EARLY, LATE = 2.0, 5.0


def draw_dispatcher(seed: int, fleet: int = 3, asked: int = 40) -> tuple[Dispatcher, dict[str, Promise]]:
    dice = np.random.default_rng(seed)
    spots = dice.uniform(0, 10, (30, 2))
    times = 2.0 * np.hypot(*(spots[:, None, :] - spots[None, :, :]).transpose(2, 0, 1))
    vans = [make_vehicle(f"van {k}", wheelchairs=1, seats_per_wheelchair=2) for k in range(fleet)]
    dispatcher = Dispatcher(vans, Travel(times), early=EARLY, late=LATE)
    told = {}
    for i in range(asked):
        a, b = (int(place) for place in dice.integers(0, 30, 2))
        at = float(dice.uniform(0, 300))
        offer = dispatcher.offer(Request(f"r{i}", a, b, (at, at + 30), seats=int(dice.integers(1, 4)), max_ride=40.0))
        if offer.promise is not None:
            told[f"r{i}"] = dispatcher.commit(offer)
    return dispatcher, told


def assert_kept(dispatcher: Dispatcher, told: dict[str, Promise]) -> None:
    now = {promise.request: promise for promise in dispatcher.promises()}
    for name, promise in told.items():
        if name in now:
            assert now[name].picked_up_at <= promise.picked_up_at + LATE + 1e-6
            assert now[name].dropped_off_at <= promise.dropped_off_at + LATE + 1e-6
            assert now[name].ride <= 40.0 + 1e-6


def test_a_promise_is_what_the_van_can_do() -> None:
    dispatcher = Dispatcher([make_vehicle()], line(0, 5, 15))

    offer = dispatcher.offer(make_request(origin=1, destination=2, pickup=(10, 20)))

    assert offer.promise == Promise("Amina", "van", 10.0, 20.0, 10.0)
    assert dispatcher.promises() == ()  # nothing is promised before it is accepted


def test_what_cannot_be_served_as_asked_is_offered_later_and_from_another_stop() -> None:
    dispatcher = Dispatcher([make_vehicle()], line(0, 5, 15))

    offer = dispatcher.offer(make_request(origin=1, destination=2, pickup=(0, 3)), nearby=(0,))

    later, elsewhere = offer.alternatives
    assert offer.promise is None
    assert later.pickup[1] == pytest.approx(5.0, abs=1 / 32)
    assert elsewhere.origin == 0
    assert dispatcher.offer(later).promise is not None


@pytest.mark.parametrize(
    ("wish", "told"),
    [({"seats": 9}, "room for 9 seats"), ({"pickup": (599, 600)}, "before the end of its shift")],
)
def test_what_cannot_be_served_at_all_is_refused_with_the_reason(wish: dict[str, Any], told: str) -> None:
    dispatcher = Dispatcher([make_vehicle()], line(0, 5, 15))

    offer = dispatcher.offer(make_request(origin=1, destination=2, **wish))

    assert told in (offer.refusal or "")


def test_an_offer_that_the_night_has_overtaken_is_not_accepted() -> None:
    dispatcher = Dispatcher([make_vehicle(seats=1)], line(0, 5, 15))
    wish: dict[str, Any] = {"origin": 1, "destination": 2, "pickup": (10, 11), "dropoff": (0, 25)}
    first, second = (dispatcher.offer(make_request(name, **wish)) for name in ("Amina", "Bart"))

    dispatcher.commit(first)

    with pytest.raises(StaleOffer, match="Bart"):
        dispatcher.commit(second)


@pytest.mark.parametrize("seed", range(6))
def test_a_whole_night_keeps_every_promise(seed: int) -> None:
    dispatcher, told = draw_dispatcher(seed)
    moments: dict[str, dict[str, float]] = {"pick-up": {}, "drop-off": {}}

    for now in range(0, 600, 10):
        dispatcher.improve(20)
        assert_kept(dispatcher, told)
        for _, what, moment in dispatcher.advance(float(now)):
            moments[what.split()[0]][what.split()[1]] = moment

    dispatcher.advance(600.0)
    for name, promise in told.items():
        assert -EARLY - 1e-6 <= moments["pick-up"][name] - promise.picked_up_at <= LATE + 1e-6
        assert moments["drop-off"][name] - promise.dropped_off_at <= LATE + 1e-6


def test_improving_saves_and_breaks_nothing() -> None:
    dispatcher, told = draw_dispatcher(1)
    before = float(dispatcher.night.routes.price.sum())

    saved = dispatcher.improve(300)

    assert saved >= 0
    assert float(dispatcher.night.routes.price.sum()) == pytest.approx(before - saved)
    assert_kept(dispatcher, told)


@pytest.mark.parametrize("seed", range(4))
def test_a_breakdown_keeps_promises_or_lists_those_that_are_broken(seed: int) -> None:
    dispatcher, told = draw_dispatcher(seed)
    dispatcher.advance(100.0)

    broken = dispatcher.vehicle_down("van 1")

    named = {one.request for one in broken}
    now = {promise.request: promise for promise in dispatcher.promises()}
    assert all(promise.vehicle != "van 1" for promise in now.values())
    for name in set(told) & set(now) - named:
        assert now[name].dropped_off_at <= told[name].dropped_off_at + LATE + 1e-6
    assert all(one.new is None or now[one.request] == one.new for one in broken)


def test_a_delay_is_told_to_those_it_touches_only() -> None:
    dispatcher = Dispatcher([make_vehicle()], line(0, 5, 15))
    dispatcher.commit(dispatcher.offer(make_request(origin=1, destination=2, pickup=(10, 12))))

    nobody = dispatcher.delay("van", 1.0)
    somebody = dispatcher.delay("van", 30.0)

    assert nobody == ()
    assert [one.request for one in somebody] == ["Amina"]
    assert somebody[0].new is not None
    assert somebody[0].new.picked_up_at == pytest.approx(36.0)


def test_room_comes_back_when_a_party_cancels_or_does_not_show() -> None:
    dispatcher = Dispatcher([make_vehicle(seats=1)], line(0, 5, 15))
    wish: dict[str, Any] = {"origin": 1, "destination": 2, "pickup": (10, 11), "dropoff": (0, 25)}
    for name, leave in (("Amina", dispatcher.cancel), ("Bart", dispatcher.no_show)):
        dispatcher.commit(dispatcher.offer(make_request(name, **wish)))
        leave(name)

    assert dispatcher.offer(make_request("Chloé", **wish)).promise is not None


def test_one_more_van_takes_who_had_to_be_refused() -> None:
    dispatcher = Dispatcher([make_vehicle(seats=1)], line(0, 5, 15))
    wish: dict[str, Any] = {"origin": 1, "destination": 2, "pickup": (10, 11), "dropoff": (0, 25)}
    dispatcher.commit(dispatcher.offer(make_request("Amina", **wish)))
    assert dispatcher.offer(make_request("Bart", **wish)).promise is None

    dispatcher.vehicle_added(make_vehicle("reserve", seats=1))

    offer = dispatcher.offer(make_request("Bart", **wish))
    assert offer.promise is not None
    assert offer.promise.vehicle == "reserve"


def test_a_night_written_as_arrays_goes_on_where_it_was() -> None:
    dispatcher, _ = draw_dispatcher(2)
    dispatcher.advance(120.0)
    arrays = dispatcher.to_arrays()

    again = Dispatcher.from_arrays(arrays, dispatcher.night.vehicles, dispatcher.night.travel, early=EARLY, late=LATE)

    wish = Request("asks", 3, 4, (150.0, 200.0))
    assert {name: array.dtype.kind for name, array in arrays.items() if array.dtype.kind == "O"} == {}
    assert again.promises() == dispatcher.promises()
    assert again.offer(wish).promise == dispatcher.offer(wish).promise
    assert again.advance(300.0) == dispatcher.advance(300.0)


def test_more_requests_than_slots_are_held() -> None:
    vans = [Vehicle(f"van {k}", 0, 0, (0.0, 6000.0)) for k in range(3)]
    dispatcher = Dispatcher(vans, line(0, 1, 2))

    for i in range(300):
        dispatcher.commit(dispatcher.offer(Request(f"r{i}", 1, 2, (10.0 * i, 10.0 * i + 60.0))))

    assert len(dispatcher.promises()) == 300
