"""The circuits as the prevention service keeps them: how they stand, and each step of a draft to its publication."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.kit import clock
from serein.kit.bilingual import NotInBothLanguages
from serein.people.access import actor_of, duty_of, staff_page
from serein.people.models import Role
from serein.streets import access
from serein.streets.desk_pages import CIRCUITS
from serein.streets.forms.circuits import CircuitForm, WordsForm
from serein.streets.models import Circuit, Edition
from serein.streets.operations import circuits, suspensions
from serein.streets.queries import standing

DECIDE = (Role.PREVENTION_OFFICER,)
AT_WORK = (Edition.State.DRAFT, Edition.State.APPROVED)


@require_http_methods(["GET", "POST"])
@staff_page(*CIRCUITS.roles)
def show_circuits(request: HttpRequest) -> HttpResponse:
    form = CircuitForm(request.POST or None)
    if request.method == "POST":
        _require_decides(request)
        if form.is_valid():
            circuit = circuits.open_circuit(by=actor_of(request), now=clock.now(), **form.cleaned_data)
            return redirect("streets:draw_circuit", circuit.pk)
    context = {
        "stands": standing.list_all_standings(now=clock.now()),
        "form": form,
        "decides": _decides(request),
    }
    return render(request, "streets/desk_circuits.html", context, status=422 if form.is_bound else 200)


@require_GET
@staff_page(*CIRCUITS.roles)
def show_circuit(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, access.get_circuit(pk=pk))


@require_POST
@staff_page(*DECIDE)
def change_circuit(request: HttpRequest, pk: int) -> HttpResponse:
    circuit = access.get_circuit(pk=pk)
    form = CircuitForm(request.POST, circuit=circuit)
    if not form.is_valid():
        return _show(request, circuit, circuit_form=form)
    circuits.change_circuit(circuit=circuit, values=form.cleaned_data, by=actor_of(request), now=clock.now())
    messages.success(request, _("Kept."))
    return redirect("streets:desk_circuit", pk)


@require_POST
@staff_page(*DECIDE)
def write_words(request: HttpRequest, pk: int) -> HttpResponse:
    circuit = access.get_circuit(pk=pk)
    edition, form = access.get_edition_at_work(circuit=circuit), WordsForm(request.POST)
    if not form.is_valid():
        return _show(request, circuit, words_form=form)
    try:
        circuits.change_edition(
            edition=edition,
            revision=read_revision(request),
            values=form.cleaned_data,
            by=actor_of(request),
            now=clock.now(),
        )
    except circuits.EditedMeanwhile:
        form.add_error(
            None, _("Someone else changed this draft meanwhile. Your words are below: read theirs, then keep.")
        )
        return _show(request, circuit, words_form=form)
    messages.success(request, _("Kept. A draft that changed is walked once more before it is approved."))
    return redirect("streets:desk_circuit", pk)


@require_POST
@staff_page(*DECIDE)
def move_circuit(request: HttpRequest, pk: int) -> HttpResponse:
    """One step: draft anew, approve, publish, suspend, restore, withdraw."""
    circuit, now, by = access.get_circuit(pk=pk), clock.now(), actor_of(request)
    step = _STEPS.get(request.POST.get("what", ""))
    if step is None:
        raise Http404
    told = step(request, circuit, by, now)
    level, words = told
    messages.add_message(request, level, words)
    return redirect("streets:desk_circuit", pk)


def _draft(request: HttpRequest, circuit: Circuit, by: Any, now: datetime) -> tuple[int, str]:
    circuits.draft_edition(circuit=circuit, by=by, now=now)
    return messages.SUCCESS, _("A draft is there; what is published stays until another takes its place.")


def _approve(request: HttpRequest, circuit: Circuit, by: Any, now: datetime) -> tuple[int, str]:
    edition = access.get_edition_at_work(circuit=circuit)
    try:
        circuits.approve_edition(edition=edition, revision=read_revision(request), by=by, now=now)
    except circuits.EditedMeanwhile:
        return messages.WARNING, _("Someone changed this draft meanwhile. Look at it again before you approve it.")
    except circuits.NoLine:
        return messages.WARNING, _("Draw it first: it leads nowhere yet.")
    except circuits.NotChecked:
        return messages.WARNING, _("Someone walks it by night first, as it is drawn now, and finds it good.")
    return messages.SUCCESS, _("Approved. It can be published.")


def _publish(request: HttpRequest, circuit: Circuit, by: Any, now: datetime) -> tuple[int, str]:
    edition = access.get_edition_at_work(circuit=circuit)
    try:
        circuits.publish_edition(edition=edition, by=by, now=now)
    except circuits.NotAtWork:
        return messages.WARNING, _("Only what was approved is published.")
    except NotInBothLanguages:
        return messages.WARNING, _("Write its sentence in French and in Dutch first.")
    return messages.SUCCESS, _("Published in French and Dutch.")


def _suspend(request: HttpRequest, circuit: Circuit, by: Any, now: datetime) -> tuple[int, str]:
    next_on = timezone.localdate(now) + timedelta(days=suspensions.NEXT_STEP_DAYS)
    suspensions.suspend_by_hand(circuit=circuit, next_on=next_on, by=by, now=now)
    return messages.SUCCESS, _("Suspended. Its page says so from now on.")


def _restore(request: HttpRequest, circuit: Circuit, by: Any, now: datetime) -> tuple[int, str]:
    try:
        suspensions.restore(circuit=circuit, by=by, now=now)
    except suspensions.StillSuspended:
        return messages.WARNING, _("Not yet: a cause still stands, or a check on the spot is missing.")
    return messages.SUCCESS, _("Recommended again. Its page says so from now on.")


def _withdraw(request: HttpRequest, circuit: Circuit, by: Any, now: datetime) -> tuple[int, str]:
    circuits.withdraw_circuit(circuit=circuit, by=by, now=now)
    return messages.SUCCESS, _("Taken off the site. Its editions are kept.")


_STEPS = {
    "draft": _draft,
    "approve": _approve,
    "publish": _publish,
    "suspend": _suspend,
    "restore": _restore,
    "withdraw": _withdraw,
}


def read_revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _decides(request: HttpRequest) -> bool:
    return bool(duty_of(request).roles & set(DECIDE))


def _require_decides(request: HttpRequest) -> None:
    if not _decides(request):
        raise Http404


def _show(
    request: HttpRequest,
    circuit: Circuit,
    *,
    circuit_form: CircuitForm | None = None,
    words_form: WordsForm | None = None,
) -> HttpResponse:
    stand = standing.standing_of(circuit=circuit, now=clock.now())
    draft = circuit.editions.filter(state__in=AT_WORK).first()
    words = {"intro_fr": draft.intro_fr, "intro_nl": draft.intro_nl} if draft else {}
    check = draft.checks.first() if draft else None
    context = {
        "circuit": circuit,
        "stand": stand,
        "draft": draft,
        "is_walked": bool(check and draft and check.result == "good" and check.revision == draft.revision),
        "circuit_form": circuit_form or CircuitForm(circuit=circuit),
        "words_form": words_form or WordsForm(initial=words),
        "checks": circuit.checks.select_related("edition")[:8],
        "decides": _decides(request),
        "today": timezone.localdate(clock.now()),
    }
    is_refused = circuit_form is not None or words_form is not None
    return render(request, "streets/desk_circuit.html", context, status=422 if is_refused else 200)
