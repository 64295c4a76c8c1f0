"""Today: the visits in their order, on a map and as a list; one tap at each door, with or without network."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from statistics import fmean
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.enquiries import queries as enquiries
from serein.kit import clock, offline
from serein.people import queries as people
from serein.people.access import actor_of, duty_of, staff_page
from serein.proximity import access
from serein.proximity.desk_pages import TODAY
from serein.proximity.forms.today import AgreeForm, AttemptForm, RoundForm
from serein.proximity.marks import own_mark
from serein.proximity.models import VisitAttempt
from serein.proximity.operations import rounds, visits
from serein.proximity.operations.tasks import TaskEnded
from serein.proximity.queries import contacts, inspectors
from serein.proximity.queries import today as queries
from serein.proximity.queries.measuring import may_measure
from serein.proximity.queries.today import DoorVisit, Today

STILL_THERE = timedelta(minutes=2)
"""A tap that waited longer on its device tells where one was: the order that one walks by meanwhile stays."""
_ENQUIRIES_SHOWN = 5


@require_http_methods(["GET", "POST"])
@staff_page(*TODAY.roles)
def show_today(request: HttpRequest) -> HttpResponse:
    """Show the round, or begin it."""
    now = clock.now()
    account = duty_of(request).account
    form = RoundForm(request.POST or None, now=now, post=contacts.find_post_of(account=account, now=now))
    if request.method == "POST" and form.is_valid():
        starts_at, ends_at = form.shift()
        told = form.cleaned_data
        try:
            rounds.plan_day(
                mark=own_mark(account),
                beats=_beats(request),
                post=told["post"],
                mode=told["mode"],
                starts_at=starts_at,
                ends_at=ends_at,
                break_minutes=told["break_minutes"],
                by=actor_of(request),
                now=now,
            )
        except rounds.ShiftOutOfTime:
            form.add_error("ends", _("A round ends later today, twelve hours after its start at most."))
        else:
            return redirect("proximity:today")
    return _page(request, form)


@require_GET
@staff_page(*TODAY.roles)
def show_map(request: HttpRequest) -> HttpResponse:
    """Send the stops of one's own round as GeoJSON."""
    now = clock.now()
    row = queries.find_round(mark=own_mark(duty_of(request).account), day=timezone.localdate(now))
    doors = queries.list_doors(beats=_beats(request), now=now)
    shown = queries.read_today(round=row, doors=doors, now=now) if row else None
    return JsonResponse(_points(shown), headers={"Cache-Control": "no-store"})


@require_GET
def today_offline(request: HttpRequest) -> HttpResponse:
    """The page that the browser keeps, the same for everyone: it shows the round that this device holds."""
    return render(request, "proximity/today_offline.html", {"outcomes": VisitAttempt.Outcome})


