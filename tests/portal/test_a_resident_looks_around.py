"""My neighbourhood: who answers here, and the places one may need, the nearest first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from serein.kit import clock
from serein.portal.neighbourhood import _distance_m, look_around
from serein.territory.models import Place
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import make_place as make_town
from tests.proximity.make import url
from tests.queries import at_most
from tests.territory.make import make_place, tell_all_processes

HERE = {"lat": "50.73", "lon": "3.05"}


@pytest.fixture(autouse=True)
def _it_is_friday_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT)


def make_near(name: str, metres_north: int, **fields: str) -> Place:
    place = make_place(name, kind=Place.Kind.PHARMACY, **fields)
    place.lat = 50.73 + metres_north / 111_195
    place.save()
    return place


@pytest.mark.django_db
def test_places_stand_by_their_distance_and_far_ones_are_left_out() -> None:
    make_town()
    for name, metres in (("Far", 1600), ("Middle", 700), ("Near", 120)):
        make_near(name, metres)
    tell_all_processes()

    found = look_around(lat=50.73, lon=3.05, now=FRIDAY_NIGHT).places

    assert [(near.place.name_fr, near.distance_m) for near in found] == [("Near", 100), ("Middle", 700)]


@pytest.mark.django_db
def test_a_place_without_hours_is_not_called_open() -> None:
    make_town()
    make_near("Silent", 100, opening_hours="")
    make_near("Always", 200, opening_hours="24/7")
    tell_all_processes()

    found = look_around(lat=50.73, lon=3.05, now=FRIDAY_NIGHT).places

    assert {near.place.name_fr: near.is_open for near in found} == {"Silent": False, "Always": True}


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [HERE, {"q": "Rue du Moulin 12"}])
def test_an_address_leads_to_who_answers_there(client: WatchfulClient, asked: dict[str, str]) -> None:
    make_town()

    html = client.get(url("portal:neighbourhood"), asked).content.decode()

    assert "Amina" in html
    assert "?beat=B01" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked", [{}, {"q": "zzzz"}, {"lat": "nan", "lon": "3"}, {"address": "9" * 30}, {"lat": "91", "lon": "3"}]
)
def test_nonsense_is_answered_with_the_page(client: WatchfulClient, asked: dict[str, str]) -> None:
    make_town()

    assert client.get(url("portal:neighbourhood"), asked).status_code == 200


@pytest.mark.django_db
def test_the_page_costs_at_most_six_queries(client: WatchfulClient) -> None:
    make_town()
    client.get(url("portal:neighbourhood"), HERE)

    with at_most(6):
        client.get(url("portal:neighbourhood"), HERE)


@given(st.floats(-60, 60), st.floats(-179, 179), st.floats(-0.02, 0.02), st.floats(-0.02, 0.02))
def test_distance_errs_by_less_than_a_step_within_a_commune(lat: float, lon: float, north: float, east: float) -> None:
    true = Geod(ellps="WGS84").inv(lon, lat, lon + east, lat + north)[2]

    assert abs(_distance_m(lat, lon, lat + north, lon + east) - true) < 50
