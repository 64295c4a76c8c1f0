"""« Me too »: the same thing, seen by someone else, who is told what comes of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from serein.enquiries.operations import AlreadyReceived, NobodyWouldAnswer
from serein.kit import clock, offline, rate
from serein.kit.views.refusals import too_many_requests
from serein.listening import operations
from serein.listening.access.public import get_open_public_report
from serein.listening.forms.report import MeTooForm
from serein.listening.models.report import Report
from serein.listening.views.report import count_asker


@require_http_methods(["GET", "POST"])
def me_too(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_open_public_report(pk=pk)
    form = MeTooForm(request.POST or None)
    if request.method == "POST":
        try:
            count_asker(request, what="report", now=clock.now())
        except rate.TooManyRequests:
            return too_many_requests(request)
        if form.is_valid():
            return _join(request, report, form)
    context = {"report": report, "form": form}
    return render(request, "listening/me_too.html", context, status=422 if form.is_bound else 200)


def _join(request: HttpRequest, report: Report, form: MeTooForm) -> HttpResponse:
    try:
        joined = operations.join_report(
            report=report,
            telling=form.telling(),
            language=get_language() or "fr",
            once=f"{report.pk}\0{form.once}" if form.once else "",
            now=clock.now(),
        )
        code = str(joined.enquiry.code)
    except AlreadyReceived as before:
        code = before.code
    except NobodyWouldAnswer:
        return render(request, "listening/nobody_would_answer.html", status=503)
    return offline.received(request, code=code, to=reverse("portal:thread", args=[code]))