@require_POST
@staff_page(*TODAY.roles)
def note_attempt(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    visit = access.get_visit(pk=pk, beats=_beats(request))
    form = AttemptForm(request.POST)
    if not form.is_valid() or not form.once:
        return _refused(request, _("This was not understood: open today's round again, and tap once more."))
    ended_at = offline.made_at(request, now=now)
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
        _go_on(request, at_visit=pk)
    messages.success(request, _("Noted: %(outcome)s.") % {"outcome": attempt.get_outcome_display().lower()})
    return offline.received(request, code="", to=reverse("proximity:today"))


@require_POST
@staff_page(*TODAY.roles)
def agree_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept hours that the resident proposed."""
    visit = access.get_visit(pk=pk, beats=_beats(request))
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
        _go_on(request, at_visit=None)
    return redirect("proximity:today")


@require_POST
@staff_page(*TODAY.roles)
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    visit = access.get_visit(pk=pk, beats=_beats(request))
    try:
        visits.give_up(visit=visit, by=actor_of(request), now=clock.now())
    except visits.TriedTooSeldom:
        text = _("Nobody home becomes the result after visits on %(n)d different days.")
        messages.warning(request, text % {"n": visits.FEWEST_ATTEMPTS})
    except TaskEnded:
        messages.warning(request, _("This visit has ended already."))
    else:
        messages.success(request, _("Ended: nobody home at any visit. It goes back with the next results."))
    return redirect("proximity:today")


def _beats(request: HttpRequest) -> Collection[int]:
    return people.list_beats_answered_by(account=duty_of(request).account, now=clock.now())


def _go_on(request: HttpRequest, *, at_visit: int | None) -> None:
    """Put the rest of the round in order again, from the door where one stands."""
    now = clock.now()
    row = queries.find_round(mark=own_mark(duty_of(request).account), day=timezone.localdate(now))
    if row is not None:
        rounds.reorder_day(row=row, beats=_beats(request), at_visit=at_visit, by=actor_of(request), now=now)


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    if offline.is_from_device(request):
        return JsonResponse({"detail": sentence}, status=422)
    messages.error(request, sentence)
    return redirect("proximity:today")


def _page(request: HttpRequest, form: RoundForm) -> HttpResponse:
    now = clock.now()
    account = duty_of(request).account
    row = queries.find_round(mark=own_mark(account), day=timezone.localdate(now))
    doors = queries.list_doors(beats=_beats(request), now=now)
    shown = queries.read_today(round=row, doors=doors, now=now) if row else None
    to_call = {call.door.pk for call in shown.calls} if shown else set()
    answered = [door for door in doors if door.answer and door.pk not in to_call]
    to_give_up = [door for door in doors if door.days_tried >= visits.FEWEST_ATTEMPTS]
    if shown or answered or to_give_up:
        rounds.note_reading(mark=own_mark(account), doors=len(doors), by=actor_of(request), now=now)
    context = {
        "form": form,
        "shown": shown,
        "waiting": len(doors),
        "answered": answered,
        "to_give_up": to_give_up,
        "held": _held(shown) if shown else None,
        "middle": _middle(shown) if shown and shown.calls else None,
        "outcomes": VisitAttempt.Outcome,
        "token": lambda: secrets.token_urlsafe(18),
        "to_answer": list(enquiries.list_open_for(duty=duty_of(request), now=now)[:_ENQUIRIES_SHOWN]),
        "meetings": _own_meetings(_beats(request), now),
        "now": now,
    }
    return render(request, "proximity/today.html", context, status=422 if form.is_bound else 200)


def _own_meetings(beats: Collection[int], now: datetime) -> list[inspectors.Meeting]:
    meetings = inspectors.list_meetings(now=now, within=timedelta(hours=14))
    return [one for one in meetings if one.surgery.desk.beat_id in beats]


def _middle(shown: Today) -> dict[str, float]:
    """Return where the map opens: amid what is to come, which may be far from the post."""
    doors = [call.door for call in shown.calls]
    return {"lat": fmean(door.lat for door in doors), "lon": fmean(door.lon for door in doors)}


def _points(shown: Today | None) -> dict[str, Any]:
    """Return the stops as GeoJSON, with their numbers."""
    features = [_point(n, call.door) for n, call in enumerate(shown.calls if shown else [], start=1)]
    return {"type": "FeatureCollection", "features": features}


def _point(number: int, door: DoorVisit) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [door.lon, door.lat]},
        "properties": {"number": number, "name": f"{number}. {door.label.partition(',')[0]}"},
    }


def _held(shown: Today) -> dict[str, Any]:
    """Return what the device keeps for when there is no network: it goes on another day, and at logout."""
    calls = [
        {
            "pk": call.door.pk,
            "url": reverse("proximity:note_attempt", args=[call.door.pk]),
            "at": f"{timezone.localtime(call.at):%H:%M}",
            "what": call.door.visit.task.task_type.name,
            "label": call.door.label,
            "household": call.door.household,
            "why": call.why,
        }
        for call in shown.calls
    ]
    return {"calls": calls}
