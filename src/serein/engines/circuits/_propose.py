"""From anchors and a length to few, named circuits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from serein.engines.circuits._asked import checked_ask, placed
from serein.engines.circuits._circuit import Anchor, Circuit, LeftOut, NoCircuit, Why, make_circuit
from serein.engines.circuits._exact import MOST_EXACT, solve_exactly
from serein.engines.circuits._legs import tabulate, walk_leg
from serein.engines.circuits._search import shortest_length, solve_by_search
from serein.engines.circuits._task import FAR, OPEN_END, Floats, Task, Tour
from serein.engines.circuits._twice import TWICE_WEIGHT, with_other_streets
from serein.engines.graph import Snap, StreetGraph

SEED = 1


def propose_circuits(
    graph: StreetGraph,
    anchors: Sequence[Anchor],
    *,
    exposure: ArrayLike,
    max_length_m: float,
    is_closed: bool = True,
    start: int | None = None,
    end: int | None = None,
    most: int = 3,
    twice_weight: float = TWICE_WEIGHT,
    seed: int = SEED,
) -> list[Circuit]:
    """
    Propose circuits that serve as much of the anchors as a length allows, with the least night exposure.

    Parameters
    ----------
    graph : StreetGraph
        On foot.
    anchors : sequence of Anchor
        At least two, each near a street, no two at one place.
    exposure : array_like, shape (e,)
        Metres that count of each edge; finite, at least 0.
    max_length_m : float
        Of each circuit.
    is_closed : bool
        Whether a circuit comes back to where it begins.
    start, end : int, optional
        Positions of the anchors where the first linear circuit begins and ends; free where not told.
    most : int
        Number of circuits.
    twice_weight : float
        Exposure that a metre walked before costs beside its own, see `TWICE_WEIGHT`; 0 for none.
    seed : int
        Of chance, above twelve anchors.

    Returns
    -------
    list of Circuit
        The first serves the greatest weight; each further one the greatest weight of what is left, and shares an
        anchor with those before where one of that length can. The order of the anchors changes nothing.

    Raises
    ------
    InvalidAnchors
        With what was found and what is accepted.
    NoCircuit
        If no circuit is so short; says which would be.

    Notes
    -----
    Up to twelve anchors exact: over all subsets, orders and ways of the exact front of each leg (`solve_exactly`);
    above by search (`solve_by_search`). Then legs that walk a street twice are exchanged (`with_other_streets`).
    """
    asked = checked_ask(graph, anchors, exposure, max_length_m, most, twice_weight)
    ground = _survey(graph, anchors, asked, max_length_m, is_closed, (start, end))
    circuits: list[tuple[tuple[int, ...], list[float]]] = []
    served: set[int] = set()
    while len(circuits) < most and len(served) < len(anchors):
        tour = _next_tour(ground, served, seed)
        if tour is None:
            break
        circuits.append(_canonical(ground, tour))
        served |= set(circuits[-1][0])
    if not circuits:
        raise NoCircuit(_why_none(ground))
    made = [_walked(ground, *circuit, twice_weight) for circuit in circuits]
    return [replace(circuit, left_out=_left_out(ground, circuit, made)) for circuit in made]


@dataclass(frozen=True, eq=False)
class _Ground:
    """Anchors in a canonical order, where they are, and the ways between them."""

    graph: StreetGraph
    exposure: Floats
    anchors: list[Anchor]
    snaps: list[Snap]
    shortest: Floats
    task: Task

    @property
    def is_linear(self) -> bool:
        return OPEN_END in self.task.must

    @property
    def first(self) -> int:
        """Number of nodes before the first anchor's."""
        return int(self.is_linear)


