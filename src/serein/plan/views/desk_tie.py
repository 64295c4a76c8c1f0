"""What is added to an action at the desk: steps, indicators, money, partners, problems, dependencies, promises."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from serein.kit import clock
from serein.kit.bilingual import NotInBothLanguages
from serein.people.access import actor_of, staff_page
from serein.plan import access
from serein.plan.desk_pages import EDIT
from serein.plan.forms import plan as plan_forms
from serein.plan.models import Indicator, PartnerAgreement
from serein.plan.operations import actions, steps, ties


def _add_budget(*, euros: Any, **told: Any) -> object:
    return ties.add_budget_line(amount_cents=int(euros * 100), **told)


@dataclass(frozen=True)
class Tie:
    title: Lazy
    form: type[forms.Form]
    add: Callable[..., object]


TIES = {
    "step": Tie(gettext_lazy("A new step"), plan_forms.StepForm, steps.add_step),
    "indicator": Tie(gettext_lazy("A new indicator"), plan_forms.IndicatorForm, ties.add_indicator),
    "budget": Tie(gettext_lazy("A new budget line"), plan_forms.BudgetForm, _add_budget),
    "partner": Tie(gettext_lazy("Ask a partner"), plan_forms.PartnerForm, ties.ask_partner),
    "problem": Tie(gettext_lazy("A problem that it answers"), plan_forms.ProblemForm, ties.answer_problem),
    "need": Tie(gettext_lazy("What it waits for"), plan_forms.NeedForm, ties.need),
    "promise": Tie(gettext_lazy("A promise that it serves"), plan_forms.PromiseForm, actions.fulfil_promise),
}


@require_http_methods(["GET", "POST"])
@staff_page(*EDIT)
def add_tie(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    action = access.access_action(pk=pk)
    if slug not in TIES:
        raise Http404
    tie = TIES[slug]
    form = tie.form(request.POST or None)
    if request.method == "POST" and form.is_valid() and _add(request, tie, form, action=action):
        return redirect("plan:desk_action", pk)
    context = {"form": form, "title": tie.title, "action": action}
    return render(request, "plan/desk_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@staff_page(*EDIT)
def add_reading(request: HttpRequest, pk: int) -> HttpResponse:
    indicator = Indicator.objects.select_related("action").filter(pk=pk, source="").first()
    if indicator is None:
        raise Http404
    form = plan_forms.ReadingForm(request.POST or None)
    tie = Tie(gettext_lazy("A new figure"), plan_forms.ReadingForm, ties.add_reading)
    if request.method == "POST" and form.is_valid() and _add(request, tie, form, indicator=indicator):
        return redirect("plan:desk_action", indicator.action_id)
    context = {"form": form, "title": indicator.name, "action": indicator.action}
    return render(request, "plan/desk_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_page(*EDIT)
def note_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a partner agreed, today."""
    agreement = PartnerAgreement.objects.select_related("action", "organisation").filter(pk=pk).first()
    if agreement is None:
        raise Http404
    now = clock.now()
    try:
        ties.agree(agreement=agreement, on=timezone.localdate(now), by=actor_of(request), now=now)
    except (ties.AlreadyThere, actions.ActionAbandoned):
        messages.info(request, _("It was noted before, or the action was abandoned."))
    return redirect("plan:desk_action", agreement.action_id)


def _add(request: HttpRequest, tie: Tie, form: forms.Form, **to: Any) -> bool:
    """Add it, or say on the form why not."""
    try:
        tie.add(**to, **form.cleaned_data, by=actor_of(request), now=clock.now())
    except ties.AlreadyThere:
        form.add_error(None, _("It is there already."))
    except ties.Cycle:
        form.add_error(None, _("These actions would wait for each other, and neither would ever be done."))
    except NotInBothLanguages:
        form.add_error(None, _("Residents read it: French and Dutch are both needed."))
    except actions.ActionAbandoned:
        form.add_error(None, _("This action was abandoned meanwhile."))
    else:
        return True
    return False
