"""What the public door refuses, and where the anchors are on the network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from serein.engines.circuits._circuit import Anchor, InvalidAnchors
from serein.engines.circuits._legs import is_same_place
from serein.engines.circuits._task import Floats
from serein.engines.graph import Mode, NotOnTheNetwork, Snap, StreetGraph

ANCHOR_WITHIN_M = 150.0
"""An anchor lies at most so far from a street that leads to the others."""


def checked_ask(
    graph: StreetGraph,
    anchors: Sequence[Anchor],
    exposure: ArrayLike,
    max_length_m: float,
    most: int,
    twice_weight: float,
) -> Floats:
    """Return the exposure once everything that was asked makes sense."""
    if not (np.isfinite(max_length_m) and max_length_m > 0):
        raise InvalidAnchors(f"max_length_m is {max_length_m}; metres above 0 are accepted.")
    if most < 1:
        raise InvalidAnchors(f"most is {most}; at least one circuit is accepted.")
    if not (np.isfinite(twice_weight) and twice_weight >= 0):
        raise InvalidAnchors(f"twice_weight is {twice_weight}; a finite number of at least 0 is accepted.")
    check_anchors(anchors)
    return checked_exposure(graph, exposure)


def checked_exposure(graph: StreetGraph, exposure: ArrayLike) -> Floats:
    """Return the exposure of each edge once it is the network's, and the graph one for people on foot."""
    if graph.mode is not Mode.WALK:
        raise InvalidAnchors(f"The graph is one for {graph.mode}; circuits are walked.")
    values = np.asarray(exposure, dtype=np.float64)
    if values.shape != (graph.network.edge_count,):
        raise InvalidAnchors(f"exposure has shape {values.shape}; ({graph.network.edge_count},) is accepted.")
    if not (np.isfinite(values) & (values >= 0)).all():
        raise InvalidAnchors("exposure holds a value that is not finite and at least 0.")
    return values


def check_anchors(anchors: Sequence[Anchor]) -> None:
    """Refuse anchors that are none, alone, or twice the same."""
    if len(anchors) < 2:
        raise InvalidAnchors(f"A circuit joins at least two anchors; {len(anchors)} given.")
    names: dict[str, int] = {}
    places: dict[tuple[float, float], str] = {}
    for row, anchor in enumerate(anchors, start=1):
        _check_anchor(anchor, row)
        for name in {anchor.name_fr, anchor.name_nl}:
            if name in names:
                raise InvalidAnchors(f"Anchor {row} has the name of anchor {names[name]}, {name!r}; names differ.")
        names |= {anchor.name_fr: row, anchor.name_nl: row}
        if anchor.lon_lat in places:
            raise InvalidAnchors(f"{anchor.name_fr} lies where {places[anchor.lon_lat]} lies; anchors lie apart.")
        places[anchor.lon_lat] = anchor.name_fr


def _check_anchor(anchor: Anchor, row: int) -> None:
    if not (anchor.name_fr.strip() and anchor.name_nl.strip()):
        raise InvalidAnchors(f"Anchor {row} lacks a name in French or Dutch.")
    lon, lat = anchor.lon_lat
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise InvalidAnchors(f"{anchor.name_fr} lies at {lon}, {lat}; a longitude in ±180 and a latitude in ±90 do.")
    if not (np.isfinite(anchor.weight) and anchor.weight > 0):
        raise InvalidAnchors(f"{anchor.name_fr} has weight {anchor.weight}; a finite number above 0 is accepted.")


def placed(
    graph: StreetGraph, anchors: Sequence[Anchor], is_closed: bool, ends: tuple[int | None, int | None]
) -> tuple[list[int], list[Snap], int | None, int | None]:
    """Return the anchors' positions in a canonical order, where each is, and the ends in that order."""
    order = sorted(range(len(anchors)), key=lambda at: (anchors[at].name_fr, anchors[at].name_nl))
    for end in ends:
        if end is not None and (is_closed or not 0 <= end < len(anchors)):
            whose = "a closed circuit has no ends" if is_closed else f"0 to {len(anchors) - 1} is accepted"
            raise InvalidAnchors(f"An end is anchor {end}; {whose}.")
    if ends[0] is not None and ends[0] == ends[1]:
        raise InvalidAnchors(f"A linear circuit begins and ends at anchor {ends[0]}; two different ones are accepted.")
    snaps = [_snapped(graph, anchors[at]) for at in order]
    for at, snap in enumerate(snaps):
        for before in range(at):
            if is_same_place(snap, snaps[before]):
                one, other = anchors[order[before]].name_fr, anchors[order[at]].name_fr
                raise InvalidAnchors(f"{one} and {other} are the same place on the network; anchors lie apart.")
    start, end = (None if end is None else order.index(end) for end in ends)
    return order, snaps, start, end


def _snapped(graph: StreetGraph, anchor: Anchor) -> Snap:
    try:
        return graph.snap(anchor.lon_lat, within_m=ANCHOR_WITHIN_M)
    except NotOnTheNetwork as error:
        raise InvalidAnchors(
            f"{anchor.name_fr} lies more than {ANCHOR_WITHIN_M:.0f} m from any street of the network that leads on."
        ) from error
