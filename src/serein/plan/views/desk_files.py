"""The plan as a file: taken along, sent back, looked at before anything is written, and the Council's note."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.kit import clock, tables
from serein.people.access import actor_of, staff_page
from serein.plan import documents, exchange, reading
from serein.plan.desk_pages import PLAN, PLAN_FILES
from serein.plan.forms.plan import PlanFileForm, PlanTextForm
from serein.plan.models import Plan
from serein.plan.operations.importing import import_plan
from serein.plan.queries import actions
from serein.plan.views.files import as_csv, as_file, as_odt, current_plan


@require_http_methods(["GET", "POST"])
@staff_page(*PLAN_FILES.roles)
def show_files(request: HttpRequest) -> HttpResponse:
    """Show what a file would change; nothing is written by looking."""
    if request.method != "POST":
        return _page(request, PlanFileForm())
    form = PlanFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    plan = current_plan()
    try:
        text = tables.decode(form.cleaned_data["file"].read())
        found = exchange.compare(plan, reading.read_plan(text, plan=plan, today=timezone.localdate(clock.now())))
    except tables.WrongTable as error:
        for sentence in error.sentences:
            form.add_error("file", sentence)
        return _page(request, form, status=422)
    context = {"found": found, "confirm": PlanTextForm(initial={"text": text}), "plan": plan}
    return render(request, "plan/desk_preview.html", context)


@require_POST
@staff_page(*PLAN_FILES.roles)
def write_file(request: HttpRequest) -> HttpResponse:
    form = PlanTextForm(request.POST)
    if not form.is_valid():
        return redirect("plan:desk_files")
    try:
        done = import_plan(plan=current_plan(), text=form.cleaned_data["text"], by=actor_of(request), now=clock.now())
    except tables.WrongTable as error:
        return _page(request, PlanFileForm(), refusals=error.sentences, status=422)
    messages.success(
        request,
        _("Written: %(new)d new lines, %(changed)d changed.") % {"new": len(done.new), "changed": len(done.changed)},
    )
    return redirect("plan:desk_plan")


@require_GET
@staff_page(*PLAN.roles)
def download_csv(request: HttpRequest) -> HttpResponse:
    plan = _find_plan()
    return as_csv(exchange.write_plan(plan, is_public=False)) if plan else render(request, "plan/no_plan.html")


@require_GET
@staff_page(*PLAN.roles)
def print_note(request: HttpRequest) -> HttpResponse:
    plan = _find_plan()
    if plan is None:
        return render(request, "plan/no_plan.html")
    note = documents.note_for_the_council(plan=plan, now=clock.now())
    return as_file(documents.as_pdf(note), "note.pdf", "application/pdf")


@require_GET
@staff_page(*PLAN.roles)
def write_note(request: HttpRequest) -> HttpResponse:
    plan = _find_plan()
    if plan is None:
        return render(request, "plan/no_plan.html")
    return as_odt(documents.note_for_the_council(plan=plan, now=clock.now()), "note.odt")


def _find_plan() -> Plan | None:
    return actions.find_current_plan(on=timezone.localdate(clock.now()))


def _page(
    request: HttpRequest, form: PlanFileForm, *, refusals: list[str] | None = None, status: int = 200
) -> HttpResponse:
    plan = _find_plan()
    context = {"form": form, "plan": plan, "columns": ", ".join(exchange.COLUMNS), "refusals": refusals}
    return render(request, "plan/desk_files.html", context, status=status)
