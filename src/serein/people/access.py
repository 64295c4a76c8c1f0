"""Who may open which page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from serein.kit import clock
from serein.kit.actors import Actor
from serein.people import queries

View = Callable[..., HttpResponse]


def staff_page(*roles: str) -> Callable[[View], View]:
    """
    Open a page to those who hold one of these roles now, or any role if none is named.

    Others learn nothing: to them the page does not exist.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            duty = queries.duty_of(account=request.user, now=clock.now())
            if not duty.roles or (roles and not duty.roles & set(roles)):
                raise Http404
            request.duty = duty  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return guarded

    return guard


def duty_of(request: HttpRequest) -> queries.Duty:
    """Return the duty of who opened a staff page."""
    return cast(queries.Duty, request.duty)  # type: ignore[attr-defined]


def actor_of(request: HttpRequest) -> Actor:
    """Return who opened a staff page, as the journal knows them."""
    return duty_of(request).account.actor
