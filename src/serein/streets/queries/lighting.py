"""The lighting map of an hour, and the same in words, street by street."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from serein.engines.graph import Access, LightState
from serein.streets.models import Outage
from serein.streets.queries.light import light_of
from serein.streets.queries.network import Streets, get_streets
from serein.territory.boxes import Box
from serein.territory.spelling import fold

STATES = {"lit": LightState.LIT, "unlit": LightState.UNLIT, "unknown": LightState.UNKNOWN, "out": LightState.OUT}
NAMES = {state: name for name, state in STATES.items()}
DIGITS = 5
MOST_EDGES = 6000
"""More than this on one map cannot be told apart; the widest streets are kept."""


@dataclass(frozen=True)
class StreetLight:
    """A street at an hour: how many metres of it are in which state."""

    name: str
    metres: dict[str, int]
    is_regional: bool

    @property
    def sentence(self) -> str:
        """Say it in words, for those who do not see a map."""
        told = {
            "lit": _("%(metres)d m with light"),
            "unlit": _("%(metres)d m without light"),
            "unknown": _("%(metres)d m of which nothing is known"),
            "out": _("%(metres)d m where a lamp is out"),
        }
        parts = [told[state] % {"metres": metres} for state, metres in self.metres.items() if metres]
        return ", ".join(parts)


def as_geojson(*, moment: datetime, shown: frozenset[str], box: Box | None) -> dict[str, Any]:
    """Return the stretches of a box by their light, stretches of one street and state together."""
    streets, light = get_streets(), light_of(moment).light
    edges = _inside(streets, box) if box else _walked(streets)
    edges = edges[np.isin(light.state[edges], [STATES[name] for name in shown])]
    if len(edges) > MOST_EDGES:
        edges = edges[np.argsort(streets.network.edge_class[edges], kind="stable")[:MOST_EDGES]]
    grouped: dict[tuple[int, int], list[int]] = {}
    for edge in edges.tolist():
        grouped.setdefault((int(streets.network.edge_name[edge]), int(light.state[edge])), []).append(edge)
    return {"type": "FeatureCollection", "features": [_feature(streets, key, group) for key, group in grouped.items()]}


def outages_as_geojson() -> list[dict[str, Any]]:
    """Return each confirmed outage as a point; what one resident told is not drawn."""
    rows = Outage.objects.standing().filter(cabin=None).select_related("street")
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(row.lon, DIGITS), round(row.lat, DIGITS)]},
            "properties": {"name": _("A lamp is out"), "light": "out"},
        }
        for row in rows
    ]


def list_streets(*, moment: datetime, text: str, language: str, most: int) -> tuple[list[StreetLight], int]:
    """List the streets that a text names, or all, by name; and how many there are."""
    streets, light = get_streets(), light_of(moment).light
    network = streets.network
    column = 1 if language == "nl" else 0
    wanted = fold(text)
    walked = _walked(streets)
    named = walked[network.edge_name[walked] >= 0]
    keys = [
        key
        for key in np.unique(network.edge_name[named]).tolist()
        if not wanted or any(wanted in fold(str(name)) for name in network.names[key])
    ]
    keys.sort(key=lambda key: fold(str(network.names[key, column])))
    return [_street(streets, light.state, named, key, column) for key in keys[:most]], len(keys)


def count_metres(*, moment: datetime) -> dict[str, int]:
    """Sum the metres that can be walked, by their state."""
    streets, light = get_streets(), light_of(moment).light
    walked = _walked(streets)
    sums = np.bincount(light.state[walked], weights=streets.network.edge_length_m[walked], minlength=len(LightState))
    return {name: round(float(sums[state])) for name, state in STATES.items()}


def _street(streets: Streets, state: NDArray[np.uint8], named: NDArray[np.int64], key: int, column: int) -> StreetLight:
    network = streets.network
    mine = named[network.edge_name[named] == key]
    sums = np.bincount(state[mine], weights=network.edge_length_m[mine], minlength=len(LightState))
    metres = {name: round(float(sums[value])) for name, value in STATES.items()}
    return StreetLight(str(network.names[key, column]), metres, bool(network.edge_is_regional[mine].any()))


def _walked(streets: Streets) -> NDArray[np.int64]:
    return np.flatnonzero(streets.network.edge_access & Access.WALK)


def _inside(streets: Streets, box: Box) -> NDArray[np.int64]:
    """List the edges with an end in the box, or on both sides of it."""
    network = streets.network
    ends = network.node_lon_lat[network.edge_nodes]
    low, high = ends.min(axis=1), ends.max(axis=1)
    hits = (low[:, 0] <= box.east) & (high[:, 0] >= box.west) & (low[:, 1] <= box.north) & (high[:, 1] >= box.south)
    return np.flatnonzero(hits & ((network.edge_access & Access.WALK) > 0))


def _feature(streets: Streets, key: tuple[int, int], edges: list[int]) -> dict[str, Any]:
    name, state = key
    shown = " / ".join(dict.fromkeys(streets.network.names[name].tolist())) if name >= 0 else ""
    lines = [np.round(streets.network.shape(edge), DIGITS).tolist() for edge in edges]
    return {
        "type": "Feature",
        "geometry": {"type": "MultiLineString", "coordinates": lines},
        "properties": {"name": shown, "light": NAMES[LightState(state)]},
    }
