"""A test client that fails on pages we would not want to ship."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client

_WRITES = re.compile(r"^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+\"?(\w+)", re.IGNORECASE)
# Sessions and rate counters are how the web remembers; a read of a D3 field must leave its entry in the journal.
_MAY_BE_WRITTEN = {"django_session", "kit_ratecounter", "kit_journalentry", "kit_journalhead"}

_CARELESS = {
    "an unrendered variable": re.compile(r"\{\{"),
    "an unrendered tag": re.compile(r"\{%|\{#"),
    "an inline handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/(?:ld\+)?json\")", re.IGNORECASE),
    "an inline style": re.compile(r"<style[\s>]", re.IGNORECASE),
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"(?:href|src)\s*=\s*[\"']?javascript:", re.IGNORECASE),
}


class CarelessPage(AssertionError):
    """A page holds what our content policy refuses, or template source that was not rendered."""


class GetWrote(AssertionError):
    """A page that only shows wrote to the database."""


class WatchfulClient(Client):
    def request(self, **request: Any) -> Any:
        if request.get("REQUEST_METHOD") in {"GET", "HEAD"}:
            with refusing_writes():
                response = super().request(**request)
        else:
            response = super().request(**request)
        refuse_careless(response)
        return response


def refuse_careless(response: object) -> None:
    """
    Look through an HTML answer.

    :raises CarelessPage: naming what was found, and the words around it
    """
    if not isinstance(response, HttpResponse) or not response.get("Content-Type", "").startswith("text/html"):
        return
    html = response.content.decode(response.charset)
    for what, pattern in _CARELESS.items():
        if found := pattern.search(html):
            around = html[max(0, found.start() - 60) : found.end() + 60]
            raise CarelessPage(f"The answer holds {what}: …{around}…")


@contextmanager
def refusing_writes() -> Iterator[None]:
    """
    Let nothing be written but what the web itself remembers.

    :raises GetWrote: naming the table
    """
    with connection.execute_wrapper(_refuse_write):
        yield


def _refuse_write(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    writes = _WRITES.match(sql)
    if writes and writes.group(1) not in _MAY_BE_WRITTEN:
        raise GetWrote(f"A GET wrote to {writes.group(1)}: {sql[:200]}")
    return execute(sql, params, many, context)
