"""Files of visits from an office, what their columns mean, and the results that go back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.kit import clock
from serein.kit.tables import WrongTable
from serein.people.access import actor_of, staff_page
from serein.proximity import access
from serein.proximity.desk_pages import INTAKE
from serein.proximity.forms.tasks import FormatForm, IntakeFileForm
from serein.proximity.operations import intake
from serein.proximity.queries import tasks as queries

LEFT_OUT_SHOWN = 20


@require_http_methods(["GET", "POST"])
@staff_page(*INTAKE.roles)
def show_intake(request: HttpRequest) -> HttpResponse:
    """Take a file in; show what goes back."""
    form = IntakeFileForm(request.POST or None, request.FILES or None)
    taken: intake.Taken | None = None
    if request.method == "POST" and form.is_valid():
        try:
            taken = intake.take_in(raw=form.cleaned_data["file"].read(), by=actor_of(request), now=clock.now())
        except WrongTable as refusal:
            form.add_error("file", " ".join(refusal.sentences))
        except intake.FormatOutdated as outdated:
            messages.info(
                request, _("What these lines asked for is no longer used: say which visits they ask for now.")
            )
            return redirect("proximity:intake_format", outdated.row.pk)
        except intake.FormatUnknown as unknown:
            messages.info(request, _("This is the first file with these columns: say once what they mean."))
            return redirect("proximity:intake_format", unknown.row.pk)
        else:
            _tell(request, taken)
            if not taken.left_out:
                return redirect("proximity:intake")
            form = IntakeFileForm()
    now = clock.now()
    context = {
        "form": form,
        "left_out": taken.left_out[:LEFT_OUT_SHOWN] if taken else [],
        "left_out_more": max(0, len(taken.left_out) - LEFT_OUT_SHOWN) if taken else 0,
        "formats": queries.list_formats(),
        "to_send": queries.list_to_send_back(),
        "sent": queries.list_sent_back(since=timezone.localdate(now) - timedelta(days=14)),
    }
    return render(request, "proximity/intake.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@staff_page(*INTAKE.roles)
def explain_format(request: HttpRequest, pk: int) -> HttpResponse:
    row = access.get_format(pk=pk)
    initial = {"task_type": row.task_type} | row.columns
    form = FormatForm(request.POST or None, headings=row.names, today=timezone.localdate(clock.now()), initial=initial)
    if request.method == "POST" and form.is_valid():
        intake.explain_format(
            row=row,
            task_type=form.cleaned_data["task_type"],
            columns=form.columns(),
            by=actor_of(request),
            now=clock.now(),
        )
        messages.success(request, _("Understood. Send the file once more: from now on it is read at once."))
        return redirect("proximity:intake")
    context = {"form": form, "row": row}
    return render(request, "proximity/intake_format.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_page(*INTAKE.roles)
def send_back(request: HttpRequest, code: str) -> HttpResponse:
    count = intake.send_back(task_type=access.get_task_type(code=code), by=actor_of(request), now=clock.now())
    text = ngettext("One result is in the file below.", "%(n)d results are in the file below.", count)
    messages.success(request, text % {"n": count})
    return redirect("proximity:intake")


@require_GET
@staff_page(*INTAKE.roles)
def download_results(request: HttpRequest, code: str, moment: str) -> HttpResponse:
    try:
        returned_at = datetime.fromisoformat(moment)
    except ValueError:
        raise Http404 from None
    task_type = access.get_task_type(code=code)
    text = intake.results_file(task_type=task_type, returned_at=returned_at, by=actor_of(request), now=clock.now())
    answer = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}-{returned_at:%Y%m%d-%H%M}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _tell(request: HttpRequest, taken: intake.Taken) -> None:
    new = ngettext("One visit taken in.", "%(n)d visits taken in.", taken.new) % {"n": taken.new}
    known = ngettext("One was there already.", "%(n)d were there already.", taken.known) % {"n": taken.known}
    messages.success(request, f"{new} {known}" if taken.known else new)
