"""The programme: each commitment and what became of it, compared between two days, and taken along signed."""

import base64
import json
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.plan import access, chain, signing
from serein.plan.forms.ledger import BetweenForm
from serein.plan.queries import actions, ledger


@require_GET
def show_programme(request: HttpRequest) -> HttpResponse:
    programme = ledger.list_programme(now=clock.now())
    context = {"programme": programme, "states": ledger.count_states(programme)}
    return render(request, "plan/programme.html", context)


@require_GET
def show_commitment(request: HttpRequest, number: int) -> HttpResponse:
    now = clock.now()
    shown = access.access_commitment(number=number, now=now)
    serving = actions.list_serving(commitment=shown.commitment, on=timezone.localdate(now))
    context = {"shown": shown, "commitment": shown.commitment, "serving": serving}
    return render(request, "plan/commitment.html", context)


@require_GET
def compare_programme(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate(clock.now())
    form = BetweenForm(request.GET or last_months(today))
    moved = ledger.list_moved(**form.cleaned_data) if form.is_valid() else []
    status = 200 if form.is_valid() else 422
    return render(request, "plan/compare_programme.html", {"form": form, "moved": moved}, status=status)


def last_months(today: date) -> dict[str, str]:
    """Return the days that are compared when nobody chose any."""
    return {"from_on": (today - timedelta(days=90)).isoformat(), "to_on": today.isoformat()}


@require_GET
def export_ledger(request: HttpRequest) -> HttpResponse:
    """Answer the ledger with its signature, the same bytes until something is added; one with faults is not signed."""
    if ledger.list_faults():
        return render(request, "plan/ledger_broken.html", status=503)
    told = ledger.export()
    bundle = {
        "ledger": told,
        "signature": base64.b64encode(signing.sign(chain.canonical(told))).decode(),
        "public_key": signing.public_pem(),
    }
    response = HttpResponse(
        json.dumps(bundle, ensure_ascii=False, indent=1, sort_keys=True), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="serein-ledger.json"'
    response["Link"] = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    return response


@require_GET
def show_public_key(request: HttpRequest) -> HttpResponse:
    return HttpResponse(signing.public_pem(), content_type="text/plain; charset=utf-8")
