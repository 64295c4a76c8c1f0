"""Today: the visits in their order, on a map and as a list; one tap at each door, with or without network."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from statistics import fmean
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from serein.enquiries import queries as enquiries
from serein.kit import clock
from serein.people.access import actor_of, duty_of, staff_page
from serein.proximity.desk_pages import TODAY
from serein.proximity.forms.today import RoundForm
from serein.proximity.marks import own_mark
from serein.proximity.operations import rounds
from serein.proximity.queries import contacts, inspectors, notices
from serein.proximity.queries import today as queries
from serein.proximity.queries.today import DoorVisit, Today
from serein.proximity.views.at_the_door import own_beats

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
                beats=own_beats(request),
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
    doors = queries.list_doors(beats=own_beats(request), now=now)
    shown = queries.read_today(round=row, doors=doors, now=now) if row else None
    return JsonResponse(_points(shown), headers={"Cache-Control": "no-store"})


@require_GET
def today_offline(request: HttpRequest) -> HttpResponse:
    """The page that the browser keeps, the same for everyone: it shows the round that this device holds."""
    return render(request, "proximity/today_offline.html")


def _page(request: HttpRequest, form: RoundForm) -> HttpResponse:
    now = clock.now()
    account = duty_of(request).account
    row = queries.find_round(mark=own_mark(account), day=timezone.localdate(now))
    beats = own_beats(request)
    doors = queries.list_doors(beats=beats, now=now)
    shown = queries.read_today(round=row, doors=doors, now=now) if row else None
    to_call = {call.door.pk for call in shown.calls} if shown else set()
    answered = [door for door in doors if door.answer and door.pk not in to_call]
    to_give_up = [door for door in doors if door.may_be_given_up(now)]
    tried = queries.list_tried(mark=own_mark(account), now=now)
    untied = notices.list_untied(beats=beats, now=now)
    if shown or answered or to_give_up or tried or untied:
        rounds.note_reading(mark=own_mark(account), doors=len(doors) + len(tried), by=actor_of(request), now=now)
    today = timezone.localdate(now)
    context = {
        "form": form,
        "shown": shown,
        "waiting": len(doors),
        "answered": answered,
        "untied": untied,
        "without_notice": [door for door in doors if door.without_notice],
        "to_give_up": to_give_up,
        "tried": [one for one in tried if timezone.localdate(one.attempt.began_at) == today],
        "tried_before": [one for one in tried if timezone.localdate(one.attempt.began_at) != today],
        "held": _held(shown) if shown else None,
        "middle": _middle(shown) if shown and shown.calls else None,
        "token": lambda: secrets.token_urlsafe(18),
        "to_answer": list(enquiries.list_open_for(duty=duty_of(request), now=now)[:_ENQUIRIES_SHOWN]),
        "meetings": _own_meetings(beats, now),
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
            "number": number,
            "pk": call.door.pk,
            "url": reverse("proximity:note_attempt", args=[call.door.pk]),
            "at": f"{timezone.localtime(call.at):%H:%M}",
            "what": call.door.visit.task.task_type.name,
            "label": call.door.label,
            "household": call.door.household,
            "why": call.why,
            "outcomes": [{"value": one.value, "label": one.at_the_door} for one in call.door.outcomes],
        }
        for number, call in enumerate(shown.calls, start=1)
    ]
    return {"calls": calls, "keep": [reverse("proximity:today"), reverse("proximity:note_contact")]}
