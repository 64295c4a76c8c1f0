"""Who may open which page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from serein.kit import clock
from serein.people import queries
from serein.people.models import Account

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
            held = queries.list_roles(account=account_of(request), now=clock.now())
            if not held or (roles and not held & set(roles)):
                raise Http404
            request.roles = held  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return guarded

    return guard


def account_of(request: HttpRequest) -> Account:
    """Return the account of a page that only opens when logged in."""
    return cast(Account, request.user)
