"""One night: where it goes, from when until when, what it costs; afterwards, how it went."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.shuttles import access_public
from serein.shuttles.feeds.schema_org import night_as_json_ld
from serein.shuttles.queries import public
from serein.shuttles.queries.figures import shown_of
from serein.shuttles.queries.zone_streets import streets_of_zone


@require_GET
def show_night(request: HttpRequest, pk: int) -> HttpResponse:
    night = access_public.get_public_night(pk=pk)
    now = clock.now()
    is_to_come = now < night.ends_at
    address = f"{settings.SITE_URL}{reverse('shuttles:night', args=[night.pk])}"
    context = {
        "night": night,
        "is_bookable": night.is_bookable and is_to_come,
        "is_over": not is_to_come,
        "figures": shown_of(night),
        "zone": public.zone_in_words(night),
        "groups": streets_of_zone(night) if is_to_come else [],
        "posters": _posters(night.pk),
        "json_ld": night_as_json_ld(night, address=address),
    }
    return render(request, "shuttles/night.html", context)


def _posters(pk: int) -> list[tuple[str, str]]:
    """List the posters of a night, in each of the commune's languages: what they are called, and their address."""
    shown = []
    for language, name in settings.LANGUAGES[:2]:
        with override(language):
            shown.append((name, reverse("shuttles:poster", args=[pk])))
    return shown


@require_GET
def send_zone(request: HttpRequest, pk: int) -> HttpResponse:
    night = access_public.get_public_night(pk=pk)
    response = JsonResponse(public.zone_as_geojson(night), json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/geo+json"
    response["Cache-Control"] = "max-age=300"
    return response
