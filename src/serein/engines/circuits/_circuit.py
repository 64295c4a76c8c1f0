"""Anchors, and the circuits that join them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph import Path, Snap

NAMED_ANCHORS = 3


class InvalidAnchors(ValueError):
    """The anchors, or what is asked of them, make no sense."""


class NoCircuit(ValueError):
    """No circuit is as short as was asked; the message says which bound would do."""


@dataclass(frozen=True)
class Anchor:
    """
    A place that a circuit serves: station, Grand-Place, hall, bar, hospital, car park.

    Attributes
    ----------
    name_fr, name_nl : str
        As on a sign.
    lon_lat : tuple of float
        WGS84 degrees.
    weight : float
        What serving it is worth beside the others; above 0.
    """

    name_fr: str
    name_nl: str
    lon_lat: tuple[float, float]
    weight: float = 1.0


class Why(StrEnum):
    """Why an anchor is on no circuit, or on another."""

    TOO_FAR = "too_far"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class LeftOut:
    """
    An anchor that a circuit does not serve.

    Attributes
    ----------
    anchor : Anchor
    why : Why
    needed_m : float
        Length of the shortest circuit that serves it beside all that this one serves.
    reason : str
        In words, English.
    """

    anchor: Anchor
    why: Why
    needed_m: float
    reason: str


@dataclass(frozen=True, eq=False)
class Circuit:
    """
    A walk from anchor to anchor.

    Attributes
    ----------
    name_fr, name_nl : str
        Made of its first anchor, of the last of a linear one, and of the weightiest others, in their order.
    anchors : tuple of Anchor
        In the order of the walk; a closed circuit comes back to the first.
    snaps : tuple of Snap
        Where on the network each of them is.
    legs : tuple of Path
        From each anchor to the next; of a closed circuit the last leads home.
    is_closed : bool
        Whether it comes back to where it begins.
    length_m : float
        Metres of all legs.
    exposure : float
        Metres that count, of all legs.
    repeated_m : float
        Metres walked more than once.
    lon_lat : ndarray of float64, shape (p, 2)
        The whole walk, WGS84 degrees.
    left_out : tuple of LeftOut
        Anchors that were given and are not on it.
    """

    name_fr: str
    name_nl: str
    anchors: tuple[Anchor, ...]
    snaps: tuple[Snap, ...]
    legs: tuple[Path, ...]
    is_closed: bool
    length_m: float
    exposure: float
    repeated_m: float
    lon_lat: NDArray[np.float64]
    left_out: tuple[LeftOut, ...] = ()

    def name(self, language: str) -> str:
        """Return the name in a language."""
        return self.name_nl if language == "nl" else self.name_fr

    def ends(self, leg: int) -> tuple[int, int]:
        """Return the positions of the anchors where a leg begins and ends."""
        return leg, (leg + 1) % len(self.anchors)

    def whole_way(self) -> Path:
        """Return all legs as one way; its cost is its length."""
        return Path(
            edges=np.concatenate([leg.edges for leg in self.legs]),
            is_forward=np.concatenate([leg.is_forward for leg in self.legs]),
            metres=np.concatenate([leg.metres for leg in self.legs]),
            length_m=self.length_m,
            cost=self.length_m,
            exposure=self.exposure,
            lon_lat=self.lon_lat,
        )


def make_circuit(
    anchors: Sequence[Anchor],
    snaps: Sequence[Snap],
    legs: Sequence[Path],
    *,
    is_closed: bool,
    edge_length_m: NDArray[np.float64],
    left_out: Sequence[LeftOut] = (),
) -> Circuit:
    """Chain legs to a circuit and name it."""
    named = _named(anchors, is_closed)
    lines = [legs[0].lon_lat, *(leg.lon_lat[1:] for leg in legs[1:])]
    return Circuit(
        name_fr=" – ".join(anchor.name_fr for anchor in named),
        name_nl=" – ".join(anchor.name_nl for anchor in named),
        anchors=tuple(anchors),
        snaps=tuple(snaps),
        legs=tuple(legs),
        is_closed=is_closed,
        length_m=float(sum(leg.length_m for leg in legs)),
        exposure=float(sum(leg.exposure for leg in legs)),
        repeated_m=repeated_metres(legs, snaps, edge_length_m),
        lon_lat=np.concatenate(lines),
        left_out=tuple(left_out),
    )


def _named(anchors: Sequence[Anchor], is_closed: bool) -> list[Anchor]:
    """Return the first anchor, the last of a linear walk, and the weightiest others; of equals those half way."""
    last = [] if is_closed else [len(anchors) - 1]
    others = [position for position in range(1, len(anchors)) if position not in last]
    others.sort(key=lambda position: (-anchors[position].weight, abs(position - len(anchors) / 2)))
    kept = {0, *last, *others[: NAMED_ANCHORS - 1 - len(last)]}
    return [anchors[position] for position in sorted(kept)]


def pieces(leg: Path, start: Snap, edge_length_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where a leg runs on each of its edges: metres from the edge's first node, shape (k, 2), rising."""
    whole = edge_length_m[leg.edges]
    begin = np.where(leg.is_forward, 0.0, whole)
    if len(whole) > 1:
        begin[0] = whole[0] - leg.metres[0] if leg.is_forward[0] else leg.metres[0]
    elif len(whole) == 1 and start.edge == leg.edges[0]:
        begin[0] = start.share * whole[0]
    end = begin + np.where(leg.is_forward, leg.metres, -leg.metres)
    return np.sort(np.column_stack([begin, end]), axis=1)


def repeated_metres(legs: Sequence[Path], snaps: Sequence[Snap], edge_length_m: NDArray[np.float64]) -> float:
    """Return how many metres the legs walk more than once: what they walk less what they cover."""
    spans: dict[int, list[tuple[float, float]]] = {}
    for leg, start in zip(legs, snaps, strict=False):
        for edge, span in zip(leg.edges.tolist(), pieces(leg, start, edge_length_m).tolist(), strict=True):
            spans.setdefault(edge, []).append((span[0], span[1]))
    return float(sum(_repeated(sorted(on_edge)) for on_edge in spans.values() if len(on_edge) > 1))


def _repeated(spans: list[tuple[float, float]]) -> float:
    walked = sum(end - begin for begin, end in spans)
    covered, reached = 0.0, -np.inf
    for begin, end in spans:
        covered += max(0.0, end - max(begin, reached))
        reached = max(reached, end)
    return max(0.0, walked - covered)