def _survey(
    graph: StreetGraph,
    anchors: Sequence[Anchor],
    exposure: Floats,
    bound_m: float,
    is_closed: bool,
    ends: tuple[int | None, int | None],
) -> _Ground:
    order, snaps, start, end = placed(graph, anchors, is_closed, ends)
    ordered = [anchors[position] for position in order]
    metres = graph.matrix(snaps, snaps, weights=graph.network.edge_length_m)
    shortest = np.minimum(metres, metres.T)
    within_m = bound_m / 2 if is_closed else bound_m
    length, exposed = tabulate(graph, snaps, exposure, shortest, within_m=within_m * (1 + 1e-9))
    weight = np.array([anchor.weight for anchor in ordered])
    task = (
        Task(length, exposed, weight, bound_m) if is_closed else _linear(length, exposed, weight, bound_m, start, end)
    )
    return _Ground(graph, exposure, ordered, snaps, shortest, task)


def _linear(
    length: Floats, exposed: Floats, weight: Floats, bound_m: float, start: int | None, end: int | None
) -> Task:
    """Return the task with an open end before all: free to leave and to come to, but for where ends are told."""
    count = len(weight) + 1
    tables = np.full((2, count, count, length.shape[2]), FAR)
    tables[:, 1:, 1:] = length, exposed
    tables[:, 0, 1:, 0] = tables[:, 1:, 0, 0] = 0.0
    nodes = np.arange(1, count)
    if start is not None:
        tables[:, 0, nodes[nodes != start + 1]] = FAR
    if end is not None:
        tables[:, nodes[nodes != end + 1], 0] = FAR
    pins = [None if node is None else node + 1 for node in (start, end)]
    must = frozenset({OPEN_END, *(node for node in pins if node is not None)})
    return Task(
        tables[0], tables[1], np.concatenate(([0.0], weight)), bound_m, must=must, least=3, start=pins[0], end=pins[1]
    )


def _next_tour(ground: _Ground, served: set[int], seed: int) -> Tour | None:
    """Return the tour that serves the greatest weight of what is not served, with one of the served if it can."""
    if not served:
        return _solve(ground.task, seed)
    task = _linear_free(ground.task) if ground.is_linear else ground.task
    weight = task.weight.copy()
    nodes = [position + ground.first for position in served]
    weight[nodes] = 0.0
    for one_of in (frozenset(nodes), frozenset[int]()):
        tour = _solve(replace(task, weight=weight, one_of=one_of), seed)
        if tour is not None and weight[list(tour.order)].sum() > 0:
            return tour
    return None


def _linear_free(task: Task) -> Task:
    return _linear(task.length[1:, 1:], task.exposure[1:, 1:], task.weight[1:], task.bound_m, None, None)


def _solve(task: Task, seed: int) -> Tour | None:
    return (
        solve_exactly(task)
        if task.count <= MOST_EXACT - (OPEN_END not in task.must)
        else solve_by_search(task, seed=seed)
    )


def _canonical(ground: _Ground, tour: Tour) -> tuple[tuple[int, ...], list[float]]:
    """Return the anchors of a tour and the length of each leg, begun and turned in the one way we write it."""
    order = np.array(tour.order)
    lengths = ground.task.length[order, np.roll(order, -1), list(tour.ways)]
    if ground.is_linear:
        at = int(np.flatnonzero(order == OPEN_END)[0])
        order, lengths = np.roll(order, -at)[1:] - 1, np.roll(lengths, -at)[1:-1]
        is_pinned = ground.task.start is not None or ground.task.end is not None
        if order[0] > order[-1] and not is_pinned:
            order, lengths = order[::-1], lengths[::-1]
        return tuple(order.tolist()), lengths.tolist()
    at = min(range(len(order)), key=lambda i: (-ground.anchors[order[i]].weight, order[i]))
    order, lengths = np.roll(order, -at), np.roll(lengths, -at)
    if order[1] > order[-1]:
        order, lengths = np.concatenate((order[:1], order[:0:-1])), lengths[::-1]
    return tuple(order.tolist()), lengths.tolist()


