"""Small OpenStreetMap files drawn for the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Relation, Way

Tags = Mapping[str, str]
LonLat = tuple[float, float]

NODES: dict[int, LonLat] = {
    1: (3.070, 50.748),
    2: (3.071, 50.748),
    3: (3.072, 50.748),
    4: (3.071, 50.749),
    5: (3.071, 50.747),
}
"""A cross: 1, 2, 3 from west to east, 4 north of 2, 5 south of it."""


def write_map(
    path: Path,
    ways: Sequence[tuple[Sequence[int], Tags]],
    *,
    nodes: Mapping[int, LonLat] | None = None,
    node_tags: Mapping[int, Tags] | None = None,
    restrictions: Sequence[tuple[Tags, Sequence[tuple[str, int, str]]]] = (),
) -> Path:
    """Write ways, numbered from 1, over nodes; an extract may leave out some that its ways name."""
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for number, spot in sorted((NODES if nodes is None else nodes).items()):
            writer.add_node(Node(id=number, location=spot, tags=(node_tags or {}).get(number, {})))
        for number, (refs, tags) in enumerate(ways, start=1):
            writer.add_way(Way(id=number, nodes=list(refs), tags=dict(tags)))
        for number, (tags, members) in enumerate(restrictions, start=1):
            writer.add_relation(Relation(id=number, members=list(members), tags={"type": "restriction", **tags}))
    return path
