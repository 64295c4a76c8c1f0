"""Signs at junctions as bans from an edge over a node to an edge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph import Access
from serein.streets.importing.osm_ways import Restriction

_ALLOWS_MANY_FROM = ("no_entry",)
_IN = (int(Access.DRIVE_BACKWARD), int(Access.DRIVE_FORWARD))  # of an edge whose first, or second, node is the junction


class _Junctions:
    """Which edges meet at a node, and which of them are of a way."""

    def __init__(self, nodes: NDArray[np.int32], ways: NDArray[np.int64], access: NDArray[np.uint8]) -> None:
        self._order = np.argsort(nodes.ravel(), kind="stable")
        self._sorted = nodes.ravel()[self._order]
        self._ways, self._access, self._nodes = ways, access, nodes
        self._known: dict[int, list[int]] = {}

    def edges_at(self, node: int) -> list[int]:
        if node not in self._known:
            low, high = np.searchsorted(self._sorted, (node, node + 1))
            self._known[node] = sorted({int(end) // 2 for end in self._order[low:high]})
        return self._known[node]

    def of_ways(self, node: int, ways: Sequence[int]) -> list[int]:
        return [edge for edge in self.edges_at(node) if self._ways[edge] in ways]

    def leads_out(self, edge: int, node: int) -> bool:
        """Say whether cars may leave the junction by this edge."""
        first, second = self._nodes[edge]
        access = int(self._access[edge])
        return bool((first == node and access & _IN[1]) or (second == node and access & _IN[0]))


def turn_bans(
    restrictions: Iterable[Restriction],
    *,
    node_id: NDArray[np.int64],
    nodes: NDArray[np.int32],
    ways: NDArray[np.int64],
    access: NDArray[np.uint8],
) -> NDArray[np.int32]:
    """
    Return rows of from edge, over node, to edge; the only allowed turn forbids every other.

    What the map leaves open (a way that passes through the junction as the one to come from) is left out.
    """
    junctions = _Junctions(nodes, ways, access)
    bans: set[tuple[int, int, int]] = set()
    for one in restrictions:
        node = int(np.searchsorted(node_id, one.via_node))
        if node == len(node_id) or node_id[node] != one.via_node:
            continue
        bans |= _bans_of(one, node, junctions)
    return np.array(sorted(bans), dtype=np.int32).reshape(-1, 3)


def _bans_of(one: Restriction, node: int, junctions: _Junctions) -> set[tuple[int, int, int]]:
    sources, targets = junctions.of_ways(node, one.from_ways), junctions.of_ways(node, one.to_ways)
    if not sources or not targets:
        return set()
    if one.kind == "no_u_turn" and one.from_ways == one.to_ways:
        return {(edge, node, edge) for edge in sources}
    if len(sources) > 1 and one.kind not in _ALLOWS_MANY_FROM:
        return set()
    if one.kind.startswith("only_"):
        targets = [edge for edge in junctions.edges_at(node) if edge not in targets and junctions.leads_out(edge, node)]
    return {(source, node, target) for source in sources for target in targets}
