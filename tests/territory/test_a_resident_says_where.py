"""One reading of « where? » for every page: an address, a point, a place, a corner, or several to choose from."""

import pytest

from serein.territory.where import Where, find_street_where, find_where, named
from tests.territory import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town() -> None:
    mill, church = make.make_street(), make.make_street("Rue de l'Église", "Kerkstraat")
    for step in range(3):
        make.make_address(mill, str(2 * step + 1), lat=50.73, lon=3.05 + step * 1e-4)
        make.make_address(church, str(2 * step + 1), lat=50.7302 + step * 1e-4, lon=3.05)
    make.make_place("Gare de Rivebelle", kind="station")
    make.make_neighbourhood()
    make.tell_all_processes()


def where(**asked: str) -> Where:
    return find_where(asked=asked, language="fr")


def test_an_address_is_named_in_both_languages_with_its_street_and_neighbourhood() -> None:
    found = where(q="rue du moulin 3")

    assert found.is_found
    assert (found.label_fr, found.label_nl) == ("Rue du Moulin 3, 7999 Rivebelle", "Molenstraat 3, 7999 Schoonoever")
    assert found.street is not None
    assert found.neighbourhood is not None
    assert (found.street.name_fr, found.neighbourhood.name_fr) == ("Rue du Moulin", "Le Tuquet")


def test_a_corner_has_its_name_in_both_languages() -> None:
    found = where(q="rue du moulin / kerkstraat")

    assert (found.label_fr, found.label_nl) == ("Rue du Moulin / Rue de l'Église", "Molenstraat / Kerkstraat")


def test_several_addresses_are_left_to_choose_from() -> None:
    found = where(q="rue du moulin")

    assert not found.is_found
    assert {match.label.partition(" 1")[0] for match in found.matches} >= {"Rue du Moulin"}
    assert len(found.matches) > 1


def test_a_bare_point_is_called_after_the_nearest_house() -> None:
    point = named(where(lat="50.73", lon="3.0502"))

    assert point.street is not None
    assert point.street.name_fr == "Rue du Moulin"
    assert "Rue du Moulin" in point.label_fr
    assert "Molenstraat" in point.label_nl
    assert "5" in point.label_fr


def test_a_point_far_from_any_house_has_a_name_all_the_same() -> None:
    point = named(where(lat="50.705", lon="3.005"))

    assert point.street is None
    assert "Le Tuquet" in point.label_fr
    assert "Tuket" in point.label_nl


def test_a_place_knows_the_street_it_stands_near() -> None:
    assert named(where(q="gare de rivebelle")).street is not None


@pytest.mark.parametrize("asked", [{"lat": "50.6366", "lon": "3.0633"}, {"address": "999999"}])
def test_a_place_in_another_commune_is_outside(asked: dict[str, str]) -> None:
    found = where(**asked)

    assert found.is_outside
    assert not found.is_found


@pytest.mark.parametrize("asked", [{"lat": "nan", "lon": "nan"}, {"lat": "x"}, {"address": "9" * 40}, {"q": "\0"}, {}])
def test_nonsense_means_nothing(asked: dict[str, str]) -> None:
    found = where(**asked)

    assert not found.is_found
    assert not found.is_outside


def test_a_street_without_a_number_means_its_middle() -> None:
    street = make.make_street("Rue Neuve", "Nieuwstraat")
    for step in range(3):
        make.make_address(street, str(step + 1), lat=50.71 + step * 1e-3, lon=3.02)
    make.tell_all_processes()

    found = find_street_where(key=str(street.pk))

    assert found is not None
    assert (found.lat, found.label_nl) == (50.711, "Nieuwstraat")
    assert find_street_where(key="x") is None
    assert find_street_where(key="0") is None
