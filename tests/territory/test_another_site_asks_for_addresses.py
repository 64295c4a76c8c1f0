"""`/api/v1/addresses`: open to everyone, and only to what is public."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.territory import make

pytestmark = pytest.mark.django_db
URL = "/api/v1/addresses"


@pytest.fixture(autouse=True)
def _street() -> None:
    make.make_address(make.make_street("Rue de l'Église", "Kerkstraat"), "12")
    make.tell_all_processes()


def test_an_address_is_told_in_the_language_asked_french_by_default(client: Client) -> None:
    french, dutch = client.get(URL, {"q": "eglise 12"}).json(), client.get(URL, {"q": "eglise 12", "lang": "nl"}).json()

    assert [set(one) for one in french] == [{"id", "label", "lat", "lon", "beat"}]
    assert (french[0]["label"], dutch[0]["label"]) == (
        "Rue de l'Église 12, 7999 Rivebelle",
        "Kerkstraat 12, 7999 Schoonoever",
    )


@pytest.mark.parametrize("asked", [{}, {"q": "x" * 121}, {"q": "eglise", "lang": "de"}])
def test_what_cannot_be_asked_is_refused(client: Client, asked: dict[str, str]) -> None:
    assert client.get(URL, asked).status_code == 422


def test_a_suggestion_costs_two_queries_at_most(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(URL, {"q": "eglise 12"})

    with django_assert_max_num_queries(2):
        client.get(URL, {"q": "kerkstraat 12"})
