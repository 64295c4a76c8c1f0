"""The administrator's shelves: offices, posts, desks of beats, numbers."""

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from serein.kit import clock
from serein.kit.bilingual import BilingualName, missing_languages
from serein.people import operations
from serein.people.access import actor_of, staff_page
from serein.people.own_desk_pages import REFERENCE_SHELVES
from serein.people.shelves import SHELVES, Shelf, find_shelf


@require_GET
@staff_page(*REFERENCE_SHELVES.roles)
def show_shelves(request: HttpRequest) -> HttpResponse:
    return render(request, "people/shelves.html", {"shelves": SHELVES})


@require_GET
@staff_page(*REFERENCE_SHELVES.roles)
def show_shelf(request: HttpRequest, slug: str) -> HttpResponse:
    shelf = _get_shelf(slug)
    rows = [(row.pk, shelf.name(row), shelf.lines(row), _lacks_dutch(row)) for row in shelf.rows()]
    return render(request, "people/shelf.html", {"shelf": shelf, "rows": rows})


@require_http_methods(["GET", "POST"])
@staff_page(*REFERENCE_SHELVES.roles)
def change_row(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    shelf = _get_shelf(slug)
    row = get_object_or_404(shelf.rows(), pk=pk) if pk else None
    form = shelf.form(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            operations.keep(row=form.save(commit=False), by=actor_of(request), now=clock.now())
        except operations.EscalatesInACircle:
            form.add_error("escalates_to", _("What is late would go round in a circle and never reach a person."))
        else:
            messages.success(request, _("Kept. It counts on every page now."))
            return redirect("people:shelf", slug)
    context = {"shelf": shelf, "form": form, "row": row}
    return render(request, "people/shelf_row.html", context, status=422 if form.is_bound else 200)


def _lacks_dutch(row: Model) -> bool:
    """Whether residents would read a text of this row in one language only (H27)."""
    return isinstance(row, BilingualName) and bool(missing_languages(name=(row.name_fr, row.name_nl)))


def _get_shelf(slug: str) -> Shelf:
    shelf = find_shelf(slug)
    if shelf is None:
        raise Http404
    return shelf
