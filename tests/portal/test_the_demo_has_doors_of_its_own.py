"""Entering as someone and moving the clock: in the demo only."""

from datetime import timedelta
from typing import Any

import pytest

from serein.kit import clock
from tests.client import WatchfulClient
from tests.enquiries.make import make_town
from tests.people.make import make_account
from tests.proximity.make import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def _in_the_demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.mark.parametrize("name", ["portal:enter_as", "portal:move_clock"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_outside_the_demo_its_doors_are_not_there(client: WatchfulClient, name: str, method: str) -> None:
    account = make_account()

    response = getattr(client, method)(url(name), {"email": account.email, "by": "day"})

    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


def test_outside_the_demo_the_first_page_offers_no_door(client: WatchfulClient) -> None:
    html = client.get(url("portal:home")).content.decode()

    assert url("portal:enter_as") not in html
    assert "noindex" not in html


@pytest.mark.usefixtures("_in_the_demo")
def test_in_the_demo_one_click_lets_in_without_a_second_factor(client: WatchfulClient) -> None:
    town = make_town()

    client.post(url("portal:enter_as"), {"email": town.amina.account.email})

    assert client.get(url("proximity:desk")).status_code == 200


@pytest.mark.usefixtures("_in_the_demo")
def test_the_clock_moves_on_as_asked_and_no_other_way(client: WatchfulClient) -> None:
    before = clock.now()
    client.post(url("portal:move_clock"), {"by": "day"})

    assert timedelta(hours=23) < clock.now() - before < timedelta(hours=25)
    assert client.post(url("portal:move_clock"), {"by": "century"}).status_code == 404


@pytest.mark.usefixtures("_in_the_demo")
def test_each_page_of_the_demo_says_that_the_commune_is_imaginary_and_is_not_indexed(client: WatchfulClient) -> None:
    for name in (
        "portal:home",
        "proximity:find_inspector",
        "portal:follow",
        "portal:open_data",
        "portal:accessibility",
    ):
        html = client.get(url(name)).content.decode()
        assert "fictieve gemeente" in html, name
        assert 'content="noindex' in html, name
