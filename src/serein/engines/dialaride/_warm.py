"""Have all machine code ready before somebody waits for it."""

from __future__ import annotations

import numpy as np

from serein.engines.dialaride._dispatch import Dispatcher
from serein.engines.dialaride._problem import Problem, Request, Travel, Vehicle
from serein.engines.dialaride._returns import Returns
from serein.engines.dialaride._solve import solve
from serein.engines.dialaride._trips import take_in_order
from serein.engines.dialaride._venue import Group, Van


def warm_up() -> None:
    """
    Compile all that plans, dispatches and returns call, or read it from the cache.

    Call it when a process starts: it takes a minute or two once after an installation, a second or two later.
    """
    street = np.abs(np.subtract.outer(np.arange(12.0), np.arange(12.0)))
    travel = Travel(street, slack=0.0)
    fleet = tuple(Vehicle(name, 0, 0, (0.0, 200.0)) for name in "abcdef")
    requests = tuple(Request(f"{i}", i, 11 - i, (10.0 * i, 10.0 * i + 60.0), max_ride=40.0) for i in range(1, 11))
    solve(Problem((*requests, Request("nobody", 1, 2, (0.0, 0.5))), fleet, travel), iterations=20)
    solve(Problem(requests, fleet, travel), iterations=1_000)
    _dispatch(travel, fleet[:2], requests[:2])
    groups = [Group(i, i, 1, 0.0) for i in range(1, 4)]
    desk = Returns.resume(street, vans=(Van(), Van(20)), groups=groups, free_at=[0.0, 0.0], now=0.0, steps=5)
    desk.join(size=1, door=1, at=0.0)
    desk.due(0.0)
    take_in_order(desk.queue, 0, desk.waiting, 0.0)


def _dispatch(travel: Travel, fleet: tuple[Vehicle, ...], requests: tuple[Request, ...]) -> None:
    dispatcher = Dispatcher(fleet, travel)
    for request in requests:
        dispatcher.commit(dispatcher.offer(request))
    dispatcher.offer(Request("late", 1, 2, (0.0, 0.5)))
    dispatcher.improve(2)
    dispatcher.advance(25.0)
    for vehicle in fleet:
        dispatcher.delay(vehicle.name, 150.0)
    rows = {"held": dispatcher.held(), "routes": dispatcher.routes(), "positions": dispatcher.positions()}
    Dispatcher.resume(fleet, travel, now=0.0, **rows)  # type: ignore[arg-type]
