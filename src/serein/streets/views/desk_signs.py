"""The signs of the circuits as works and prevention keep them: what lacks first, then the schedule of each circuit."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.engines.graph import NotOnTheNetwork
from serein.kit import clock
from serein.people.access import actor_of, staff_page
from serein.streets import access
from serein.streets.desk_pages import SIGNS
from serein.streets.forms.signs import FoundForm, OrderForm, SignForm
from serein.streets.models import Sign
from serein.streets.operations import signs as operations
from serein.streets.queries import signs
from serein.streets.sign_list import order_csv, order_pdf

MOST_TICKED = 200


@require_GET
@staff_page(*SIGNS.roles)
def show_signs(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_POST
@staff_page(*SIGNS.roles)
def plan_signs(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the schedule of a circuit in line with where its published edition needs signs."""
    circuit = access.get_circuit(pk=pk)
    try:
        planned = signs.plan_of(circuit)
    except NotOnTheNetwork:
        messages.warning(request, _("Its streets have changed: draw the circuit anew, then its signs follow."))
        return redirect("streets:desk_signs")
    if planned:
        kept = operations.plan_signs(circuit=circuit, planned=planned, by=actor_of(request), now=clock.now())
        said = ngettext("The schedule has %(n)d sign now.", "The schedule has %(n)d signs now.", len(kept))
        messages.success(request, said % {"n": len(kept)})
    else:
        messages.info(request, _("This circuit is not published: nothing was changed."))
    return redirect("streets:desk_signs")


@require_POST
@staff_page(*SIGNS.roles)
def order_signs(request: HttpRequest) -> HttpResponse:
    """Give what is ticked a day by which it is in place."""
    ticked = [int(text) for text in request.POST.getlist("sign") if text.isdecimal() and len(text) < 18][:MOST_TICKED]
    form = OrderForm(request.POST, today=timezone.localdate(clock.now()))
    if not form.is_valid() or not ticked:
        if not ticked:
            form.add_error(None, _("Tick the signs that are ordered."))
        return _show(request, form=form, ticked=ticked)
    ordered = operations.order_signs(
        signs=Sign.objects.filter(pk__in=ticked),
        due_on=form.cleaned_data["due_on"],
        by=actor_of(request),
        now=clock.now(),
    )
    said = ngettext("%(n)d sign is on order.", "%(n)d signs are on order.", ordered)
    messages.success(request, said % {"n": ordered})
    return redirect("streets:desk_signs")


@require_http_methods(["GET", "POST"])
@staff_page(*SIGNS.roles)
def show_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """One sign: what it says, how it hangs, what was found of it, what residents told."""
    sign = access.get_sign(pk=pk)
    initial = {name: getattr(sign, name) for name in SignForm.base_fields}
    form = SignForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        operations.change_sign(sign=sign, by=actor_of(request), now=clock.now(), **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("streets:desk_sign", pk)
    context = {
        "sign": sign,
        "form": form,
        "found_form": FoundForm(initial={"sign": sign.code}),
        "checks": sign.checks.select_related("enquiry")[:20],
        "photos": sign.photos.defer("image")[:6],
        "now": clock.now(),
    }
    return render(request, "streets/desk_sign.html", context, status=422 if form.is_bound else 200)


@require_GET
@staff_page(*SIGNS.roles)
def send_photo(request: HttpRequest, pk: int) -> HttpResponse:
    photo = access.get_sign_photo(pk=pk)
    response = HttpResponse(base64.b64decode(photo.image), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@staff_page(*SIGNS.roles)
def send_csv(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(order_csv(_to_make(request)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="signs.csv"'
    return response


@require_GET
@staff_page(*SIGNS.roles)
def send_pdf(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(order_pdf(_to_make(request), now=clock.now()), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="signs.pdf"'
    return response


def _to_make(request: HttpRequest) -> list[Sign]:
    return list(signs.list_to_make(code=request.GET.get("circuit", "")[:60]))


def _show(request: HttpRequest, *, form: OrderForm | None = None, ticked: list[int] | None = None) -> HttpResponse:
    now = clock.now()
    schedules = signs.list_schedules(now=now)
    context: dict[str, Any] = {
        "schedules": schedules,
        "open": [line for schedule in schedules for line in schedule.open_lines],
        "told": [line for schedule in schedules for line in schedule.told_lines],
        "unplanned": sum(schedule.missing for schedule in schedules),
        "form": form or OrderForm(today=timezone.localdate(now)),
        "ticked": ticked or [],
        "round_url": reverse("streets:sign_round"),
    }
    return render(request, "streets/desk_signs.html", context, status=422 if form else 200)
