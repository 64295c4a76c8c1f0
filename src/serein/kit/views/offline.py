"""What the browser needs to keep pages and forms while there is no network."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from serein.kit import offline


@require_safe
def send_worker(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(offline.worker_script(), content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@never_cache
def give_form_token(request: HttpRequest) -> JsonResponse:
    """A fresh token for a form that waited on a device; it also tells that there is network, and who is logged in."""
    return JsonResponse({"token": get_token(request), "who": offline.mark_of(request)})


@require_safe
def show_waiting(request: HttpRequest) -> HttpResponse:
    """What waits on this device; the page itself is the same for everyone, and is kept for when there is no network."""
    return render(request, "kit/waiting.html")
