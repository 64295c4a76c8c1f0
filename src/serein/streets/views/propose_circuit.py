"""Circuits that the engine proposes over chosen places, exact, within a length; a person takes one, or none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from serein.engines.circuits import Circuit as Proposal
from serein.engines.circuits import InvalidAnchors, NoCircuit
from serein.kit import clock
from serein.people.access import actor_of, staff_page
from serein.streets import access
from serein.streets.forms.proposing import ProposalForm
from serein.streets.models import Circuit
from serein.streets.operations import circuits
from serein.streets.queries import drawing
from serein.streets.queries.network import find_streets
from serein.streets.views.desk_circuits import DECIDE, read_revision


@require_http_methods(["GET", "POST"])
@staff_page(*DECIDE)
def propose_circuit(request: HttpRequest, pk: int) -> HttpResponse:
    circuit = access.get_circuit(pk=pk)
    edition = access.get_edition_at_work(circuit=circuit)
    asked = request.POST if request.method == "POST" else request.GET
    form = ProposalForm(asked if "places" in asked or "longest_m" in asked else None)
    proposals = _proposals(form, circuit, clock.now()) if form.is_bound and find_streets() is not None else []
    if request.method == "POST":
        text = request.POST.get("take", "")
        if not text.isdecimal() or len(text) > 2 or int(text) >= len(proposals):
            raise Http404
        return _take(request, circuit, proposals[int(text)])
    context = {
        "circuit": circuit,
        "edition": edition,
        "form": form,
        "proposals": [(one, drawing.weakest_streets(one, circuit=circuit, now=clock.now())) for one in proposals],
        "asked": [(name, value) for name in ("places", "longest_m", "shape") for value in asked.getlist(name)],
        "is_asked": form.is_bound,
    }
    return render(request, "streets/propose_circuit.html", context, status=422 if form.errors else 200)


def _proposals(form: ProposalForm, circuit: Circuit, now: datetime) -> list[Proposal]:
    if not form.is_valid():
        return []
    try:
        return drawing.proposals(
            circuit=circuit,
            places=form.cleaned_data["places"],
            longest_m=form.cleaned_data["longest_m"],
            is_closed=form.is_closed,
            now=now,
        )
    except NoCircuit:
        form.add_error("longest_m", _("No circuit over two of these places is so short: allow more metres."))
    except InvalidAnchors:
        form.add_error("places", _("One of these places is far from any street that we know, or two are the same."))
    return []


def _take(request: HttpRequest, circuit: Circuit, proposal: Proposal) -> HttpResponse:
    edition = access.get_edition_at_work(circuit=circuit)
    values: dict[str, Any] = drawing.taken(proposal)
    try:
        circuits.change_edition(
            edition=edition, revision=read_revision(request), values=values, by=actor_of(request), now=clock.now()
        )
    except circuits.EditedMeanwhile:
        messages.warning(
            request, _("Someone else changed this draft meanwhile. This is how it stands; do your step again.")
        )
    else:
        messages.success(request, _("Drawn. Adjust it by hand, then someone walks it by night."))
    return redirect("streets:draw_circuit", circuit.pk)
