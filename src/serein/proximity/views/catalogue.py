"""The catalogue: which kinds of task there are, who may do them, and what was decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

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
from serein.proximity.forms.catalogue import (
    CorrectedTypeForm,
    RetireForm,
    TaskDecisionForm,
    TaskRuleForm,
    TaskTypeForm,
)
from serein.proximity.models import TaskRule, TaskType
from serein.proximity.operations import catalogue
from serein.proximity.queries import catalogue as queries


@require_GET
@staff_page(*CATALOGUE.roles)
def show_catalogue(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate(clock.now())
    context = {"entries": queries.list_entries(on=today), "retired": queries.list_retired(on=today)}
    return render(request, "proximity/catalogue.html", context)


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
    """Show a kind of task, and take a rule, a decision or a correction on it: the form sent says which."""
    task_type = access.get_task_type(code=code)
    now = clock.now()
    today = timezone.localdate(now)
    sent = request.POST.get("what", "") if request.method == "POST" else ""
    if sent == "take_up":
        return _take_up(request, task_type, now)
    rule = queries.rules_in_force(on=today).get(task_type.pk)
    forms = _forms(request, sent, task_type, rule, today)
    acts: dict[str, Callable[[HttpRequest, Any, TaskType, datetime], bool]] = {
        "rule": _keep_rule,
        "decision": _decide,
        "correct": _correct,
        "retire": _retire,
    }
    if sent in acts and forms[sent].is_valid() and acts[sent](request, forms[sent], task_type, now):
        return redirect("proximity:task_type", code)
    kept = access.get_task_type(code=code)
    context = {
        "task_type": kept,
        "is_retired": not kept.is_in_use_on(today),
        "forms": forms,
        "rules": kept.rules.all(),
        "decisions": kept.decisions.all(),
    }
    return render(request, "proximity/task_type.html", context, status=422 if sent else 200)


def _forms(request: HttpRequest, sent: str, task_type: TaskType, rule: TaskRule | None, today: date) -> dict[str, Any]:
    def posted(name: str) -> Any:
        return request.POST if sent == name else None

    has_tasks = queries.has_tasks(task_type=task_type)
    return {
        "rule": TaskRuleForm(posted("rule"), instance=rule, initial={} if rule else {"from_on": today}),
        "decision": TaskDecisionForm(posted("decision"), initial={"decided_on": today}),
        "correct": CorrectedTypeForm(posted("correct"), instance=task_type, has_tasks=has_tasks),
        "retire": RetireForm(posted("retire"), initial={"on": task_type.retired_on or today}),
    }


def _keep_type(request: HttpRequest, form: TaskTypeForm) -> bool:
    try:
        catalogue.keep_task_type(task_type=form.save(commit=False), by=actor_of(request), now=clock.now())
    except catalogue.NoTaskOfTheCommune:
        form.add_error("is_visit", _("Only what the commune itself asks for is done at a door that we know."))
        return False
    messages.success(request, _("Kept. Say below what the law says of it."))
    return True


def _correct(request: HttpRequest, form: CorrectedTypeForm, task_type: TaskType, now: datetime) -> bool:
    try:
        catalogue.keep_task_type(task_type=form.save(commit=False), by=actor_of(request), now=now)
    except catalogue.NoTaskOfTheCommune:
        form.add_error("is_visit", _("Only what the commune itself asks for is done at a door that we know."))
        return False
    except catalogue.TasksCameIn:
        form.add_error(None, _("Tasks of this kind came in meanwhile: who asks for them stays as it was."))
        return False
    messages.success(request, _("Kept."))
    return True


def _retire(request: HttpRequest, form: RetireForm, task_type: TaskType, now: datetime) -> bool:
    catalogue.retire_task_type(task_type=task_type, on=form.cleaned_data["on"], by=actor_of(request), now=now)
    messages.success(request, _("Kept. From that day no form offers it; what came in before stays to be done."))
    return True


def _take_up(request: HttpRequest, task_type: TaskType, now: datetime) -> HttpResponse:
    try:
        catalogue.take_up_again(task_type=task_type, by=actor_of(request), now=now)
    except catalogue.NotRetired:
        messages.warning(request, _("This kind is in use already."))
    else:
        messages.success(request, _("In use again."))
    return redirect("proximity:task_type", task_type.code)


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
