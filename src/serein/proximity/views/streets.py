"""The list of streets: the way to one's inspector without typing, and on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.proximity import access, printing
from serein.proximity.queries import inspectors


@require_GET
def list_streets(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "proximity/streets.html",
        {"letters": inspectors.list_streets_by_letter(), "posts": inspectors.list_posts()},
    )


@require_GET
def print_streets_of_post(request: HttpRequest, code: str) -> HttpResponse:
    post = access.get_post(code=code)
    return _pdf(printing.streets_of_post(post=post, now=clock.now()), f"rues-{post.code}.pdf")


@require_GET
def print_poster(request: HttpRequest, code: str) -> HttpResponse:
    beat = access.get_beat(code=code)
    return _pdf(printing.poster_of_beat(beat=beat, now=clock.now()), f"affiche-{beat.code}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
