"""A way as steps and sentences in three languages, and the figures beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from serein.engines.graph import (
    CLASSES,
    Crossing,
    Defects,
    EdgeFinder,
    Ground,
    Landmark,
    LightSource,
    Path,
    Step,
    StreetGraph,
    StreetNetwork,
    Turn,
    figures_of,
    itinerary,
    light_at,
    longest_stretch_m,
    say,
)
from tests.engines.graph.lamps import DAY, NIGHT
from tests.engines.graph.make import at, draw

NAMES = np.array(
    [["Rue de Courtrai", "Kortrijkstraat"], ["Avenue de la Gare", "Stationslaan"], ["Grand-Place", "Grote Markt"]]
)
NODES = [(0.0, 0.0), (100.0, 0.0), (200.0, 0.0), (200.0, 100.0), (300.0, 100.0)]
EDGES = [(0, 1), (1, 2), (2, 3), (3, 4)]
CAFE = Landmark("Café du Nord", "Noordcafé", at(205.0, -5.0))


def town(**given: Any) -> StreetNetwork:
    """Two edges east, one north, one east: two of one name, then two other streets."""
    return draw(NODES, EDGES, edge_name=np.array([0, 0, 1, 2], np.int32), names=NAMES, **given)


def way(
    network: StreetNetwork, start: tuple[float, float] = (0.0, 0.0), end: tuple[float, float] = (300.0, 100.0)
) -> Path:
    streets = StreetGraph.build(network)
    return streets.path(*streets.snap_many([at(*start), at(*end)]))


def test_stretches_of_one_name_are_one_step_and_turns_are_told() -> None:
    steps = itinerary(town(), way(town()))

    assert [(step.kind, step.street_nl, round(step.metres)) for step in steps] == [
        (Turn.DEPART, "Kortrijkstraat", 200),
        (Turn.LEFT, "Stationslaan", 100),
        (Turn.RIGHT, "Grote Markt", 100),
        (Turn.ARRIVE, "", 0),
    ]


def test_the_way_back_turns_the_other_way() -> None:
    steps = itinerary(town(), way(town(), (300.0, 100.0), (0.0, 0.0)))

    assert [step.kind for step in steps] == [Turn.DEPART, Turn.LEFT, Turn.RIGHT, Turn.ARRIVE]


def there_and_back(metres: float) -> Path:
    """Go east along a street to its middle, and back."""
    spots = np.array([at(0.0, 0.0), at(100.0, 0.0), at(100.0 + metres, 0.0), at(100.0, 0.0), at(0.0, 0.0)])
    along, edges = np.array([100.0, metres, metres, 100.0]), np.array([0, 1, 1, 0], np.int32)
    is_forward, length_m = np.array([True, True, False, False]), 200.0 + 2 * metres
    return Path(edges, is_forward, along, length_m, length_m, 0.0, spots)


def test_turning_round_in_a_street_is_told_although_its_name_stays() -> None:
    steps = itinerary(town(), there_and_back(60.0))

    assert [(step.kind, round(step.metres)) for step in steps] == [
        (Turn.DEPART, 160),
        (Turn.U_TURN, 160),
        (Turn.ARRIVE, 0),
    ]


def test_a_landmark_near_a_turn_is_named_there_only() -> None:
    steps = itinerary(town(), way(town()), landmarks=[CAFE])

    assert [step.landmark for step in steps] == [None, CAFE, None, None]


def test_a_crossing_without_a_name_is_no_step_of_its_own() -> None:
    nodes = [(0.0, 0.0), (100.0, 0.0), (112.0, 0.0), (200.0, 0.0)]
    classes = np.array([CLASSES.index(one) for one in ("residential", "crossing", "residential")], np.uint8)
    network = draw(
        nodes, [(0, 1), (1, 2), (2, 3)], edge_class=classes, edge_name=np.array([0, -1, 0], np.int32), names=NAMES
    )

    steps = itinerary(network, way(network, end=(200.0, 0.0)))

    assert [(step.street_fr, round(step.metres)) for step in steps] == [("Rue de Courtrai", 200), ("", 0)]


def test_a_pavement_takes_the_name_of_the_street_it_runs_along() -> None:
    nodes = [(0.0, 0.0), (200.0, 0.0), (0.0, 7.0), (200.0, 7.0)]
    classes = np.array([CLASSES.index(one) for one in ("residential", "sidewalk")], np.uint8)
    network = draw(nodes, [(0, 1), (2, 3)], edge_class=classes, edge_name=np.array([0, -1], np.int32), names=NAMES)
    streets = StreetGraph.build(network)
    on_pavement = Path(
        np.array([1], np.int32), np.array([True]), np.array([200.0]), 200.0, 200.0, 0.0, network.shape(1)
    )

    named = itinerary(network, on_pavement, finder=EdgeFinder(network))
    unnamed = itinerary(network, on_pavement)

    assert streets.network is network
    assert (named[0].street_fr, unnamed[0].street_fr, unnamed[0].ground) == ("Rue de Courtrai", "", Ground.PAVEMENT)


@pytest.mark.parametrize(
    ("step", "language", "sentence"),
    [
        (
            Step(Turn.LEFT, "Rue de Courtrai", "Kortrijkstraat", 123.0),
            "fr",
            "Prenez à gauche la rue de Courtrai, sur 120 m.",
        ),
        (
            Step(Turn.LEFT, "Rue de Courtrai", "Kortrijkstraat", 123.0),
            "nl",
            "Neem links de Kortrijkstraat, over 120 m.",
        ),
        (
            Step(Turn.LEFT, "Rue de Courtrai", "Kortrijkstraat", 123.0),
            "en",
            "Turn left into Rue de Courtrai for 120 m.",
        ),
        (
            Step(Turn.DEPART, "Avenue de la Gare", "Stationsplein", 48.0),
            "fr",
            "Partez par l'avenue de la Gare, sur 50 m.",
        ),
        (
            Step(Turn.DEPART, "Avenue de la Gare", "Stationsplein", 12.0),
            "nl",
            "Vertrek via het Stationsplein, over 10 m.",
        ),
        (Step(Turn.RIGHT, "Grand-Place", "Markt", 2.0), "fr", "Prenez à droite « Grand-Place », sur 5 m."),
        (
            Step(Turn.STRAIGHT, "", "", 60.0, CAFE, Ground.PATH),
            "fr",
            "À hauteur de « Café du Nord », continuez tout droit par le sentier, sur 60 m.",
        ),
        (
            Step(Turn.SLIGHT_RIGHT, "", "", 60.0, CAFE, Ground.STEPS),
            "nl",
            "Neem ter hoogte van “Noordcafé” schuin rechts de trap, over 60 m.",
        ),
        (Step(Turn.ARRIVE, "", "", 0.0, CAFE), "nl", "U bent op uw bestemming, bij “Noordcafé”."),
    ],
)
def test_a_step_is_a_whole_sentence_in_each_language(step: Step, language: str, sentence: str) -> None:
    assert say(step, language) == sentence


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_every_turn_and_ground_has_its_sentence(language: str) -> None:
    for kind in Turn:
        for ground in Ground:
            for landmark in (None, CAFE):
                sentence = say(Step(kind, "", "", 60.0, landmark, ground), language)
                assert sentence.endswith(".")
                assert "{" not in sentence


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'de'"):
        say(Step(Turn.ARRIVE, "", "", 0.0), "de")


def test_figures_tell_light_by_source_and_the_longest_dark_stretch() -> None:
    network = town(edge_lit=np.array([1, -1, 0, 1], np.int8))

    figures = figures_of(network, way(network), light_at(network, None, {}, None, None, NIGHT))

    assert figures.length_m == pytest.approx(400.0, abs=0.1)
    assert figures.lit_share == pytest.approx(0.5, abs=1e-3)
    assert figures.lit_share_by_source[LightSource.TAG] == pytest.approx(0.5, abs=1e-3)
    assert figures.longest_unlit_m == pytest.approx(200.0, abs=0.1)
    assert figures.without_frontage_m == figures.length_m
    by_day = figures_of(network, way(network), light_at(network, None, {}, None, None, DAY))
    assert by_day.lit_share == pytest.approx(1.0)
    assert by_day.longest_unlit_m == 0.0


def test_figures_count_refuges_gaps_open_doors_and_open_defects() -> None:
    network = town()
    light = light_at(network, None, {}, None, None, NIGHT)
    spots = np.array([at(50.0, 5.0), at(195.0, 50.0), at(150.0, 90.0)])  # the third is too far from the way

    figures = figures_of(
        network,
        way(network),
        light,
        open_places=spots[:1],
        refuges=spots,
        defects=Defects(spots, np.array([0.0, 3.0, 0.0])),
    )

    assert (figures.refuges, figures.open_defects) == (2, 1)
    assert figures.longest_refuge_gap_m == pytest.approx(200.0, abs=0.5)  # from 50 to 250
    assert figures.without_frontage_m == pytest.approx(340.0, abs=0.5)  # 20 to 80 has a door


def test_a_crossing_drawn_in_two_pieces_is_one_and_one_with_signals_is_none() -> None:
    nodes = [(0.0, 0.0), (50.0, 0.0), (55.0, 0.0), (60.0, 0.0), (100.0, 0.0), (110.0, 0.0), (150.0, 0.0)]
    classes = ["footway", "crossing", "crossing", "footway", "crossing", "footway"]
    network = draw(
        nodes,
        [(i, i + 1) for i in range(6)],
        edge_class=np.array([CLASSES.index(one) for one in classes], np.uint8),
        edge_crossing=np.array([0, Crossing.MARKED, Crossing.MARKED, 0, Crossing.SIGNALS, 0], np.uint8),
        edge_way=np.array([1, 2, 2, 3, 4, 5]),
    )

    figures = figures_of(network, way(network, end=(150.0, 0.0)), light_at(network, None, {}, None, None, NIGHT))

    assert figures.bare_crossings == 1


def test_a_road_crossed_at_a_node_between_two_pavements_counts() -> None:
    nodes = [(0.0, 0.0), (50.0, 0.0), (100.0, 0.0), (50.0, 80.0)]
    classes = np.array([CLASSES.index(one) for one in ("footway", "footway", "residential")], np.uint8)
    marked = np.array([0, Crossing.UNMARKED, 0, 0], np.uint8)
    network = draw(nodes, [(0, 1), (1, 2), (1, 3)], edge_class=classes, node_crossing=marked)

    figures = figures_of(network, way(network, end=(100.0, 0.0)), light_at(network, None, {}, None, None, NIGHT))

    assert figures.bare_crossings == 1


def test_the_longest_stretch_is_measured_on_end() -> None:
    metres = np.array([5.0, 7.0, 11.0, 13.0, 17.0])

    assert longest_stretch_m(metres, np.array([True, True, False, True, False])) == 13.0
    assert longest_stretch_m(metres, np.array([True, True, True, False, True])) == 23.0
    assert longest_stretch_m(metres, np.zeros(5, np.bool_)) == 0.0
