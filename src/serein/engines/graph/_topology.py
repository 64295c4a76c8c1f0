"""From the arrays of a street network to rows of darts: states, turn bans, and what hangs together."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from threading import local

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph._kernels_topology import curve_positions, strong_components
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
    streets = _assemble(network, rows, head_state, state_node, tails)
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


def _assemble(
    network: StreetNetwork, rows: tuple[Ints, Ints], head_state: Ints, state_node: Ints, tails: Ints
) -> Streets:
    x, y = plane(network)
    place = curve_positions(x, y)[state_node]
    order = np.lexsort((np.arange(len(state_node)), state_node, place))
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    state_node = state_node[order]
    head_state = np.where(head_state >= 0, rank[head_state], -1).astype(np.int32)
    row_state, row_dart = rank[rows[0]], rows[1]
    out_start, out_head, out_dart = compress(row_state, head_state[row_dart], row_dart, len(order))
    in_start, in_tail, in_dart = compress(head_state[row_dart], row_state, row_dart, len(order))
    first = np.full(network.node_count, len(order), np.int32)
    np.minimum.at(first, state_node, np.arange(len(order), dtype=np.int32))
    return Streets(
        junctions=len(order),
        x=x[state_node], y=y[state_node], state_node=state_node,
        node_first=first, node_count=np.bincount(state_node, minlength=network.node_count).astype(np.int32),
        dart_head=head_state, dart_tail=tails,
        out_start=out_start, out_head=out_head, out_dart=out_dart,
        in_start=in_start, in_tail=in_tail, in_dart=in_dart,
        over_start=out_start, over_head=out_head, over_chain=out_dart,
        under_start=in_start, under_tail=in_tail, under_chain=in_dart,
        chain_start=np.arange(network.edge_count + 1, dtype=np.int32),
        chain_dart=2 * np.arange(network.edge_count, dtype=np.int32),
    )  # fmt: skip


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
