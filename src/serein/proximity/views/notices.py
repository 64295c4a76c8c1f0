"""Notices: printed as a pad by staff; checked and answered by residents."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from serein.kit import clock, rate
from serein.kit.actors import RESIDENT
from serein.kit.private_pages import by_code, count_miss, private_page, require_few_misses
from serein.kit.views.refusals import too_many_requests
from serein.people.access import actor_of, staff_page
from serein.proximity import access, notice_paper
from serein.proximity.desk_pages import NOTICES
from serein.proximity.forms.notices import NoticeAnswerForm, NoticeNumberForm, PadForm
from serein.proximity.models import VisitNotice
from serein.proximity.operations import notices
from serein.proximity.queries import notices as queries
from serein.proximity.queries import tasks as tasks_queries
from serein.proximity.views.tasks import beats_of


@require_http_methods(["GET", "POST"])
@staff_page(*NOTICES.roles)
def show_notices(request: HttpRequest) -> HttpResponse:
    """Print a pad, and see what notices saved."""
    beats = beats_of(request)
    form = PadForm(request.POST or None, beats=tasks_queries.list_beats_named(beats=beats))
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        pad = notices.print_pad(**form.cleaned_data, by=actor_of(request), now=now)
        answer = HttpResponse(notice_paper.pad(notices=pad, now=now), content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="avis-{pad[0].beat.code}.pdf"'
        answer["Cache-Control"] = "no-store"
        return answer
    context = {"form": form, "saved": queries.count_saved(beats=beats)}
    return render(request, "proximity/notices.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@by_code
def answer_notice(request: HttpRequest, code: str) -> HttpResponse:
    notice = access.get_notice(code=code)
    now = clock.now()
    form = NoticeAnswerForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            notices.answer_notice(
                notice=notice,
                kind=form.kind,
                times=form.periods(),
                text=form.cleaned_data["message"],
                by=RESIDENT,
                now=now,
            )
        except notices.NoticeTooOld:
            form.add_error(None, _("This notice is too old to be answered: call the number that is printed on it."))
        else:
            messages.success(request, _("Thank you. The inspector sees it in the next round."))
            return redirect("proximity:answer_notice", code)
    visit = notice.attempt.visit if notice.attempt else None
    agreed = visit if visit and visit.agreed_from and visit.task.closed_on is None else None
    context = {"form": form, "notice": notice, "agreed": agreed}
    return render(request, "proximity/answer_notice.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@private_page
def check_notice(request: HttpRequest) -> HttpResponse:
    """Say whether a notice is one of ours, by its number: who made up a paper cannot make up that."""
    form = NoticeNumberForm(request.POST or None)
    notice: VisitNotice | None = None
    if request.method == "POST" and form.is_valid():
        asker, now = rate.address_of(request), clock.now()
        try:
            require_few_misses(asker, now)
            notice = queries.find_notice(number=form.cleaned_data["number"])
            if notice is None:
                count_miss(asker, now)
                form.add_error("number", _("No notice of ours has this number. Do not scan its code; call us."))
        except rate.TooManyRequests:
            return too_many_requests(request)
    is_refused = form.is_bound and notice is None
    context = {"form": form, "notice": notice}
    return render(request, "proximity/check_notice.html", context, status=422 if is_refused else 200)
