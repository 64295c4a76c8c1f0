"""
Layers small enough to be kept in each process, read again when their version changes.

The versions are read in one query, once a request: `Layer` rows are the truth, memory follows.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from serein.territory.models import Layer

T = TypeVar("T")
NEVER = 0
_request = threading.local()


class Kept(Generic[T]):
    """Something read from the database and kept until its layer changes; never kept before a first version."""

    def __init__(self, layer: str, load: Callable[[], T]) -> None:
        self._layer = layer
        self._load = load
        self._held: tuple[int, T] | None = None
        self._lock = threading.Lock()

    def get(self) -> T:
        version = versions().get(self._layer, NEVER)
        held = self._held
        if held is not None and held[0] == version != NEVER:
            return held[1]
        with self._lock:
            held = self._held
            if held is None or held[0] != version or version == NEVER:
                held = (version, self._load())
                self._held = held
        return held[1]


def versions() -> dict[str, int]:
    """Return the version of every layer."""
    known: dict[str, int] | None = getattr(_request, "versions", None)
    if known:
        return known
    found = dict(Layer.objects.values_list("name", "version"))
    if known is not None:
        _request.versions = found
    return found


def changed(*names: str, content: str | None = None) -> None:
    """Tell every process to read these layers again; call it in the transaction that changed them."""
    for name in names:
        values: dict[str, Any] = {"version": secrets.randbelow(2**31 - 2) + 1}
        if content is not None:
            values["content"] = content
        Layer.objects.update_or_create(name=name, defaults=values)
    if getattr(_request, "versions", None) is not None:
        _request.versions = {}


@contextmanager
def remembered() -> Iterator[None]:
    """Read the versions once only, for as long as a page is made."""
    _request.versions = {}
    try:
        yield
    finally:
        _request.versions = None
