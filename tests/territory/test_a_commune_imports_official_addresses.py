"""Importing BeSt: both forms, repeatable, and what is refused."""

from __future__ import annotations

import csv
import gzip
import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from serein.territory import queries
from serein.territory.importing.best import import_best
from serein.territory.importing.files import WrongFile
from serein.territory.importing.osm import Import
from serein.territory.models import Address, Commune, Source, Street
from tests.territory import make

pytestmark = pytest.mark.django_db

COLUMNS = (
    "EPSG:31370_x,EPSG:31370_y,EPSG:4326_lat,EPSG:4326_lon,address_id,box_number,house_number,municipality_id,"
    "municipality_name_de,municipality_name_fr,municipality_name_nl,postcode,postname_fr,postname_nl,street_id,"
    "streetname_de,streetname_fr,streetname_nl,region_code,status"
).split(",")
LINE: dict[str, str] = {
    "EPSG:4326_lat": "50.73", "EPSG:4326_lon": "3.05", "address_id": "1", "house_number": "12",
    "municipality_id": "57999", "municipality_name_fr": "Rivebelle", "municipality_name_nl": "Schoonoever",
    "postcode": "7999", "postname_fr": "Rivebelle", "postname_nl": "Schoonoever", "street_id": "70",
    "streetname_fr": "Rue du Moulin", "streetname_nl": "", "region_code": "BE-WAL", "status": "current",
}  # fmt: skip


def text_of(*lines: dict[str, str], columns: list[str] | None = None) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns or COLUMNS, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({**LINE, **{key.replace("__", ":"): value for key, value in line.items()}} for line in lines)
    return out.getvalue()


def write(folder: Path, *lines: dict[str, str], name: str = "openaddress-bewal.csv") -> Path:
    path = folder / name
    path.write_text(text_of(*lines), encoding="utf-8")
    return path


def read(*paths: Path, **more: Any) -> Import:
    return import_best(paths=paths, now=make.FRIDAY_NIGHT, **more)


def figures(done: Import, layer: str = "addresses") -> tuple[int, int, int, int]:
    report = next(report for report in done.reports if report.layer == layer)
    return report.new, report.changed, report.vanished, sum(report.refused.values())


def test_streets_numbers_boxes_and_names_come_in(tmp_path: Path) -> None:
    read(write(tmp_path, {}, {"address_id": "2", "box_number": "0003"}))

    street = Street.objects.get()
    assert (street.name_fr, street.name_nl, street.postcode) == ("Rue du Moulin", "", "7999")
    assert sorted(Address.objects.values_list("source_id", "box_number")) == [("WA/1", ""), ("WA/2", "0003")]
    assert queries.home_commune().name_nl == "Schoonoever"


def test_dutch_pages_show_the_official_french_name_where_there_is_no_dutch_one(tmp_path: Path) -> None:
    read(write(tmp_path, {}))

    label = queries.address_label(Address.objects.get(), language="nl")

    assert label == "Rue du Moulin 12, 7999 Schoonoever"


def test_reading_twice_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, {}, {"address_id": "2", "house_number": "14"})
    read(path)

    assert figures(read(path)) == (0, 0, 0, 0)


def test_a_newer_file_changes_and_retires_and_keeps_identities(tmp_path: Path) -> None:
    read(write(tmp_path, {}, {"address_id": "2", "house_number": "14"}))
    kept = Address.objects.get(source_id="WA/1")

    done = read(
        write(tmp_path, {"house_number": "12A"}, {"address_id": "2", "house_number": "14", "status": "retired"})
    )

    assert figures(done) == (0, 1, 1, 1)
    assert Address.objects.get(pk=kept.pk).house_number == "12A"
    assert Address.objects.get(source_id="WA/2").vanished_at == make.FRIDAY_NIGHT


def test_addresses_known_from_the_map_become_the_official_ones(tmp_path: Path) -> None:
    street = make.make_street("Rue du Moulin", "Molenstraat", source=Source.OSM, source_id="rue du moulin")
    known = make.make_address(street, "12", source=Source.OSM, source_id="n21")
    unknown = make.make_address(street, "99", source=Source.OSM, source_id="n22")

    read(write(tmp_path, {}))

    known.refresh_from_db()
    unknown.refresh_from_db()
    assert (known.source, known.source_id, known.street_id) == (Source.BEST, "WA/1", street.pk)
    assert unknown.vanished_at == make.FRIDAY_NIGHT


def test_only_the_communes_of_the_territory_are_kept(tmp_path: Path) -> None:
    make.make_commune()

    done = read(write(tmp_path, {}, {"address_id": "2", "municipality_id": "57096", "street_id": "71"}))

    assert Address.objects.count() == 1
    assert done.reports[1].refused == {"in another commune": 1}


def full_form(folder: Path) -> tuple[Path, Path]:
    point = (b"\x00" + struct.pack(">Idd", 1, 58_300.0, 160_500.0)).hex().upper()
    address = f"WA/1976362/2;1;WM/57999/4;1;WMP/9/1;1;WS/7737030/1;1;WP/7999/1;1;12;b002;;current;;;;;{point};;;false"
    retired = address.replace("WA/1976362", "WA/1976363").replace("current", "retired")
    street = "WS/7737030/1;1;WM/57999/4;1;;Rue du Moulin;;;streetname;current;1969-01-01T00:00Z;;;"
    addresses, streets = folder / "addresses.csv", folder / "streets.csv"
    addresses.write_text(f"{address}\n{retired}\n", encoding="utf-8")
    streets.write_text(f"{street}\n", encoding="utf-8")
    return addresses, streets


