"""Walks that anyone may join, and those that were held: what each found and what was answered."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.streets import access
from serein.streets.queries import walks


@require_GET
def list_walks(request: HttpRequest) -> HttpResponse:
    context = {"announced": walks.list_announced(now=clock.now()), "cards": walks.list_held()}
    return render(request, "streets/walks.html", context)


@require_GET
def show_walk(request: HttpRequest, pk: int) -> HttpResponse:
    page = walks.page_of(walk=access.get_public_walk(pk=pk), now=clock.now())
    return render(request, "streets/walk.html", {"page": page, "walk": page.walk})


@require_GET
def send_map(request: HttpRequest, pk: int) -> HttpResponse:
    found = walks.as_geojson(walk=access.get_public_walk(pk=pk), now=clock.now())
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/geo+json"
    return response
