"""Reporting a thing: what, where, tell. Each screen is an address, so that a code on a lamp opens the last one."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from serein.enquiries import queries as enquiries
from serein.enquiries.operations import AlreadyReceived, NobodyWouldAnswer
from serein.kit import clock, offline, rate
from serein.kit.views.refusals import too_many_requests
from serein.listening import operations
from serein.listening.forms.report import PLACE, OfflineReportForm, ReportForm, read_where
from serein.listening.kinds import THINGS, Thing, find_thing
from serein.listening.queries.reports import near_reports
from serein.listening.reference import not_for_reports
from serein.territory import queries as territory
from serein.territory.where import Where

WHILE = timedelta(minutes=10)
MOST_FROM_AN_ADDRESS = 90
"""A school's whole class reports from one address; a machine does not stop there."""
MOST_OF_A_FORM = 8


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    start = reverse("listening:report")
    if request.method == "POST":
        return _receive(request, now=clock.now())
    thing, where = find_thing(request.GET.get("what", "")), read_where(request.GET, get_language() or "fr")
    if thing is None:
        return what_screen(request, start=start)
    if not where.is_found:
        return where_screen(request, start=start, thing=thing, where=where)
    if enquiries.find_owner(kind=thing.kind, now=clock.now()) is None:
        return render(request, "listening/nobody_would_answer.html", status=503)
    form = ReportForm(initial={"what": thing.code, **place_of(request)})
    return _tell_screen(request, form, thing, where)


@require_GET
def report_offline(request: HttpRequest) -> HttpResponse:
    """All on one screen, the same for everyone: the browser keeps it for when there is no network."""
    initial = {name: request.GET.get(name, "") for name in ("what", *PLACE)}
    return _one_screen(request, OfflineReportForm(initial=initial))


def count_asker(request: HttpRequest, *, what: str, now: datetime) -> None:
    """:raises TooManyRequests: if an address sends more than a school would, or one form is sent time and again"""
    askers = [rate.Asker(what, rate.address_of(request), MOST_FROM_AN_ADDRESS)]
    if token := request.POST.get("token", "")[:64]:
        askers.append(rate.Asker(f"{what}.form", token, MOST_OF_A_FORM))
    rate.count_each(*askers, per=WHILE, now=now)


def what_screen(request: HttpRequest, *, start: str) -> HttpResponse:
    groups: dict[str, list[Thing]] = {}
    for thing in THINGS:
        groups.setdefault(str(thing.group), []).append(thing)
    context = {"groups": groups, "start": start, "place": urlencode(place_of(request)), "not_here": not_for_reports()}
    return render(request, "listening/report_what.html", context)


def where_screen(request: HttpRequest, *, start: str, thing: Thing, where: Where) -> HttpResponse:
    street = territory.find_street_like(name=where.text) if where.text and not where.is_outside else None
    context = {"start": start, "thing": thing, "where": where, "street": street, "step": 2}
    return render(request, "listening/report_where.html", context)


def place_of(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name][:200] for name in PLACE if request.GET.get(name)}


def _receive(request: HttpRequest, *, now: datetime) -> HttpResponse:
    try:
        count_asker(request, what="report", now=now)
    except rate.TooManyRequests:
        return too_many_requests(request)
    form = ReportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, form)
    try:
        received = operations.receive_report(
            thing=form.thing,
            where=form.where,
            telling=form.telling(),
            language=get_language() or "fr",
            once=form.once,
            now=now,
        )
    except AlreadyReceived as before:
        return offline.received(request, code=before.code, to=reverse("portal:thread", args=[before.code]))
    except NobodyWouldAnswer:
        return render(request, "listening/nobody_would_answer.html", status=503)
    code = str(received.enquiry.code)
    return offline.received(request, code=code, to=reverse("portal:thread", args=[code]))


def _refused(request: HttpRequest, form: ReportForm) -> HttpResponse:
    """Show the last screen again; without a thing or a place, all three on one, so that no word is lost."""
    if "what" in form.errors or not form.where.is_found:
        return _one_screen(request, OfflineReportForm(request.POST, request.FILES))
    return _tell_screen(request, form, form.thing, form.where)


def _one_screen(request: HttpRequest, form: OfflineReportForm) -> HttpResponse:
    context = {"form": form, "start": reverse("listening:report"), "not_here": not_for_reports()}
    return render(request, "listening/report_offline.html", context, status=422 if form.is_bound else 200)


def _tell_screen(request: HttpRequest, form: ReportForm, thing: Thing, where: Where) -> HttpResponse:
    context = {
        "form": form,
        "start": reverse("listening:report"),
        "thing": thing,
        "where": where,
        "place_label": where.label(get_language()),
        "near": near_reports(thing=thing, lat=where.lat or 0, lon=where.lon or 0) if not form.is_bound else [],
        "step": 3,
    }
    return render(request, "listening/report_tell.html", context, status=422 if form.is_bound else 200)
