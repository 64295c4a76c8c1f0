"""OR-Tools' routing solver on a benchmark instance, in an interpreter that has it; prints one line of JSON."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

SCALE = 1000


def main(path: str, seconds: float) -> None:
    rows = [[float(word) for word in line.split()] for line in Path(path).read_text().splitlines() if line.strip()]
    fleet, span, seats, ride = int(rows[0][0]), rows[0][2], int(rows[0][3]), rows[0][4]
    nodes = rows[1:]
    count = (len(nodes) - 1) // 2 if len(nodes) % 2 else (len(nodes) - 2) // 2
    nodes = nodes[: 2 * count + 1]
    far = [[math.ceil(SCALE * math.hypot(a[1] - b[1], a[2] - b[2])) for b in nodes] for a in nodes]
    manager = pywrapcp.RoutingIndexManager(len(nodes), fleet, 0)
    routing = pywrapcp.RoutingModel(manager)
    _add_rules(routing, manager, nodes, far, (span, seats, ride, count))
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(int(1000 * seconds))
    found = routing.SolveWithParameters(parameters)
    if found is None:
        print(json.dumps({"cost": None}))
        return
    routes = []
    for k in range(fleet):
        index, route = routing.Start(k), []
        while not routing.IsEnd(index):
            index = found.Value(routing.NextVar(index))
            if not routing.IsEnd(index):
                route.append(manager.IndexToNode(index))
        routes.append(route)
    exact = sum(
        math.hypot(nodes[a][1] - nodes[b][1], nodes[a][2] - nodes[b][2])
        for route in routes
        for a, b in zip([0, *route], [*route, 0], strict=True)
        if route
    )
    print(json.dumps({"cost": exact, "routes": routes}))


def _add_rules(
    routing: Any, manager: Any, nodes: list[list[float]], far: list[list[int]], limits: tuple[Any, ...]
) -> None:
    span, seats, ride, count = limits

    def distance(a: int, b: int) -> int:
        return far[manager.IndexToNode(a)][manager.IndexToNode(b)]

    def duration(a: int, b: int) -> int:
        return distance(a, b) + round(SCALE * nodes[manager.IndexToNode(a)][3])

    def load(a: int) -> int:
        return int(nodes[manager.IndexToNode(a)][4])

    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitCallback(distance))
    horizon = SCALE * 3000
    routing.AddDimension(routing.RegisterTransitCallback(duration), horizon, horizon, False, "time")
    fleet = manager.GetNumberOfVehicles()
    routing.AddDimensionWithVehicleCapacity(
        routing.RegisterUnaryTransitCallback(load), 0, [seats] * fleet, True, "load"
    )
    time = routing.GetDimensionOrDie("time")
    for k in range(fleet):
        time.SetSpanUpperBoundForVehicle(int(SCALE * span), k)
        time.CumulVar(routing.Start(k)).SetRange(int(SCALE * nodes[0][5]), int(SCALE * nodes[0][6]))
        time.CumulVar(routing.End(k)).SetRange(int(SCALE * nodes[0][5]), int(SCALE * nodes[0][6]))
    solver = routing.solver()
    for i in range(1, count + 1):
        up, off = manager.NodeToIndex(i), manager.NodeToIndex(i + count)
        routing.AddPickupAndDelivery(up, off)
        solver.Add(routing.VehicleVar(up) == routing.VehicleVar(off))
        solver.Add(time.CumulVar(up) <= time.CumulVar(off))
        longest = int(SCALE * (ride + nodes[i][3]))
        solver.Add(time.CumulVar(off) - time.CumulVar(up) <= longest)
        for index, node in ((up, i), (off, i + count)):
            time.CumulVar(index).SetRange(math.ceil(SCALE * nodes[node][5]), int(SCALE * nodes[node][6]))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
