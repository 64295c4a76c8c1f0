"""Pages that nobody but their reader should come upon."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from serein.kit import clock, rate
from serein.kit.views.refusals import too_many_requests

View = Callable[..., HttpResponse]
MOST_TRIES = 20
WHILE = timedelta(minutes=10)


def private_page(view: View) -> View:
    """Let no cache and no back button keep a page, no search engine list it, and no other site learn its address."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "same-origin"  # "no-referrer" would hide the origin that our own forms must show
        response["X-Robots-Tag"] = "noindex"
        return response

    return shown


def by_code(view: View) -> View:
    """
    Open a private page to who holds the code in its address.

    Tries that find nothing are counted, for codes are not to be guessed; past the limit nothing opens for a while.
    """

    @wraps(view)
    @private_page
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asker, now = rate.address_of(request), clock.now()
        try:
            require_few_misses(asker, now)
            return _counting(view, request, asker, *args, **kwargs)
        except rate.TooManyRequests:
            return too_many_requests(request)

    return opened


def _counting(view: View, request: HttpRequest, asker: str, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except Http404:
        count_miss(asker, clock.now())
        raise


def require_few_misses(asker: str, now: datetime) -> None:
    """:raises TooManyRequests: if someone tried more codes that open nothing than one mistypes"""
    rate.require_few(what="code", asker=asker, limit=MOST_TRIES, per=WHILE, now=now)


def count_miss(asker: str, now: datetime) -> None:
    """
    Count a code that opened nothing; codes that open something are not counted.

    :raises TooManyRequests: past the limit
    """
    rate.count(what="code", asker=asker, limit=MOST_TRIES, per=WHILE, now=now)
