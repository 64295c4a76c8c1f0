"""Wrong passwords are counted where they come from: knowing a role address is no way to lock its holder out."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from tests.people.make import make_account
from tests.proximity.make import url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _one_proxy(settings: object) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]


def log_in(password: str, *, address: str) -> int:
    told = {"login": "amina@example.org", "password": password}
    return Client(headers={"X-Forwarded-For": address}).post(url("account_login"), told).status_code


def test_wrong_passwords_from_many_addresses_do_not_block_the_right_one_from_elsewhere() -> None:
    make_account("Amina")
    for n in range(30):
        assert log_in("a wrong password", address=f"203.0.113.{n}") == 200

    assert log_in("a long password", address="198.51.100.7") == 302


def test_wrong_passwords_from_one_address_are_soon_refused_there() -> None:
    make_account("Amina")
    for _ in range(10):
        log_in("a wrong password", address="203.0.113.1")

    assert log_in("a long password", address="203.0.113.1") == 200
    assert log_in("a long password", address="203.0.113.1, 198.51.100.7") == 302


def test_the_proxies_that_are_trusted_are_those_of_our_own_setting() -> None:
    from serein.config import settings as ours

    assert ours.ALLAUTH_TRUSTED_PROXY_COUNT == ours.TRUSTED_PROXY_COUNT
