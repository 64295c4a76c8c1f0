"""Where a walker must be told which way to go, and the signs that tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from serein.engines.circuits._circuit import Anchor, Circuit
from serein.engines.circuits._walk import (
    BEARING_M,
    Branch,
    Direction,
    Junctions,
    Walk,
    arrival_bearing,
    bearing,
    deviation,
    follow_the_street,
    point_at,
    walk,
    width_rank,
)
from serein.engines.graph import StreetNetwork

MERGE_WITHIN_M = 15.0
"""Decisions so near to each other, along the walk, are told by one sign."""

DOUBT_DEG = 20.0
"""Up to this turn a way is straight on; of two ways that differ by less, a walker does not see which one is."""

AHEAD_DEG = 60.0
"""A way that turns by no more looks as if it led on."""

_AT_NODE_M = 1e-6


class Cause(StrEnum):
    """Why a place is a decision point."""

    LEAVES = "leaves"
    TURNS_BACK = "turns_back"
    NAME_CHANGES = "name_changes"
    RIVAL = "rival"


class Arrow(StrEnum):
    """What a sign shows."""

    STRAIGHT = "straight"
    SLIGHT_LEFT = "slight_left"
    LEFT = "left"
    SHARP_LEFT = "sharp_left"
    SLIGHT_RIGHT = "slight_right"
    RIGHT = "right"
    SHARP_RIGHT = "sharp_right"
    BACK = "back"


class Side(StrEnum):
    """On which side of the street a sign stands for one who comes."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class DecisionPoint:
    """
    A place where a walker of the circuit could go wrong.

    Attributes
    ----------
    direction : Direction
        In which the circuit is walked.
    step : int
        The step of that walk that ends here.
    node : int
        Junction; -1 where one turns back within an edge.
    edge : int
        By which one comes.
    next_edge : int
        By which the circuit goes on.
    lon_lat : tuple of float
        WGS84 degrees.
    at_m : float
        Metres from the begin of the walk.
    bearing_deg : float
        At which one comes, from north.
    deviation_deg : float
        Of the way on: right above 0.
    branches : int
        Ways on that one can walk.
    cause : Cause
    """

    direction: Direction
    step: int
    node: int
    edge: int
    next_edge: int
    lon_lat: tuple[float, float]
    at_m: float
    bearing_deg: float
    deviation_deg: float
    branches: int
    cause: Cause


@dataclass(frozen=True)
class Towards:
    """
    An anchor that a sign leads to.

    Attributes
    ----------
    anchor : Anchor
    metres : float
        Along the circuit.
    """

    anchor: Anchor
    metres: float


@dataclass(frozen=True)
class SignPosition:
    """
    A sign for those who come one way.

    Attributes
    ----------
    lon_lat : tuple of float
        WGS84 degrees.
    edge : int
        By which one comes; the sign stands at its end.
    direction : Direction
        In which the circuit is walked.
    bearing_deg : float
        At which one comes, from north.
    arrow : Arrow
    side : Side
        Where it stands, for one who comes.
    towards : tuple of Towards
        The next anchor and the metres to it; several where the circuit passes here more than once.
    points : tuple of DecisionPoint
        What it decides: that place, and those within 15 m after it; of every pass.
    """

    lon_lat: tuple[float, float]
    edge: int
    direction: Direction
    bearing_deg: float
    arrow: Arrow
    side: Side
    towards: tuple[Towards, ...]
    points: tuple[DecisionPoint, ...]


def decision_points(
    network: StreetNetwork, circuit: Circuit, directions: Sequence[Direction] = tuple(Direction)
) -> list[DecisionPoint]:
    """
    Find where a walker of a circuit could go wrong.

    Parameters
    ----------
    network : StreetNetwork
        On which it was made.
    circuit : Circuit
    directions : sequence of Direction
        Ways round.

    Returns
    -------
    list of DecisionPoint
        By direction, in the order of the walk. Cost: linear in the edges, one look at each junction passed.

    Notes
    -----
    A walker goes on along the named street, else as straight as possible (`follow_the_street`). A junction is a
    decision point if that leaves the circuit, or if the circuit turns back. It is one, too, where another way is as
    wide or wider and looks as if it led on (within `AHEAD_DEG`), or the circuit does not go straight (`DOUBT_DEG`);
    and where another way is as straight (within `DOUBT_DEG`) and the street's name does not tell them apart.
    """
    points = []
    for direction in directions:
        way = walk(network, circuit, direction)
        if not len(way.edges):
            continue
        junctions = Junctions(network, way.edges)
        last = len(way.edges) if way.is_closed else len(way.edges) - 1
        found = (_point_after(network, way, junctions, step) for step in range(last))
        points += [point for point in found if point is not None]
    return points


def sign_positions(
    network: StreetNetwork, circuit: Circuit, *, merge_within_m: float = MERGE_WITHIN_M
) -> list[SignPosition]:
    """
    Place one sign for each decision point and direction.

    Parameters
    ----------
    network : StreetNetwork
        On which the circuit was made.
    circuit : Circuit
    merge_within_m : float
        Decisions that follow each other so closely share the first one's sign.

    Returns
    -------
    list of SignPosition
        By direction, in the order of the walk. A walker who reads them never leaves the circuit.

    Raises
    ------
    ValueError
        If the distance is not finite and at least 0.
    """
    if not 0 <= merge_within_m < float("inf"):
        raise ValueError(f"merge_within_m is {merge_within_m}; finite metres of at least 0 are accepted.")
    signs: dict[tuple[object, ...], SignPosition] = {}
    for direction in Direction:
        way = walk(network, circuit, direction)
        for group in _merged(decision_points(network, circuit, [direction]), merge_within_m):
            sign = _sign(network, way, group)
            key = (direction, group[0].lon_lat, sign.edge, sign.bearing_deg, tuple(point.next_edge for point in group))
            known = signs.get(key)
            if known is not None:
                towards = known.towards + (sign.towards if sign.towards[0].anchor != known.towards[-1].anchor else ())
                sign = replace(known, towards=towards, points=known.points + sign.points)
            signs[key] = sign
    return list(signs.values())


