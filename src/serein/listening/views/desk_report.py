"""Reporting by staff: what they saw in the field, or what someone told them at the desk, by phone or on paper."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from serein.enquiries import queries as enquiries
from serein.enquiries.models import Enquiry
from serein.enquiries.operations import AlreadyReceived, NobodyWouldAnswer
from serein.kit import clock, offline
from serein.listening import operations, paper_form
from serein.listening.desk_pages import ENTER_REPORT, RELEASERS
from serein.listening.forms.report import StaffReportForm, read_where
from serein.listening.kinds import Thing, find_thing
from serein.listening.models.report import Report
from serein.listening.queries.reports import near_reports
from serein.listening.views.report import place_of, what_screen, where_screen
from serein.people.access import actor_of, duty_of, staff_page
from serein.territory.where import Where


@require_http_methods(["GET", "POST"])
@staff_page(*ENTER_REPORT.roles)
def enter_report(request: HttpRequest) -> HttpResponse:
    start = reverse("listening:enter_report")
    asked = request.POST if request.method == "POST" else request.GET
    thing, where = find_thing(asked.get("what", "")), read_where(asked, get_language() or "fr")
    if thing is None:
        return what_screen(request, start=start)
    if not where.is_found:
        return where_screen(request, start=start, thing=thing, where=where)
    shape = {
        "may_release": bool(duty_of(request).roles & set(RELEASERS)) and not thing.is_discreet,
        "was_told": bool(asked.get("told") or asked.get("channel")),
    }
    if request.method == "POST":
        form = StaffReportForm(request.POST, request.FILES, **shape)
        if form.is_valid():
            return _enter(request, form, now=clock.now())
        return _tell_screen(request, form, thing, where)
    if enquiries.find_owner(kind=thing.kind, now=clock.now()) is None:
        return render(request, "listening/nobody_would_answer.html", status=503)
    initial = {"what": thing.code, "language": get_language() or "fr", **place_of(request)}
    return _tell_screen(request, StaffReportForm(initial=initial, **shape), thing, where)


@require_GET
@staff_page(*ENTER_REPORT.roles)
def print_papers(request: HttpRequest) -> HttpResponse:
    """Ten sheets, each with a code of its own: printed anew, they have others."""
    response = HttpResponse(paper_form.sheets(copies=paper_form.COPIES), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="signaler-melden.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _enter(request: HttpRequest, form: StaffReportForm, *, now: datetime) -> HttpResponse:
    told = form.cleaned_data
    paper_code = told.get("paper_code", "")
    start = reverse("listening:enter_report")
    try:
        report = operations.receive_report(
            thing=form.thing,
            where=form.where,
            telling=form.telling(),
            language=told.get("language") or get_language() or "fr",
            channel=told.get("channel") or Enquiry.Channel.FIELD,
            reporter=Report.Reporter.RESIDENT if form.was_told else Report.Reporter.FIELD,
            released=form.released(),
            once="" if paper_code else form.once,
            code=paper_code,
            by=actor_of(request),
            now=now,
        )
    except AlreadyReceived as before:
        if paper_code:
            form.add_error("paper_code", _("This paper was entered before. Nothing was entered twice."))
            return _tell_screen(request, form, form.thing, form.where)
        return offline.received(request, code=before.code, to=start)
    except NobodyWouldAnswer:
        return render(request, "listening/nobody_would_answer.html", status=503)
    code = str(report.enquiry.code)
    messages.success(request, _("Noted. Its code, to follow it: %(code)s") % {"code": code})
    return offline.received(request, code=code, to=start)


def _tell_screen(request: HttpRequest, form: StaffReportForm, thing: Thing, where: Where) -> HttpResponse:
    context = {
        "form": form,
        "start": reverse("listening:enter_report"),
        "thing": thing,
        "where": where,
        "place_label": where.label(get_language()),
        "near": near_reports(thing=thing, lat=where.lat or 0, lon=where.lon or 0) if not form.is_bound else [],
        "place": urlencode({"what": thing.code, **place_of(request)}),
        "step": 3,
    }
    return render(request, "listening/desk_enter_report.html", context, status=422 if form.is_bound else 200)
