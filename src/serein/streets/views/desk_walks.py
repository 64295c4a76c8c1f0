"""The walks as the desk keeps them: announced, held, put in words, published, looked at again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.kit import clock
from serein.kit.bilingual import NotInBothLanguages
from serein.people.access import actor_of, duty_of, staff_page
from serein.people.models import Role
from serein.streets import access
from serein.streets.desk_pages import WALKS
from serein.streets.forms.walks import FindingWordsForm, HeldForm, WalkForm
from serein.streets.models import Walk
from serein.streets.operations import walks
from serein.streets.queries import walks as queries
from serein.streets.walk_sheet import print_sheet

DECIDE = (Role.PREVENTION_OFFICER,)


@require_http_methods(["GET", "POST"])
@staff_page(*WALKS.roles)
def show_walks(request: HttpRequest) -> HttpResponse:
    form = WalkForm(request.POST or None)
    if request.method == "POST":
        if not _decides(request):
            raise Http404
        if form.is_valid():
            walk = walks.announce_walk(by=actor_of(request), now=clock.now(), **form.values)
            messages.success(request, _("Announced. Anyone can read when and where."))
            return redirect("streets:desk_walk", walk.pk)
    context = {
        "walks": queries.list_for_desk(),
        "form": form,
        "decides": _decides(request),
        "now": clock.now(),
    }
    return render(request, "streets/desk_walks.html", context, status=422 if form.is_bound else 200)


@require_GET
@staff_page(*WALKS.roles)
def show_walk(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, access.get_walk(pk=pk))


@require_POST
@staff_page(*DECIDE)
def change_walk(request: HttpRequest, pk: int) -> HttpResponse:
    walk = access.get_walk(pk=pk)
    form = WalkForm(request.POST, walk=walk)
    if not form.is_valid():
        return _show(request, walk, walk_form=form)
    walks.change_walk(walk=walk, values=form.values, by=actor_of(request), now=clock.now())
    messages.success(request, _("Kept."))
    return redirect("streets:desk_walk", pk)


@require_POST
@staff_page(*WALKS.roles)
def hold_walk(request: HttpRequest, pk: int) -> HttpResponse:
    walk, form = access.get_walk(pk=pk), HeldForm(request.POST)
    if form.is_valid():
        try:
            walks.hold_walk(walk=walk, by=actor_of(request), now=clock.now(), **form.cleaned_data)
        except walks.NotBegun:
            form.add_error(None, _("This walk is still to come."))
        else:
            messages.success(request, _("Kept. Now write what everyone reads, in French and in Dutch."))
            return redirect("streets:desk_walk", pk)
    return _show(request, walk, held_form=form)


@require_POST
@staff_page(*WALKS.roles)
def write_words(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what everyone reads of a finding."""
    finding = access.get_finding(pk=pk)
    form = FindingWordsForm(request.POST, finding=finding)
    if not form.is_valid():
        return _show(request, access.get_walk(pk=finding.walk_id), words=(pk, form))
    told = form.cleaned_data
    walks.put_finding_in_words(
        finding=finding,
        words=(told["words_fr"], told["words_nl"]),
        place=(told["place_fr"], told["place_nl"]),
        axis=told["axis"],
        by=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _("Kept in both languages."))
    return redirect("streets:desk_walk", finding.walk_id)


@require_POST
@staff_page(*DECIDE)
def drop_finding(request: HttpRequest, pk: int) -> HttpResponse:
    finding = access.get_finding(pk=pk)
    walks.drop_finding(finding=finding, by=actor_of(request), now=clock.now())
    messages.success(request, _("Taken out, and its request with it."))
    return redirect("streets:desk_walk", finding.walk_id)


@require_POST
@staff_page(*WALKS.roles)
def look_again(request: HttpRequest, pk: int, finding_pk: int) -> HttpResponse:
    """Say whether what the walk before found is gone."""
    what = request.POST.get("what", "")
    if what not in ("gone", "there"):
        raise Http404
    walk, finding = access.get_walk(pk=pk), access.get_finding(pk=finding_pk)
    try:
        walks.look_again(walk=walk, finding=finding, is_gone=what == "gone", by=actor_of(request), now=clock.now())
    except walks.NotOfTheWalkBefore:
        raise Http404 from None
    return redirect("streets:desk_walk", pk)


@require_POST
@staff_page(*DECIDE)
def publish_walk(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        walks.publish_walk(walk=access.get_walk(pk=pk), by=actor_of(request), now=clock.now())
    except walks.NotHeld:
        messages.warning(request, _("Say first that it was held, and by what kind of group."))
    except NotInBothLanguages:
        messages.warning(request, _("Write each finding in French and in Dutch first."))
    else:
        messages.success(request, _("Published in French and Dutch."))
    return redirect("streets:desk_walk", pk)


@require_GET
@staff_page(*WALKS.roles)
def send_sheet(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The sheet for those who note on paper."""
    if language not in ("fr", "nl"):
        raise Http404
    response = HttpResponse(print_sheet(access.get_walk(pk=pk), language), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{pk}-{language}.pdf"'
    return response


def _decides(request: HttpRequest) -> bool:
    return bool(duty_of(request).roles & set(DECIDE))


def _show(
    request: HttpRequest,
    walk: Walk,
    *,
    walk_form: WalkForm | None = None,
    held_form: HeldForm | None = None,
    words: tuple[int, FindingWordsForm] | None = None,
) -> HttpResponse:
    now = clock.now()
    told = queries.list_told(walk=walk, seen_by=None, now=now)
    before = queries.list_told(walk=walk.after, seen_by=walk, now=now) if walk.after else []
    held = {"group_size": walk.group_size, "traits": walk.traits}
    context: dict[str, Any] = {
        "walk": walk,
        "lines": [
            (one, words[1] if words and words[0] == one.finding.pk else FindingWordsForm(finding=one.finding))
            for one in told
        ],
        "unworded": sum(not (one.finding.words_fr and one.finding.words_nl) for one in told),
        "before": [one for one in before if not one.finding.is_good],
        "spots": walk.scores.count(),
        "traits": queries.traits_of(walk),
        "walk_form": walk_form or WalkForm(walk=walk),
        "held_form": held_form or HeldForm(initial=held),
        "decides": _decides(request),
        "answers": Role.WORKS in duty_of(request).roles,
        "now": now,
    }
    is_refused = any(part is not None for part in (walk_form, held_form, words))
    return render(request, "streets/desk_walk.html", context, status=422 if is_refused else 200)
