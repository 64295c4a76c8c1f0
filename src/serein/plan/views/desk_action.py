"""An action at the desk: all that is known of it, and how it changes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.kit import clock
from serein.kit.bilingual import NotInBothLanguages
from serein.people.access import actor_of, duty_of, staff_page
from serein.plan import access
from serein.plan.desk_pages import EDIT, PLAN
from serein.plan.forms.plan import ChangedActionForm, WhyForm
from serein.plan.models import Action
from serein.plan.operations import actions as operations
from serein.plan.queries import sources
from serein.plan.queries.progress import stand


@require_GET
@staff_page(*PLAN.roles)
def show_action(request: HttpRequest, pk: int) -> HttpResponse:
    now, duty = clock.now(), duty_of(request)
    action = access.access_action(pk=pk)
    context = {
        "action": action,
        "standing": stand(action, on=timezone.localdate(now)),
        "figures": sources.read_figures(action.indicators.all(), now=now, is_public=False),
        "may_edit": access.may_edit(duty),
        "answerable": {step.pk for step in action.steps.all() if access.may_answer(step, duty)},
    }
    return render(request, "plan/desk_action.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(*EDIT)
def change_action(request: HttpRequest, pk: int) -> HttpResponse:
    action = access.access_action(pk=pk)
    initial = {name: getattr(action, name) for name in ChangedActionForm.base_fields}
    form = ChangedActionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_action(action=action, by=actor_of(request), now=clock.now(), **form.cleaned_data)
        except NotInBothLanguages:
            form.add_error(None, _("Residents read it: French and Dutch are both needed."))
        except operations.ActionAbandoned:
            form.add_error(None, _("This action was abandoned meanwhile."))
        else:
            return redirect("plan:desk_action", pk)
    return _form(request, form, action, _("Change the action"))


@require_POST
@staff_page(*EDIT)
def publish_action(request: HttpRequest, pk: int) -> HttpResponse:
    action = access.access_action(pk=pk)
    try:
        operations.publish_action(action=action, by=actor_of(request), now=clock.now())
    except NotInBothLanguages:
        messages.warning(request, _("Not published: title, description, steps and indicators need French and Dutch."))
    except operations.NothingToDo:
        messages.warning(request, _("Not published: give it a dated step and an indicator first."))
    except (operations.AlreadyPublished, operations.ActionAbandoned):
        messages.info(request, _("It was published or abandoned meanwhile."))
    else:
        messages.success(request, _("Residents read it now, in French and in Dutch."))
    return redirect("plan:desk_action", pk)


@require_http_methods(["GET", "POST"])
@staff_page(*EDIT)
def abandon_action(request: HttpRequest, pk: int) -> HttpResponse:
    action = access.access_action(pk=pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.abandon_action(action=action, by=actor_of(request), now=clock.now(), **form.cleaned_data)
        except operations.ActionAbandoned:
            messages.info(request, _("This action was abandoned meanwhile."))
        return redirect("plan:desk_action", pk)
    return _form(request, form, action, _("Abandon the action"))


def _form(request: HttpRequest, form: Any, action: Action, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "action": action}
    return render(request, "plan/desk_form.html", context, status=422 if form.is_bound else 200)
