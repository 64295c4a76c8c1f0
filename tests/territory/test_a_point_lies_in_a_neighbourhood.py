"""A point of the commune lies in one neighbourhood: by its outline, else the nearest centre."""

import pytest
from shapely.geometry import box, mapping

from serein.territory import memory, queries
from tests.queries import at_most
from tests.territory import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _commune() -> None:
    make.make_commune()
    make.make_neighbourhood("Le Tuquet", "Tuket", lat=50.71, lon=3.02)
    make.make_neighbourhood("La Gare", "Station", lat=50.74, lon=3.08)
    make.tell_all_processes()


def test_without_outlines_the_nearest_centre_counts() -> None:
    near = queries.find_neighbourhood_at(lat=50.712, lon=3.03)
    far = queries.find_neighbourhood_at(lat=50.745, lon=3.07)

    assert near is not None
    assert far is not None
    assert (near.name_fr, far.name_fr) == ("Le Tuquet", "La Gare")


def test_an_outline_counts_more_than_a_nearer_centre() -> None:
    make.make_neighbourhood("Le Parc", "Park", lat=50.75, lon=3.09, geometry=mapping(box(3.01, 50.705, 3.03, 50.72)))
    make.tell_all_processes()

    found = queries.find_neighbourhood_at(lat=50.71, lon=3.02)

    assert found is not None
    assert found.name_fr == "Le Parc"


@pytest.mark.parametrize("point", [(50.63, 3.06), (float("nan"), 3.05), (float("inf"), 3.05)])
def test_outside_the_commune_there_is_no_neighbourhood(point: tuple[float, float]) -> None:
    assert not queries.is_in_home(*point)
    assert queries.find_neighbourhood_at(lat=point[0], lon=point[1]) is None


def test_where_no_outline_is_known_no_point_is_turned_away() -> None:
    make.make_commune().__class__.objects.update(geometry={})
    make.tell_all_processes()

    assert queries.is_in_home(50.63, 3.06)


def test_neighbourhoods_are_kept_in_memory_until_they_change() -> None:
    assert [one.name_fr for one in queries.list_neighbourhoods()] == ["La Gare", "Le Tuquet"]
    queries.is_in_home(50.71, 3.02)

    with memory.remembered(), at_most(1):
        queries.find_neighbourhood_at(lat=50.71, lon=3.02)
        queries.list_neighbourhoods()
