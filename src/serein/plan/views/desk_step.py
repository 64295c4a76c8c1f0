"""A step at the desk: done or not after all, late because of something, blocked by something, or changed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from serein.kit import clock
from serein.kit.bilingual import NotInBothLanguages
from serein.people.access import actor_of, duty_of, staff_page
from serein.plan import access
from serein.plan.desk_pages import EDIT, PLAN
from serein.plan.forms.plan import ChangedStepForm, WhyForm, WordsForm
from serein.plan.models import Step
from serein.plan.operations import steps as operations
from serein.plan.operations.actions import ActionAbandoned


@require_POST
@staff_page(*PLAN.roles)
def complete_step(request: HttpRequest, pk: int) -> HttpResponse:
    step = access.access_step_to_answer(pk=pk, duty=duty_of(request))
    try:
        operations.complete_step(step=step, by=actor_of(request), now=clock.now())
    except (operations.StepAlreadyDone, ActionAbandoned):
        messages.info(request, _("It was done or abandoned meanwhile."))
    else:
        messages.success(request, _("Noted. What comes next stands below."))
    return redirect("plan:desk_action", step.action_id)


@require_http_methods(["GET", "POST"])
@staff_page(*PLAN.roles)
def explain_step(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Say why a step is late, or what blocks it."""
    step = access.access_step_to_answer(pk=pk, duty=duty_of(request))
    if slug not in {"late", "blocked"}:
        raise Http404
    was = {"late": ("late_reason_fr", "late_reason_nl"), "blocked": ("blocked_by_fr", "blocked_by_nl")}[slug]
    initial = {"words_fr": getattr(step, was[0]), "words_nl": getattr(step, was[1])}
    form = WordsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        _explain(request, step, slug, form.cleaned_data["words_fr"], form.cleaned_data["words_nl"])
        return redirect("plan:desk_action", step.action_id)
    title = _("Late, because…") if slug == "late" else _("Blocked by…")
    return _form(request, form, step, title)


@require_http_methods(["GET", "POST"])
@staff_page(*EDIT)
def change_step(request: HttpRequest, pk: int) -> HttpResponse:
    step = access.access_step(pk=pk)
    initial = {name: getattr(step, name) for name in ChangedStepForm.base_fields}
    form = ChangedStepForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_step(step=step, by=actor_of(request), now=clock.now(), **form.cleaned_data)
        except (operations.StepAlreadyDone, ActionAbandoned):
            form.add_error(None, _("It was done or abandoned meanwhile."))
        except NotInBothLanguages:
            form.add_error(None, _("Residents read it: French and Dutch are both needed."))
        else:
            return redirect("plan:desk_action", step.action_id)
    return _form(request, form, step, _("Change the step"))


@require_POST
@staff_page(*PLAN.roles)
def unblock_step(request: HttpRequest, pk: int) -> HttpResponse:
    step = access.access_step_to_answer(pk=pk, duty=duty_of(request))
    try:
        operations.unblock(step=step, by=actor_of(request), now=clock.now())
    except (operations.StepAlreadyDone, ActionAbandoned):
        messages.info(request, _("It was done or abandoned meanwhile."))
    return redirect("plan:desk_action", step.action_id)


@require_http_methods(["GET", "POST"])
@staff_page(*EDIT)
def reopen_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that a step is done, and say why."""
    step = access.access_step(pk=pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.reopen_step(step=step, by=actor_of(request), now=clock.now(), **form.cleaned_data)
        except operations.ReportersTold:
            form.add_error(None, _("Who reported it was told that it is done: that cannot be taken back. Add a step."))
        except (operations.StepNotDone, ActionAbandoned):
            form.add_error(None, _("This step is not done, or the action was abandoned meanwhile."))
        else:
            return redirect("plan:desk_action", step.action_id)
    return _form(request, form, step, _("Not done after all, because…"))


def _explain(request: HttpRequest, step: Step, slug: str, fr: str, nl: str) -> None:
    by, now = actor_of(request), clock.now()
    try:
        if slug == "late":
            operations.mark_late(step=step, because_fr=fr, because_nl=nl, by=by, now=now)
        else:
            operations.mark_blocked(step=step, by_what_fr=fr, by_what_nl=nl, by=by, now=now)
    except (operations.StepAlreadyDone, ActionAbandoned):
        messages.info(request, _("It was done or abandoned meanwhile."))


def _form(request: HttpRequest, form: Any, step: Step, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "action": step.action, "step": step}
    return render(request, "plan/desk_form.html", context, status=422 if form.is_bound else 200)
