"""Importing OpenStreetMap: what is kept, what changes, what is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from shapely.geometry import box, mapping

from serein.kit import paths
from serein.territory import queries
from serein.territory.importing.files import WrongFile
from serein.territory.importing.osm import Import, import_osm
from serein.territory.models import Address, Commune, ImportRun, Neighbourhood, Place, Street
from tests.territory import make
from tests.territory.town import helsinki

pytestmark = pytest.mark.django_db


def node(number: int, lon: float = 3.05, lat: float = 50.73, **tags: str) -> dict[str, Any]:
    return {
        "id": number,
        "lon": lon,
        "lat": lat,
        "tags": {key.replace("__", ":"): value for key, value in tags.items()},
    }


CORNERS = [node(1, 3.04, 50.72), node(2, 3.06, 50.74), node(3, 3.05, 50.731)]
STREET = {"id": 10, "nodes": [1, 3, 2], "tags": {"highway": "residential", "name": "Rue du Moulin - Molenstraat",
          "name:fr": "Rue du Moulin", "name:nl": "Molenstraat"}}  # fmt: skip
BAR = node(20, amenity="bar", name="Le Tonnelier", opening_hours="Mo-Su 18:00-02:00")
HOUSE = node(21, addr__housenumber="12", addr__street="Rue du Moulin - Molenstraat", addr__postcode="7999")


def read(path: Path, **more: Any) -> Import:
    return import_osm(path=path, now=make.FRIDAY_NIGHT, with_map=False, **more)


def figures(done: Import, layer: str) -> tuple[int, int, int, int, int]:
    report = next(report for report in done.reports if report.layer == layer)
    return report.read, report.new, report.changed, report.vanished, sum(report.refused.values())


def test_places_streets_and_addresses_come_from_the_map(tmp_path: Path) -> None:
    path = make.write_pbf(tmp_path / "town.osm.pbf", [*CORNERS, BAR, HOUSE], [STREET])

    done = read(path)

    street, address, bar = Street.objects.get(), Address.objects.get(), Place.objects.get()
    assert (street.name_fr, street.name_nl, street.postcode) == ("Rue du Moulin", "Molenstraat", "7999")
    assert (address.street, address.house_number, address.lat) == (street, "12", 50.73)
    assert (bar.kind, bar.opening_hours) == ("bar", "Mo-Su 18:00-02:00")
    assert figures(done, "addresses") == (1, 1, 0, 0, 0)
    assert ImportRun.objects.get().summary["layers"][0]["layer"] == "places"


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    path = make.write_pbf(tmp_path / "town.osm.pbf", [*CORNERS, BAR, HOUSE], [STREET])
    read(path)

    done = read(path)

    assert {figures(done, layer)[1:] for layer in ("places", "streets", "addresses")} == {(0, 0, 0, 0)}


def test_a_newer_map_updates_and_keeps_identities_and_marks_what_vanished(tmp_path: Path) -> None:
    read(make.write_pbf(tmp_path / "old.osm.pbf", [*CORNERS, BAR, HOUSE], [STREET]))
    bar = Place.objects.get()
    renamed = node(20, amenity="bar", name="La Cuve")

    done = read(make.write_pbf(tmp_path / "new.osm.pbf", [*CORNERS, renamed], [STREET]))

    assert Place.objects.get(pk=bar.pk).name_fr == "La Cuve"
    assert Address.objects.get().vanished_at == make.FRIDAY_NIGHT
    assert figures(done, "addresses")[3] == 1
    back = read(make.write_pbf(tmp_path / "again.osm.pbf", [*CORNERS, BAR, HOUSE], [STREET]))
    assert Address.objects.get().vanished_at is None
    assert figures(back, "addresses") == (1, 0, 1, 0, 0)


def test_a_boundary_cuts_the_territory(tmp_path: Path) -> None:
    outside = node(30, 3.2, 50.8, amenity="bar", name="Au-delà")
    path = make.write_pbf(tmp_path / "wide.osm.pbf", [*CORNERS, BAR, outside], [STREET])

    read(path, boundary=boundary_file(tmp_path))

    assert [place.name_fr for place in Place.objects.all()] == ["Le Tonnelier"]
    assert Commune.objects.get().nis == "57999"
    assert queries.home_commune().name_nl == "Schoonoever"


def boundary_file(folder: Path, **properties: Any) -> Path:
    told = {"nis": "57999", "name_fr": "Rivebelle", "name_nl": "Schoonoever", **properties}
    feature = {"type": "Feature", "properties": told, "geometry": mapping(box(3.0, 50.7, 3.1, 50.76))}
    path = folder / "boundary.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def test_a_commune_that_the_boundary_file_lacks_is_refused_with_those_it_has(tmp_path: Path) -> None:
    path = make.write_pbf(tmp_path / "town.osm.pbf", [*CORNERS], [STREET])

    with pytest.raises(WrongFile, match="has no commune 57096; it has 57999"):
        read(path, boundary=boundary_file(tmp_path), nis="57096")


def test_a_commune_that_the_map_does_not_draw_is_refused(tmp_path: Path) -> None:
    path = make.write_pbf(tmp_path / "town.osm.pbf", [*CORNERS], [STREET])

    with pytest.raises(WrongFile, match=r"no boundary with ref:INS=57096; give it with --boundary"):
        read(path, nis="57096")


def test_a_map_of_another_place_is_refused_so_that_nothing_vanishes(tmp_path: Path) -> None:
    read(make.write_pbf(tmp_path / "town.osm.pbf", [*CORNERS, BAR], [STREET]), boundary=boundary_file(tmp_path))
    elsewhere = [node(1, 11.27, 49.51), node(2, 11.29, 49.53), node(20, 11.28, 49.52, amenity="bar", name="Bar")]
    path = make.write_pbf(tmp_path / "elsewhere.osm.pbf", elsewhere)

    with pytest.raises(WrongFile, match=r"no place, street or address between longitudes 3\.000 and 3\.100"):
        read(path, boundary=boundary_file(tmp_path))
    with pytest.raises(WrongFile, match=r"serves Rivebelle \(NIS 57999\); the outline given is that of 57096"):
        read(path, boundary=boundary_file(tmp_path, nis="57096"))
    assert Place.objects.get().vanished_at is None


def test_a_map_much_larger_than_a_commune_needs_a_boundary(tmp_path: Path) -> None:
    path = make.write_pbf(tmp_path / "country.osm.pbf", [node(1, 2.6, 49.6), node(2, 6.3, 51.4)])

    with pytest.raises(WrongFile, match=r"covers .* km, more than a commune; say which one"):
        read(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 and so on", "seems to be a zip archive"),
        (b"<?xml version='1.0'?><osm/>", "seems to be XML"),
        (gzip.compress(b"street;number"), "seems to be a gzip archive"),
        (b"street;number\n", "seems to be text"),
    ],
)
def test_a_file_that_is_no_map_is_refused_with_what_it_seems_to_be(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "wrong.osm.pbf"
    path.write_bytes(content)

    with pytest.raises(WrongFile, match=said):
        read(path)


def test_a_map_that_is_cut_off_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    nodes = [node(number, 3.0 + number / 1e5, 50.73, amenity="bar", name=f"Bar {number}") for number in range(1, 5000)]
    whole = make.write_pbf(tmp_path / "whole.osm.pbf", nodes)
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])

    with pytest.raises(WrongFile, match=r"cut off or damaged"):
        read(cut)
    assert not Place.objects.exists()


def test_a_missing_file_is_one_sentence_on_the_command_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"gone\.osm\.pbf does not exist"):
        call_command("import_osm", str(tmp_path / "gone.osm.pbf"))


def test_a_place_without_a_name_is_called_by_its_kind(tmp_path: Path) -> None:
    read(make.write_pbf(tmp_path / "town.osm.pbf", [*CORNERS, node(20, amenity="police")], [STREET]))

    assert Place.objects.get().label == "Police"


def test_one_node_with_several_numbers_gives_several_addresses(tmp_path: Path) -> None:
    houses = node(21, addr__housenumber="12;14", addr__street="Rue du Moulin - Molenstraat")
    read(make.write_pbf(tmp_path / "town.osm.pbf", [*CORNERS, houses], [STREET]))

    assert sorted(Address.objects.values_list("house_number", flat=True)) == ["12", "14"]


def test_the_base_map_is_made_wider_than_the_commune_and_old_ones_go(tmp_path: Path) -> None:
    for edition in range(3):
        extra = node(40 + edition, place="village", name=f"Village {edition}")
        path = make.write_pbf(tmp_path / f"{edition}.osm.pbf", [*CORNERS, BAR, extra], [STREET])
        import_osm(path=path, now=make.FRIDAY_NIGHT, boundary=boundary_file(tmp_path))

    current = queries.find_base_map()

    assert current is not None
    assert current.read_bytes()[:7] == b"PMTiles"
    assert len(list((paths.var() / "maps").glob("base-*.pmtiles"))) == 2
    assert Neighbourhood.objects.count() == 3


@pytest.mark.town
def test_a_real_town_comes_in_whole() -> None:
    done = import_osm(path=helsinki(), now=make.FRIDAY_NIGHT)

    assert Address.objects.present().count() > 600
    assert Place.objects.present().filter(kind__in=("bar", "pub", "nightclub")).count() > 20
    report = next(report for report in done.reports if report.layer == "addresses")
    assert set(report.refused) <= {"the same address as another thing beside it", "a house number that is none"}
    assert queries.search_addresses(text="mannerheimintie 5", language="fr")[0].label.startswith("Mannerheimintie 5")
