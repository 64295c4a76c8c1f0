"""The operator's register comes as a table in one of three languages; a bad line is named, not guessed at."""

from __future__ import annotations

from pathlib import Path

import pytest

from serein.streets.importing import read_lamps, read_osm_lamps
from serein.territory.importing.files import WrongFile
from tests.streets.drawing import write_map


def register(tmp_path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = tmp_path / "lamps.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_plain_register_is_read(tmp_path: Path) -> None:
    text = (
        "id,lat,lon,cabin,type,state\nL1,50.74,3.21,K2,LED,in service\nL2,50.75,3.22,,,broken\nL3,50.76,3.23,K1,LED,\n"
    )

    lamps = read_lamps(register(tmp_path, text))

    assert lamps.ids.tolist() == ["L1", "L2", "L3"]
    assert lamps.lon_lat.tolist() == [[3.21, 50.74], [3.22, 50.75], [3.23, 50.76]]
    assert lamps.cabins.tolist() == ["K1", "K2"]
    assert lamps.cabin.tolist() == [1, -1, 0]
    assert lamps.is_working.tolist() == [True, False, True]
    assert lamps.kind.tolist() == ["LED", "", "LED"]
    assert lamps.is_register


@pytest.mark.parametrize(
    "head",
    [
        "Numéro;Latitude;Longitude;Cabine;Type;État",
        "N°;Latitude;Longitude;Armoire;Modèle;Statut",
        "Nummer;Breedtegraad;Lengtegraad;Schakelkast;Soort;Toestand",
        "ID;LAT;LON;CABIN;TYPE;STATE",
    ],
)
def test_headers_speak_french_dutch_or_english_and_numbers_have_commas(tmp_path: Path, head: str) -> None:
    path = register(tmp_path, f"{head}\r\nL1;50,7412;3,2145;K1;LED;hors service\r\n", encoding="utf-8-sig")

    lamps = read_lamps(path)

    assert lamps.lon_lat.tolist() == [[3.2145, 50.7412]]
    assert (lamps.cabins.tolist(), lamps.is_working.tolist()) == (["K1"], [False])


def test_removed_lamps_are_left_out_whatever_else_their_line_says(tmp_path: Path) -> None:
    lamps = read_lamps(register(tmp_path, "id;lat;lon;etat\nL1;50,7;3,2;supprimé\nL2;50,7;3,2;en service\n"))

    assert lamps.ids.tolist() == ["L2"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",50.7,3.2,K1,LED,ok", "line 3: it has no id"),
        ("L2,north,3.2,K1,LED,ok", "line 3: lat is 'north'"),
        ("L2,nan,3.2,K1,LED,ok", "line 3: lat is 'nan'"),
        ("L2,,3.2,K1,LED,ok", "line 3: lat is ''"),
        ("L2,50.7", "line 3: lon is ''"),
        ("L2,150.7,3.2,K1,LED,ok", "line 3: lat is 150.7"),
        ("L2,0,0,K1,LED,ok", "line 3: lat and lon are 0"),
        ("L2,50.7,3.2,K1,LED,perhaps", "line 3: state is 'perhaps'"),
        ("L1,50.7,3.2,K1,LED,ok", "line 3: the lamp L1 stands on line 2 already"),
        (f"{'L' * 41},50.7,3.2,K1,LED,ok", "longer than 40 signs"),
    ],
)
def test_a_bad_line_is_named_with_its_reason(tmp_path: Path, line: str, reason: str) -> None:
    path = register(tmp_path, f"id,lat,lon,cabin,type,state\nL1,50.7,3.2,K1,LED,ok\n{line}\n")

    with pytest.raises(WrongFile, match=reason):
        read_lamps(path)


def test_many_bad_lines_are_counted_after_the_first_five(tmp_path: Path) -> None:
    rows = "".join(f"L{number},x,3.2\n" for number in range(12))

    with pytest.raises(WrongFile, match=r"line 2.*line 6.*and 7 more lines"):
        read_lamps(register(tmp_path, "id,lat,lon\n" + rows))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("id,cabin\nL1,K1\n", "lacks lat, lon"),
        ("id,lat,latitude,lon\nL1,50,50,3\n", "two columns for lat"),
        ("id,lat,lon\n", "has no lamp"),
        ("", "is empty"),
    ],
)
def test_a_table_that_is_no_register_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(WrongFile, match=reason):
        read_lamps(register(tmp_path, text))


def test_text_in_another_encoding_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = register(tmp_path, "id,lat,lon,etat\nL1,50.7,3.2,dépose\n", encoding="latin-1")

    with pytest.raises(WrongFile, match="UTF-8"):
        read_lamps(path)


def test_a_large_register_is_read(tmp_path: Path) -> None:
    rows = "".join(f"L{number},50.7{number:05d},3.2{number:05d},K{number % 40},LED,ok\n" for number in range(30_000))

    lamps = read_lamps(register(tmp_path, "id,lat,lon,cabin,type,state\n" + rows))

    assert (len(lamps), len(lamps.cabins)) == (30_000, 40)


def test_lamps_of_the_map_have_no_cabin(tmp_path: Path) -> None:
    tags = {4: {"highway": "street_lamp"}, 5: {"highway": "crossing"}}

    lamps = read_osm_lamps(write_map(tmp_path / "m.osm.pbf", [([1, 2], {"highway": "path"})], node_tags=tags))

    assert lamps.ids.tolist() == ["n4"]
    assert (lamps.cabin.tolist(), lamps.is_register) == ([-1], False)
