"""How long a process that kept nothing takes to build both desks from rows, in CPU time of the thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np

from benchmarks.dialaride.offers import draw_night
from serein.engines.dialaride import Dispatcher, Group, Returns, Van
from serein.engines.dialaride._crowd import KINDS, draw_crowd, minutes_between

TIMES = 9


def measure() -> dict[str, Any]:
    dispatcher, _ = draw_night(np.random.default_rng(20_260_619))
    fleet, travel = dispatcher.night.vehicles, replace(dispatcher.night.travel, slack=0.0)
    rows = {"held": dispatcher.held(), "positions": dispatcher.positions(), "now": 0.0}
    routes = dispatcher.routes()
    told = {
        "200 requests, 12 vehicles": _ms(lambda: Dispatcher.resume(fleet, travel, routes=routes, **rows)),
        "the same, slack not given": _ms(
            lambda: Dispatcher.resume(fleet, dispatcher.night.travel, routes=routes, **rows)
        ),
        "the same, without routes": _ms(lambda: Dispatcher.resume(fleet, travel, routes={}, **rows)),
        "readers": _ms(lambda: (dispatcher.plan(), dispatcher.held(), dispatcher.routes(), dispatcher.positions())),
    }
    return told | {f"{count} groups that wait, 3 vans": _returns(count) for count in (40, 200)}


def _returns(count: int) -> str:
    crowd = draw_crowd(replace(KINDS["large"], riders=3 * count, lasts=60.0), seed=1)
    times = minutes_between(crowd.spots_km[: count + 1])
    groups = [Group(g, g + 1, int(crowd.size[g]), float(crowd.arrives[g]), int(g % 20 == 0)) for g in range(count)]
    fleet, free = (Van(8, 1, 2), Van(8, 1, 2), Van(8)), (60.0, 70.0, 80.0)
    return _ms(lambda: Returns.resume(times, vans=fleet, groups=groups, free_at=free, now=60.0).plan())


def _ms(act: Callable[[], Any]) -> str:
    act()
    spent = []
    for _ in range(TIMES):
        begun = time.thread_time()
        act()
        spent.append(1e3 * (time.thread_time() - begun))
    return f"{median(spent):.1f} / {max(spent):.1f} (ms: median / longest)"
