"""How long an offer takes in a night of 12 vehicles and 200 promised requests, alone and beside the search."""

from __future__ import annotations

import time
from threading import Event, Thread
from typing import Any

import numpy as np

from serein.engines.dialaride import Dispatcher, Request, Travel, Vehicle

COUNT = 5_000


def measure() -> dict[str, Any]:
    dice = np.random.default_rng(20_260_619)
    dispatcher, made = draw_night(dice)
    requests = [_request(dice, f"asks {i}", float(dice.uniform(0, 500))) for i in range(COUNT)]
    dispatcher.offer(requests[0])
    dispatcher.improve(5)
    alone = _percentiles(dispatcher, requests, time.thread_time)
    wall = _percentiles(dispatcher, requests, time.perf_counter)
    stop = Event()
    beside = Thread(target=lambda: [dispatcher.improve(200) for _ in iter(stop.is_set, True)])
    beside.start()
    improving = _percentiles(dispatcher, requests, time.thread_time)
    improving_wall = _percentiles(dispatcher, requests, time.perf_counter)
    stop.set()
    beside.join()
    dispatcher.advance(100.0)
    begun = time.perf_counter(), time.process_time()
    broken = dispatcher.vehicle_down("van 3")
    return {
        "offers to promise 200": made, "alone, CPU µs": alone, "alone, wall µs": wall,
        "beside improve, CPU µs": improving, "beside improve, wall µs": improving_wall,
        "breakdown wall s": round(time.perf_counter() - begun[0], 3),
        "breakdown CPU s": round(time.process_time() - begun[1], 3), "promises broken by it": len(broken),
    }  # fmt: skip


def draw_night(dice: np.random.Generator) -> tuple[Dispatcher, int]:
    spots = dice.uniform(0, 10, (400, 2))
    times = 2.0 * np.hypot(*(spots[:, None, :] - spots[None, :, :]).transpose(2, 0, 1))
    fleet = [Vehicle(f"van {k}", 0, 0, (0.0, 600.0), 8, 1, 2) for k in range(12)]
    dispatcher = Dispatcher(fleet, Travel(times))
    made = 0
    while len(dispatcher.promises()) < 200:
        offer = dispatcher.offer(_request(dice, f"rides {made}", float(dice.uniform(0, 500))))
        made += 1
        if offer.promise is not None:
            dispatcher.commit(offer)
    return dispatcher, made


def _request(dice: np.random.Generator, name: str, at: float) -> Request:
    a, b = (int(place) for place in dice.integers(0, 400, 2))
    seats = int(dice.integers(1, 4))
    return Request(name, a, b, (at, at + 30.0), seats=seats, boarding=1.0, alighting=1.0, max_ride=45.0)


def _percentiles(dispatcher: Dispatcher, requests: list[Request], clock: Any) -> str:
    spent = []
    for request in requests:
        begun = clock()
        dispatcher.offer(request)
        spent.append(1e6 * (clock() - begun))
    return " / ".join(f"{value:.0f}" for value in np.percentile(spent, [50, 99, 100])) + " (p50 / p99 / max)"