def test_the_full_form_is_read_with_its_file_of_streets(tmp_path: Path) -> None:
    make.make_commune(geometry={})

    read(*full_form(tmp_path))

    address = Address.objects.get()
    assert (address.source_id, address.number, address.postcode) == ("WA/1976362", "12/b002", "7999")
    assert (round(address.lat, 3), round(address.lon, 3)) == (50.748, 3.069)


def test_both_forms_give_one_identity_whatever_the_version(tmp_path: Path) -> None:
    make.make_commune(geometry={})
    read(*full_form(tmp_path))

    done = read(write(tmp_path, {"address_id": "1976362", "street_id": "7737030", "box_number": "b002"}))

    assert figures(done) == (0, 1, 0, 0)
    assert Street.objects.count() == Address.objects.count() == 1


def test_the_full_form_without_streets_is_refused(tmp_path: Path) -> None:
    make.make_commune(geometry={})

    with pytest.raises(WrongFile, match="needs its file of street names beside it"):
        read(full_form(tmp_path)[0])


@pytest.mark.parametrize("packed", ["gz", "zip"])
def test_compressed_files_are_welcome(tmp_path: Path, packed: str) -> None:
    path = tmp_path / f"openaddress-bewal.{packed}"
    content = text_of({}).encode()
    if packed == "gz":
        path.write_bytes(gzip.compress(content))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("openaddress-bewal.csv", content)

    read(path)

    assert Address.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (text_of({"streetname_fr": "Rue de l'Église"}).encode("cp1252"), "not text in UTF-8: byte 0xc9.*Windows-1252"),
        (text_of({}).encode("utf-16"), "is text in UTF-16; text in UTF-8 is accepted"),
        (text_of({}, columns=[name for name in COLUMNS if name != "status"]).encode(), "lacks the columns status"),
        (b"name;phone\nA;1\n", r"begins with « name;phone » \(2 columns\)"),
        (b"{}", "accepted are openaddress-be"),
        (b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18", "seems to be an .osm.pbf; a table is accepted"),
        (gzip.compress(text_of({}).encode())[:60], "damaged archive"),
        (text_of({"status": "retired"}).encode(), "no address in use"),
        (text_of({"municipality_id": "1"}).encode()[:300], "no address in use"),
    ],
)
def test_a_wrong_file_is_refused_in_a_sentence_and_nothing_changes(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes(content)

    with pytest.raises(WrongFile, match=said):
        read(path)
    assert not Address.objects.exists()


@pytest.mark.parametrize("fault", ["cut off", "one bit turned"])
def test_an_archive_damaged_far_inside_is_refused_and_nothing_of_it_is_kept(tmp_path: Path, fault: str) -> None:
    lines = ({"address_id": str(n), "house_number": str(n % 900 + 1)} for n in range(30_000))
    whole = bytearray(gzip.compress(text_of(*lines).encode()))
    far = len(whole) * 9 // 10
    path = tmp_path / "openaddress-bewal.csv.gz"
    whole[far] ^= 0x55
    path.write_bytes(whole[:far] if fault == "cut off" else whole)

    with pytest.raises(WrongFile, match=r"openaddress-bewal\.csv\.gz is a damaged archive: .*Download it again"):
        read(path)

    assert len(whole) > 100_000
    assert not Address.objects.exists()
    assert not Commune.objects.exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"EPSG__4326_lat": "48.85", "EPSG__4326_lon": "2.35"}, "a point outside Belgium"),
        ({"EPSG__4326_lat": "50.9", "EPSG__4326_lon": "4.9"}, "a point outside its commune"),
        ({"EPSG__4326_lat": "", "EPSG__4326_lon": ""}, "no readable point"),
        ({"region_code": "FR-59"}, "an unknown region"),
        ({"house_number": ""}, "no house number that can be kept"),
        ({"address_id": "1"}, "named twice in the file"),
    ],
)
def test_a_line_that_cannot_be_used_is_counted_with_its_reason(
    tmp_path: Path, line: dict[str, str], reason: str
) -> None:
    make.make_commune()

    done = read(write(tmp_path, {}, {"address_id": "2", **line}))

    assert done.reports[1].refused == {reason: 1}
    assert Address.objects.count() == 1


def test_the_command_prints_a_summary_and_refuses_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_best", str(write(tmp_path, {})))

    assert capsys.readouterr().out.splitlines()[0].split() == ["read", "new", "changed", "vanished", "refused"]
    with pytest.raises(CommandError, match="does not exist"):
        call_command("import_best", str(tmp_path / "none.csv"))


def test_a_commune_named_on_the_command_line_is_the_only_one_kept(tmp_path: Path) -> None:
    path = write(tmp_path, {}, {"address_id": "2", "municipality_id": "57096", "street_id": "71"})

    call_command("import_best", str(path), "--commune", "57096")

    assert [commune.nis for commune in Commune.objects.all()] == ["57096"]
