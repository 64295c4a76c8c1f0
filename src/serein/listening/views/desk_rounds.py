"""The desk of priorities: rounds, panels with their letters, and which panel to ask again after a year."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from serein.kit import clock
from serein.listening.access import priorities as access
from serein.listening.desk_pages import PRIORITIES
from serein.listening.forms.priorities import LettersForm, PanelForm, RoundForm
from serein.listening.models.priority import Panel, PriorityRound
from serein.listening.operations import panels, priorities
from serein.listening.panel_letters import panel_letters
from serein.listening.queries import priorities as queries
from serein.people.access import actor_of, staff_page


@require_http_methods(["GET", "POST"])
@staff_page(*PRIORITIES.roles)
def show_rounds(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        begun = priorities.draft_round(
            neighbourhood=form.cleaned_data["neighbourhood"],
            panel=form.cleaned_data["panel"],
            draft=form.draft(),
            by=actor_of(request),
            now=now,
        )
        messages.success(request, _("Begun with the usual criteria. Choose the problems and score them."))
        return redirect("listening:desk_round", begun.pk)
    rounds = PriorityRound.objects.select_related("neighbourhood", "panel")
    context = {
        "form": form,
        "rounds": [(row, _state(row, now)) for row in rounds],
        "panels": Panel.objects.select_related("neighbourhood"),
        "to_ask_again": queries.list_to_ask_again(now=now),
    }
    return render(request, "listening/desk_rounds.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@staff_page(*PRIORITIES.roles)
def draw_panel(request: HttpRequest) -> HttpResponse:
    form = PanelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        panel = panels.draw_panel(**form.cleaned_data, by=actor_of(request), now=clock.now())
        return redirect("listening:desk_panel", panel.pk)
    return render(request, "listening/draw_panel.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@staff_page(*PRIORITIES.roles)
def show_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a panel; its form answers with the letters, which can be had this once."""
    panel = access.get_panel(pk=pk)
    form = LettersForm(request.POST or None, initial={"fr": 0, "nl": 0})
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        try:
            letters = panels.make_letters(panel=panel, letters=form.cleaned_data, by=actor_of(request), now=now)
        except panels.PanelIsAsked:
            messages.warning(request, _("This panel is asked already: no letter is added to it any more."))
            return redirect("listening:desk_panel", panel.pk)
        response = HttpResponse(panel_letters(panel=panel, letters=letters), content_type="application/pdf")
        name = f"letters-{panel.pk}-{timezone.localdate(now):%Y-%m-%d}.pdf"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "no-store"  # it holds the codes
        return response
    context = {"panel": panel, "form": form, "counts": queries.count_letters(panel)}
    return render(request, "listening/desk_panel.html", context, status=422 if form.is_bound else 200)


def _state(round: PriorityRound, now: datetime) -> str:
    if round.published_at is not None:
        return _("Published")
    if round.announced_at is None:
        return _("Draft")
    if round.is_running(now):
        return _("Open")
    return _("Closed: to be published") if round.is_closed(now) else _("Announced")
