"""How a circuit is drawn: its points changed by hand, its line led anew along the streets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from serein.engines.circuits import Anchor, propose_circuits, what_if_dark
from serein.engines.circuits import Circuit as Proposal
from serein.kit.bilingual import in_language
from serein.streets.models import Circuit, Edition
from serein.streets.queries.network import get_streets
from serein.streets.queries.ways import hours_of, joined, line_through, worst_exposure
from serein.territory.models import Place
from serein.territory.where import Where

MOST_POINTS = 40
WEAKEST = 3


class TooManyPoints(Exception):
    """A circuit of more points than someone reads is none."""


def redrawn(*, edition: Edition, anchors: list[dict[str, Any]], is_closed: bool, now: datetime) -> dict[str, Any]:
    """
    Lead a circuit through its points anew, by its darkest hour; return what an edition keeps of it.

    :raises TooManyPoints: if there are more than forty
    :raises NotOnTheNetwork: if a point is far from any street
    :raises NoWay: if two of them are not joined
    """
    if len(anchors) > MOST_POINTS:
        raise TooManyPoints
    kept: dict[str, Any] = {"anchors": anchors, "is_closed": is_closed}
    if len(anchors) < 2:
        return {**kept, "line": [], "stops": [], "length_m": 0.0}
    circuit = edition.circuit
    exposure = worst_exposure(hours_of(begins=circuit.begins, ends=circuit.ends, now=now))
    points = [(float(one["lon"]), float(one["lat"])) for one in anchors]
    line = line_through(points=points, is_closed=is_closed, exposure=exposure)
    return {**kept, "line": line.lon_lat, "stops": line.stops, "length_m": line.length_m}


def proposals(
    *, circuit: Circuit, places: Sequence[Place], longest_m: float, is_closed: bool, now: datetime
) -> list[Proposal]:
    """
    List the circuits that the engine proposes over some places within a length, by the darkest of its hours.

    :raises NoCircuit: if none is so short
    :raises InvalidAnchors: if a place is far from any street, or two are the same
    """
    exposure = worst_exposure(hours_of(begins=circuit.begins, ends=circuit.ends, now=now))
    anchors = [Anchor(place.name_in("fr"), place.name_in("nl"), (place.lon, place.lat)) for place in places]
    return propose_circuits(
        get_streets().graph, anchors, exposure=exposure, max_length_m=longest_m, is_closed=is_closed
    )


@dataclass(frozen=True)
class WeakStreet:
    """A named street that a circuit would miss if it were dark, and what going round it would cost."""

    name: str
    percent: int
    """Of the circuit's length."""
    longer_m: int
    is_avoidable: bool
    """Whether a way leads round all of it."""


def weakest_streets(proposal: Proposal, *, circuit: Circuit, now: datetime) -> list[WeakStreet]:
    """List the streets whose loss would hurt a proposal most, the worst first."""
    exposure = worst_exposure(hours_of(begins=circuit.begins, ends=circuit.ends, now=now))
    rows = what_if_dark(get_streets().graph, proposal, exposure=exposure)
    named = [(in_language(row.name_fr, row.name_nl, get_language()), row) for row in rows if row.name_fr]
    return [
        WeakStreet(
            name,
            round(row.share * 100),
            round(row.way_round.detour_m),
            row.way_round.circuit is not None and row.way_round.unavoidable_m == 0,
        )
        for name, row in named[:WEAKEST]
    ]


def taken(proposal: Proposal) -> dict[str, Any]:
    """Return what an edition keeps of a proposal."""
    line = joined(proposal.legs)
    anchors = [
        {"name_fr": one.name_fr, "name_nl": one.name_nl, "lon": one.lon_lat[0], "lat": one.lon_lat[1]}
        for one in proposal.anchors
    ]
    return {
        "anchors": anchors,
        "is_closed": proposal.is_closed,
        "line": line.lon_lat,
        "stops": line.stops,
        "length_m": line.length_m,
    }


def added(anchors: list[dict[str, Any]], where: Where) -> list[dict[str, Any]]:
    point = {"name_fr": where.label_fr, "name_nl": where.label_nl, "lat": where.lat, "lon": where.lon}
    return [*anchors, point]


def moved(anchors: list[dict[str, Any]], position: int, *, lat: float, lon: float) -> list[dict[str, Any]]:
    """Put a point elsewhere; it keeps its name."""
    return [{**one, "lat": lat, "lon": lon} if n == position else one for n, one in enumerate(anchors)]


def led_over(anchors: list[dict[str, Any]], after: int, *, lat: float, lon: float) -> list[dict[str, Any]]:
    """Lead the way over a point that has no name, after one of the others."""
    point = {"name_fr": "", "name_nl": "", "lat": lat, "lon": lon}
    return [*anchors[: after + 1], point, *anchors[after + 1 :]]


def raised(anchors: list[dict[str, Any]], position: int) -> list[dict[str, Any]]:
    """Let a point come before the one before it."""
    order = list(range(len(anchors)))
    if 0 < position < len(anchors):
        order[position - 1], order[position] = position, position - 1
    return [anchors[n] for n in order]


def dropped(anchors: list[dict[str, Any]], position: int) -> list[dict[str, Any]]:
    return [one for n, one in enumerate(anchors) if n != position]
