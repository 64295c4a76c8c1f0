"""Measuring time: the consultation first, then days drawn by lot, then a quarter published."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from serein.kit import clock
from serein.people.access import actor_of, staff_page
from serein.proximity.desk_pages import MEASURING
from serein.proximity.forms.measuring import ConsultationForm, DrawForm, PublishForm
from serein.proximity.models import StaffConsultation
from serein.proximity.operations import measuring
from serein.proximity.queries import measuring as queries
from serein.proximity.queries.quarters import quarter_before, quarter_of


@require_http_methods(["GET", "POST"])
@staff_page(*MEASURING.roles)
def show_measuring(request: HttpRequest) -> HttpResponse:
    """Show how measuring stands; the form sent says what is done."""
    now = clock.now()
    today = timezone.localdate(now)
    sent = request.POST.get("what", "") if request.method == "POST" else ""
    forms: dict[str, Form] = {
        "consultation": ConsultationForm(request.POST if sent == "consultation" else None),
        "draw": DrawForm(request.POST if sent == "draw" else None),
        "publish": PublishForm(
            request.POST if sent == "publish" else None, initial={"quarter": quarter_before(quarter_of(today))}
        ),
    }
    acts: dict[str, Callable[[HttpRequest, Form, datetime], bool]] = {
        "consultation": _consult,
        "draw": _draw,
        "publish": _publish,
    }
    if sent in forms and forms[sent].is_valid() and acts[sent](request, forms[sent], now):
        return redirect("proximity:measuring")
    context = {
        "forms": forms,
        "consultations": StaffConsultation.objects.all(),
        "may_measure": queries.may_measure(on=today),
        "drawn": queries.count_drawn(on=today),
        "draws": queries.list_draws(),
        "responses": queries.list_responses(),
        "quarters": queries.list_quarters(),
    }
    return render(request, "proximity/measuring.html", context, status=422 if sent else 200)


def _consult(request: HttpRequest, form: Form, now: datetime) -> bool:
    measuring.enter_consultation(**form.cleaned_data, by=actor_of(request), now=now)
    messages.success(request, _("Entered. Days can be drawn from the one that was agreed."))
    return True


def _draw(request: HttpRequest, form: Form, now: datetime) -> bool:
    try:
        drawn = measuring.draw_days(**form.cleaned_data, seed=secrets.randbits(63), by=actor_of(request), now=now)
    except measuring.StaffNotHeard:
        form.add_error("first", _("The staff was not heard yet for these days: nothing is measured before."))
        return False
    except measuring.DrawTooLong:
        form.add_error("last", _("Draw a hundred days ahead at most."))
        return False
    except measuring.NothingToDraw:
        form.add_error("first", _("Draw from working days to come, on which someone works."))
        return False
    except measuring.DrawnAlready as known:
        period = {"first": date_format(known.draw.first_on, "j F Y"), "last": date_format(known.draw.last_on, "j F Y")}
        form.add_error("first", _("Days from %(first)s to %(last)s were drawn before: choose others.") % period)
        return False
    text = ngettext(
        "One day is drawn: whoever it is sees it.", "%(n)d days are drawn: each sees their own.", len(drawn)
    )
    messages.success(request, text % {"n": len(drawn)})
    return True


def _publish(request: HttpRequest, form: Form, now: datetime) -> bool:
    quarter = quarter_of(form.cleaned_data["quarter"])
    try:
        figures = measuring.publish_quarter(quarter=quarter, by=actor_of(request), now=now)
    except measuring.QuarterNotOver:
        form.add_error("quarter", _("This quarter is not over yet."))
        return False
    if not figures:
        form.add_error(
            "quarter", _("Too few days, or fewer than three people, tell of this quarter: nothing is published.")
        )
        return False
    messages.success(request, _("Published, better or worse. What was published before stays readable beside it."))
    return True
