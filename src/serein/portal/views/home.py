"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.portal import queries


@require_GET
def show_home(request: HttpRequest) -> HttpResponse:
    context = {
        "tonight": queries.tonight(now=clock.now()),
        "doors": queries.list_demo_doors(),
        "story": queries.find_story(),
    }
    return render(request, "portal/home.html", context)
