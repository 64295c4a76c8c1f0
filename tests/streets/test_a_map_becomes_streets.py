"""An OpenStreetMap file becomes a network of arrays: cut at junctions, with light, access and names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from serein.engines.graph import CLASSES, Access, Crossing, Lit, Sidewalk, StreetNetwork, Surface
from serein.streets.importing import read_streets
from serein.streets.importing.street_names import names_of
from serein.streets.importing.street_words import speed_of, street_kind
from serein.territory.importing.files import WrongFile
from tests.streets.drawing import NODES, write_map
from tests.territory.town import helsinki

STREET = {"highway": "residential"}
CAR_BOTH_WAYS = Access.DRIVE_FORWARD | Access.DRIVE_BACKWARD
BICYCLE_BOTH_WAYS = Access.BICYCLE_FORWARD | Access.BICYCLE_BACKWARD


def edges_of(network: StreetNetwork) -> list[tuple[int, int]]:
    return [(int(network.node_id[a]), int(network.node_id[b])) for a, b in network.edge_nodes]


def access_of(**tags: str) -> Access:
    kind = street_kind({key.replace("__", ":"): value for key, value in tags.items()})
    return Access(kind.access) if kind else Access(0)


def test_ways_are_cut_where_they_meet(tmp_path: Path) -> None:
    path = write_map(tmp_path / "cross.osm.pbf", [([1, 2, 3], STREET), ([4, 2, 5], STREET)])

    network = read_streets(path)

    assert edges_of(network) == [(1, 2), (2, 3), (4, 2), (2, 5)]
    assert network.edge_way.tolist() == [1, 1, 2, 2]
    assert network.node_count == 5


def test_a_bend_is_no_junction_and_keeps_its_shape(tmp_path: Path) -> None:
    network = read_streets(write_map(tmp_path / "bend.osm.pbf", [([1, 2, 4], STREET)]))

    assert edges_of(network) == [(1, 4)]
    assert network.shape(0).tolist() == [list(NODES[1]), list(NODES[2]), list(NODES[4])]


def test_lengths_are_metres_on_the_ellipsoid(tmp_path: Path) -> None:
    network = read_streets(write_map(tmp_path / "cross.osm.pbf", [([1, 2], STREET), ([2, 4], STREET)]))

    lines = [zip(*(NODES[one] for one in pair), strict=True) for pair in ((1, 2), (2, 4))]
    measured = [Geod(ellps="WGS84").line_length(lons, lats) for lons, lats in lines]
    assert network.edge_length_m == pytest.approx(measured, rel=1e-6)


def test_a_way_that_comes_back_is_a_loop_and_one_that_crosses_itself_is_cut(tmp_path: Path) -> None:
    ways = [([1, 4, 5, 1], STREET), ([2, 3, 4, 3, 5], {"highway": "path"})]

    network = read_streets(write_map(tmp_path / "loop.osm.pbf", ways))

    assert edges_of(network) == [(1, 4), (4, 5), (5, 1), (2, 3), (3, 4), (4, 3), (3, 5)]
    network.validated()


def test_a_node_written_twice_on_end_makes_no_edge_without_length(tmp_path: Path) -> None:
    network = read_streets(write_map(tmp_path / "twice.osm.pbf", [([1, 2, 2, 3], STREET)]))

    assert edges_of(network) == [(1, 3)]


def test_two_nodes_on_one_spot_leave_a_length_above_nothing(tmp_path: Path) -> None:
    nodes = {1: (3.07, 50.748), 2: (3.07, 50.748)}

    network = read_streets(write_map(tmp_path / "spot.osm.pbf", [([1, 2], STREET)], nodes=nodes))

    assert network.edge_length_m.tolist() == [0.01]


def test_an_extract_cut_at_its_border_keeps_what_is_there(tmp_path: Path) -> None:
    nodes = {number: spot for number, spot in NODES.items() if number != 3}
    ways = [([1, 2, 3, 4, 5], STREET), ([3, 1], STREET), ([2, 4], STREET)]

    network = read_streets(write_map(tmp_path / "border.osm.pbf", ways, nodes=nodes))

    assert edges_of(network) == [(1, 2), (4, 5), (2, 4)]


def test_a_crossing_parts_a_street_and_is_kept_at_its_junction(tmp_path: Path) -> None:
    tags = {2: {"highway": "crossing", "crossing": "traffic_signals"}}

    network = read_streets(write_map(tmp_path / "x.osm.pbf", [([1, 2, 3], STREET)], node_tags=tags))

    assert edges_of(network) == [(1, 2), (2, 3)]
    assert network.node_crossing.tolist() == [Crossing.NONE, Crossing.SIGNALS, Crossing.NONE]
    assert network.edge_crossing.tolist() == [Crossing.NONE, Crossing.NONE]


def test_a_crossing_drawn_as_a_way_learns_its_signals_from_the_node_on_the_road(tmp_path: Path) -> None:
    ways = [([1, 2, 3], STREET), ([4, 2, 5], {"highway": "footway", "footway": "crossing"})]
    tags = {2: {"highway": "crossing", "crossing": "uncontrolled"}}

    network = read_streets(write_map(tmp_path / "x.osm.pbf", ways, node_tags=tags))

    assert network.edge_crossing.tolist() == [0, 0, Crossing.MARKED, Crossing.MARKED]
    assert [CLASSES[one] for one in network.edge_class] == ["residential", "residential", "crossing", "crossing"]


@pytest.mark.parametrize(
    ("said", "lit"),
    [
        ("yes", Lit.YES),
        ("24/7", Lit.YES),
        ("automatic", Lit.YES),
        ("sunset-sunrise", Lit.YES),
        ("no", Lit.NO),
        ("limited", Lit.UNKNOWN),
        ("interval", Lit.UNKNOWN),
        ("Mo-Su 06:00-23:00", Lit.UNKNOWN),
        ("ja!", Lit.UNKNOWN),
        ("", Lit.UNKNOWN),
    ],
)
def test_only_light_that_is_there_all_night_is_light(said: str, lit: Lit) -> None:
    kind = street_kind({"highway": "footway", "lit": said})

    assert kind is not None
    assert kind.lit == lit


@pytest.mark.parametrize(
    ("tags", "sidewalk"),
    [
        ({"sidewalk": "both"}, Sidewalk.BOTH_SIDES),
        ({"sidewalk": "left"}, Sidewalk.ONE_SIDE),
        ({"sidewalk": "none"}, Sidewalk.NONE),
        ({"sidewalk": "separate"}, Sidewalk.SEPARATE),
        ({"sidewalk:both": "no"}, Sidewalk.NONE),
        ({"sidewalk:left": "yes", "sidewalk:right": "no"}, Sidewalk.ONE_SIDE),
        ({"sidewalk:left": "separate", "sidewalk:right": "yes"}, Sidewalk.SEPARATE),
        ({"footway": "right"}, Sidewalk.ONE_SIDE),
        ({"footway": "both"}, Sidewalk.BOTH_SIDES),
        ({}, Sidewalk.UNKNOWN),
    ],
)
def test_pavements_are_read_in_old_and_new_spellings(tags: dict[str, str], sidewalk: Sidewalk) -> None:
    kind = street_kind({"highway": "residential", **tags})

    assert kind is not None
    assert kind.sidewalk == sidewalk


@pytest.mark.parametrize(
    ("tags", "name"),
    [
        ({"highway": "footway", "footway": "sidewalk"}, "sidewalk"),
        ({"highway": "footway", "footway": "crossing"}, "crossing"),
        ({"highway": "footway", "footway": "traffic_island"}, "footway"),
        ({"highway": "primary_link"}, "primary"),
        ({"highway": "bridleway"}, "path"),
        ({"highway": "pedestrian", "area": "yes"}, "pedestrian"),
        ({"highway": "construction"}, None),
        ({"highway": "service", "area": "yes"}, None),
    ],
)
def test_each_street_has_its_class(tags: dict[str, str], name: str | None) -> None:
    kind = street_kind(tags)

    assert (CLASSES[kind.street_class] if kind else None) == name


def test_who_may_use_a_street_follows_its_most_precise_tag() -> None:
    assert access_of(highway="residential") == Access.WALK | BICYCLE_BOTH_WAYS | CAR_BOTH_WAYS
    assert access_of(highway="motorway") == Access.DRIVE_FORWARD
    assert access_of(highway="trunk", foot="yes") == Access.WALK | CAR_BOTH_WAYS
    assert access_of(highway="footway") == Access.WALK
    assert access_of(highway="footway", bicycle="yes") == Access.WALK | BICYCLE_BOTH_WAYS
    assert access_of(highway="service", access="private") == Access(0)
    assert access_of(highway="service", access="private", foot="yes") == Access.WALK
    assert access_of(highway="residential", motor_vehicle="no") == Access.WALK | BICYCLE_BOTH_WAYS
    assert access_of(highway="residential", foot="use_sidepath") == BICYCLE_BOTH_WAYS | CAR_BOTH_WAYS
    assert access_of(highway="track") == Access.WALK | BICYCLE_BOTH_WAYS
    assert access_of(highway="motorway", access="yes") == Access.DRIVE_FORWARD


def test_one_way_binds_cars_and_bicycles_unless_those_are_let_through() -> None:
    ways = Access.WALK | Access.DRIVE_FORWARD

    assert access_of(highway="residential", oneway="yes") == ways | Access.BICYCLE_FORWARD
    assert access_of(highway="residential", oneway="yes", oneway__bicycle="no") == ways | BICYCLE_BOTH_WAYS
    assert access_of(highway="residential", oneway="yes", cycleway="opposite_lane") == ways | BICYCLE_BOTH_WAYS
    backward = Access.WALK | Access.DRIVE_BACKWARD | Access.BICYCLE_BACKWARD
    assert access_of(highway="residential", oneway="-1") == backward
    assert access_of(highway="tertiary", junction="roundabout") == ways | Access.BICYCLE_FORWARD


def test_speeds_are_read_by_tag_else_by_class() -> None:
    assert speed_of("residential", {"maxspeed": "50"}) == 50
    assert speed_of("residential", {"maxspeed": "30 mph"}) == 48
    assert speed_of("residential", {"maxspeed": "BE:urban"}) == 50
    assert speed_of("residential", {"maxspeed": "DE:zone:30"}) == 30
    assert speed_of("residential", {"maxspeed": "signals"}) == 30
    assert speed_of("motorway", {}) == 120


@pytest.mark.parametrize(
    ("tags", "names"),
    [
        ({"name": "Rue Neuve - Nieuwstraat"}, ("Rue Neuve", "Nieuwstraat")),
        ({"name": "Nieuwstraat - Rue Neuve"}, ("Rue Neuve", "Nieuwstraat")),
        ({"name": "A - B", "name:fr": "B"}, ("B", "A")),
        ({"name": "Kerkstraat", "name:fr": "Rue de l'Église"}, ("Rue de l'Église", "Kerkstraat")),
        ({"name": "Rue du Pont"}, ("Rue du Pont", "Rue du Pont")),
        ({"name:nl": "Brugstraat"}, ("Brugstraat", "Brugstraat")),
        ({"name": "Köln - Bonn"}, ("Köln - Bonn", "Köln - Bonn")),
        ({"name": "  "}, None),
    ],
)
def test_a_street_has_a_name_in_both_languages(tags: dict[str, str], names: tuple[str, str] | None) -> None:
    assert names_of(tags) == names


def test_roads_of_the_region_are_told_apart(tmp_path: Path) -> None:
    ways = [
        ([1, 2], {"highway": "primary", "ref": "N58"}),
        ([2, 3], {"highway": "primary", "ref": "B 5"}),
        ([4, 2], {"highway": "trunk"}),
    ]

    network = read_streets(write_map(tmp_path / "n.osm.pbf", ways))

    assert network.edge_is_regional.tolist() == [True, False, True]


def test_ground_and_names_follow_every_piece_of_a_way(tmp_path: Path) -> None:
    paved = {**STREET, "surface": "sett", "name": "Rue A"}

    network = read_streets(write_map(tmp_path / "c.osm.pbf", [([1, 2, 3], paved), ([4, 2], {"highway": "steps"})]))

    assert network.edge_surface.tolist() == [Surface.COBBLED, Surface.COBBLED, Surface.UNKNOWN]
    assert [network.name(edge, "nl") for edge in range(3)] == ["Rue A", "Rue A", ""]


CROSS = [([1, 2], STREET), ([2, 3], STREET), ([2, 4], STREET), ([2, 5], STREET)]


def test_a_forbidden_turn_is_a_ban_and_the_only_allowed_one_forbids_all_others(tmp_path: Path) -> None:
    members = [("w", 1, "from"), ("n", 2, "via"), ("w", 3, "to")]
    told: dict[str, list[list[int]]] = {}
    for kind in ("no_left_turn", "only_left_turn"):
        path = write_map(tmp_path / f"{kind}.osm.pbf", CROSS, restrictions=[({"restriction": kind}, members)])
        told[kind] = read_streets(path).turn_bans.tolist()

    assert told["no_left_turn"] == [[0, 1, 2]]
    assert told["only_left_turn"] == [[0, 1, 0], [0, 1, 1], [0, 1, 3]]


@pytest.mark.parametrize(
    "tags",
    [
        {"restriction:conditional": "no_left_turn @ (Mo-Fr 07:00-09:00)"},
        {"restriction": "no_left_turn", "except": "bicycle;motorcar"},
        {"restriction": "no_left_turn", "day_on": "Monday", "hour_on": "07:00"},
        {"restriction": "give_way"},
    ],
)
def test_signs_that_do_not_bind_every_car_at_every_hour_are_left_out(tmp_path: Path, tags: dict[str, str]) -> None:
    members = [("w", 1, "from"), ("n", 2, "via"), ("w", 3, "to")]

    network = read_streets(write_map(tmp_path / "c.osm.pbf", CROSS, restrictions=[(tags, members)]))

    assert network.turn_bans.shape == (0, 3)


def test_what_is_no_street_map_is_refused_in_a_sentence(tmp_path: Path) -> None:
    text, empty, missing = tmp_path / "town.osm.pbf", tmp_path / "empty.osm.pbf", tmp_path / "missing.osm.pbf"
    text.write_text("lat,lon\n50,3\n")
    empty.write_bytes(b"")
    rails = write_map(tmp_path / "rails.osm.pbf", [([1, 2], {"railway": "rail"})])
    cut = tmp_path / "cut.osm.pbf"
    whole = write_map(tmp_path / "whole.osm.pbf", CROSS).read_bytes()
    cut.write_bytes(whole[: len(whole) - 40])

    for path, reason in (
        (text, "seems to be text"),
        (empty, "is empty"),
        (missing, "does not exist"),
        (tmp_path, "is a folder"),
        (rails, "has no street"),
        (cut, "cut off or damaged"),
    ):
        with pytest.raises(WrongFile, match=reason):
            read_streets(path)


def test_a_time_zone_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = write_map(tmp_path / "c.osm.pbf", CROSS)

    with pytest.raises(WrongFile, match="no time zone"):
        read_streets(path, timezone="Europe/Valserein")


@pytest.mark.town
def test_a_real_town_becomes_the_streets_that_were_counted_there() -> None:
    network = read_streets(helsinki(), timezone="Europe/Helsinki")

    walks = (network.edge_access & Access.WALK) > 0
    assert (network.node_count, network.edge_count, int(walks.sum())) == (3575, 4883, 4802)
    assert len(np.unique(network.edge_way)) < network.edge_count
    assert np.bincount(network.edge_lit + 1).tolist() == [1395, 12, 3476]
