"""The way round where a circuit cannot be recommended: the legs concerned anew, the others as they are."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph import NotOnTheNetwork, NoWay
from serein.streets.models import Edition, Lamp, Suspension
from serein.streets.queries.near import ON_CIRCUIT_M
from serein.streets.queries.network import find_streets
from serein.streets.queries.ways import BARRED, Line, Spot, edges_near, hours_of, joined, path_along, worst_exposure

LONGEST = 1.6
"""A way round that makes the circuit longer than this is none."""
CLOSED_M = 6.0


def find_detour(*, suspension: Suspension, now: datetime) -> Line | None:
    """Return the circuit led round what suspends it; None where nothing is barred, or no such way is there."""
    circuit = suspension.circuit
    edition = circuit.editions.filter(state=Edition.State.PUBLISHED).first()
    if edition is None or find_streets() is None:
        return None
    barred = _barred(suspension)
    if not len(barred):
        return None
    exposure = worst_exposure(hours_of(begins=circuit.begins, ends=circuit.ends, now=now))
    try:
        found = _led_round(edition, barred, exposure)
    except (NotOnTheNetwork, NoWay):
        return None
    return found if found.length_m <= LONGEST * edition.length_m else None


def _barred(suspension: Suspension) -> NDArray[np.int64]:
    outage, closure = suspension.outage, suspension.closure
    if outage is not None:
        spots: list[Spot] = [(outage.lon, outage.lat)]
        if outage.cabin is not None:
            spots = list(Lamp.objects.present().filter(cabin=outage.cabin).values_list("lon", "lat"))
        return edges_near(spots, within_m=ON_CIRCUIT_M)
    if closure is not None:
        return np.unique(path_along(closure.line).edges).astype(np.int64)
    return np.zeros(0, np.int64)


def _led_round(edition: Edition, barred: NDArray[np.int64], exposure: NDArray[np.float64]) -> Line:
    """
    :raises NoWay: if a leg can only pass where one must not
    """
    streets = find_streets()
    assert streets is not None
    weights = exposure.copy()
    weights[barred] = BARRED
    legs = []
    for begin, end in pairwise(edition.stops):
        part = edition.line[begin : end + 1]
        if len(part) < 2 or not np.isin(path_along(part).edges, barred).any():
            legs.append(part)
            continue
        origin, destination = streets.graph.snap_many([part[0], part[-1]])
        leg = streets.graph.path(origin, destination, weights=weights)
        if np.isin(leg.edges[1:-1], barred).any():
            raise NoWay("Every way between two points of the circuit passes where one must not.")
        legs.append(leg)
    return joined(legs)
