"""The staffing norm, the target of contact and the inhabitants of the beats: what load and time are compared with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from serein.kit import clock
from serein.people.access import actor_of, staff_page
from serein.proximity.desk_pages import NORMS
from serein.proximity.forms.norms import CountForm, NormForm, TargetForm
from serein.proximity.operations import norms
from serein.proximity.queries import norms as queries


@require_http_methods(["GET", "POST"])
@staff_page(*NORMS.roles)
def show_norms(request: HttpRequest) -> HttpResponse:
    """Show what counts and what counted; the form sent says what is kept."""
    now = clock.now()
    sent = request.POST.get("what", "") if request.method == "POST" else ""
    forms = _forms(request, sent, timezone.localdate(now))
    acts: dict[str, Callable[[HttpRequest, Any, datetime], bool]] = {
        "norm": _keep_norm,
        "target": _keep_target,
        "count": _keep_count,
    }
    if sent in acts and forms[sent].is_valid() and acts[sent](request, forms[sent], now):
        return redirect("proximity:norms")
    context = {
        "forms": forms,
        "norms": queries.list_norms(),
        "targets": queries.list_targets(),
        "counts": queries.list_counts(),
    }
    return render(request, "proximity/norms.html", context, status=422 if sent else 200)


def _forms(request: HttpRequest, sent: str, today: date) -> dict[str, Any]:
    return {
        "norm": NormForm(request.POST if sent == "norm" else None, kept=queries.find_norm(on=today)),
        "target": TargetForm(request.POST if sent == "target" else None, kept=queries.find_target(on=today)),
        "count": CountForm(
            request.POST if sent == "count" else None,
            beats=list(queries.list_beats_to_count()),
            kept=queries.find_count(on=today),
        ),
    }


def _keep_norm(request: HttpRequest, form: NormForm, now: datetime) -> bool:
    norms.keep_norm(norm=form.norm(), by=actor_of(request), now=now)
    messages.success(request, _("Kept. The load of the beats is compared with it from that day."))
    return True


def _keep_target(request: HttpRequest, form: TargetForm, now: datetime) -> bool:
    norms.keep_target(target=form.target(), by=actor_of(request), now=now)
    messages.success(request, _("Kept. Residents see it beside the share of contact from that day."))
    return True


def _keep_count(request: HttpRequest, form: CountForm, now: datetime) -> bool:
    told = form.cleaned_data
    try:
        norms.keep_count(
            counted_on=told["counted_on"],
            source=told["source"],
            inhabitants=form.inhabitants(),
            by=actor_of(request),
            now=now,
        )
    except norms.CountToCome:
        form.add_error("counted_on", _("This day is to come: nobody was counted on it yet."))
        return False
    except norms.NothingCounted:
        form.add_error(None, _("Write the inhabitants of at least one beat."))
        return False
    messages.success(request, _("Kept. A beat left empty is shown as not known."))
    return True
