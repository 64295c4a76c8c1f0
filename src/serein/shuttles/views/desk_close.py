"""A night is closed: coins counted, kilometres read, nobody left."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from serein.kit import clock
from serein.people.access import actor_of, staff_page
from serein.shuttles import access
from serein.shuttles.desk_pages import NIGHTS
from serein.shuttles.forms.desk import CloseForm
from serein.shuttles.models import Night
from serein.shuttles.operations import nights
from serein.shuttles.queries.desk import read_desk


@require_http_methods(["GET", "POST"])
@staff_page(*NIGHTS.roles)
def close_night(request: HttpRequest, pk: int) -> HttpResponse:
    night = access.get_night(pk=pk)
    if night.state != Night.State.RUNNING:
        messages.warning(request, _("This night is not under way."))
        return redirect("shuttles:desk_night", pk)
    form = CloseForm(request.POST if request.method == "POST" else None, night=night)
    if request.method == "POST" and form.is_valid():
        try:
            nights.close_night(
                night=night, coins_cents=form.coins_cents, km=form.km, by=actor_of(request), now=clock.now()
            )
        except nights.NotOver:
            form.add_error(
                None, _("Somebody still waits, is promised a van, is on board, or was refused and not handed over.")
            )
        except nights.NotBegun:
            form.add_error(None, _("This night has not begun: if it does not take place, call it off."))
        except nights.NotInThatState:
            messages.warning(request, _("Somebody has moved this night on meanwhile."))
            return redirect("shuttles:desk_night", pk)
        else:
            messages.success(request, _("Closed and counted. Its devices are wiped; addresses go within 72 hours."))
            return redirect("shuttles:desk_night", pk)
    context = {"form": form, "night": night, "desk": read_desk(night=night, now=clock.now())}
    return render(request, "shuttles/desk_close.html", context, status=422 if form.is_bound else 200)
