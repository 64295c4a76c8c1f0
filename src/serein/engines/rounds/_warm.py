"""All machine code, made before anybody waits for it."""

from __future__ import annotations

import numpy as np

from serein.engines.rounds._day import Break, Day, Visit
from serein.engines.rounds._plan import plan_round
from serein.engines.rounds._reorder import NewVisit, reorder


def warm_up() -> None:
    """Compile every kernel, or read it from the cache; call it when a process starts. Half a minute at first."""
    count = 12
    visits = tuple(Visit(f"{v}", v % 3, 5.0) for v in range(count))
    day = Day(np.ones((3, 3)), visits, 0.0, 500.0, 0, 1, Break(5.0, 10.0, 20.0))
    for few in (3, count):
        smaller = Day(day.travel, visits[:few], 0.0, 500.0, 0, 1, day.rest)
        made = plan_round(smaller, iterations=4, pyvrp_iterations=0)
        reorder(smaller, made, now=9.0, at_stop=2, done=made.order[:1], events=(NewVisit(Visit("new", 0, 5.0)),))
