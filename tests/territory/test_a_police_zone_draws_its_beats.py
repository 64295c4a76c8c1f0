"""Beats: outlines or street ranges, in force from a day, with every address in exactly one."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries
from shapely.geometry import Polygon, box, mapping

from serein.kit.actors import SYSTEM
from serein.kit.models import JournalEntry
from serein.territory import jobs, operations, queries
from serein.territory.importing.beats import import_beats
from serein.territory.importing.files import WrongFile
from serein.territory.models import Address, Beat, BeatVersion
from tests.territory import make

pytestmark = pytest.mark.django_db
WEST, EAST = box(3.00, 50.70, 3.05, 50.76), box(3.05, 50.70, 3.10, 50.76)


def in_force(version: BeatVersion) -> BeatVersion:
    return operations.put_beats_in_force(version=version, by=SYSTEM, now=make.FRIDAY_NIGHT)


def geojson(folder: Path, beats: dict[str, Polygon], **properties: str) -> Path:
    features = [
        {"type": "Feature", "properties": {"code": code, "name_fr": f"Secteur {code}", **properties},
         "geometry": mapping(area)} for code, area in beats.items()
    ]  # fmt: skip
    path = folder / "beats.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def table(folder: Path, *lines: str, head: str = "street,side,from,to,beat") -> Path:
    path = folder / "beats.csv"
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    return path


def read(path: Path, day: date = make.TODAY) -> Any:
    return import_beats(path=path, in_force_from=day, now=make.FRIDAY_NIGHT)


def test_outlines_give_each_point_and_each_address_its_beat(tmp_path: Path) -> None:
    address = make.make_address(lat=50.73, lon=3.02)

    in_force(read(geojson(tmp_path, {"V1": WEST, "V2": EAST})).version)

    address.refresh_from_db()
    assert address.beat == Beat.objects.get(code="V1")
    assert queries.find_beat_at(lat=50.73, lon=3.08) == Beat.objects.get(code="V2")
    assert queries.find_beat_at(lat=48.85, lon=2.35) is None
    assert [beat.code for beat in queries.list_beats()] == ["V1", "V2"]


def test_ranges_give_each_house_number_its_beat_and_draw_outlines_for_points(tmp_path: Path) -> None:
    street = make.make_street()
    for number, lon in (("1", 3.01), ("3A", 3.02), ("2", 3.01), ("20", 3.08), ("21", 3.09)):
        make.make_address(street, number, lon=lon)
    path = table(
        tmp_path,
        "Rue du Moulin,odd,1,9,V1",
        "Molenstraat,pair,2,10,V1",
        "r. du moulin,odd,11,,V2",
        "Rue du Moulin,even,12,,V2",
    )

    in_force(read(path).version)

    beats = dict(Address.objects.values_list("house_number", "beat__code"))
    assert beats == {"1": "V1", "3A": "V1", "2": "V1", "20": "V2", "21": "V2"}
    assert queries.find_beat_at(lat=50.73, lon=3.0) == Beat.objects.get(code="V1")
    assert queries.find_beat_at(lat=50.73, lon=3.099) == Beat.objects.get(code="V2")


def test_the_street_counts_where_the_nearest_neighbour_belongs_elsewhere(tmp_path: Path) -> None:
    ours, theirs = make.make_street(), make.make_street("Rue Haute", "Hoogstraat")
    lonely = make.make_address(ours, "1", lon=3.05)
    for step in range(1, 4):
        make.make_address(theirs, str(step), lon=3.05 + step / 1e5)

    in_force(read(table(tmp_path, "Rue du Moulin,both,,,V1", "Rue Haute,both,,,V2")).version)

    lonely.refresh_from_db()
    assert lonely.beat == Beat.objects.get(code="V1")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Rue du Moulin,odd,,,V1"], r"1 of 2 addresses lie in no beat: Rue du Moulin 2\."),
        (
            ["Rue du Moulin,both,,,V1", "Rue du Moulin,even,,,V2"],
            r"1 of 2 addresses lie in two beats: Rue du Moulin 2\.",
        ),
    ],
)
def test_a_version_that_leaves_or_doubles_an_address_is_not_put_in_force(
    tmp_path: Path, lines: list[str], said: str
) -> None:
    street = make.make_street()
    make.make_address(street, "1")
    make.make_address(street, "2")
    version = read(table(tmp_path, *lines)).version

    with pytest.raises(operations.CoverageIncomplete, match=said):
        in_force(version)

    version.refresh_from_db()
    assert version.state == BeatVersion.State.DRAFT


def test_overlapping_outlines_are_not_put_in_force() -> None:
    make.make_address(lon=3.05)
    version = make.make_version([("V1", box(3.0, 50.7, 3.06, 50.76)), ("V2", box(3.04, 50.7, 3.1, 50.76))])

    with pytest.raises(operations.CoverageIncomplete, match="in two beats"):
        in_force(version)


def test_an_address_on_a_shared_border_belongs_to_one_beat() -> None:
    address = make.make_address(lon=3.05)

    in_force(make.make_version([("V1", WEST), ("V2", EAST)]))

    address.refresh_from_db()
    assert address.beat == Beat.objects.get(code="V1")


def test_a_version_takes_effect_on_its_day_and_the_old_one_is_kept() -> None:
    address = make.make_address(lon=3.02)
    old = in_force(make.make_version([("V1", WEST), ("V2", EAST)]))
    next_week = make.FRIDAY_NIGHT + timedelta(days=7)
    new = in_force(make.make_version([("V9", box(3.0, 50.7, 3.1, 50.76))], in_force_from=next_week.date()))
    jobs.apply_beat_version(make.FRIDAY_NIGHT + timedelta(days=6))
    assert queries.find_beat_at(lat=50.73, lon=3.02) == Beat.objects.get(code="V1")

    jobs.apply_beat_version(next_week)

    for version in (old, new):
        version.refresh_from_db()
    address.refresh_from_db()
    assert (old.state, new.state) == (BeatVersion.State.REPLACED, BeatVersion.State.IN_FORCE)
    assert address.beat == queries.find_beat_at(lat=50.73, lon=3.02) == Beat.objects.get(code="V9")
    assert old.areas.count() == 2
    assert operations.apply_beat_version(now=next_week) is None


def test_what_was_decided_is_not_decided_again() -> None:
    version = in_force(make.make_version([("V1", make.TOWN)]))

    with pytest.raises(operations.BeatVersionNotDraft, match="is in_force, not a draft"):
        in_force(version)


def test_each_decision_is_journalled() -> None:
    in_force(make.make_version([("V1", make.TOWN)]))

    acts = list(JournalEntry.objects.order_by("number").values_list("act", flat=True))
    assert acts == ["beats.in_force", "beats.decided"] or acts == ["beats.decided", "beats.in_force"]


def test_an_outline_that_crosses_itself_is_refused_with_the_spot(tmp_path: Path) -> None:
    bow_tie = Polygon([(3.0, 50.7), (3.1, 50.76), (3.1, 50.7), (3.0, 50.76)])

    with pytest.raises(WrongFile, match=r"The beat V3 .* crosses itself at longitude 3\.05"):
        read(geojson(tmp_path, {"V3": bow_tie}))
    assert not BeatVersion.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b'{"type": "FeatureCollection", "features": []}', "without features"),
        (b'{"type": "Feature", "properties": {}, "geometry": null}', "has no « code »"),
        (b'{"type": "FeatureCollection", "feat', "breaks off at line 1"),
        (b"street,from,to\nRue du Moulin,1,9\n", "it lacks side, beat"),
        ("street,side,from,to,beat\nRue de l'Église,both,,,V1\n".encode("cp1252"), "not text in UTF-8"),
        ("street,side,from,to,beat\n".encode("utf-16"), "UTF-16"),
        (b"street,side,from,to,beat\n", "it has a header only"),
        (
            b"street,side,from,to,beat\nRue du Moulim,both,,,V1\n",
            "no street « Rue du Moulim », perhaps « Rue du Moulin »",
        ),
        (b"street,side,from,to,beat\nRue du Moulin,left,,,V1\n", "a side that is neither odd, even nor both"),
        (b"street,side,from,to,beat\nRue du Moulin,both,9,1,V1\n", "a range that ends before it starts"),
        (b"street,side,from,to,beat\nRue du Moulin,both,a,1,V1\n", "a house number that is no number"),
        (b"street,side,from,to,beat\nRue du Moulin,both,,,\n", "no beat"),
    ],
)
def test_a_wrong_file_is_refused_in_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    make.make_address()
    path = tmp_path / "beats.txt"
    path.write_bytes(content)

    with pytest.raises(WrongFile, match=said):
        read(path)
    assert not BeatVersion.objects.exists()


@pytest.mark.parametrize("code", ["V/1", "V 1", "?V1", "..", "-1", "été", "V#1", "V" * 21, "V%001"])
def test_a_code_that_no_address_of_a_page_can_hold_is_refused_in_a_sentence(tmp_path: Path, code: str) -> None:
    make.make_street("Rue du Moulin", "Molenstraat")
    with pytest.raises(WrongFile, match="letters without accents, digits"):
        read(geojson(tmp_path, {"V1": WEST, code: EAST}))
    with pytest.raises(WrongFile, match="letters without accents, digits"):
        read(table(tmp_path, f"Rue du Moulin,both,,,{code}"))

    assert not Beat.objects.exists()


@pytest.mark.parametrize("code", ["V1", "5340.2", "zone_3-b", "7", "V" * 20])
def test_a_code_of_letters_digits_and_their_marks_is_kept(tmp_path: Path, code: str) -> None:
    read(geojson(tmp_path, {code: WEST}))

    assert Beat.objects.get().code == code


def test_a_postcode_tells_streets_of_one_name_apart(tmp_path: Path) -> None:
    make.make_street(postcode="7900")
    other = make.make_street(postcode="7901")

    version = read(table(tmp_path, "Rue du Moulin,both,,,V1,7901", head="street,side,from,to,beat,postcode")).version

    assert [row.street for row in version.ranges.all()] == [other]


def test_the_command_keeps_an_incomplete_version_as_a_draft(tmp_path: Path) -> None:
    make.make_address(make.make_street(), "2")
    path = table(tmp_path, "Rue du Moulin,odd,,,V1")

    with pytest.raises(CommandError, match="Kept as a draft, not put in force"):
        call_command("import_beats", str(path), "--in-force-from", "2026-06-01")
    assert BeatVersion.objects.get().state == BeatVersion.State.DRAFT


def test_new_addresses_get_the_beat_in_force() -> None:
    make.make_beats_in_force([("V1", WEST), ("V2", EAST)])
    late = make.make_address(lon=3.08)

    assert operations.assign_beats() == 1

    late.refresh_from_db()
    assert late.beat == Beat.objects.get(code="V2")


def test_open_data_names_licence_and_source() -> None:
    make.make_beats_in_force([("V1", WEST), ("V2", EAST)])

    told = queries.beats_as_geojson()

    assert [feature["properties"]["code"] for feature in told["features"]] == ["V1", "V2"]
    assert "OpenStreetMap" in told["attribution"]
    assert told["licence"].startswith("https://creativecommons.org/")


def test_a_point_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make.make_beats_in_force([("V1", WEST)])
    queries.find_beat_at(lat=50.73, lon=3.02)

    with django_assert_num_queries(1):
        queries.find_beat_at(lat=50.73, lon=3.02)
