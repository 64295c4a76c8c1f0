"""Letters filled from what is held: reports of checks, posters of surgeries, letters to partners."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from serein.kit import clock
from serein.people import queries as people
from serein.people.access import actor_of, duty_of, staff_page
from serein.people.models import Role
from serein.proximity import letters
from serein.proximity.desk_pages import LETTERS
from serein.proximity.forms.letters import InALanguage, PartnerLetterForm, PosterForm, ReportForm
from serein.proximity.models import LetterTemplate
from serein.proximity.operations import letters as operations
from serein.proximity.queries import letters as queries
from serein.proximity.queries.tasks import list_beats_named

Use = LetterTemplate.Use


@require_http_methods(["GET", "POST"])
@staff_page(*LETTERS.roles)
def show_letters(request: HttpRequest) -> HttpResponse:
    """Write the report of an ended check, the poster of a surgery or a letter to a partner."""
    forms = _forms(request)
    use, kind = request.POST.get("use", ""), request.POST.get("kind", "")
    if request.method == "POST" and (use not in forms or kind not in letters.KINDS):
        raise Http404
    if use and forms[use].is_valid():
        return as_file(_write(request, use, kind, forms[use].cleaned_data), use, kind)
    context = {"forms": [(name, Use(name).label, form) for name, form in forms.items()], "kinds": letters.KINDS}
    return render(request, "proximity/letters.html", context, status=422 if use else 200)


def as_file(raw: bytes, use: str, kind: str) -> HttpResponse:
    answer = HttpResponse(raw, content_type=letters.KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{use.replace("_", "-")}.{kind}"'
    return answer


def _forms(request: HttpRequest) -> dict[str, InALanguage]:
    """Return the form of each use that has something to choose; the one that was sent is bound."""
    beats, today = _beats_of(request), timezone.localdate(clock.now())
    told = {use: request.POST if request.POST.get("use") == use else None for use in Use.values}
    account = duty_of(request).account
    # The chief writes letters for all beats, but opens no door: whoever serves the beat does (H32).
    checks = queries.list_ended_checks(beats=people.list_beats_answered_by(account=account, now=clock.now()))
    surgeries = queries.list_surgeries_held(beats=beats, on=today)
    named = list_beats_named(beats=beats)
    return {
        Use.RESIDENCE_CHECK.value: ReportForm(told["residence_check"], checks=checks, prefix="report"),
        Use.PARTNER_LETTER.value: PartnerLetterForm(told["partner_letter"], beats=named, prefix="letter"),
        Use.SURGERY_POSTER.value: PosterForm(told["surgery_poster"], surgeries=surgeries, prefix="poster"),
    }


def _write(request: HttpRequest, use: str, kind: str, told: dict[str, Any]) -> bytes:
    now = clock.now()
    if use == Use.RESIDENCE_CHECK:
        return operations.write_report(**told, kind=kind, by=actor_of(request), now=now)
    values_of = letters.of_surgery if use == Use.SURGERY_POSTER else letters.to_partner
    return letters.write(use=use, language=told["language"], kind=kind, values=values_of(**told, now=now), now=now)


def _beats_of(request: HttpRequest) -> Collection[int] | None:
    """Return the beats for which one writes: all for the chief, else those one answers for now."""
    duty = duty_of(request)
    if Role.CHIEF in duty.roles:
        return None
    return people.list_beats_answered_by(account=duty.account, now=clock.now())
