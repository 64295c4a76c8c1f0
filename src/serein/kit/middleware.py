"""What holds for every answer."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from serein.kit.views.refusals import too_large

MOST_BYTES = 1024 * 1024
"""What a page reads of a form, unless `LARGER_BODIES` names the page."""
Answer = Callable[[HttpRequest], HttpResponse]


def say_no_cache_of_private_pages(get_response: Answer) -> Answer:
    """Let no cache and no back button keep a page of someone who is logged in, or that took a form."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        user = getattr(request, "user", None)
        if request.method == "POST" or (user is not None and user.is_authenticated):
            add_never_cache_headers(response)
        return response

    return answer


class RefuseLargeBodies:
    """Refuse what is larger than its page takes before a byte of it is read: who sends it need not be known yet."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        page = request.resolver_match.view_name if request.resolver_match else ""
        most: int | None = settings.LARGER_BODIES.get(page, MOST_BYTES)
        return too_large(request, most=most) if most is not None and _length(request) > most else None


def _length(request: HttpRequest) -> int:
    told = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(told[:18]) if told.isdecimal() else 0  # what is no length is read as none, by Django too
