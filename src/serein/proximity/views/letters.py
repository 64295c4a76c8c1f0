"""Letters filled from what is held: reports of checks, posters of surgeries, letters to partners."""

from __future__ import annotations

from collections.abc import Collection

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from serein.kit import clock
from serein.people import queries as people
from serein.people.access import actor_of, duty_of, staff_page
from serein.people.models import Role
from serein.proximity import access, letters
from serein.proximity.desk_pages import LETTERS
from serein.proximity.forms.letters import PartnerLetterForm, PosterForm, language_shown
from serein.proximity.models import LetterTemplate, Surgery
from serein.proximity.operations import letters as operations
from serein.proximity.queries import letters as queries
from serein.proximity.queries.tasks import list_beats_named

A_PAGE = 20
Use = LetterTemplate.Use


@require_http_methods(["GET", "POST"])
@staff_page(*LETTERS.roles)
def show_letters(request: HttpRequest) -> HttpResponse:
    """List the ended checks of which a report can be made; write a poster or a letter to a partner."""
    beats, now = _beats_of(request), clock.now()
    today = timezone.localdate(now)
    held = Surgery.objects.filter(Q(until_on=None) | Q(until_on__gte=today)).select_related("desk__beat")
    surgeries = held if beats is None else held.filter(desk__beat__in=beats)
    asked = request.POST.get("use", "")
    told = {use: request.POST if asked == use else None for use in Use.values}
    poster = PosterForm(told[Use.SURGERY_POSTER], surgeries=surgeries, prefix="poster")
    letter = PartnerLetterForm(told[Use.PARTNER_LETTER], beats=list_beats_named(beats=beats), prefix="letter")
    for use, form, values_of in (
        (Use.SURGERY_POSTER, poster, letters.of_surgery),
        (Use.PARTNER_LETTER, letter, letters.to_partner),
    ):
        if form.is_valid():
            kind, language = _kind(request), form.cleaned_data["language"]
            values = values_of(**form.cleaned_data, now=now)
            return as_file(letters.write(use=use, language=language, kind=kind, values=values, now=now), use, kind)
    checks = Paginator(queries.list_ended_checks(beats=beats), A_PAGE).get_page(request.GET.get("page"))
    context = {"poster": poster, "letter": letter, "page": checks, "surgeries": surgeries, "kinds": letters.KINDS}
    return render(request, "proximity/letters.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@staff_page(*LETTERS.roles)
def write_report(request: HttpRequest, pk: int) -> HttpResponse:
    visit = access.get_ended_check(pk=pk, beats=_beats_of(request))
    kind = _kind(request)
    raw = operations.write_report(
        visit=visit, language=language_shown(), kind=kind, by=actor_of(request), now=clock.now()
    )
    return as_file(raw, Use.RESIDENCE_CHECK, kind)


def as_file(raw: bytes, use: str, kind: str) -> HttpResponse:
    answer = HttpResponse(raw, content_type=letters.KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{use.replace("_", "-")}.{kind}"'
    return answer


def _kind(request: HttpRequest) -> str:
    kind = request.POST.get("kind", "")
    if kind not in letters.KINDS:
        raise Http404
    return kind


def _beats_of(request: HttpRequest) -> Collection[int] | None:
    """Return the beats for which one writes: all for the chief, else those one answers for now."""
    duty = duty_of(request)
    if Role.CHIEF in duty.roles:
        return None
    return people.list_beats_answered_by(account=duty.account, now=clock.now())
