"""Every page of the project, from its own addresses: a page that is added is in every test that walks them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter
from django.urls.resolvers import RoutePattern
from django.utils.translation import override

_SAMPLES = {"code": "B01", "slug": "offices"}


@dataclass(frozen=True)
class SomePage:
    name: str
    view: Callable[..., Any]
    arguments: tuple[tuple[str, object], ...]

    def path(self, language: str) -> str:
        with override(language):
            return reverse(self.name, kwargs=dict(self.arguments))

    @property
    def is_for_staff(self) -> bool:
        """Whether its view stands behind `staff_page`."""
        return any(_is_guard(layer) for layer in _layers(self.view))


def list_pages() -> list[SomePage]:
    """List every named page, allauth's included, with arguments that its address accepts."""
    return list(_walk(get_resolver(), "", {}))


def _walk(resolver: URLResolver, space: str, taken: dict[str, object]) -> Iterator[SomePage]:
    for entry in resolver.url_patterns:
        arguments = taken | {name: _sample(name, kind) for name, kind in entry.pattern.converters.items()}
        if isinstance(entry, URLResolver):
            yield from _walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space, arguments)
        elif entry.name and isinstance(entry.pattern, RoutePattern):
            yield SomePage(f"{space}{entry.name}", entry.callback, tuple(arguments.items()))


def _sample(name: str, converter: object) -> object:
    return 1 if isinstance(converter, IntConverter) else _SAMPLES.get(name, "x")


def _layers(view: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    layer: Callable[..., Any] | None = view
    while layer is not None:
        yield layer
        layer = getattr(layer, "__wrapped__", None)


def _is_guard(layer: Callable[..., Any]) -> bool:
    code = getattr(layer, "__code__", None)
    return code is not None and code.co_filename.endswith("people/access.py")
