"""The next nights, how it works, and other ways home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.shuttles.queries import public


@require_GET
def list_nights(request: HttpRequest) -> HttpResponse:
    nights = public.list_nights_to_come(now=clock.now())
    return render(request, "shuttles/nights.html", {"nights": nights})
