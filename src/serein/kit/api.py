"""Routes of the public API: they read, or act for who sends them; each declares how it refuses."""

from collections.abc import Callable
from typing import Any

from ninja import Router, Schema


class Refusal(Schema):
    detail: str


class FaultOut(Schema):
    """What is wrong with one parameter."""

    type: str
    loc: list[str | int]
    msg: str
    ctx: dict[str, Any] | None = None


class RefusedParameters(Schema):
    detail: str | list[FaultOut]


class PublicApiOnlyReads(Exception):
    """The public API changes nothing; what writes is a page with its guard."""


class PublicRouter(Router):
    """A router of the public API."""

    def get(self, path: str, *, response: Any, **more: Any) -> Callable[..., Any]:  # type: ignore[override]
        """Declare a route with what it answers; how it refuses a bad request or bad parameters comes with it."""
        answers = response if isinstance(response, dict) else {200: response}
        return super().get(path, response={**answers, 400: Refusal, 422: RefusedParameters}, **more)

    def api_operation(self, methods: list[str], path: str, **more: Any) -> Callable[..., Any]:
        """
        :raises PublicApiOnlyReads: for any method but GET
        """
        if set(methods) != {"GET"}:
            raise PublicApiOnlyReads(f"{path} would answer {', '.join(methods)}; GET alone is accepted.")
        return super().api_operation(methods, path, **more)


class ActingRouter(Router):
    """A router whose routes act for whoever sends them, and for nobody's session: none asks who is logged in."""

    def api_operation(self, methods: list[str], path: str, **more: Any) -> Callable[..., Any]:
        """Declare a route with what it answers; how it refuses bad requests, parameters or haste comes with it."""
        answers = more.pop("response")
        declared = {**answers, 400: Refusal, 422: RefusedParameters, 429: Refusal}
        return super().api_operation(methods, path, response=declared, **more)
