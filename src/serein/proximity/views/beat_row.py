"""One row of a draft's street table: changed, or removed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from serein.kit import clock
from serein.people.access import actor_of, staff_page
from serein.proximity import access
from serein.proximity.desk_pages import BEATS
from serein.proximity.forms.meetings import ChangedRowForm
from serein.territory import operations
from serein.territory.models import StreetRange


@require_http_methods(["GET", "POST"])
@staff_page(*BEATS.roles)
def change_row(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    found = access.get_row(version=access.get_beat_version(pk=pk), pk=row_pk)
    form = ChangedRowForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_row(found=found, row=form.row(found.street), by=actor_of(request), now=clock.now())
        except (operations.BeatVersionNotDraft, StreetRange.DoesNotExist):
            return _too_late(request, pk)
        messages.success(request, _("Changed: %(street)s") % {"street": found.street.name})
        return redirect("proximity:beat_version", pk)
    context = {"form": form, "row": found}
    return render(request, "proximity/beat_row.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_page(*BEATS.roles)
def remove_row(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    version = access.get_beat_version(pk=pk)
    try:
        found = access.get_row(version=version, pk=row_pk)
        operations.remove_row(found=found, by=actor_of(request), now=clock.now())
    except (Http404, operations.BeatVersionNotDraft, StreetRange.DoesNotExist):
        return _too_late(request, pk)
    messages.success(request, _("Removed: %(street)s") % {"street": found.street.name})
    return redirect("proximity:beat_version", pk)


def _too_late(request: HttpRequest, pk: int) -> HttpResponse:
    messages.warning(request, _("Someone else changed this draft in the meantime. Nothing was changed."))
    return redirect("proximity:beat_version", pk)


def _initial(row: StreetRange) -> dict[str, object]:
    return {"side": row.side, "from_number": row.from_number, "to_number": row.to_number, "beat": row.beat_id}
