"""The street network from an OpenStreetMap file."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph import CLASSES, StreetNetwork
from serein.streets.importing.osm_ways import WayDraft, WayReader
from serein.streets.importing.splitting import Edges, split_at_junctions
from serein.streets.importing.turns import turn_bans
from serein.territory.importing.files import WrongFile, require_pbf

BRUSSELS = "Europe/Brussels"


def read_streets(path: Path, *, timezone: str = BRUSSELS) -> StreetNetwork:
    """
    Read every street, path and stair that somebody may walk, ride or drive on.

    Conditional rules (by hour, by weight) are left out.

    :raises WrongFile: if it is no .osm.pbf, cut off, or has no street
    """
    require_pbf(path)
    require_timezone(timezone)
    draft = WayReader().read(path)
    if not draft.way_id:
        raise WrongFile(f"{path.name} has no street; an OpenStreetMap extract with ways tagged `highway` is accepted.")
    return _network(draft, timezone).validated()


def require_timezone(name: str) -> None:
    """
    :raises WrongFile: if no such time zone exists
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongFile(f"{name!r} is no time zone; a name like Europe/Brussels is accepted.") from error


def _network(draft: WayDraft, timezone: str) -> StreetNetwork:
    marked = np.array(sorted(draft.crossings), dtype=np.int64)
    refs, points = draft.nodes()
    edges = split_at_junctions(refs, points, np.frombuffer(draft.count, np.int64), marked)
    kind = np.frombuffer(draft.kind, np.int32)[edges.way]
    of_kind = {
        name: np.array([int(value) for value in map(attrgetter(name), draft.kinds)])[kind]
        for name in ("street_class", "lit", "sidewalk", "surface", "crossing", "access", "speed_kmh", "is_regional")
    }
    way = np.frombuffer(draft.way_id, np.int64)[edges.way]
    access = of_kind["access"].astype(np.uint8)
    node_crossing = _node_crossing(edges.node_id, draft.crossings)
    return StreetNetwork(
        node_lon_lat=edges.node_lon_lat,
        node_id=edges.node_id,
        node_crossing=node_crossing,
        edge_nodes=edges.nodes,
        edge_length_m=edges.length_m,
        shape_start=edges.shape_start,
        shape_lon_lat=edges.shape_lon_lat,
        edge_class=of_kind["street_class"].astype(np.uint8),
        edge_lit=of_kind["lit"].astype(np.int8),
        edge_sidewalk=of_kind["sidewalk"].astype(np.uint8),
        edge_surface=of_kind["surface"].astype(np.uint8),
        edge_crossing=_edge_crossing(of_kind, edges, node_crossing),
        edge_access=access,
        edge_speed_kmh=of_kind["speed_kmh"].astype(np.uint8),
        edge_is_regional=of_kind["is_regional"].astype(bool),
        edge_name=np.frombuffer(draft.name, np.int32)[edges.way],
        edge_way=way,
        turn_bans=turn_bans(draft.restrictions, node_id=edges.node_id, nodes=edges.nodes, ways=way, access=access),
        names=_names(draft.names),
        timezone=timezone,
    )


def _node_crossing(node_id: NDArray[np.int64], crossings: dict[int, int]) -> NDArray[np.uint8]:
    by_node = np.zeros(len(node_id), dtype=np.uint8)
    ids = np.array(sorted(crossings), dtype=np.int64)
    kinds = np.array([crossings[int(one)] for one in ids], dtype=np.uint8)
    is_here = np.isin(ids, node_id)
    by_node[np.searchsorted(node_id, ids[is_here])] = kinds[is_here]
    return by_node


def _edge_crossing(of_kind: dict[str, Any], edges: Edges, node_crossing: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Let a crossing that is drawn as a way learn from the node where it meets the road: signals, or stripes."""
    by_tag = of_kind["crossing"].astype(np.uint8)
    by_node = node_crossing[edges.nodes].max(axis=1)
    is_crossing = of_kind["street_class"] == CLASSES.index("crossing")
    both: NDArray[np.uint8] = np.where(is_crossing, np.maximum(by_tag, by_node), by_tag)
    return both


def _names(names: Iterable[tuple[str, str]]) -> NDArray[np.str_]:
    rows = list(names)
    return np.array(rows, dtype=np.str_) if rows else np.empty((0, 2), dtype="<U1")
