"""The catalogue: which kinds of task there are, who may do them, and what was decided."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.kit import clock
from serein.kit.bilingual import NotInBothLanguages
from serein.people.access import actor_of, staff_page
from serein.proximity import access
from serein.proximity.desk_pages import CATALOGUE
from serein.proximity.forms.catalogue import TaskDecisionForm, TaskRuleForm, TaskTypeForm
from serein.proximity.models import TaskType
from serein.proximity.operations import catalogue
from serein.proximity.queries import catalogue as queries


@require_GET
@staff_page(*CATALOGUE.roles)
def show_catalogue(request: HttpRequest) -> HttpResponse:
    entries = queries.list_entries(on=timezone.localdate(clock.now()))
    return render(request, "proximity/catalogue.html", {"entries": entries})


@require_POST
@staff_page(*CATALOGUE.roles)
def begin_catalogue(request: HttpRequest) -> HttpResponse:
    """Write the usual kinds of task down that are not there yet."""
    now = clock.now()
    catalogue.begin_with_the_usual(from_on=timezone.localdate(now), by=actor_of(request), now=now)
    messages.success(request, _("The usual kinds are there. Read each legal basis, and note the day you did."))
    return redirect("proximity:catalogue")


@require_http_methods(["GET", "POST"])
@staff_page(*CATALOGUE.roles)
def add_task_type(request: HttpRequest) -> HttpResponse:
    form = TaskTypeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _keep_type(request, form):
        return redirect("proximity:task_type", form.instance.code)
    return render(request, "proximity/task_type_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@staff_page(*CATALOGUE.roles)
def show_task_type(request: HttpRequest, code: str) -> HttpResponse:
    """Show a kind of task, and take a rule or a decision on it: the form sent says which."""
    task_type = access.get_task_type(code=code)
    now = clock.now()
    sent = request.POST.get("what", "") if request.method == "POST" else ""
    today = timezone.localdate(now)
    rule = queries.rules_in_force(on=today).get(task_type.pk)
    rule_form = TaskRuleForm(
        request.POST if sent == "rule" else None, instance=rule, initial={} if rule else {"from_on": today}
    )
    decision_form = TaskDecisionForm(request.POST if sent == "decision" else None, initial={"decided_on": today})
    if sent == "rule" and rule_form.is_valid() and _keep_rule(request, rule_form, task_type, now):
        return redirect("proximity:task_type", code)
    if sent == "decision" and decision_form.is_valid() and _decide(request, decision_form, task_type, now):
        return redirect("proximity:task_type", code)
    context = {
        "task_type": task_type,
        "rule": rule,
        "rule_form": rule_form,
        "decision_form": decision_form,
        "rules": task_type.rules.all(),
        "decisions": task_type.decisions.all(),
    }
    return render(request, "proximity/task_type.html", context, status=422 if sent else 200)


def _keep_type(request: HttpRequest, form: TaskTypeForm) -> bool:
    try:
        catalogue.keep_task_type(task_type=form.save(commit=False), by=actor_of(request), now=clock.now())
    except catalogue.NoTaskOfTheCommune:
        form.add_error("is_visit", _("Only what the commune itself asks for is done at a door that we know."))
        return False
    messages.success(request, _("Kept. Say below what the law says of it."))
    return True


def _keep_rule(request: HttpRequest, form: TaskRuleForm, task_type: TaskType, now: datetime) -> bool:
    rule = form.save(commit=False)
    rule.task_type = task_type
    if "from_on" in form.changed_data:  # counts from another day: the one before stays as it was
        rule.pk = None
        rule._state.adding = True
    try:
        catalogue.keep_rule(rule=rule, by=actor_of(request), now=now)
    except NotInBothLanguages:
        form.add_error("basis_nl", _("Write it in French and in Dutch."))
        return False
    messages.success(request, _("Kept."))
    return True


def _decide(request: HttpRequest, form: TaskDecisionForm, task_type: TaskType, now: datetime) -> bool:
    decision = form.save(commit=False)
    decision.task_type = task_type
    try:
        catalogue.decide(decision=decision, by=actor_of(request), now=now)
    except NotInBothLanguages:
        form.add_error("to_nl", _("Residents read this: write to whom it goes and why in French and in Dutch."))
        return False
    except catalogue.AlreadyDecided:
        form.add_error("effective_on", _("A decision counts from this day already: choose another day."))
        return False
    messages.success(request, _("Decided. Its effect can be measured from days drawn before and after."))
    return True
