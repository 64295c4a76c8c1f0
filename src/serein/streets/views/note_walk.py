"""What a group notes on its walk, on a phone, without network too."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from serein.enquiries.operations import NobodyWouldAnswer
from serein.kit import clock, offline
from serein.people.access import actor_of, staff_page
from serein.streets.desk_pages import WALKS
from serein.streets.forms.walks import FindingForm, OnTheStreetForm, ScoreForm
from serein.streets.operations import walks
from serein.streets.queries.walks import AXIS_ICONS


@require_GET
def note_offline(request: HttpRequest) -> HttpResponse:
    """The empty form, the same for everyone, which the browser keeps; only staff may send it."""
    return _show_finding(request, FindingForm(made_at=clock.now()))


@require_http_methods(["GET", "POST"])
@staff_page(*WALKS.roles)
def note_finding(request: HttpRequest) -> HttpResponse:
    form = FindingForm(request.POST or None, initial=_chosen(request), made_at=_made_at(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            finding = walks.note_finding(
                walk=told["walk"],
                axis=told["axis"],
                is_good=told["is_good"],
                noted=told["noted"],
                where=form.where,
                language=get_language() or "fr",
                once=told["token"],
                found_at=form.seen_at,
                by=actor_of(request),
                now=clock.now(),
            )
        except NobodyWouldAnswer:
            form.add_error(None, _("Nobody holds the office that mends this: nobody would answer."))
            return _show_finding(request, form, status=503)
        return _kept(request, form, f"F{finding.pk}", "streets:note_finding")
    return _show_finding(request, form)


@require_GET
def score_offline(request: HttpRequest) -> HttpResponse:
    """The empty form, the same for everyone, which the browser keeps; only staff may send it."""
    return _show_scores(request, ScoreForm(made_at=clock.now()))


@require_http_methods(["GET", "POST"])
@staff_page(*WALKS.roles)
def score_spot(request: HttpRequest) -> HttpResponse:
    form = ScoreForm(request.POST or None, initial=_chosen(request), made_at=_made_at(request))
    if request.method == "POST" and form.is_valid():
        assert form.where.lat is not None
        assert form.where.lon is not None
        row = walks.score_spot(
            walk=form.cleaned_data["walk"],
            lat=form.where.lat,
            lon=form.where.lon,
            scores=form.scores,
            once=form.cleaned_data["token"],
            at=form.seen_at,
            by=actor_of(request),
            now=clock.now(),
        )
        return _kept(request, form, f"S{row.pk}", "streets:score_spot")
    return _show_scores(request, form)


def _kept(request: HttpRequest, form: OnTheStreetForm, code: str, again: str) -> HttpResponse:
    walk = form.cleaned_data["walk"]
    if not offline.is_from_device(request):
        messages.success(request, _("Kept for %(name)s. On to the next one.") % {"name": walk.name})
    return offline.received(request, code=code, to=f"{reverse(again)}?walk={walk.pk}")


def _made_at(request: HttpRequest) -> Any:
    return offline.made_at(request, now=clock.now())


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {"walk": request.GET.get("walk", "")[:12]}


def _show_finding(request: HttpRequest, form: FindingForm, *, status: int | None = None) -> HttpResponse:
    icons = {str(axis): icon for axis, icon in AXIS_ICONS.items()}
    axes = [(option, icons[str(option.data["value"])]) for option in form["axis"]]
    context = {"form": form, "axes": axes}
    return render(request, "streets/note_finding.html", context, status=status or (422 if form.is_bound else 200))


def _show_scores(request: HttpRequest, form: ScoreForm) -> HttpResponse:
    context = {"form": form, "rows": [form[name] for name in form.fields if name not in form.base_fields]}
    return render(request, "streets/score_spot.html", context, status=422 if form.is_bound else 200)
