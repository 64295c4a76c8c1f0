"""At the door: one tap says what was found there; what was tapped by mistake is put right."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from serein.kit import clock, offline
from serein.people import queries as people
from serein.people.access import actor_of, duty_of, staff_page
from serein.proximity import access
from serein.proximity.desk_pages import TODAY
from serein.proximity.forms.today import AgreeForm, AttemptForm, CorrectForm, TieForm
from serein.proximity.marks import own_mark
from serein.proximity.models import VisitAttempt
from serein.proximity.operations import rounds, visits
from serein.proximity.operations.tasks import TaskEnded
from serein.proximity.queries import today as queries
from serein.proximity.queries.measuring import may_measure

STILL_THERE = timedelta(minutes=2)
"""A tap that waited longer on its device tells where one was: the order that one walks by meanwhile stays."""


@require_POST
@staff_page(*TODAY.roles)
def note_attempt(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    ended_at = offline.made_at(request, now=now)
    visit = access.get_visit(pk=pk, beats=own_beats(request, at=ended_at))
    form = AttemptForm(request.POST)
    if not form.is_valid() or not form.once:
        return _refused(request, _("This was not understood: open today's round again, and tap once more."))
    told = form.cleaned_data
    seconds = (told["seconds"] or 0) if may_measure(on=timezone.localdate(ended_at)) else 0
    try:
        attempt = visits.note_attempt(
            visit=visit,
            once=form.cleaned_data["token"],
            outcome=told["outcome"],
            began_at=ended_at - timedelta(seconds=seconds),
            ended_at=ended_at,
            mark=own_mark(duty_of(request).account),
            notice_number=told["notice_number"],
            by=actor_of(request),
            now=now,
        )
    except visits.NoSuchNotice:
        return _refused(request, _("No notice has this number, or it lies at another door. Look at it again."))
    if now - ended_at < STILL_THERE:
        _go_on(request)
    messages.success(
        request, _("Noted: %(outcome)s.") % {"outcome": VisitAttempt.Outcome(attempt.outcome).at_the_door.lower()}
    )
    return offline.received(request, code="", to=reverse("proximity:today"))


@require_POST
@staff_page(*TODAY.roles)
def agree_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept hours that the resident proposed."""
    visit = access.get_visit(pk=pk, beats=own_beats(request))
    form = AgreeForm(request.POST)
    try:
        if form.is_valid():
            visits.agree_hours(visit=visit, **form.cleaned_data, by=actor_of(request), now=clock.now())
            messages.success(request, _("Agreed: the round of that day keeps to it."))
        else:
            messages.error(request, _("Choose one of the periods that were proposed."))
    except (visits.AttemptOutOfTime, TaskEnded):
        messages.warning(request, _("These hours are past, or the visit has ended."))
    else:
        _go_on(request)
    return redirect("proximity:today")


@require_POST
@staff_page(*TODAY.roles)
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    visit = access.get_visit(pk=pk, beats=own_beats(request))
    try:
        visits.give_up(visit=visit, by=actor_of(request), now=clock.now())
    except visits.TriedTooSeldom:
        text = _("Nobody home becomes the result after visits on %(n)d days, not all at the same time of the day.")
        messages.warning(request, text % {"n": queries.FEWEST_DAYS})
    except TaskEnded:
        messages.warning(request, _("This visit has ended already."))
    else:
        messages.success(request, _("Ended: nobody home at any visit. It goes back with the next results."))
    return redirect("proximity:today")


@require_POST
@staff_page(*TODAY.roles)
def correct_attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what one noted oneself."""
    now = clock.now()
    attempt = access.get_own_attempt(pk=pk, mark=own_mark(duty_of(request).account), now=now)
    form = CorrectForm(request.POST, outcomes=queries.outcomes_at(attempt.visit.task.task_type))
    if not form.is_valid():
        return _refused(request, _("Choose what was found at the door."))
    try:
        visits.correct_attempt(attempt=attempt, outcome=form.cleaned_data["outcome"], by=actor_of(request), now=now)
    except visits.ResultSentBack:
        messages.warning(request, _("Its result went back already: tell the office that asked."))
    else:
        _go_on(request)
        messages.success(request, _("Put right. The journal keeps what stood there before."))
    return redirect("proximity:today")


@require_POST
@staff_page(*TODAY.roles)
def tie_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Say at which door a notice was left whose number was not typed there."""
    now = clock.now()
    beats = own_beats(request)
    notice = access.get_untied_notice(pk=pk, beats=beats)
    form = TieForm(request.POST, attempts=access.attempts_in(beats=beats))
    if not form.is_valid():
        return _refused(request, _("Choose the door at which the notice was left."))
    try:
        visits.leave_notice(attempt=form.cleaned_data["attempt"], number=notice.number, by=actor_of(request), now=now)
    except visits.NoSuchNotice:
        messages.warning(request, _("That door has its notice already, or this one was tied meanwhile."))
    else:
        messages.success(request, _("The answer stands at its door now."))
    return redirect("proximity:today")


def own_beats(request: HttpRequest, *, at: datetime | None = None) -> Collection[int]:
    """Return the beats that one answers now, and those that one answered when a tap was made that waited."""
    account, now = duty_of(request).account, clock.now()
    moments = {now, at or now}
    return {beat for moment in moments for beat in people.list_beats_answered_by(account=account, now=moment)}


def _go_on(request: HttpRequest) -> None:
    """Put the rest of the round in order again, from where one stands."""
    now = clock.now()
    row = queries.find_round(mark=own_mark(duty_of(request).account), day=timezone.localdate(now))
    if row is not None:
        rounds.reorder_day(row=row, beats=own_beats(request), by=actor_of(request), now=now)


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    if offline.is_from_device(request):
        return JsonResponse({"detail": sentence}, status=422)
    messages.error(request, sentence)
    return redirect("proximity:today")
