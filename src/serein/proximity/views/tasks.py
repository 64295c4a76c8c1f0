"""What there is to do in the beats: taken in by hand, ended by hand."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from serein.kit import clock
from serein.people import queries as people
from serein.people.access import actor_of, duty_of, staff_page
from serein.people.models import Role
from serein.proximity import access
from serein.proximity.desk_pages import TASKS
from serein.proximity.forms.tasks import EndTaskForm, TaskForm, VisitForm
from serein.proximity.operations import tasks, visits
from serein.proximity.queries import tasks as queries

A_PAGE = 40


@require_http_methods(["GET", "POST"])
@staff_page(*TASKS.roles)
def show_tasks(request: HttpRequest) -> HttpResponse:
    """List what is to be done, and take more in."""
    now = clock.now()
    beats = beats_of(request)
    form = TaskForm(request.POST or None, beats=queries.list_beats_named(beats=beats), today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            count = _receive(request, form)
        except tasks.DayToCome:
            form.add_error("received_on", _("This day is to come: a delay cannot begin on it."))
        else:
            text = ngettext("One task taken in.", "%(n)d tasks taken in.", count)
            messages.success(request, text % {"n": count})
            return redirect("proximity:tasks")
    return _page(request, form, EndTaskForm(), beats)


@require_http_methods(["GET", "POST"])
@staff_page(*TASKS.roles)
def enter_visit(request: HttpRequest) -> HttpResponse:
    """Take in one visit by hand."""
    now = clock.now()
    form = VisitForm(request.POST or None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            visit = visits.receive_visit(
                task_type=told["task_type"],
                beat=told["where"].address.beat,
                door=form.door(),
                received_on=told["received_on"],
                once=form.once,
                by=actor_of(request),
                now=now,
            )
        except tasks.DayToCome:
            form.add_error("received_on", _("This day is to come: a delay cannot begin on it."))
        else:
            text = _("Taken in for beat %(beat)s: it stands in the next round there.")
            messages.success(request, text % {"beat": visit.task.beat.code})
            return redirect("proximity:tasks")
    return render(request, "proximity/enter_visit.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@staff_page(*TASKS.roles)
def end_task(request: HttpRequest, pk: int) -> HttpResponse:
    beats = beats_of(request)
    task = access.get_task(pk=pk, beats=beats)
    form = EndTaskForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how it ended from the list."))
        return redirect("proximity:tasks")
    told = form.cleaned_data
    try:
        tasks.end_task(
            task=task,
            ending=told["ending"],
            minutes_band=told["minutes_band"],
            by=actor_of(request),
            now=clock.now(),
        )
    except tasks.TaskEnded:
        messages.warning(request, _("Someone ended this task before you."))
    except tasks.EndsAtTheDoor:
        messages.error(request, _("A visit is done at the door, in the round of the day. Here it can only be dropped."))
    else:
        messages.success(request, _("Ended."))
    return redirect("proximity:tasks")


def beats_of(request: HttpRequest) -> Collection[int] | None:
    """Return the beats whose work one sees: those one answers for now, all for who has no beat of their own."""
    duty = duty_of(request)
    if duty.roles & {Role.CHIEF, Role.DESK, Role.YOUTH}:
        return None
    return people.list_beats_answered_by(account=duty.account, now=clock.now())


def _receive(request: HttpRequest, form: TaskForm) -> int:
    told = form.cleaned_data
    received = tasks.receive_tasks(
        count=told["count"],
        task_type=told["task_type"],
        beat=told["beat"],
        received_on=told["received_on"],
        due_on=told["due_on"],
        once=form.once,
        by=actor_of(request),
        now=clock.now(),
    )
    return len(received)


def _page(request: HttpRequest, form: TaskForm, end_form: EndTaskForm, beats: Collection[int] | None) -> HttpResponse:
    kind = request.GET.get("kind", "").replace("\0", "")
    rows = queries.list_open_tasks(beats=beats)
    rows = rows.filter(task_type__code=kind) if kind else rows
    context = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "counts": queries.count_open_by_type(beats=beats),
        "kind": kind,
        "form": form,
        "end_form": end_form,
        "today": timezone.localdate(clock.now()),
    }
    return render(request, "proximity/tasks.html", context, status=422 if form.is_bound else 200)
