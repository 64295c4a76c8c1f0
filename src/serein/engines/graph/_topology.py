"""From the arrays of a street network to rows of darts: states, turn bans, and what hangs together."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from threading import local

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph._kernels_topology import (
    curve_positions,
    degrees_without_dead_ends,
    follow_chains,
    strong_components,
)
from serein.engines.graph._modes import Mode, may_use
from serein.engines.graph._network import StreetNetwork
from serein.engines.graph._snap import Grid
from serein.engines.graph._tables import Room, Streets, make_room

Ints = NDArray[np.int32]

EARTH_M_PER_DEGREE = 111_195.0


@dataclass(frozen=True, eq=False)
class Topology:
    """
    A network's streets for one mode.

    `is_giant` tells for each edge whether the greatest part of the others can be reached from it and it from them;
    `straight_m` how far its ends lie apart as the crow flies, inf where nothing follows from that.
    """

    network: StreetNetwork
    streets: Streets
    is_giant: NDArray[np.bool_]
    straight_m: NDArray[np.float64]
    _threads: local = field(default_factory=local)

    @property
    def room(self) -> Room:
        """The calling thread's own."""
        if not hasattr(self._threads, "room"):
            self._threads.room = make_room(self.streets)
        room: Room = self._threads.room
        return room

    @cached_property
    def grid(self) -> Grid:
        return Grid(self.network, np.flatnonzero(self.is_giant))


def build_topology(network: StreetNetwork, mode: Mode) -> Topology:
    usable = may_use(network, mode)
    tails = np.ascontiguousarray(network.edge_nodes, np.int32).reshape(-1)
    heads = np.ascontiguousarray(network.edge_nodes[:, ::-1], np.int32).reshape(-1)
    bans = _banned_darts(network, usable, tails, heads) if mode is Mode.DRIVE else np.empty((0, 2), np.int64)
    head_state, state_node = _states(network.node_count, heads, usable, bans)
    rows = _rows(tails, head_state, state_node, bans)
    nodes = network.node_count
    chains = _no_chains(nodes, network.edge_count) if len(bans) else _chains(nodes, usable, tails)
    streets = _assemble(network, rows, head_state, state_node, tails, chains)
    return Topology(network, streets, _giant(streets), _straight_metres(network, usable))


def _banned_darts(network: StreetNetwork, usable: NDArray[np.bool_], tails: Ints, heads: Ints) -> NDArray[np.int64]:
    """Return pairs of darts of which the second may not follow the first, shape (b, 2)."""
    pairs = []
    for entering in (0, 1):
        for leaving in (0, 1):
            first = 2 * network.turn_bans[:, 0].astype(np.int64) + entering
            second = 2 * network.turn_bans[:, 2].astype(np.int64) + leaving
            via = network.turn_bans[:, 1]
            holds = (heads[first] == via) & (tails[second] == via) & usable[first] & usable[second]
            pairs.append(np.column_stack([first, second])[holds])
    return np.unique(np.concatenate(pairs), axis=0)


def _states(nodes: int, heads: Ints, usable: NDArray[np.bool_], bans: NDArray[np.int64]) -> tuple[Ints, Ints]:
    """
    Return the state each dart leads to and the node of each state.

    Where some turn is banned, every dart leads to a state of its own, so that nobody gets round a ban by turning
    back in the middle of the street; without bans no least way ever turns back.
    """
    head_state = np.where(usable, heads, -1).astype(np.int32)
    state_node = np.arange(nodes, dtype=np.int32)
    if len(bans) == 0:
        return head_state, state_node
    entering = np.flatnonzero(usable)
    head_state[entering] = nodes + np.arange(len(entering), dtype=np.int32)
    return head_state, np.concatenate([state_node, heads[entering]]).astype(np.int32)


def _rows(tails: Ints, head_state: Ints, state_node: Ints, bans: NDArray[np.int64]) -> tuple[Ints, Ints]:
    """Return (state, dart) of everything that may follow: one turns back only where nothing else leads on."""
    darts = np.flatnonzero(head_state >= 0)
    if len(bans) == 0:
        return tails[darts], darts.astype(np.int32)
    nodes = len(state_node) - len(darts)
    leaving = darts[np.argsort(tails[darts], kind="stable")]
    count = np.bincount(tails[darts], minlength=nodes)
    start = np.cumsum(count) - count
    at = state_node[nodes:]
    position = np.arange(count[at].sum()) - np.repeat(np.cumsum(count[at]) - count[at], count[at])
    entering, onto = np.repeat(darts, count[at]), leaving[np.repeat(start[at], count[at]) + position]
    is_back = (onto == (entering ^ 1)) & (np.repeat(count[at], count[at]) > 1)
    is_banned = np.isin(entering * len(tails) + onto, bans[:, 0] * len(tails) + bans[:, 1])
    kept = ~is_back & ~is_banned
    states = np.concatenate([tails[darts], head_state[entering[kept]]])
    return states.astype(np.int32), np.concatenate([darts, onto[kept]]).astype(np.int32)


@dataclass(frozen=True, eq=False)
class _Chains:
    """Starts and darts of chains, whether each node is a junction, and whether all of that is for nothing."""

    start: Ints
    dart: Ints
    is_junction: NDArray[np.bool_]
    is_trivial: bool = False


