"""The layers' versions are read once a page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from serein.territory import memory

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def read_versions_once(get_response: GetResponse) -> GetResponse:
    def answer(request: HttpRequest) -> HttpResponseBase:
        with memory.remembered():
            return get_response(request)

    return answer
