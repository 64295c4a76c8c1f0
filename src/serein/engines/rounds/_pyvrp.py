"""The day as PyVRP understands it, and the order that PyVRP finds (Wouda, Lan and Kool 2024)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from serein.engines.rounds._tables import Integers, Tables

if TYPE_CHECKING:
    from pyvrp import ProblemData
    from pyvrp.stop import StoppingCriterion

_NO_WAY = 10**7


def order_by_pyvrp(tables: Tables, seed: int, iterations: int) -> Integers:
    """Let PyVRP find an order in so many steps."""
    from pyvrp.stop import MaxIterations

    return pyvrp_order(tables, MaxIterations(iterations), seed)


def pyvrp_order(tables: Tables, stop: StoppingCriterion, seed: int) -> Integers:
    """Solve by PyVRP alone; prizes are such that value comes before any time. It may fall short of fitting."""
    from pyvrp import solve  # it brings Matplotlib, half a second: not at every start of a process

    problem, nodes = as_problem(tables, tables.value * (1 + tables.ends - tables.starts))
    routes = solve(problem, stop=stop, seed=seed, collect_stats=False, display=False).best.routes()
    found = [nodes[activity.idx] for route in routes for activity in route if activity.is_client()]
    return np.array([node for node in found if node >= 0], np.int64)


def as_problem(tables: Tables, prizes: Integers) -> tuple[ProblemData, list[int]]:
    """
    Write a day as one vehicle with prizes, and tell the visit of each client (-1: a break).

    A visit with several windows is a group of clients of which at most one is served; so is the break, of which one
    must be taken: at a post, or where any visit is.
    """
    import pyvrp

    n, posts = len(tables.value), tables.to_post.shape[1]
    clients: list[pyvrp.Client] = []
    groups: list[pyvrp.ClientGroup] = []
    nodes: list[int] = []
    for v in range(n):
        windows = range(tables.first[v], tables.first[v + 1])
        group = len(groups) if len(windows) > 1 else None
        if group is not None:
            groups.append(pyvrp.ClientGroup([len(clients) + w for w in range(len(windows))], required=False))
        for w in windows:
            stay = int(tables.stay[v])
            clients.append(
                pyvrp.Client(v, service_duration=stay, tw_early=int(tables.opens[w]), tw_late=int(tables.closes[w]),
                    prize=int(prizes[v]) + stay, required=False, group=group)
            )  # fmt: skip
            nodes.append(v)
    if tables.rest_s >= 0:
        places = range(n + 2, n + 2 + posts) if posts else range(n + 2)
        group = len(groups)
        groups.append(pyvrp.ClientGroup([len(clients) + k for k in range(len(places))], required=True))
        for place in places:
            clients.append(
                pyvrp.Client(place, service_duration=tables.rest_s, tw_early=tables.rest_opens,
                    tw_late=tables.rest_closes, required=False, group=group)
            )  # fmt: skip
            nodes.append(-1)
    travel = np.minimum(
        np.block([[tables.travel, tables.to_post], [tables.from_post, np.zeros((posts, posts), np.int64)]]), _NO_WAY
    )
    vehicle = pyvrp.VehicleType(
        start_depot=1, end_depot=0, tw_early=tables.starts, tw_late=tables.ends, start_late=tables.starts,
        unit_distance_cost=0, unit_duration_cost=1,
    )  # fmt: skip
    locations = [pyvrp.Location(0, 0) for _ in range(n + 2 + posts)]
    depots = [pyvrp.Depot(n), pyvrp.Depot(n + 1)]
    return pyvrp.ProblemData(locations, clients, depots, [vehicle], [travel * 0], [travel], groups), nodes
