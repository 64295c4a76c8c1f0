"""The desk writes the ledger: a person's sentence, never a program's."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.kit import clock, tables
from serein.people.access import actor_of, duty_of, staff_page
from serein.plan import access
from serein.plan.desk_pages import LEDGER
from serein.plan.forms.ledger import EntryForm, ProgrammeFileForm
from serein.plan.operations import ledger as operations
from serein.plan.operations.programme import import_programme
from serein.plan.queries import ledger


@require_GET
@staff_page(*LEDGER.roles)
def show_ledger(request: HttpRequest) -> HttpResponse:
    return _page(request, ProgrammeFileForm())


@require_POST
@staff_page(*LEDGER.roles)
def send_programme(request: HttpRequest) -> HttpResponse:
    form = ProgrammeFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        done = import_programme(raw=form.cleaned_data["file"].read(), by=actor_of(request), now=clock.now())
    except tables.WrongTable as error:
        for sentence in error.sentences:
            form.add_error("file", sentence)
        return _page(request, form, status=422)
    messages.success(
        request,
        _("The programme has %(commitments)d commitments and %(promises)d promises.")
        % {"commitments": done.commitments, "promises": done.promises},
    )
    return redirect("plan:desk_ledger")


@require_http_methods(["GET", "POST"])
@staff_page(*LEDGER.roles)
def write_entry(request: HttpRequest, promise: str) -> HttpResponse:
    found = access.access_promise(code=promise)
    shown = access.access_commitment(number=found.commitment.number, now=clock.now())
    form = EntryForm(
        request.POST or None,
        offices=access.offices_of(duty_of(request)),
        initial={"state": request.GET.get("state", ""), "office": found.office_id},
    )
    if request.method == "POST" and form.is_valid():
        operations.write_entry(
            promise=found,
            office=form.office,
            by=actor_of(request),
            now=clock.now(),
            **form.said,
        )
        messages.success(request, _("It stands in the ledger, and residents read it now."))
        return redirect("plan:commitment", found.commitment.number)
    context = {"form": form, "promise": found, "shown": shown}
    return render(request, "plan/write_entry.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_page(*LEDGER.roles)
def dismiss_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    operations.dismiss(proposal=access.access_open_proposal(pk=pk), by=actor_of(request), now=clock.now())
    messages.success(request, _("The ledger stays as it is."))
    return redirect("plan:desk_ledger")


def _page(request: HttpRequest, form: ProgrammeFileForm, *, status: int = 200) -> HttpResponse:
    programme = ledger.list_programme(now=clock.now())
    context = {"programme": programme, "proposals": ledger.list_proposals(), "form": form}
    return render(request, "plan/desk_ledger.html", context, status=status)
