"""One version of the beats: its street table, its coverage, its map; and what is done with a draft."""

import csv
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from serein.kit import clock
from serein.people.access import actor_of, staff_page
from serein.proximity import access
from serein.proximity.desk_pages import BEATS
from serein.proximity.forms.meetings import InForceForm, NewBeatForm, RowForm
from serein.territory import beat_tables, operations
from serein.territory import queries as territory
from serein.territory.models import BeatVersion, StreetRange
from serein.territory.spelling import fold

A_PAGE = 20
Act = Callable[[HttpRequest, BeatVersion], HttpResponse]


@require_GET
@staff_page(*BEATS.roles)
def show_version(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, access.get_beat_version(pk=pk))


@require_GET
@staff_page(*BEATS.roles)
def download_table(request: HttpRequest, pk: int) -> HttpResponse:
    """The table as spreadsheets open it, and as the import reads it back."""
    version = access.get_beat_version(pk=pk)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="beats-{version.in_force_from:%Y-%m-%d}-{version.pk}.csv"'
    csv.writer(response, delimiter=";").writerows(beat_tables.table_lines(version))
    return response


@require_GET
@staff_page(*BEATS.roles)
def send_outlines(request: HttpRequest, pk: int) -> JsonResponse:
    found = territory.version_as_geojson(access.get_beat_version(pk=pk))
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False}, content_type="application/geo+json")


def _on_draft(act: Act) -> Callable[..., HttpResponse]:
    """Do something with a draft; if someone else decided it in the meantime, say so and change nothing."""

    @require_POST
    @staff_page(*BEATS.roles)
    @wraps(act)
    def acted(request: HttpRequest, pk: int) -> HttpResponse:
        version = access.get_beat_version(pk=pk)
        try:
            return act(request, version)
        except operations.BeatVersionNotDraft:
            messages.warning(request, _("This is no draft any more: someone decided it. Nothing was changed."))
            return redirect("proximity:beat_version", pk)

    return acted


@_on_draft
def add_row(request: HttpRequest, version: BeatVersion) -> HttpResponse:
    form = RowForm(request.POST)
    if not form.is_valid():
        return _page(request, version, form=form)
    row = form.new_row()
    try:
        operations.add_row(version=version, row=row, by=actor_of(request), now=clock.now())
    except operations.TableMissing:
        form.add_error(None, _("Make a street table of the outlines first: a single row would leave out the rest."))
        return _page(request, version, form=form)
    messages.success(request, _("Added: %(street)s") % {"street": row.street.name})
    return redirect("proximity:beat_version", version.pk)


@_on_draft
def add_beat(request: HttpRequest, version: BeatVersion) -> HttpResponse:
    form = NewBeatForm(request.POST)
    if not form.is_valid():
        return _page(request, version, new_beat=form)
    try:
        beat = operations.add_beat(**form.cleaned_data, by=actor_of(request), now=clock.now())
    except operations.BeatCodeTaken:
        form.add_error("code", _("There is a beat of this code already."))
        return _page(request, version, new_beat=form)
    messages.success(request, _("Give it streets now, in the table: %(beat)s") % {"beat": f"{beat.code} {beat.name}"})
    return redirect("proximity:beat_version", version.pk)


@_on_draft
def tabulate(request: HttpRequest, version: BeatVersion) -> HttpResponse:
    try:
        rows = operations.tabulate_outlines(version=version, by=actor_of(request), now=clock.now())
    except operations.NothingToTabulate:
        messages.warning(request, _("There is nothing to make a table of: no address lies in an outline."))
    else:
        text = ngettext("The table has one row.", "The table has %(n)d rows.", rows)
        messages.success(request, text % {"n": rows})
    return redirect("proximity:beat_version", version.pk)


@_on_draft
def redraw(request: HttpRequest, version: BeatVersion) -> HttpResponse:
    operations.redraw_outlines(version=version, by=actor_of(request), now=clock.now())
    messages.success(request, _("The map shows the table as it is now."))
    return redirect("proximity:beat_version", version.pk)


@_on_draft
def put_in_force(request: HttpRequest, version: BeatVersion) -> HttpResponse:
    form = InForceForm(request.POST)
    if form.is_valid() and (decided := _decide(request, version, form)):
        told = {
            True: _("In force now, on every page. Say in the postings who serves a new beat."),
            False: _("Decided: it comes into force by itself on its day. Say in the postings who serves a new beat."),
        }
        messages.success(request, told[decided.state == BeatVersion.State.IN_FORCE])
        return redirect("proximity:beats")
    return _page(request, version, in_force=form)


def _decide(request: HttpRequest, version: BeatVersion, form: InForceForm) -> BeatVersion | None:
    day = form.cleaned_data["from_on"]
    try:
        return operations.put_beats_in_force(version=version, in_force_from=day, by=actor_of(request), now=clock.now())
    except operations.DayPassed:
        form.add_error("from_on", _("This day has passed. Today is the earliest."))
    except operations.CoverageIncomplete:
        form.add_error(None, _("Not put in force: an address would have no inspector, or two. See which ones below."))
    return None


@_on_draft
def discard(request: HttpRequest, version: BeatVersion) -> HttpResponse:
    operations.discard_draft(version=version, by=actor_of(request), now=clock.now())
    messages.success(request, _("The draft is gone; what is in force stays as it is."))
    return redirect("proximity:beats")


def _page(
    request: HttpRequest,
    version: BeatVersion,
    *,
    form: RowForm | None = None,
    in_force: InForceForm | None = None,
    new_beat: NewBeatForm | None = None,
) -> HttpResponse:
    is_draft = version.state == BeatVersion.State.DRAFT
    refused: Form | None = form or in_force or new_beat
    context = {
        "version": version,
        "is_draft": is_draft,
        "coverage": beat_tables.name_coverage(version) if is_draft else None,
        "form": form or RowForm(),
        "in_force": in_force or InForceForm(initial={"from_on": timezone.localdate(clock.now())}),
        "new_beat": new_beat or NewBeatForm(),
        "refused": refused,
        **_table(request, version),
    }
    return render(request, "proximity/beat_version.html", context, status=200 if refused is None else 422)


def _table(request: HttpRequest, version: BeatVersion) -> dict[str, object]:
    rows = beat_tables.list_rows(version)
    doubled = beat_tables.overlapping(rows)
    text, only = request.GET.get("q", "").strip()[:200], request.GET.get("only") == "doubled"
    shown = [row for row in rows if _is_asked_for(row, fold(text)) and (not only or row.pk in doubled)]
    shown.sort(key=lambda row: (fold(row.street.name), row.street_id, row.from_number, row.side))
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    lines = [(row, row.pk in doubled) for row in page.object_list]
    return {"page": page, "lines": lines, "text": text, "only": only, "rows": len(rows), "doubled": len(doubled)}


def _is_asked_for(row: StreetRange, text: str) -> bool:
    return not text or text in fold(row.street.name_fr) or text in fold(row.street.name_nl)
