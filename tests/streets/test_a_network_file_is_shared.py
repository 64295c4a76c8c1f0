"""A network file is written whole or not at all, mapped and not copied, and refused when it is something else."""

from __future__ import annotations

import os
import zipfile
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from serein.engines.graph import Lamps, StreetNetwork
from serein.streets import network_file
from serein.streets.importing import read_streets
from serein.streets.network_file import WrongNetworkFile, read_network, read_network_and_lamps, write_network
from tests.engines.graph.lamps import stand
from tests.streets.drawing import write_map

STREET = {"highway": "residential", "name:fr": "Rue de l'Été", "name:nl": "Zomerstraat"}


@pytest.fixture
def network(tmp_path: Path) -> StreetNetwork:
    return read_streets(write_map(tmp_path / "map.osm.pbf", [([1, 2, 3], STREET), ([4, 2, 5], STREET)]))


def are_same(one: StreetNetwork | Lamps, other: StreetNetwork | Lamps) -> bool:
    pairs = [(getattr(one, field.name), getattr(other, field.name)) for field in fields(one)]
    return all(np.array_equal(a, b) and np.asarray(a).dtype.kind == np.asarray(b).dtype.kind for a, b in pairs)


def test_what_was_written_is_read_again(tmp_path: Path, network: StreetNetwork) -> None:
    write_network(tmp_path / "net.npz", network)

    assert are_same(read_network(tmp_path / "net.npz"), network)


def test_lamps_travel_with_their_network(tmp_path: Path, network: StreetNetwork) -> None:
    lamps = stand([(0.0, 0.0), (9.0, 9.0)], cabin=[1, -1], works=[True, False])
    write_network(tmp_path / "net.npz", network, lamps=lamps)

    read, read_lamps = read_network_and_lamps(tmp_path / "net.npz")

    assert read_lamps is not None
    assert are_same(read, network)
    assert are_same(read_lamps, lamps)
    write_network(tmp_path / "bare.npz", network)
    assert read_network_and_lamps(tmp_path / "bare.npz")[1] is None


def test_arrays_are_pages_of_the_file_aligned_and_closed_to_writing(tmp_path: Path, network: StreetNetwork) -> None:
    write_network(tmp_path / "net.npz", network)

    read = read_network(tmp_path / "net.npz")

    arrays = [getattr(read, one.name) for one in fields(read) if one.name not in ("timezone", "turn_bans")]
    assert all(array.flags.aligned and not array.flags.owndata and not array.flags.writeable for array in arrays)


def test_the_file_is_a_plain_npz_that_other_tools_open(tmp_path: Path, network: StreetNetwork) -> None:
    write_network(tmp_path / "net.npz", network)

    with np.load(tmp_path / "net.npz") as archive:
        assert np.array_equal(archive["edge_length_m"], network.edge_length_m)


def test_the_same_network_makes_the_same_bytes(tmp_path: Path, network: StreetNetwork) -> None:
    for name in ("one.npz", "other.npz"):
        write_network(tmp_path / name, network)

    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "other.npz").read_bytes()


def test_a_network_may_be_replaced_while_it_is_mapped(tmp_path: Path, network: StreetNetwork) -> None:
    write_network(tmp_path / "net.npz", network)
    read = read_network(tmp_path / "net.npz")

    write_network(tmp_path / "net.npz", network, lamps=stand([(0.0, 0.0)]))

    assert are_same(read, network)


def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    tmp_path: Path, network: StreetNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_network(tmp_path / "net.npz", network)
    before = (tmp_path / "net.npz").read_bytes()

    def fail(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(OSError, match="No space"):
        write_network(tmp_path / "net.npz", network, lamps=stand([(0.0, 0.0)]))
    assert (tmp_path / "net.npz").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.osm.pbf", "net.npz"]


def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path, network: StreetNetwork) -> None:
    write_network(tmp_path / "net.npz", network)
    whole = (tmp_path / "net.npz").read_bytes()

    for size in (0, 1, 40, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut.npz").write_bytes(whole[:size])
        with pytest.raises(WrongNetworkFile, match="cut off or no street network"):
            read_network(tmp_path / "cut.npz")


def test_a_single_wrong_byte_is_found_before_it_lights_a_dark_street(tmp_path: Path, network: StreetNetwork) -> None:
    write_network(tmp_path / "net.npz", network)
    whole = bytearray((tmp_path / "net.npz").read_bytes())
    whole[whole.index(network.edge_lit.tobytes() + b"PK")] ^= 1
    (tmp_path / "net.npz").write_bytes(whole)

    with pytest.raises(WrongNetworkFile, match="edge_lit"):
        read_network(tmp_path / "net.npz")


def test_foreign_files_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", lengths=np.arange(3))
    np.savez_compressed(tmp_path / "packed.npz", lengths=np.arange(3))
    (tmp_path / "text.npz").write_text("lon,lat\n")
    with zipfile.ZipFile(tmp_path / "letters.npz", "w") as archive:
        archive.writestr("letter.txt", "hello")
    np.savez(tmp_path / "objects.npz", things=np.array([{}], dtype=object))

    for name, reason in (
        ("other.npz", "archive of other arrays"),
        ("packed.npz", "archive of another kind"),
        ("letters.npz", "archive of another kind"),
        ("text.npz", "no street network"),
        ("objects.npz", "no street network"),
        ("missing.npz", "does not exist"),
        (".", "is a folder"),
    ):
        with pytest.raises(WrongNetworkFile, match=reason):
            read_network(tmp_path / name)


def test_a_file_of_a_later_version_is_refused(
    tmp_path: Path, network: StreetNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as later:
        later.setattr(network_file, "FORMAT", 2)
        write_network(tmp_path / "net.npz", network)

    with pytest.raises(WrongNetworkFile, match="later version of Serein"):
        read_network(tmp_path / "net.npz")


def test_arrays_that_are_no_network_are_refused(tmp_path: Path, network: StreetNetwork) -> None:
    write_network(tmp_path / "net.npz", network)
    with np.load(tmp_path / "net.npz") as archive:
        arrays = dict(archive)

    np.savez(tmp_path / "short.npz", **{name: array for name, array in arrays.items() if name != "edge_lit"})
    np.savez(tmp_path / "wild.npz", **{**arrays, "edge_nodes": arrays["edge_nodes"] + 9})

    with pytest.raises(WrongNetworkFile, match="lacks 'edge_lit'"):
        read_network(tmp_path / "short.npz")
    with pytest.raises(WrongNetworkFile, match="edge_nodes reaches"):
        read_network(tmp_path / "wild.npz")
