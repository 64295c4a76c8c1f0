"""The plainest way to be right: every way listed, darts searched one by one, and SciPy's matrices."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from serein.engines.graph import Access, Mode, Snap, StreetNetwork

_FLAGS = {
    Mode.WALK: (Access.WALK, Access.WALK),
    Mode.BICYCLE: (Access.BICYCLE_FORWARD, Access.BICYCLE_BACKWARD),
    Mode.DRIVE: (Access.DRIVE_FORWARD, Access.DRIVE_BACKWARD),
}

Step = tuple[int, int, float]
"""An edge, its direction (0 or 1), and the share of it that is travelled."""


def steps_from(network: StreetNetwork, mode: Mode, node: int) -> list[tuple[int, int, int]]:
    """List (edge, direction, node reached) of all that leaves a node."""
    return [
        (edge, way, ends[1 - way])
        for edge, ends in enumerate(network.edge_nodes.tolist())
        for way in (0, 1)
        if ends[way] == node and network.edge_access[edge] & _FLAGS[mode][way]
    ]


def all_ways(network: StreetNetwork, mode: Mode, origin: Snap, destination: Snap) -> Iterator[list[Step]]:
    """List every way that passes no node twice."""
    yield from along_the_edge(network, mode, origin, destination)
    for edge, way, rest, head in departures(network, mode, origin):
        yield from _onwards(network, mode, [(edge, way, rest)], [head], destination)


def along_the_edge(network: StreetNetwork, mode: Mode, origin: Snap, destination: Snap) -> list[list[Step]]:
    """List the ways that never leave the edge both places lie on."""
    rests = enumerate((destination.share - origin.share, origin.share - destination.share))
    return [
        [(origin.edge, way, rest)]
        for way, rest in rests
        if origin.edge == destination.edge and rest >= 0 and network.edge_access[origin.edge] & _FLAGS[mode][way]
    ]


def departures(network: StreetNetwork, mode: Mode, origin: Snap) -> list[tuple[int, int, float, int]]:
    """List (edge, direction, share to travel, node reached) of what leads away from a place."""
    return [
        (origin.edge, way, rest, int(network.edge_nodes[origin.edge, 1 - way]))
        for way, rest in ((0, 1 - origin.share), (1, origin.share))
        if network.edge_access[origin.edge] & _FLAGS[mode][way]
    ]


def _onwards(
    network: StreetNetwork, mode: Mode, steps: list[Step], nodes: list[int], destination: Snap
) -> Iterator[list[Step]]:
    for edge, way, head in steps_from(network, mode, nodes[-1]):
        if edge == destination.edge:
            yield [*steps, (edge, way, destination.share if way == 0 else 1 - destination.share)]
        if head not in nodes:
            yield from _onwards(network, mode, [*steps, (edge, way, 1.0)], [*nodes, head], destination)


def total(steps: list[Step], weights: np.ndarray) -> float:
    return float(sum(share * weights[edge] for edge, _, share in steps))


def brute_front(
    network: StreetNetwork, origin: Snap, destination: Snap, exposure: np.ndarray, longest: float
) -> list[tuple[float, float]]:
    """Find the front on foot among all ways listed."""
    values = sorted(
        (total(steps, network.edge_length_m), total(steps, exposure))
        for steps in all_ways(network, Mode.WALK, origin, destination)
    )
    front: list[tuple[float, float]] = []
    for length, exposed in values:
        if length <= values[0][0] * longest * (1 + 1e-12) and (not front or exposed < front[-1][1] - 1e-7):
            if front and length <= front[-1][0] + 1e-7:
                front.pop()
            front.append((length, exposed))
    return front


def by_darts(network: StreetNetwork, mode: Mode, origin: Snap, destination: Snap, weights: np.ndarray) -> float:
    """
    Search over darts, so that each knows which turns are banned after it.

    Where there are bans, one turns back only where nothing else leads on.
    """
    bans = {tuple(ban) for ban in network.turn_bans.tolist()} if mode is Mode.DRIVE else set()
    best = min((total(steps, weights) for steps in along_the_edge(network, mode, origin, destination)), default=np.inf)
    heap = [
        (rest * weights[edge], True, edge, way, head) for edge, way, rest, head in departures(network, mode, origin)
    ]
    heapq.heapify(heap)
    done = set()
    while heap:
        cost, is_part, edge, way, node = heapq.heappop(heap)
        if (edge, way, is_part) in done:
            continue
        done.add((edge, way, is_part))
        onwards = steps_from(network, mode, node)
        for onto, direction, head in onwards:
            turns_back = bool(bans) and (onto, direction) == (edge, 1 - way) and len(onwards) > 1
            if (edge, node, onto) in bans or turns_back:
                continue
            if onto == destination.edge:
                part = destination.share if direction == 0 else 1 - destination.share
                best = min(best, cost + part * weights[onto])
            heapq.heappush(heap, (cost + weights[onto], False, onto, direction, head))
    return float(best)


def by_scipy(network: StreetNetwork, mode: Mode, origin: Snap, weights: np.ndarray) -> np.ndarray:
    """Ask SciPy for the least cost from a place to every node; the place is one node more."""
    nodes = network.node_count
    least: dict[tuple[int, int], float] = {}
    for edge, (a, b) in enumerate(network.edge_nodes.tolist()):
        for way, (tail, head) in enumerate(((a, b), (b, a))):
            if not network.edge_access[edge] & _FLAGS[mode][way]:
                continue
            least[tail, head] = min(weights[edge], least.get((tail, head), np.inf))
            if edge == origin.edge:
                part = (1 - origin.share if way == 0 else origin.share) * weights[edge]
                least[nodes, head] = min(part, least.get((nodes, head), np.inf))
    pairs = np.array(list(least), dtype=int).reshape(-1, 2)
    costs = np.maximum(np.array(list(least.values())), 1e-300)
    matrix = coo_matrix((costs, (pairs[:, 0], pairs[:, 1])), shape=(nodes + 1, nodes + 1)).tocsr()
    found: np.ndarray = dijkstra(matrix, indices=nodes)[:nodes]
    return found
