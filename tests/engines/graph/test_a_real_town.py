"""The centre of a real town, with its one-ways and banned turns."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from serein.engines.graph import Mode, Snap, StreetGraph, StreetNetwork
from serein.streets.importing import read_streets
from tests.engines.graph.make import place
from tests.engines.graph.reference import by_scipy
from tests.territory.town import helsinki

pytestmark = pytest.mark.town


@cache
def the_town() -> StreetNetwork:
    return read_streets(helsinki(), timezone="Europe/Helsinki")


def some_places(graph: StreetGraph, count: int) -> list[Snap]:
    dice = np.random.default_rng(7)
    edges = dice.choice(np.flatnonzero(graph.is_giant), count, replace=False).tolist()
    return [place(graph.network, edge, share) for edge, share in zip(edges, dice.random(count).tolist(), strict=True)]


@pytest.mark.parametrize("mode", [Mode.WALK, Mode.BICYCLE])
def test_costs_in_a_real_town_are_those_of_scipy(mode: Mode) -> None:
    network = the_town()
    graph = StreetGraph.build(network, mode)

    for origin in some_places(graph, 3):
        expected = by_scipy(network, mode, origin, graph.weights)

        assert graph.one_to_all(origin) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("mode", list(Mode))
def test_a_matrix_of_a_real_town_says_what_its_paths_say(mode: Mode) -> None:
    graph = StreetGraph.build(the_town(), mode)
    places = some_places(graph, 15)

    costs = graph.matrix(places, places)

    assert np.isfinite(costs).all()
    assert costs == pytest.approx(np.array([[graph.path(a, b).cost for b in places] for a in places]), rel=1e-9)


def test_banned_turns_only_ever_make_a_way_dearer_and_are_never_taken() -> None:
    network = the_town()
    with_bans = StreetGraph.build(network, Mode.DRIVE)
    without = StreetGraph.build(replace(network, turn_bans=network.turn_bans[:0]), Mode.DRIVE)
    places = some_places(with_bans, 40)
    bans = {(int(first), int(last)) for first, _, last in network.turn_bans}

    paths = [with_bans.path(a, b) for a, b in zip(places[:-1:2], places[1::2], strict=True)]
    free = [without.path(a, b) for a, b in zip(places[:-1:2], places[1::2], strict=True)]

    assert bans
    for path, other in zip(paths, free, strict=True):
        assert path.cost >= other.cost * (1 - 1e-12)
        assert not bans & set(zip(path.edges[:-1].tolist(), path.edges[1:].tolist(), strict=True))
