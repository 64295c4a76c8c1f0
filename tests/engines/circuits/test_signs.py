"""A walker who reads the signs, and else follows the street, never leaves the circuit."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serein.engines.circuits import (
    Anchor,
    Arrow,
    Cause,
    Circuit,
    Direction,
    NoCircuit,
    Side,
    decision_points,
    propose_circuits,
    sign_positions,
)
from serein.engines.circuits._walk import walk
from serein.engines.graph import CLASSES, Access, StreetNetwork
from tests.engines.circuits.make import draw_grid, edge_between, lots_of_light, make_anchors, walk_graph
from tests.engines.graph.make import draw, draw_town

seeds = st.integers(0, 100_000)


def draw_named_town(seed: int) -> StreetNetwork:
    """A random town, loops and doubles included, with a few names and widths dealt by lot."""
    dice = np.random.default_rng(seed)
    town = draw_town(seed, 25, extra=0.9)
    kinds = [CLASSES.index(kind) for kind in ("residential", "footway", "tertiary", "service", "living_street")]
    return replace(
        town,
        edge_name=dice.integers(-1, 4, town.edge_count).astype(np.int32),
        edge_class=dice.choice(kinds, town.edge_count).astype(np.uint8),
        names=np.array([(f"rue {i}", f"straat {i}") for i in range(4)]),
    ).validated()


def circuits_of(town: StreetNetwork, seed: int, *, is_closed: bool) -> list[Circuit]:
    """Circuits over anchors in the middle of edges."""
    dice = np.random.default_rng(seed)
    streets = walk_graph(town)
    edges = dice.choice(np.flatnonzero(streets.is_giant), 5, replace=False)
    spots = [tuple(town.shape(edge).mean(axis=0) + dice.uniform(-1e-5, 1e-5, 2)) for edge in edges.tolist()]
    anchors = [Anchor(f"A{i}", f"a{i}", (float(lon), float(lat))) for i, (lon, lat) in enumerate(spots)]
    try:
        return propose_circuits(
            streets, anchors, exposure=lots_of_light(town, seed), max_length_m=9e3, is_closed=is_closed
        )
    except NoCircuit:
        return []


def bearing(town: StreetNetwork, edge: int, *, is_forward: bool) -> float:
    """Degrees from north, over the first ten metres."""
    shape = town.shape(edge) if is_forward else town.shape(edge)[::-1]
    plane = shape * (111_195.0 * np.cos(np.radians(shape[0, 1])), 111_195.0)
    left = 10.0
    for one, other in pairwise(plane):
        length = float(np.hypot(*(other - one)))
        if length >= left:
            return direction_of(one + (other - one) * left / length - plane[0])
        left -= length
    return direction_of(plane[-1] - plane[0])


def direction_of(step: np.ndarray) -> float:
    return float(np.degrees(np.arctan2(step[0], step[1])) % 360)


def goes_on(town: StreetNetwork, edge: int, *, is_forward: bool) -> tuple[int, bool] | None:
    """Where a walker goes whom nobody tells: along the name, else straight; None in a dead end."""
    node = town.edge_nodes[edge, 1 if is_forward else 0]
    came = (bearing(town, edge, is_forward=not is_forward) + 180) % 360
    choices = []
    for other in range(town.edge_count):
        for ahead in (True, False):
            leaves = town.edge_nodes[other, 0 if ahead else 1] == node and town.edge_access[other] & Access.WALK
            if leaves and (other, ahead) != (edge, not is_forward):
                turn = abs((bearing(town, other, is_forward=ahead) - came + 180) % 360 - 180)
                is_named_so = town.edge_name[edge] >= 0 and town.edge_name[other] == town.edge_name[edge]
                choices.append((not is_named_so, turn, other, ahead))
    return min(choices)[2:] if choices else None


@settings(deadline=None, max_examples=60)
@given(seeds, st.booleans())
def test_a_walker_who_reads_the_signs_stays_on_the_circuit_both_ways(seed: int, is_closed: bool) -> None:
    town = draw_named_town(seed)
    for circuit in circuits_of(town, seed, is_closed=is_closed):
        told = {(point.direction, point.step) for sign in sign_positions(town, circuit) for point in sign.points}
        for direction in Direction:
            way = walk(town, circuit, direction)
            steps = [(int(edge), bool(ahead)) for edge, ahead in zip(way.edges, way.is_forward, strict=True)]

            for at, (edge, ahead) in enumerate(steps):
                if at + 1 == len(steps) and not is_closed:
                    continue
                following = steps[(at + 1) % len(steps)]
                is_at_end = abs(way.end_m[at] - (town.edge_length_m[edge] if ahead else 0.0)) < 1e-3
                if not is_at_end:
                    assert following == (edge, ahead) or (direction, at) in told
                    continue
                goes = goes_on(town, edge, is_forward=ahead) or (edge, not ahead)
                assert goes == following or (direction, at) in told


@settings(deadline=None, max_examples=40)
@given(seeds, st.booleans())
def test_each_decision_has_one_sign_within_fifteen_metres(seed: int, is_closed: bool) -> None:
    town = draw_named_town(seed)
    for circuit in circuits_of(town, seed, is_closed=is_closed):
        signs = sign_positions(town, circuit)
        points = decision_points(town, circuit)

        told = [(point.direction, point.step) for sign in signs for point in sign.points]
        assert sorted(told) == sorted((point.direction, point.step) for point in points)
        for sign in signs:
            for point in sign.points:
                before = [one.at_m for one in sign.points if one.at_m <= point.at_m and one.lon_lat == sign.lon_lat]
                assert point.at_m - max(before) <= 15.0


def along(*spots: tuple[float, float], network: StreetNetwork, **given: object) -> Circuit:
    """A linear circuit through places, from the first, by the shortest ways."""
    asked = {"exposure": network.edge_length_m, "max_length_m": 9e3, "is_closed": False, "start": 0, **given}
    return propose_circuits(walk_graph(network), make_anchors(*spots), **asked)[0]  # type: ignore[arg-type]


def named(network: StreetNetwork, *streets: list[int]) -> StreetNetwork:
    """The network with names on edges."""
    name = np.full(network.edge_count, -1, np.int32)
    for position, edges in enumerate(streets):
        name[edges] = position
    words = np.array([(f"rue {i}", f"straat {i}") for i in range(len(streets))] or np.empty((0, 2), np.str_))
    return replace(network, edge_name=name, names=words).validated()


def test_straight_on_over_plain_crossings_needs_no_sign() -> None:
    """
    A --- + --- + --- + --- B     each + is crossed by a street as wide
    """
    network = draw_grid(5, 3)

    circuit = along((0.1, 1), (3.9, 1), network=network)

    assert circuit.length_m == pytest.approx(380)
    assert sign_positions(network, circuit) == []


def test_a_corner_has_a_sign_each_way_with_its_arrow_side_and_metres() -> None:
    """
    . --- B
          |         A to B: left, and B to A: right
    A --- + --- .
    """
    network = draw_grid(3, 2)
    shut = replace(network, edge_access=network.edge_access.copy())
    shut.edge_access[[edge_between(network, 0, 3), edge_between(network, 3, 4), edge_between(network, 4, 5)]] = 0

    circuit = along((0.2, 0), (1, 0.7), network=shut)
    there, back = sign_positions(shut, circuit)

    assert (there.arrow, there.side, there.direction) == (Arrow.LEFT, Side.LEFT, Direction.FORWARD)
    assert (back.arrow, back.side, back.direction) == (Arrow.RIGHT, Side.RIGHT, Direction.BACKWARD)
    assert there.bearing_deg == pytest.approx(90, abs=0.1)
    assert back.bearing_deg == pytest.approx(180, abs=0.1)
    assert there.towards[0].anchor.name_fr == "B"
    assert there.towards[0].metres == pytest.approx(70)
    assert back.towards[0].anchor.name_fr == "A"
    assert back.towards[0].metres == pytest.approx(80)
    assert there.lon_lat == back.lon_lat == tuple(shut.node_lon_lat[1])


def test_a_named_street_that_bends_at_a_lane_needs_no_sign() -> None:
    """
          B
          |   rue 0 turns the corner; the lane that leads straight on is narrower and has no name
    A --- + - - .
    """
    network = draw_grid(3, 2)
    bend = [edge_between(network, 0, 1), edge_between(network, 1, 4)]
    lane = edge_between(network, 1, 2)
    kinds = network.edge_class.copy()
    kinds[lane] = CLASSES.index("footway")

    circuit = along((0.2, 0), (1, 0.7), network=network)
    plain = sign_positions(network, circuit)
    told_by_name = sign_positions(named(replace(network, edge_class=kinds), bend), circuit)

    assert [sign.arrow for sign in plain] == [Arrow.LEFT, Arrow.RIGHT]
    assert [point.cause for sign in told_by_name for point in sign.points] == []


def test_branches_nobody_can_walk_do_not_count() -> None:
    """
          B
          |   straight on leads only a motorway
    A --- + === .
    """
    network = draw_grid(3, 2)
    access = network.edge_access.copy()
    access[edge_between(network, 1, 2)] = int(Access.DRIVE_FORWARD)

    circuit = along((0.2, 0), (1, 0.7), network=network)

    assert len(sign_positions(network, circuit)) == 2
    assert sign_positions(replace(network, edge_access=access), circuit) == []


def test_who_must_turn_back_at_an_anchor_is_told() -> None:
    """
    . - A - + - B - .     there and back, 200 m; no junction branches
    """
    network = draw_grid(3, 1)
    anchors = make_anchors((0.5, 0), (1.5, 0))
    circuit = propose_circuits(walk_graph(network), anchors, exposure=network.edge_length_m, max_length_m=200)[0]

    signs = sign_positions(network, circuit)

    assert [circuit.length_m, circuit.repeated_m] == pytest.approx([200, 100])
    assert [sign.points[0].cause for sign in signs] == [Cause.TURNS_BACK] * 4
    assert {sign.arrow for sign in signs} == {Arrow.BACK}
    assert sorted({round(sign.bearing_deg) for sign in signs}) == [90, 270]


def test_two_turns_within_fifteen_metres_share_a_sign() -> None:
    nodes = [(0.0, 0.0), (100.0, 0.0), (100.0, 12.0), (200.0, 12.0), (200.0, 0.0), (0.0, 12.0)]
    network = draw(nodes, [(0, 1), (1, 2), (2, 3), (1, 4), (2, 5)])
    circuit = along((0.2, 0), (1.8, 0.12), network=network)

    forward = [sign for sign in sign_positions(network, circuit) if sign.direction is Direction.FORWARD]
    apart = [s for s in sign_positions(network, circuit, merge_within_m=5) if s.direction is Direction.FORWARD]

    assert [len(sign.points) for sign in forward] == [2]
    assert forward[0].arrow is Arrow.SLIGHT_LEFT
    assert [sign.arrow for sign in apart] == [Arrow.LEFT, Arrow.RIGHT]
