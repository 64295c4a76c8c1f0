"""The accidents of weekend nights, year by year: what the yearly evaluation sets beside the figures of the nights."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from serein.kit import clock
from serein.kit.disclosure import FEWEST
from serein.people.access import actor_of, staff_page
from serein.shuttles.desk_pages import NIGHTS
from serein.shuttles.forms.accidents import AccidentsForm
from serein.shuttles.models import AccidentYear
from serein.shuttles.operations import accidents


@require_http_methods(["GET", "POST"])
@staff_page(*NIGHTS.roles)
def show_accidents(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    form = AccidentsForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        accidents.keep_year(by=actor_of(request), now=now, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("shuttles:desk_accidents")
    context = {"rows": AccidentYear.objects.all(), "form": form, "fewest": FEWEST}
    return render(request, "shuttles/desk_accidents.html", context, status=422 if form.is_bound else 200)
