"""Whether web, worker and scheduler are at work; for a monitor."""

from django.http import HttpRequest, JsonResponse

from serein.kit import clock, health


def show_health(request: HttpRequest) -> JsonResponse:
    silent = {"worker", "scheduler"} & set(health.list_troubles(now=clock.now()))
    state = {"web": "ok"} | {name: "silent" if name in silent else "ok" for name in ("worker", "scheduler")}
    return JsonResponse(state, status=503 if silent else 200)
