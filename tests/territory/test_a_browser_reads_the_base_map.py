"""The base map is one file, read by pieces."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from serein.kit import paths
from serein.territory import memory

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 1200


@pytest.fixture
def url() -> str:
    folder = paths.var() / "maps"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "base-0123456789abcdef.pmtiles").write_bytes(CONTENT)
    memory.changed("base_map", content="base-0123456789abcdef.pmtiles")
    return reverse("territory:base_map")


def body(response: object) -> bytes:
    return b"".join(getattr(response, "streaming_content", [getattr(response, "content", b"")]))


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-126", 0, 126), ("bytes=100-", 100, len(CONTENT) - 1), ("bytes=-7", len(CONTENT) - 7, len(CONTENT) - 1),
     ("bytes=5-99999999", 5, len(CONTENT) - 1), ("bytes=0-0", 0, 0)],
)  # fmt: skip
def test_a_piece_is_answered_as_a_piece(client: Client, url: str, asked: str, first: int, last: int) -> None:
    response = client.get(url, headers={"Range": asked})

    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{len(CONTENT)}"
    assert body(response) == CONTENT[first : last + 1]
    assert int(response["Content-Length"]) == last + 1 - first


def test_the_whole_is_answered_without_a_range(client: Client, url: str) -> None:
    response = client.get(url)

    assert (response.status_code, body(response), response["Accept-Ranges"]) == (200, CONTENT, "bytes")


@pytest.mark.parametrize("asked", ["bytes=9999999-", "bytes=-0", "bytes=9-3"])
def test_a_piece_beyond_the_end_is_refused_with_the_size(client: Client, url: str, asked: str) -> None:
    response = client.get(url, headers={"Range": asked})

    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")


@pytest.mark.parametrize("asked", ["lines=1-2", "bytes=a-b", "bytes=", "bytes=-", "bytes=0-1,5-6", "bytes=²-3"])
def test_a_range_that_cannot_be_read_gets_the_whole(client: Client, url: str, asked: str) -> None:
    assert client.get(url, headers={"Range": asked}).status_code == 200


@pytest.mark.parametrize("asked", ["bytes={n}-", "bytes=0-{n}", "bytes=-{n}"])
def test_a_range_of_thousands_of_figures_gets_the_whole(client: Client, url: str, asked: str) -> None:
    assert client.get(url, headers={"Range": asked.format(n="9" * 5000)}).status_code == 200


def test_a_browser_that_has_this_version_gets_nothing_again(client: Client, url: str) -> None:
    tag = client.get(url)["ETag"]

    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    other = client.get(url, headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    assert other.status_code == 200


def test_a_head_has_the_size_and_no_body(client: Client, url: str) -> None:
    response = client.head(url)

    assert (int(response["Content-Length"]), response.content) == (len(CONTENT), b"")


def test_no_map_yet_is_not_found(client: Client) -> None:
    assert client.get(reverse("territory:base_map")).status_code == 404


def test_the_beats_are_open_data(client: Client) -> None:
    response = client.get(reverse("territory:beats"))

    assert response["Content-Type"] == "application/geo+json"
    assert response.json()["type"] == "FeatureCollection"
