"""`./serein streets circuit`: circuits, anchors and signs as GeoJSON; bad input is told in a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from serein.streets import cli
from serein.territory.demo_town import write_demo_town

AT = "2026-12-05T22:00"
HEAD = "name_fr,name_nl,lat,lon,weight\n"


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("circuit")
    town = write_demo_town(folder)
    assert cli.main(["import", str(town.osm), "--output", str(folder / "net.npz")]) == 0
    return folder / "net.npz"


@pytest.fixture
def anchors(tmp_path: Path, net: Path) -> Path:
    """Three junctions of the town, in French and Dutch."""
    from serein.streets.network_file import read_network

    network = read_network(net)
    middle = network.node_lon_lat.mean(axis=0)
    near = abs(network.node_lon_lat - middle).sum(axis=1).argsort()
    rows = [network.node_lon_lat[near[at]].tolist() for at in (0, 40, 90)]
    names = [("Gare", "Station", 3), ("Grand-Place", "Grote Markt", 2), ("Hôpital", "Ziekenhuis", 1)]
    lines = [f"{fr},{nl},{lat:.6f},{lon:.6f},{w}" for (fr, nl, w), (lon, lat) in zip(names, rows, strict=True)]
    path = tmp_path / "anchors.csv"
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def ask(net: Path, anchors: Path, output: Path, *more: str, bound: str = "20000") -> int:
    given = ["--anchors", str(anchors), "--max-length-m", bound, "--at", AT, "--geojson", str(output)]
    return cli.main(["circuit", str(net), *given, *more])


def features(path: Path, kind: str) -> list[dict[str, Any]]:
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["type"] == "FeatureCollection"
    return [feature for feature in told["features"] if feature["properties"]["kind"] == kind]


@pytest.mark.promise("B2a")
@pytest.mark.parametrize("more", [[], ["--linear"]])
def test_a_circuit_is_written_with_its_figures_anchors_and_signs(
    net: Path, anchors: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    output = tmp_path / "circuit.geojson"

    code = ask(net, anchors, output, *more)

    (circuit,) = features(output, "circuit")
    told = circuit["properties"]
    assert code == 0
    assert circuit["geometry"]["type"] == "LineString"
    assert set(told["anchors"]) == {"Gare", "Grand-Place", "Hôpital"}
    assert "Gare" in told["circuit_fr"]
    assert "Station" in told["circuit_nl"]
    assert 0 < told["length_m"] <= 20_000
    assert 0 <= told["lit_share"] <= 1
    assert told["is_closed"] is (not more)
    assert [one["properties"]["number"] for one in features(output, "anchor")] == [1, 2, 3]
    assert len(features(output, "sign")) == told["signs"]
    assert "signs at" in capsys.readouterr().out


def test_the_same_question_writes_the_same_file(net: Path, anchors: Path, tmp_path: Path) -> None:
    ask(net, anchors, tmp_path / "one.geojson")
    ask(net, anchors, tmp_path / "two.geojson")

    assert (tmp_path / "one.geojson").read_bytes() == (tmp_path / "two.geojson").read_bytes()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "bad.csv is empty"),
        ("name;quand\nGare;demain\n", "lacks lat, lon"),
        ("name,lat\nGare,50.7\n", "lacks lon"),
        ("name,lat,lon\nGare,50.7,abc\n", "line 2: lon is 'abc'"),
        ("name,lat,lon\nGare,150,3\n", "line 2: lat is 150"),
        ("name,lat,lon\n,50.7,3.2\n", "line 2: the anchor has no name"),
        ("name,lat,lon,weight\nGare,50.7,3.2,beaucoup\n", "line 2: weight is 'beaucoup'"),
        ("name,lat,lon,weight\nGare,50.7,3.2,nan\n", "line 2: weight is 'nan'"),
        ("name,lat,lon\nGare,50.7,3.2\n", "joins at least two anchors; 1 given"),
        ("name,lat,lon\nGare,1.5,3.2\nHalles,1.6,3.2\n", "Gare lies more than 150 m from any street"),
        ("name,lat,lon\nGare,1.5,3.2\nGare,1.6,3.2\n", "has the name of anchor 1"),
    ],
)
def test_a_bad_table_is_told_and_nothing_is_written(
    net: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, sentence: str
) -> None:
    table = tmp_path / "bad.csv"
    table.write_text(text, encoding="utf-8")

    code = ask(net, table, tmp_path / "circuit.geojson")

    assert code == 2
    assert sentence in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.csv"]


@pytest.mark.parametrize(
    ("bound", "sentence"),
    [("0", "max_length_m is 0.0"), ("nan", "max_length_m is nan"), ("2", "No closed circuit of at most 2 m")],
)
def test_a_bound_that_allows_nothing_is_told_with_the_reason(
    net: Path, anchors: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], bound: str, sentence: str
) -> None:
    code = ask(net, anchors, tmp_path / "circuit.geojson", bound=bound)

    assert code == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "circuit.geojson").exists()


def test_a_missing_folder_or_table_is_told(
    net: Path, anchors: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [ask(net, anchors, tmp_path / "no" / "c.geojson"), ask(net, tmp_path / "no.csv", tmp_path / "c.geojson")]

    told = capsys.readouterr().err
    assert codes == [2, 2]
    assert "is no folder" in told
    assert "no.csv" in told
