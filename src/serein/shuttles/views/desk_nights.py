"""The year's calendar of nights; a night is planned, changed, copied."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from serein.kit import clock
from serein.kit.bilingual import NotInBothLanguages
from serein.nightlife import operations as events
from serein.people.access import actor_of, staff_page
from serein.shuttles import access
from serein.shuttles.desk_pages import NIGHTS
from serein.shuttles.forms.desk import CopyForm, NightForm
from serein.shuttles.models import Night, Van
from serein.shuttles.operations import nights
from serein.shuttles.queries.desk import list_nights
from serein.shuttles.views.desk_night import say_where


@require_GET
@staff_page(*NIGHTS.roles)
def show_nights(request: HttpRequest) -> HttpResponse:
    to_come, over = list_nights(now=clock.now())
    context = {"to_come": to_come, "over": over[:24], "has_vans": Van.objects.filter(is_active=True).exists()}
    return render(request, "shuttles/desk_nights.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(*NIGHTS.roles)
def plan_night(request: HttpRequest) -> HttpResponse:
    form = NightForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        night = _plan(request, form)
        messages.success(request, _("Kept. It is not public yet."))
        return redirect("shuttles:desk_night", night.pk)
    return render(request, "shuttles/desk_plan.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@staff_page(*NIGHTS.roles)
def change_night(request: HttpRequest, pk: int) -> HttpResponse:
    night = access.get_night(pk=pk)
    form = NightForm(request.POST or None, night=night)
    if request.method == "POST" and form.is_valid() and _change(request, night, form):
        messages.success(request, _("Kept."))
        return redirect("shuttles:desk_night", pk)
    context = {"form": form, "night": night}
    return render(request, "shuttles/desk_plan.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@staff_page(*NIGHTS.roles)
def copy_night(request: HttpRequest, pk: int) -> HttpResponse:
    night = access.get_night(pk=pk)
    names = {"name_fr": night.event.name_fr, "name_nl": night.event.name_nl}
    form = CopyForm(request.POST or None, initial=names)
    if request.method == "POST" and form.is_valid():
        copied = _copy(request, night, form)
        messages.success(request, _("Copied. Look at it, then publish it."))
        return redirect("shuttles:desk_night", copied.pk)
    context = {"form": form, "night": night}
    return render(request, "shuttles/desk_copy.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _plan(request: HttpRequest, form: NightForm) -> Night:
    by, now = actor_of(request), clock.now()
    return nights.plan_night(
        event=events.announce_event(by=by, now=now, **form.event_values),
        values=form.night_values,
        vans=form.cleaned_data["vans"],
        neighbourhoods=form.cleaned_data["neighbourhoods"],
        by=by,
        now=now,
    )


def _change(request: HttpRequest, night: Night, form: NightForm) -> bool:
    by, now = actor_of(request), clock.now()
    try:
        with transaction.atomic():
            events.change_event(event=night.event, values=form.event_values, by=by, now=now)
            zone = form.cleaned_data["neighbourhoods"]
            nights.change_night(night=night, values=form.night_values, neighbourhoods=zone, by=by, now=now)
    except nights.ArePromised:
        form.add_error(None, _("Riders hold promises: hours and waiting point stay. Words and zone can change."))
    except nights.WorksAlready as refusal:
        form.add_error(None, say_where(refusal, night))
    except nights.NotInThatState:
        form.add_error(None, _("This night is over: it stays as it was."))
    except NotInBothLanguages:
        form.add_error(None, _("A text is missing in French or in Dutch."))
    return form.is_valid()


@transaction.atomic
def _copy(request: HttpRequest, night: Night, form: CopyForm) -> Night:
    by, now, told = actor_of(request), clock.now(), form.cleaned_data
    later = told["starts_at"] - night.starts_at
    before = night.event
    event = events.announce_event(
        name_fr=told["name_fr"], name_nl=told["name_nl"], organiser=before.organiser, place_fr=before.place_fr,
        place_nl=before.place_nl, lat=before.lat, lon=before.lon, starts_at=before.starts_at + later,
        ends_at=before.ends_at + later, expected_people=before.expected_people, by=by, now=now,
    )  # fmt: skip
    return nights.copy_night(night=night, event=event, starts_at=told["starts_at"], by=by, now=now)
