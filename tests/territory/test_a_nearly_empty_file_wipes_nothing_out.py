"""A file that lacks much of what is known is refused with its counts, and let through by who means it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from serein.territory.importing.best import import_best
from serein.territory.importing.layers import TooMuchVanishes
from serein.territory.importing.osm import import_osm
from serein.territory.models import Address, ImportRun, Place, Street
from tests.territory import make

pytestmark = pytest.mark.django_db
HOUSES = 60
BEST_HEAD = (
    "EPSG:31370_x,EPSG:31370_y,EPSG:4326_lat,EPSG:4326_lon,address_id,box_number,house_number,municipality_id,"
    "municipality_name_de,municipality_name_fr,municipality_name_nl,postcode,postname_fr,postname_nl,street_id,"
    "streetname_de,streetname_fr,streetname_nl,region_code,status"
)


def osm_map(folder: Path, houses: int, *, places: int = 1) -> Path:
    tags = {"addr:street": "Rue Haute", "addr:city": "Rivebelle"}
    nodes = [
        {"id": n, "lon": 3.0 + n / 1000, "lat": 50.72, "tags": {**tags, "addr:housenumber": str(n)}}
        for n in range(1, houses + 1)
    ]
    bars = [
        {"id": 1000 + n, "lon": 3.05, "lat": 50.70 + n / 2000, "tags": {"amenity": "bar", "name": f"Bar {n}"}}
        for n in range(places)
    ]
    corners = [{"id": 5001, "lon": 3.0, "lat": 50.70}, {"id": 5002, "lon": 3.1, "lat": 50.76}]
    return make.write_pbf(folder / f"town-{houses}-{places}.osm.pbf", [*nodes, *bars, *corners])


def best_table(folder: Path, houses: int) -> Path:
    lines = [
        f"0,0,50.72,{3.0 + n / 1000},A{n},,{n},57999,,Rivebelle,,7999,Rivebelle,,S1,,Rue Haute,,BE-WAL,current"
        for n in range(1, houses + 1)
    ]
    path = folder / f"openaddress-be{houses}.csv"
    path.write_text("\n".join([BEST_HEAD, *lines]), encoding="utf-8")
    return path


def read(path: Path) -> None:
    import_osm(path=path, now=make.FRIDAY_NIGHT, with_map=False)


def test_a_map_without_a_third_of_the_addresses_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    make.make_commune()
    read(osm_map(tmp_path, HOUSES, places=2))

    with pytest.raises(TooMuchVanishes, match=r"35 of the 60 addresses .* Nothing was changed.*--accept-vanished"):
        read(osm_map(tmp_path, 25))

    assert Address.objects.present().count() == HOUSES
    assert Place.objects.present().count() == 2
    assert ImportRun.objects.count() == 1


def test_places_are_guarded_like_addresses(tmp_path: Path) -> None:
    make.make_commune()
    read(osm_map(tmp_path, 5, places=HOUSES))

    with pytest.raises(TooMuchVanishes, match="lacks 55 of the 60 places"):
        read(osm_map(tmp_path, 5, places=5))


@pytest.mark.parametrize("houses", [40, 60])
def test_a_file_that_lacks_a_third_at_most_is_read(tmp_path: Path, houses: int) -> None:
    make.make_commune()
    read(osm_map(tmp_path, HOUSES))

    read(osm_map(tmp_path, houses))

    assert Address.objects.present().count() == houses


def test_who_means_it_lets_it_through(tmp_path: Path) -> None:
    make.make_commune()
    call_command("import_best", str(best_table(tmp_path, HOUSES)), verbosity=0)

    with pytest.raises(CommandError, match="lacks 57 of the 60 addresses"):
        call_command("import_best", str(best_table(tmp_path, 3)))
    call_command("import_best", str(best_table(tmp_path, 3)), "--accept-vanished")

    assert Address.objects.present().count() == 3
    assert Street.objects.present().count() == 1


def test_official_addresses_may_replace_those_of_a_map(tmp_path: Path) -> None:
    make.make_commune()
    read(osm_map(tmp_path, HOUSES))

    import_best(paths=[best_table(tmp_path, 3)], now=make.FRIDAY_NIGHT)

    assert Address.objects.present().count() == 3


def test_an_import_keeps_when_it_began_and_when_it_ended(tmp_path: Path) -> None:
    make.make_commune()
    read(osm_map(tmp_path, 5))

    run = ImportRun.objects.get()

    assert run.started_at == make.FRIDAY_NIGHT
    assert run.ended_at > run.started_at
