from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from serein.territory import queries


@require_safe
def send_beats(request: HttpRequest) -> JsonResponse:
    response = JsonResponse(queries.beats_as_geojson(), json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/geo+json"
    response["Access-Control-Allow-Origin"] = "*"
    return response