def _no_chains(nodes: int, edges: int) -> _Chains:
    """Where turns are banned each edge is a chain, each state a junction."""
    darts = np.arange(0, 2 * edges, 2, dtype=np.int32)
    return _Chains(np.arange(edges + 1, dtype=np.int32), darts, np.ones(nodes, np.bool_), is_trivial=True)


def _chains(nodes: int, usable: NDArray[np.bool_], tails: Ints) -> _Chains:
    darts = np.flatnonzero(np.repeat(usable.reshape(-1, 2).any(axis=1), 2)).astype(np.int32)
    start, _, dart = compress(tails[darts], darts, darts, nodes)
    degree, is_gone = degrees_without_dead_ends(start, dart, tails)
    chain_start, chain_dart = follow_chains(start, dart, tails, degree, is_gone)
    return _Chains(chain_start, chain_dart, degree >= 3)


def _assemble(
    network: StreetNetwork,
    rows: tuple[Ints, Ints],
    head_state: Ints,
    state_node: Ints,
    tails: Ints,
    chains: _Chains,
) -> Streets:
    x, y = plane(network)
    is_junction = chains.is_junction[state_node]
    order = np.lexsort((np.arange(len(state_node)), state_node, curve_positions(x, y)[state_node], ~is_junction))
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    state_node = state_node[order]
    head_state = np.where(head_state >= 0, rank[head_state], -1).astype(np.int32)
    row_state, row_dart = rank[rows[0]], rows[1]
    first = np.full(network.node_count, len(order), np.int32)
    np.minimum.at(first, state_node, np.arange(len(order), dtype=np.int32))
    arcs = _arcs(chains, tails, head_state, (row_state, row_dart), rank)
    count = len(order)
    return Streets(
        int(is_junction.sum()),
        x[state_node], y[state_node], state_node,
        first, np.bincount(state_node, minlength=network.node_count).astype(np.int32),
        head_state, tails,
        *compress(row_state, head_state[row_dart], row_dart, count),
        *compress(head_state[row_dart], row_state, row_dart, count),
        *compress(arcs[0], arcs[1], arcs[2], count), *compress(arcs[1], arcs[0], arcs[2], count),
        chains.start, chains.dart,
    )  # fmt: skip


def _arcs(
    chains: _Chains, tails: Ints, head_state: Ints, rows: tuple[Ints, Ints], rank: Ints
) -> tuple[Ints, Ints, Ints]:
    """Return (state, state, twice the chain, plus 1 against its order) of the chains that may be used."""
    if chains.is_trivial:
        return rows[0], head_state[rows[1]], rows[1]
    if len(chains.dart) == 0:
        none = np.empty(0, np.int32)
        return none, none, none
    first, last = chains.dart[chains.start[:-1]], chains.dart[chains.start[1:] - 1]
    ends = rank[tails[first]], rank[tails[last ^ 1]]
    found = []
    for way in (0, 1):
        may_use = np.minimum.reduceat(head_state[chains.dart ^ way], chains.start[:-1]) >= 0
        chain = np.flatnonzero(may_use).astype(np.int32)
        found.append((ends[way][chain], ends[1 - way][chain], 2 * chain + np.int32(way)))
    state, other, code = (np.concatenate(column) for column in zip(*found, strict=True))
    return state, other, code


def plane(network: StreetNetwork) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return metres east and north of the nodes, in the plane that is true along their middle latitude."""
    lon, lat = network.node_lon_lat[:, 0], network.node_lon_lat[:, 1]
    middle = (lat.min() + lat.max()) / 2 if len(lat) else 0.0
    return lon * EARTH_M_PER_DEGREE * np.cos(np.radians(middle)), lat * EARTH_M_PER_DEGREE


def _straight_metres(network: StreetNetwork, usable: NDArray[np.bool_]) -> NDArray[np.float64]:
    x, y = plane(network)
    first, second = network.edge_nodes[:, 0], network.edge_nodes[:, 1]
    straight_m = np.hypot(x[first] - x[second], y[first] - y[second])
    return np.where(usable.reshape(-1, 2).any(axis=1) & (straight_m > 0.0), straight_m, np.inf)


def compress(rows: Ints, columns: Ints, values: Ints, count: int) -> tuple[Ints, Ints, Ints]:
    """Return starts, columns and values of rows, in the order of (row, value)."""
    order = np.lexsort((values, rows))
    start = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(rows, minlength=count), out=start[1:])
    return start, columns[order].astype(np.int32), values[order].astype(np.int32)


def _giant(streets: Streets) -> NDArray[np.bool_]:
    """Return for each edge whether it begins and ends in the greatest component, whichever way it is used."""
    edges = len(streets.dart_head) // 2
    if edges == 0 or len(streets.out_dart) == 0:
        return np.zeros(edges, np.bool_)
    component = strong_components(streets.out_start, streets.out_head, streets.in_start, streets.in_tail)
    is_inside = component == np.bincount(component).argmax()
    tail_state = np.repeat(np.arange(len(streets.state_node)), np.diff(streets.out_start))
    leaves = np.zeros(2 * edges, np.bool_)
    leaves[streets.out_dart[is_inside[tail_state]]] = True
    is_used = streets.dart_head >= 0
    fits = ~is_used | (leaves & is_inside[streets.dart_head])
    is_giant: NDArray[np.bool_] = fits.reshape(-1, 2).all(axis=1) & is_used.reshape(-1, 2).any(axis=1)
    return is_giant
