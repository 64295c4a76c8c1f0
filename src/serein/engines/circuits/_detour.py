"""The way round what is dark, dug up or shut; and which street of a circuit is missed most."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from serein.engines.circuits._asked import checked_exposure
from serein.engines.circuits._circuit import Circuit, make_circuit
from serein.engines.circuits._legs import LONGEST_LEG, is_same_place, standing
from serein.engines.circuits._task import FAR, SLACK, Floats, Task
from serein.engines.circuits._twice import exposed
from serein.engines.circuits._ways import with_best_ways
from serein.engines.graph import Path, Snap, StreetGraph

Edges = NDArray[np.int64]

BARRED = 1e6
"""What a metre of a barred edge costs, so that it is walked only where nothing else leads on."""

TRADES = (0.0, 0.1, 0.3, 1.0, 3.0, 100.0)
"""Metres that count which a metre of way is worth, for the ways among which a way round is chosen."""


@dataclass(frozen=True, eq=False)
class WayRound:
    """
    A circuit without some edges.

    Attributes
    ----------
    circuit : Circuit or None
        The same anchors in the same order; None if the barred edges cut them off.
    reason : str
        Why there is none, English; empty where there is one.
    replaced : tuple of int
        Positions of the legs that changed.
    detour_m : float
        Metres that it is longer; negative if shorter.
    added_exposure : float
        Metres that count more.
    unavoidable_m : float
        Metres of barred edges that it walks for want of another way; 0 unless those were allowed.
    """

    circuit: Circuit | None
    reason: str
    replaced: tuple[int, ...]
    detour_m: float = 0.0
    added_exposure: float = 0.0
    unavoidable_m: float = 0.0


@dataclass(frozen=True, eq=False)
class DarkStreet:
    """
    What it means if one street of a circuit goes dark.

    Attributes
    ----------
    name_fr, name_nl : str
        Of the street; empty if it has none.
    edges : ndarray of int64
        Its edges on the circuit.
    share : float
        Of the circuit's length, 0 to 1.
    way_round : WayRound
        Round all of the street; what of it cannot be avoided is walked.
    """

    name_fr: str
    name_nl: str
    edges: Edges
    share: float
    way_round: WayRound


def way_round(
    graph: StreetGraph,
    circuit: Circuit,
    barred_edges: ArrayLike,
    *,
    exposure: ArrayLike,
    max_length_m: float = np.inf,
    may_cross: bool = False,
) -> WayRound:
    """
    Lead a circuit round edges that are out or shut.

    Parameters
    ----------
    graph : StreetGraph
        On foot, of the network that the circuit was made on.
    circuit : Circuit
        Its anchors and their order stay, and so do all legs that walk no barred edge.
    barred_edges : array_like of int
        Edges of the network.
    exposure : array_like, shape (e,)
        Metres that count of each edge.
    max_length_m : float
        Of the whole way round; where even the shortest is longer, that one is told.
    may_cross : bool
        Whether barred edges may be walked where nothing else leads on: what is dark may, what is dug up may not.

    Returns
    -------
    WayRound
        Without a circuit, and with a reason, if the town is cut in two. Cost: six paths for each leg concerned.

    Raises
    ------
    ValueError
        If an edge is none of the network's.
    """
    row = checked_exposure(graph, exposure)
    barred = _checked_edges(graph, barred_edges)
    concerned = tuple(at for at, leg in enumerate(circuit.legs) if np.isin(leg.edges, barred).any())
    ways = {at: _ways(graph, _ends(circuit, at), row, barred) for at in concerned}
    if not may_cross:
        for at in concerned:
            ways[at] = [way for way in ways[at] if not np.isin(way.edges, barred).any()]
            if not ways[at]:
                return WayRound(None, _why_cut(circuit, at, barred), concerned)
    legs = _chosen(circuit, ways, max_length_m)
    made = make_circuit(
        circuit.anchors,
        circuit.snaps,
        legs,
        is_closed=circuit.is_closed,
        edge_length_m=graph.network.edge_length_m,
        left_out=circuit.left_out,
    )
    made = replace(made, name_fr=circuit.name_fr, name_nl=circuit.name_nl)
    before = sum(exposed(graph, leg, row) for leg in circuit.legs)
    walked = sum(float(leg.metres[np.isin(leg.edges, barred)].sum()) for leg in legs)
    return WayRound(made, "", concerned, made.length_m - circuit.length_m, made.exposure - before, walked)


def what_if_dark(
    graph: StreetGraph, circuit: Circuit, *, exposure: ArrayLike, max_length_m: float = np.inf
) -> list[DarkStreet]:
    """
    Tell for each street of a circuit what it means if it goes dark, the worst loss first.

    Parameters
    ----------
    graph : StreetGraph
        On foot.
    circuit : Circuit
        Of that network.
    exposure : array_like, shape (e,)
        Metres that count of each edge while all is lit as it is.
    max_length_m : float
        Of the way round.

    Returns
    -------
    list of DarkStreet
        By metres in the dark that cannot be avoided, then by exposure added, then by detour. A street is all edges of
        its name; edges without a name are one street for each way they were mapped as. Cost: a `way_round` a street.
    """
    row = checked_exposure(graph, exposure)
    network = graph.network
    walked = np.concatenate([leg.edges for leg in circuit.legs])
    metres = np.concatenate([leg.metres for leg in circuit.legs])
    whole = np.where(network.edge_name >= 0, network.edge_name, -1 - network.edge_way)
    key = whole[walked]
    streets = []
    for street in np.unique(key).tolist():
        edges = np.unique(walked[key == street]).astype(np.int64)
        round_it = way_round(
            graph, circuit, np.flatnonzero(whole == street), exposure=row, max_length_m=max_length_m, may_cross=True
        )
        names = [network.name(int(edges[0]), language) for language in ("fr", "nl")]
        share = float(metres[key == street].sum()) / circuit.length_m if circuit.length_m else 0.0
        streets.append(DarkStreet(names[0], names[1], edges, share, round_it))
    return sorted(streets, key=_loss)


def _loss(street: DarkStreet) -> tuple[float, float, float, str, int]:
    lost = street.way_round
    worst_first = (-round(lost.unavoidable_m, 6), -round(lost.added_exposure, 6), -round(lost.detour_m, 6))
    return (*worst_first, street.name_fr, int(street.edges[0]))


def _checked_edges(graph: StreetGraph, edges: ArrayLike) -> Edges:
    given = np.asarray(edges)
    found = given.reshape(-1).astype(np.int64) if given.size else np.zeros(0, np.int64)
    count = graph.network.edge_count
    if found.size and not (np.all(given == found.reshape(given.shape)) and found.min() >= 0 and found.max() < count):
        raise ValueError(f"barred_edges reaches from {given.min()} to {given.max()}; 0 to {count - 1} is accepted.")
    return np.unique(found)


def _ends(circuit: Circuit, leg: int) -> tuple[Snap, Snap]:
    begin, end = circuit.ends(leg)
    return circuit.snaps[begin], circuit.snaps[end]


def _ways(graph: StreetGraph, ends: tuple[Snap, Snap], exposure: Floats, barred: Edges) -> list[Path]:
    """Return ways between the least exposed and the shortest, none over barred edges that can be spared."""
    if is_same_place(*ends):
        return [standing(ends[0])]
    length_m = graph.network.edge_length_m
    shut = np.zeros(len(length_m))
    shut[barred] = BARRED * length_m[barred]
    found = [graph.path(*ends, weights=exposure + trade * length_m + shut) for trade in TRADES]
    ways = [replace(path, cost=path.length_m, exposure=exposed(graph, path, exposure)) for path in found]
    shortest_m = ways[-1].length_m
    return [way for way in ways if way.length_m <= LONGEST_LEG * shortest_m + SLACK]


def _chosen(circuit: Circuit, ways: dict[int, list[Path]], max_length_m: float) -> list[Path]:
    """Return the legs of least exposure that fit together; the shortest if none do."""
    legs = list(circuit.legs)
    if not ways:
        return legs
    kept_m = sum(leg.length_m for at, leg in enumerate(legs) if at not in ways)
    fewest_m = sum(min(way.length_m for way in some) for some in ways.values())
    count, most = len(ways), max(map(len, ways.values()))
    table = np.full((2, count, count, most), FAR)
    for row, some in enumerate(ways.values()):
        table[0, row, (row + 1) % count, : len(some)] = [way.length_m for way in some]
        table[1, row, (row + 1) % count, : len(some)] = [way.exposure for way in some]
    bound_m = max(min(max_length_m, FAR) - kept_m, fewest_m)
    tour = with_best_ways(Task(table[0], table[1], np.ones(count), bound_m), range(count))
    if tour is not None:
        for (at, some), way in zip(ways.items(), tour.ways, strict=True):
            legs[at] = some[way]
    return legs


def _why_cut(circuit: Circuit, leg: int, barred: Edges) -> str:
    begin, end = (circuit.anchors[position].name_fr for position in circuit.ends(leg))
    for position in circuit.ends(leg):
        if circuit.snaps[position].edge in barred:
            return f"{circuit.anchors[position].name_fr} stands in a street that is barred."
    return f"No way leads from {begin} to {end} that is not barred."
