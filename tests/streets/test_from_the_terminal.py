"""`./serein streets`: networks, ways and matrices from files, without a database; bad input is told in a sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from serein.config import commands
from serein.streets import cli
from serein.streets.network_file import read_network_and_lamps
from serein.territory.demo_town import DemoTown, write_demo_town
from tests.streets.drawing import write_map

WEST, EAST = "3.0702,50.748", "3.0718,50.748"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The network of a cross whose eastern arm is lit."""
    ways = [([1, 2], {"highway": "residential", "lit": "no"}), ([2, 3], {"highway": "residential", "lit": "yes"})]
    source = write_map(tmp_path / "map.osm.pbf", [*ways, ([4, 2, 5], {"highway": "path"})])
    assert cli.main(["import", str(source), "--output", str(tmp_path / "net.npz")]) == 0
    return tmp_path / "net.npz"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> DemoTown:
    return write_demo_town(tmp_path_factory.mktemp("town"))


def test_a_way_is_told_with_its_length_light_and_line(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    code = cli.main(["route", str(small), "--from", WEST, "--to", EAST, "--at", "2026-12-05T02:00", "--json"])

    front = json.loads(capsys.readouterr().out)["front"]
    assert code == 0
    assert len(front) == 1
    assert front[0]["length_m"] == pytest.approx(112.9, abs=0.5)
    assert (front[0]["lit_share"], front[0]["worst_stretch_m"]) == (
        pytest.approx(0.5, abs=0.01),
        pytest.approx(56.5, abs=0.5),
    )
    assert front[0]["exposure"] == pytest.approx(56.5 * 1.25, abs=1.0)
    assert front[0]["geometry"]["type"] == "LineString"
    assert front[0]["geometry"]["coordinates"][0] == pytest.approx([3.0702, 50.748], abs=1e-5)


def test_by_day_the_same_way_is_lit(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    cli.main(["route", str(small), "--from", WEST, "--to", EAST, "--at", "2026-12-05T14:00", "--json"])

    assert json.loads(capsys.readouterr().out)["front"][0]["lit_share"] == 1.0


def test_a_matrix_is_written_for_a_table_of_points(small: Path, tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(f"lon,lat\n{WEST}\n{EAST}\n", encoding="utf-8")

    code = cli.main(
        ["matrix", str(small), "--points", str(tmp_path / "points.csv"), "--output", str(tmp_path / "m.npy")]
    )

    assert code == 0
    costs = np.load(tmp_path / "m.npy")
    assert costs == pytest.approx(np.array([[0.0, 112.9], [112.9, 0.0]]), abs=0.5)


def test_the_imaginary_town_is_imported_with_its_register(town: DemoTown, tmp_path: Path) -> None:
    output = tmp_path / "net.npz"

    code = cli.main(["import", str(town.osm), "--output", str(output), "--lamps", str(town.lamps)])

    network, lamps = read_network_and_lamps(output)
    assert code == 0
    assert lamps is not None
    assert 850 < len(lamps) < 950
    assert len(lamps.cabins) == 6
    assert set(np.unique(network.edge_lit).tolist()) == {-1, 0, 1}
    assert int(network.edge_is_regional.sum()) > 10


def test_the_register_of_the_imaginary_town_says_what_its_map_says(town: DemoTown, tmp_path: Path) -> None:
    fronts = []
    for number, extra in enumerate(([], ["--lamps", str(town.lamps)])):
        output = tmp_path / f"{number}.npz"
        cli.main(["import", str(town.osm), "--output", str(output), *extra])
        network, lamps = read_network_and_lamps(output)
        assert lamps is not None
        fronts.append((network.edge_count, len(lamps)))

    assert fronts[0] == fronts[1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["route", "NET", "--from", WEST, "--to", EAST, "--at", "soon"], "'soon' is no time"),
        (["route", "NET", "--from", WEST, "--to", EAST, "--at", "2026-03-29T02:30"], "the clock leaps over it"),
        (["route", "NET", "--from", WEST, "--to", "4.5,50.7", "--at", "2026-12-05T02:00"], "No street of the network"),
        (["route", "MAP", "--from", WEST, "--to", EAST, "--at", "2026-12-05T02:00"], "no street network"),
        (["route", "nothing.npz", "--from", WEST, "--to", EAST, "--at", "2026-12-05T02:00"], "does not exist"),
        (["import", "NET", "--output", "OUT"], "an OpenStreetMap .osm.pbf is accepted"),
        (["import", "MAP", "--output", "/nowhere/net.npz"], "is no folder"),
        (["import", "MAP", "--output", "OUT", "--lamps", "MAP"], "a table is accepted"),
        (["import", "MAP", "--output", "OUT", "--timezone", "Mars"], "no time zone"),
        (["matrix", "NET", "--points", "MAP", "--output", "OUT"], "a table is accepted"),
    ],
)
def test_bad_input_is_told_in_a_sentence_and_nothing_is_written(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    names = {"NET": str(small), "MAP": str(small.with_name("map.osm.pbf")), "OUT": str(tmp_path / "out")}
    before = sorted(tmp_path.iterdir())
    capsys.readouterr()

    code = cli.main([names.get(one, one) for one in arguments])

    told = capsys.readouterr()
    assert code == 2
    assert told.out == ""
    assert told.err.startswith("serein streets: ")
    assert sentence in told.err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("place", ["here", "3.2", "3.2,50.7,1", "300,50", "nan,50"])
def test_a_place_that_is_none_is_refused(small: Path, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["route", str(small), f"--from={place}", "--to", EAST, "--at", "2026-12-05T02:00"])

    assert stopped.value.code == 2
    assert repr(place) in capsys.readouterr().err


def test_the_launcher_knows_the_command(small: Path, tmp_path: Path) -> None:
    assert (
        commands.run(["streets", "matrix", str(small), "--points", str(tmp_path / "no.csv"), "--output", "m.npy"]) == 2
    )


def test_no_django_is_needed() -> None:
    code = "import sys; sys.modules['django'] = None; from serein.streets import cli; cli.lon_lat('3.2,50.7')"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
