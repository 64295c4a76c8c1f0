"""The rate limit counts in the database, and keeps no address."""

from datetime import timedelta

import pytest
from django.test import RequestFactory

from serein.kit import rate
from serein.kit.models import RateCounter
from tests.people.make import FRIDAY_NIGHT

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def ask(asker: str = "192.0.2.1", now: object = FRIDAY_NIGHT) -> None:
    rate.count(what="test", asker=asker, limit=3, per=MINUTE, now=now)  # type: ignore[arg-type]


def test_the_fourth_of_three_is_refused_and_the_next_window_is_open() -> None:
    for _ in range(3):
        ask()

    with pytest.raises(rate.TooManyRequests, match="3 are accepted"):
        ask()
    ask(now=FRIDAY_NIGHT + MINUTE)


def test_one_asker_does_not_lock_out_another() -> None:
    for _ in range(3):
        ask()

    ask(asker="192.0.2.2")


def test_looking_counts_nothing_and_refuses_who_was_refused() -> None:
    look = {"what": "test", "asker": "192.0.2.1", "limit": 3, "per": MINUTE, "now": FRIDAY_NIGHT}
    for _ in range(3):
        ask()
        rate.require_few(**look)  # type: ignore[arg-type]
    with pytest.raises(rate.TooManyRequests):
        ask()

    with pytest.raises(rate.TooManyRequests, match="3 are accepted"):
        rate.require_few(**look)  # type: ignore[arg-type]
    rate.require_few(**look | {"now": FRIDAY_NIGHT + MINUTE})  # type: ignore[arg-type]


def test_what_is_kept_is_no_address() -> None:
    ask()

    assert "192.0.2.1" not in RateCounter.objects.get().asker


def test_counting_takes_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        ask()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (1, "", "127.0.0.1"),
        (1, "2001:db8:0:7:aa::1", "2001:db8:0:7::/64"),
        (1, "2001:db8:0:7:bb::2", "2001:db8:0:7::/64"),
        (1, "2001:db8:0:8::1", "2001:db8:0:8::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "no address", "no address"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxy_saw(
    settings: object, proxies: int, forwarded: str, found: str
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies  # type: ignore[attr-defined]
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})

    assert rate.address_of(request) == found
