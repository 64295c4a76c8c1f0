"""The plan at the desk: what must be done next, and new parts of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from serein.kit import clock
from serein.people.access import actor_of, duty_of, staff_page
from serein.plan import access
from serein.plan.desk_pages import EDIT, PLAN
from serein.plan.forms.plan import ActionForm, ObjectiveForm, PlanForm
from serein.plan.models import Plan
from serein.plan.operations import actions as operations
from serein.plan.queries import actions


@require_GET
@staff_page(*PLAN.roles)
def show_plan(request: HttpRequest) -> HttpResponse:
    on, duty = timezone.localdate(clock.now()), duty_of(request)
    plan = actions.find_current_plan(on=on)
    objectives = actions.list_plan(plan=plan, on=on, is_public=False) if plan else []
    context = {
        "plan": plan,
        "objectives": objectives,
        "mine": actions.list_own_steps(objectives, offices=duty.offices),
        "unanswered": actions.list_unanswered_problems(),
        "may_edit": access.may_edit(duty),
    }
    return render(request, "plan/desk_plan.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(*EDIT)
def start_plan(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.start_plan(**form.cleaned_data, by=actor_of(request), now=clock.now())
        return redirect("plan:desk_plan")
    return _page(request, form, _("A new plan"))


@require_http_methods(["GET", "POST"])
@staff_page(*EDIT)
def add_objective(request: HttpRequest) -> HttpResponse:
    plan = _find_plan()
    if plan is None:
        return render(request, "plan/no_plan.html")
    form = ObjectiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_objective(plan=plan, **form.cleaned_data, by=actor_of(request), now=clock.now())
        except operations.CodeTaken:
            form.add_error("code", _("This code is taken."))
        else:
            return redirect("plan:desk_plan")
    return _page(request, form, _("A new objective"))


@require_http_methods(["GET", "POST"])
@staff_page(*EDIT)
def add_action(request: HttpRequest) -> HttpResponse:
    plan = _find_plan()
    if plan is None:
        return render(request, "plan/no_plan.html")
    form = ActionForm(request.POST or None, objectives=plan.objectives.all(), initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            action = operations.add_action(**form.cleaned_data, by=actor_of(request), now=clock.now())
        except operations.CodeTaken:
            form.add_error("code", _("This code is taken."))
        else:
            messages.success(request, _("A draft: give it steps and an indicator, then publish it."))
            return redirect("plan:desk_action", action.pk)
    return _page(request, form, _("A new action"))


def _find_plan() -> Plan | None:
    return actions.find_current_plan(on=timezone.localdate(clock.now()))


def _page(request: HttpRequest, form: Any, title: str) -> HttpResponse:
    context = {"form": form, "title": title}
    return render(request, "plan/desk_form.html", context, status=422 if form.is_bound else 200)
