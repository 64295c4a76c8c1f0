"""The circuits that the commune recommends: each by name, with what it is like, and whether it stands tonight."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from serein.kit import clock, qr
from serein.streets import access
from serein.streets.queries import shown, standing
from serein.streets.queries.signs import coverage_of
from serein.streets.queries.standing import Standing
from serein.streets.sheet import print_circuit


@require_GET
def list_circuits(request: HttpRequest) -> HttpResponse:
    stands = standing.list_standings(now=clock.now())
    return render(
        request,
        "streets/circuits.html",
        {"cards": [(stand, shown.show_circuit(stand, in_words=False)) for stand in stands]},
    )


@require_GET
def show_circuit(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "streets/circuit.html", _context(code))


@require_GET
@xframe_options_exempt
def embed_circuit(request: HttpRequest, code: str) -> HttpResponse:
    """The same, for a frame on another page of the commune."""
    return render(request, "streets/circuit_embedded.html", _context(code))


@require_GET
def send_geojson(request: HttpRequest, code: str) -> HttpResponse:
    response = JsonResponse(shown.as_geojson(_stand(code)), json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/geo+json"
    return response


@require_GET
def send_gpx(request: HttpRequest, code: str) -> HttpResponse:
    response = HttpResponse(shown.as_gpx(_stand(code)), content_type="application/gpx+xml")
    response["Content-Disposition"] = f'attachment; filename="{code}.gpx"'
    return response


@require_GET
def send_pdf(request: HttpRequest, code: str) -> HttpResponse:
    stand = _stand(code)
    response = HttpResponse(print_circuit(stand, shown.show_circuit(stand)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{code}.pdf"'
    return response


def _stand(code: str) -> Standing:
    return access.get_public_circuit(code=code, now=clock.now())


def _context(code: str) -> dict[str, Any]:
    stand = _stand(code)
    edition = stand.edition
    assert edition is not None
    lon, lat = edition.line[len(edition.line) // 2]
    address = f"{settings.SITE_URL}{reverse('streets:circuit', args=[code])}"
    signed = coverage_of(stand.circuit, edition=edition, now=stand.now)
    return {
        "stand": stand,
        "circuit": stand.circuit,
        "edition": edition,
        "shown": shown.show_circuit(stand),
        "middle": {"lat": lat, "lon": lon},
        "qr": qr.svg(address),
        "signs": signed if signed.needed else None,
    }