def _walked(ground: _Ground, order: tuple[int, ...], lengths: list[float], twice_weight: float) -> Circuit:
    snaps = [ground.snaps[position] for position in order]
    ends = list(zip(snaps, snaps[1:] if ground.is_linear else [*snaps[1:], snaps[0]], strict=False))
    legs = [
        walk_leg(ground.graph, pair, ground.exposure, length_m) for pair, length_m in zip(ends, lengths, strict=True)
    ]
    legs = with_other_streets(
        ground.graph, legs, ends, ground.exposure, bound_m=ground.task.bound_m, twice_weight=twice_weight
    )
    return make_circuit(
        [ground.anchors[position] for position in order],
        snaps,
        legs,
        is_closed=not ground.is_linear,
        edge_length_m=ground.graph.network.edge_length_m,
    )


def _left_out(ground: _Ground, circuit: Circuit, circuits: list[Circuit]) -> tuple[LeftOut, ...]:
    told = []
    for position, anchor in enumerate(ground.anchors):
        if anchor in circuit.anchors:
            continue
        needed_m = _needed(ground, [ground.anchors.index(one) for one in circuit.anchors] + [position])
        other = next((one for one in circuits if anchor in one.anchors), None)
        if other is not None:
            told.append(LeftOut(anchor, Why.ELSEWHERE, needed_m, f"{anchor.name_fr} is on circuit {other.name_fr}."))
            continue
        reason = f"With {anchor.name_fr} it would be {needed_m:,.0f} m; {ground.task.bound_m:,.0f} m is the bound."
        told.append(LeftOut(anchor, Why.TOO_FAR, needed_m, reason))
    return tuple(told)


def _needed(ground: _Ground, positions: list[int]) -> float:
    """Return the length of the shortest circuit over some anchors, whatever the bound."""
    length = ground.shortest[:, :, None] + np.where(np.eye(len(ground.anchors), dtype=bool), FAR, 0.0)[:, :, None]
    weight = np.ones(len(ground.anchors))
    if not ground.is_linear:
        return shortest_length(Task(length, length, weight, np.inf), sorted(positions))
    pins = (None if node is None else node - 1 for node in (ground.task.start, ground.task.end))
    task = _linear(length, length, weight, np.inf, *pins)
    return shortest_length(task, [OPEN_END, *(position + 1 for position in sorted(positions))])


def _why_none(ground: _Ground) -> str:
    kind, bound = ("linear" if ground.is_linear else "closed"), f"{ground.task.bound_m:,.0f} m"
    everywhere = list(range(len(ground.anchors)))
    all_m = _needed(ground, everywhere)
    far, closer_m = _hardest(ground, everywhere)
    pins = [node - 1 for node in (ground.task.start, ground.task.end) if node is not None]
    pairs = [(a, b) for a in everywhere for b in everywhere[:a] if set(pins) <= {a, b}]
    least_m, pair = min((_needed(ground, list(pair)), pair) for pair in pairs)
    a, b = (ground.anchors[position].name_fr for position in reversed(pair))
    text = f"No {kind} circuit of at most {bound} joins two anchors: {a} and {b} alone take {least_m:,.0f} m"
    if len(everywhere) == 2:
        return f"{text}, a bound that would do."
    return f"{text}, all {len(everywhere)} {all_m:,.0f} m, and {closer_m:,.0f} m without {far}, the farthest off."


def _hardest(ground: _Ground, everywhere: list[int]) -> tuple[str, float]:
    """Return the anchor without which all others take least, and how much."""
    pins = {node - 1 for node in (ground.task.start, ground.task.end) if node is not None}
    loose = [position for position in everywhere if position not in pins]
    if len(everywhere) == 2 or not loose:
        return "", np.inf
    without = [(_needed(ground, [one for one in everywhere if one != position]), position) for position in loose]
    length_m, position = min(without)
    return ground.anchors[position].name_fr, length_m
