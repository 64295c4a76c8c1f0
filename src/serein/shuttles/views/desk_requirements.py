"""What must be in order before a night opens, with its source and its dates."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from serein.kit import clock
from serein.people.access import actor_of, staff_page
from serein.shuttles import access
from serein.shuttles.desk_pages import NIGHTS
from serein.shuttles.forms.desk import ProofForm
from serein.shuttles.forms.requirements import RequirementForm
from serein.shuttles.operations import requirements
from serein.shuttles.queries.requirements import list_standing


@require_http_methods(["GET", "POST"])
@staff_page(*NIGHTS.roles)
def show_requirements(request: HttpRequest) -> HttpResponse:
    form = RequirementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        requirements.keep_requirement(by=actor_of(request), now=clock.now(), **form.values)
        messages.success(request, _("Kept."))
        return redirect("shuttles:desk_requirements")
    return _show(request, form=form, status=422 if form.is_bound else 200)


@require_POST
@staff_page(*NIGHTS.roles)
def begin_with_usual(request: HttpRequest) -> HttpResponse:
    requirements.keep_usual_requirements(by=actor_of(request), now=clock.now())
    messages.success(request, _("The usual ones are there. Verify each source, then enter the dates."))
    return redirect("shuttles:desk_requirements")


@require_POST
@staff_page(*NIGHTS.roles)
def prove(request: HttpRequest, pk: int) -> HttpResponse:
    row = access.get_requirement(pk=pk)
    form = ProofForm(request.POST, prefix=str(pk))
    if form.is_valid():
        try:
            requirements.prove(requirement=row, by=actor_of(request), now=clock.now(), **form.cleaned_data)
        except requirements.ProofEndsBeforeItStarts:
            form.add_error("valid_until", _("It ends before it begins."))
        else:
            messages.success(request, _("Kept."))
            return redirect("shuttles:desk_requirements")
    return _show(request, form=RequirementForm(), proof=(pk, form), status=422)


def _show(
    request: HttpRequest, *, form: RequirementForm, proof: tuple[int, ProofForm] | None = None, status: int
) -> HttpResponse:
    rows = []
    for row in list_standing(day=timezone.localdate(clock.now())):
        key = row.requirement.pk
        proof_form = proof[1] if proof and proof[0] == key else ProofForm(prefix=str(key))
        rows.append((row, proof_form, RequirementForm(requirement=row.requirement)))
    return render(request, "shuttles/desk_requirements.html", {"rows": rows, "form": form}, status=status)
