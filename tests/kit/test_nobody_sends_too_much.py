"""What is larger than its page takes is refused before it is read, whoever sends it."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.client import WatchfulClient
from tests.people.make import make_account
from tests.proximity.make import url

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


class Unread(BytesIO):
    """A body that fails whoever reads of it."""

    def read(self, *_size: Any) -> bytes:
        raise AssertionError("The body was read.")


def send(client: Client, page: str, length: str) -> Any:
    body = {"wsgi.input": Unread(), "CONTENT_LENGTH": length, "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    return client.generic("POST", page, **body)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "length"),
    [
        ("portal:follow", MB + 1),
        ("account_login", MB + 1),
        ("people:introduction", 10 * MB + 1),
        ("portal:follow", 2 * 1024 * MB),
        ("portal:follow", int("9" * 400)),
    ],
)
def test_a_page_refuses_more_than_it_takes_without_reading_it(
    client: WatchfulClient, monkeypatch: pytest.MonkeyPatch, name: str, length: int
) -> None:
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: True)
    client.force_login(make_account("Eve"), backend="django.contrib.auth.backends.ModelBackend")
    response = send(client, url(name), str(length))

    assert response.status_code == 413
    assert "<h1>Trop volumineux</h1>" in response.content.decode()


def test_the_token_of_the_form_is_not_looked_for_in_it() -> None:
    assert send(Client(enforce_csrf_checks=True), url("portal:follow"), str(MB + 1)).status_code == 413


@pytest.mark.parametrize("length", ["", "none", "-5", "²"])
def test_what_is_no_length_is_read_as_none(client: WatchfulClient, length: str) -> None:
    response = client.generic("POST", url("portal:follow"), CONTENT_LENGTH=length)

    assert response.status_code == 200


def test_each_page_that_takes_more_exists() -> None:
    assert all(reverse(name) for name in settings.LARGER_BODIES)
