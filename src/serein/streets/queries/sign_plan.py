"""Where the signs of a circuit are needed, in both directions, and what they say in French and Dutch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from serein.engines.circuits import Anchor, Direction, SignPosition, sign_positions
from serein.engines.circuits import Circuit as Walk
from serein.engines.graph import Path, Snap
from serein.streets.models import Circuit, Edition, Sign
from serein.streets.queries.network import Streets, find_streets
from serein.streets.queries.ways import path_along
from serein.territory.spots import flat_m

AT_JUNCTION_M = 0.6
"""A line is stored with six decimals: so near to a junction it is at the junction."""
SAME_SIGN_M = 15.0
LONGEST_NAME, LONGEST_TEXT = 60, 80
MOST_ANCHORS_ON_A_SIGN = 2
_WAYS = {Direction.FORWARD: Sign.Direction.OUT, Direction.BACKWARD: Sign.Direction.BACK}


@dataclass(frozen=True)
class PlannedSign:
    """A sign as the engine places it."""

    lat: float
    lon: float
    direction: str
    bearing: float
    arrow: str
    text_fr: str
    text_nl: str
    place_fr: str = ""
    place_nl: str = ""


@dataclass(frozen=True)
class Plan:
    """
    The signs that a circuit needs.

    :param points: how many decisions they tell, in both directions; signs tell those that are near each other at once
    """

    signs: tuple[PlannedSign, ...]
    points: int


def plan_of(circuit: Circuit) -> list[PlannedSign]:
    """
    List the signs that a circuit's published edition needs; none if nothing is published.

    :raises NotOnTheNetwork: if its streets have changed
    """
    edition = circuit.editions.filter(state=Edition.State.PUBLISHED).first()
    found = plan_of_edition(edition) if edition else None
    return list(found.signs) if found else []


def plan_of_edition(edition: Edition) -> Plan | None:
    """
    Return what an edition needs; None while no network is known or nothing is drawn.

    :raises NotOnTheNetwork: if its streets have changed
    """
    streets = find_streets()
    if streets is None or len(edition.stops) < 2:
        return None
    spots = tuple((one["name_fr"], one["name_nl"], one["lon"], one["lat"]) for one in edition.anchors)
    line = tuple((lon, lat) for lon, lat in edition.line)
    return _plan(streets.version.pk, spots, line, tuple(edition.stops), edition.is_closed)


def serves(sign: Sign, one: PlannedSign) -> bool:
    """Whether a sign stands where another is needed, and shows the same way."""
    if (sign.direction, sign.arrow) != (one.direction, one.arrow):
        return False
    if abs((sign.bearing - one.bearing + 180) % 360 - 180) > 45:
        return False
    apart_m = flat_m(sign.lat, sign.lon, one.lat, sign.lon), flat_m(one.lat, sign.lon, one.lat, one.lon)
    return max(apart_m) <= SAME_SIGN_M


def matched(signs: Sequence[Sign], planned: Sequence[PlannedSign]) -> list[Sign | None]:
    """Return for each planned sign the one that serves it, each once; the one that says the same comes first."""
    left = list(signs)
    found: list[Sign | None] = []
    for one in planned:
        able = [sign for sign in left if serves(sign, one)]
        best = min(able, key=lambda sign: (sign.text_fr != one.text_fr, sign.number), default=None)
        if best is not None:
            left.remove(best)
        found.append(best)
    return found


@lru_cache(maxsize=64)
def _plan(
    version: int,
    spots: tuple[tuple[str, str, float, float], ...],
    line: tuple[tuple[float, float], ...],
    stops: tuple[int, ...],
    is_closed: bool,
) -> Plan:
    """Place the signs of a line; kept, since pages ask for the same line time and again."""
    streets = find_streets()
    assert streets is not None
    assert streets.version.pk == version
    legs = [_leg(streets, line[a : b + 1]) for a, b in pairwise(stops)]
    anchors = [Anchor(fr or f"#{n}", nl or fr or f"#{n}", (lon, lat)) for n, (fr, nl, lon, lat) in enumerate(spots)]
    starts = [_snap(streets, leg) for leg in legs]
    walk = Walk(
        name_fr="",
        name_nl="",
        anchors=tuple(anchors),
        snaps=tuple(starts),
        legs=tuple(legs),
        is_closed=is_closed,
        length_m=sum(leg.length_m for leg in legs),
        exposure=0.0,
        repeated_m=0.0,
        lon_lat=np.asarray(line, dtype=np.float64),
    )
    positions = sign_positions(streets.network, walk)
    signs = tuple(_planned(streets, walk, position) for position in positions)
    return Plan(signs, sum(len(position.points) for position in positions))


def _leg(streets: Streets, lon_lat: Sequence[tuple[float, float]]) -> Path:
    """Return a stored leg as the engine would have made it: whole edges, but where it begins or ends between them."""
    points = [point for n, point in enumerate(lon_lat) if n == 0 or point != lon_lat[n - 1]]
    if len(points) < 2:
        none = np.zeros(0, np.int32)
        return Path(none, none.astype(bool), none.astype(np.float64), 0.0, 0.0, 0.0, np.asarray(points))
    path = path_along(points)
    whole = streets.network.edge_length_m[path.edges].astype(np.float64)
    metres = whole.copy()
    for step in {0, len(metres) - 1}:
        if path.metres[step] < whole[step] - AT_JUNCTION_M:
            metres[step] = path.metres[step]
    kept = np.ones(len(metres), dtype=bool)
    if len(metres) > 1:
        kept[[0, -1]] = metres[[0, -1]] > AT_JUNCTION_M
    length_m = float(metres[kept].sum())
    edges, ahead = path.edges[kept], path.is_forward[kept]
    return replace(path, edges=edges, is_forward=ahead, metres=metres[kept], length_m=length_m, cost=length_m)


def _snap(streets: Streets, leg: Path) -> Snap:
    return streets.graph.snap((float(leg.lon_lat[0, 0]), float(leg.lon_lat[0, 1])))


def _planned(streets: Streets, walk: Walk, position: SignPosition) -> PlannedSign:
    lon, lat = position.lon_lat
    texts = {language: _text(walk, position, language) for language in ("fr", "nl")}
    places = {language: _place(streets, position, language) for language in ("fr", "nl")}
    return PlannedSign(
        lat=round(lat, 6),
        lon=round(lon, 6),
        direction=_WAYS[position.direction],
        bearing=round(position.bearing_deg, 1),
        arrow=Sign.Arrow(position.arrow.value),
        text_fr=texts["fr"],
        text_nl=texts["nl"],
        place_fr=places["fr"],
        place_nl=places["nl"],
    )


def _text(walk: Walk, position: SignPosition, language: str) -> str:
    """Say where a sign leads: « Grand-Place 350 m »; where the circuit passes twice, both ways on."""
    said: list[str] = []
    for towards in position.towards:
        name, metres = _named(walk, position.direction, towards.anchor, towards.metres, language)
        text = f"{name[:LONGEST_NAME]} {distance(metres)}"
        if text not in said:
            said.append(text)
    text = " · ".join(said[:MOST_ANCHORS_ON_A_SIGN])
    return text if len(text) <= LONGEST_TEXT else said[0]


def _named(walk: Walk, direction: Direction, anchor: Anchor, metres: float, language: str) -> tuple[str, float]:
    """Return the next place with a name, past points that only lead the way, and the metres to it."""
    position, count = walk.anchors.index(anchor), len(walk.anchors)
    step = 1 if direction is Direction.FORWARD else -1
    for _turn in range(count):
        here = walk.anchors[position]
        if not here.name_fr.startswith("#"):
            return (here.name_nl if language == "nl" else here.name_fr), metres
        leg = position if step == 1 else (position - 1) % count
        if leg >= len(walk.legs):
            break
        metres += walk.legs[leg].length_m
        position = (position + step) % count
    named = [one for one in walk.anchors if not one.name_fr.startswith("#")]
    last = named[0 if step == -1 else -1] if named else anchor
    return (last.name_nl if language == "nl" else last.name_fr), metres


def distance(metres: float) -> str:
    """Say a distance as a sign does: by ten metres, by fifty from 200 on, by a tenth of a kilometre from 1,000 on."""
    if metres < 200:
        return f"{max(round(metres / 10) * 10, 10)}\u00a0m"
    rounded = round(metres / 50) * 50
    return f"{rounded}\u00a0m" if rounded < 1000 else f"{metres / 1000:.1f}".replace(".", ",") + "\u00a0km"


def _place(streets: Streets, position: SignPosition, language: str) -> str:
    """Name the street by which one comes, and the one that the circuit takes there."""
    edges = (position.edge, position.points[0].next_edge)
    names = [streets.network.name(edge, language) or streets.network.name(edge, "fr") for edge in edges]
    return " / ".join(dict.fromkeys(name for name in names if name))[:160]