def arrow_of(deviation_deg: float) -> Arrow:
    """Return the arrow for a turn: straight below 20°, slight to 55°, sharp from 120°, back from 165°."""
    turn = abs(deviation_deg)
    if turn < 20:
        return Arrow.STRAIGHT
    if turn >= 165:
        return Arrow.BACK
    side = "right" if deviation_deg > 0 else "left"
    degree = "slight_" if turn < 55 else "" if turn < 120 else "sharp_"
    return Arrow(degree + side)


def _point_after(network: StreetNetwork, way: Walk, junctions: Junctions, step: int) -> DecisionPoint | None:
    following = (step + 1) % len(way.edges)
    edge, ahead = int(way.edges[step]), bool(way.is_forward[step])
    next_edge, next_ahead = int(way.edges[following]), bool(way.is_forward[following])
    to_end_m = network.edge_length_m[edge] - way.end_m[step] if ahead else way.end_m[step]
    if to_end_m > _AT_NODE_M * max(1.0, float(network.edge_length_m[edge])):
        return None if ahead == next_ahead else _turn_within(network, way, step)
    branches = junctions.branches(edge, ahead)
    arrival = arrival_bearing(network, edge, ahead)
    node = junctions.node_after(edge, ahead)
    taken = next((one for one in branches if (one.edge, one.is_forward) == (next_edge, next_ahead)), None)
    cause = _cause(network, edge, branches, taken)
    if cause is None:
        return None
    lon, lat = network.node_lon_lat[node].tolist()
    turn = taken.deviation_deg if taken else 180.0
    return DecisionPoint(
        way.direction,
        step,
        node,
        edge,
        next_edge,
        (lon, lat),
        float(way.at_m[step + 1]),
        arrival,
        turn,
        len(branches),
        cause,
    )


def _turn_within(network: StreetNetwork, way: Walk, step: int) -> DecisionPoint:
    edge, ahead = int(way.edges[step]), bool(way.is_forward[step])
    length_m, end_m = float(network.edge_length_m[edge]), float(way.end_m[step])
    here = point_at(network.shape(edge), end_m / length_m)
    before_m = max(0.0, end_m - BEARING_M) if ahead else min(length_m, end_m + BEARING_M)
    arrival = bearing(point_at(network.shape(edge), before_m / length_m), here)
    return DecisionPoint(
        way.direction, step, -1, edge, edge, here, float(way.at_m[step + 1]), arrival, 180.0, 0, Cause.TURNS_BACK
    )


def _cause(network: StreetNetwork, edge: int, branches: list[Branch], taken: Branch | None) -> Cause | None:
    """Return why a walker must be told here; None if the street leads on by itself."""
    if taken is None:
        return Cause.TURNS_BACK if branches else None
    if follow_the_street(network, edge, branches) != taken:
        return Cause.LEAVES
    name, next_name = int(network.edge_name[edge]), int(network.edge_name[taken.edge])
    others = [branch for branch in branches if branch != taken]
    if any(_is_rival(network, one, taken, is_told_by_name=name == next_name >= 0) for one in others):
        return Cause.RIVAL if name == next_name else Cause.NAME_CHANGES
    return None


def _is_rival(network: StreetNetwork, other: Branch, taken: Branch, *, is_told_by_name: bool) -> bool:
    turn, turn_on = abs(other.deviation_deg), abs(taken.deviation_deg)
    is_as_wide = width_rank(network, other.edge) <= width_rank(network, taken.edge)
    is_inviting = is_as_wide and (turn <= AHEAD_DEG or turn_on > DOUBT_DEG)
    return is_inviting or (turn <= turn_on + DOUBT_DEG and not is_told_by_name)


def _merged(points: list[DecisionPoint], within_m: float) -> list[list[DecisionPoint]]:
    groups: list[list[DecisionPoint]] = []
    for point in points:
        if (
            groups
            and point.at_m - groups[-1][0].at_m <= within_m
            and Cause.TURNS_BACK
            not in (
                point.cause,
                groups[-1][-1].cause,
            )
        ):
            groups[-1].append(point)
        else:
            groups.append([point])
    return groups


def _sign(network: StreetNetwork, way: Walk, group: list[DecisionPoint]) -> SignPosition:
    first, last = group[0], group[-1]
    turn = first.deviation_deg
    if last is not first:
        turn = deviation(first.bearing_deg, bearing(first.lon_lat, way.after(network, last.step)))
    arrow = Arrow.BACK if first.cause is Cause.TURNS_BACK else arrow_of(turn)
    anchor, metres = way.next_anchor(first.at_m)
    return SignPosition(
        lon_lat=first.lon_lat,
        edge=first.edge,
        direction=way.direction,
        bearing_deg=first.bearing_deg,
        arrow=arrow,
        side=Side.LEFT if "left" in arrow else Side.RIGHT,
        towards=(Towards(anchor, metres),),
        points=tuple(group),
    )
