"""Reports on the desk of those who handle them: the list, many at once, what everyone may read, what is the same."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.enquiries import operations as enquiries
from serein.kit import clock
from serein.listening import operations
from serein.listening.access.reports import get_report_to_handle
from serein.listening.desk_pages import REPORTS
from serein.listening.forms.desk import AskedForm, BulkForm, ReleaseForm
from serein.listening.models.report import Report
from serein.listening.queries.desk import Asked, list_to_handle
from serein.people.access import actor_of, duty_of, staff_page

A_PAGE = 50
_LEFT = (
    *(enquiries.NotAllowed, enquiries.NobodyWouldAnswer, enquiries.DayOutOfReach),
    *(operations.NotForTheMap, operations.NoPhoto, Http404),
)
"""What keeps one report from an act on many; Http404: it was handed over meanwhile."""


@require_GET
@staff_page(*REPORTS.roles)
def show_reports(request: HttpRequest) -> HttpResponse:
    """List what must be done next; how many there are in all is not counted."""
    now, asked = clock.now(), AskedForm(request.GET)
    text = request.GET.get("page", "")
    number = max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1
    first = (number - 1) * A_PAGE
    found = list(list_to_handle(duty=duty_of(request), asked=asked.asked(), now=now)[first : first + A_PAGE + 1])
    left = request.GET.copy()
    left.pop("page", None)
    context = {
        "asked": asked,
        "reports": found[:A_PAGE],
        "query": left.urlencode(),
        "before": number - 1,
        "after": number + 1 if len(found) > A_PAGE else 0,
        "now": now,
    }
    return render(request, "listening/desk_reports.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(*REPORTS.roles)
def do_to_many(request: HttpRequest) -> HttpResponse:
    """Ask what is to be done with the reports that were ticked on the list, and do it."""
    now = clock.now()
    sent = request.POST if request.method == "POST" else request.GET
    ticked = [int(text) for text in sent.getlist("report") if text.isdecimal() and len(text) < 18][:A_PAGE]
    bulk = BulkForm(request.POST or None, now=now)
    if request.method == "POST" and ticked and bulk.is_valid():
        _do_to_many(request, bulk, ticked)
        return redirect("listening:desk_reports")
    everything = Asked(state="all")
    reports = list_to_handle(duty=duty_of(request), asked=everything, now=now).filter(pk__in=ticked)
    context = {"bulk": bulk, "reports": reports, "now": now}
    return render(request, "listening/desk_many.html", context, status=422 if bulk.is_bound else 200)


@require_http_methods(["GET", "POST"])
@staff_page(*REPORTS.roles)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what everyone may read of a report; nothing of its author's text is proposed."""
    report = get_report_to_handle(pk=pk, duty=duty_of(request), now=clock.now())
    initial = {
        "sentence_fr": report.sentence_fr,
        "sentence_nl": report.sentence_nl,
        "with_photo": report.is_photo_public,
    }
    form = ReleaseForm(request.POST or None, initial=initial)
    has_photo = report.enquiry.photos.exists()
    if not has_photo:
        del form.fields["with_photo"]
    if request.method == "POST" and form.is_valid():
        try:
            operations.release_report(report=report, by=actor_of(request), now=clock.now(), **form.cleaned_data)
        except operations.NotForTheMap:
            messages.warning(request, _("This one is not shown in public: it was joined, withdrawn or is discreet."))
        else:
            messages.success(request, _("Everyone can read it now."))
        return redirect("enquiries:enquiry", report.enquiry_id)
    context = {"report": report, "form": form, "has_photo": has_photo}
    return render(request, "listening/release.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_page(*REPORTS.roles)
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_report_to_handle(pk=pk, duty=duty_of(request), now=clock.now())
    operations.hide_report(report=report, by=actor_of(request), now=clock.now())
    messages.success(request, _("Nobody else can read it any more."))
    return redirect("enquiries:enquiry", report.enquiry_id)


@require_POST
@staff_page(*REPORTS.roles)
def join(request: HttpRequest, pk: int, to: int) -> HttpResponse:
    """Say that two reports are of one thing: the authors of both are told what comes of it."""
    now, duty = clock.now(), duty_of(request)
    report, earlier = (get_report_to_handle(pk=one, duty=duty, now=now) for one in (pk, to))
    if earlier.reported_at > report.reported_at:
        report, earlier = earlier, report
    try:
        enquiries.join(enquiry=report.enquiry, to=earlier.enquiry, by=actor_of(request), now=now)
    except (enquiries.NotToItself, enquiries.NotAllowed):
        messages.warning(request, _("They were not joined: one of them was closed, withdrawn or joined meanwhile."))
    else:
        messages.success(request, _("Joined to the earlier one. Its author is told."))
    return redirect("enquiries:enquiry", earlier.enquiry_id)


def _do_to_many(request: HttpRequest, bulk: BulkForm, ticked: list[int]) -> None:
    """Do one act to each report that is ticked, each by itself: one that was closed meanwhile keeps none from it."""
    act, now = _act_of(request, bulk), clock.now()
    done = left = 0
    for pk in ticked:
        try:
            act(get_report_to_handle(pk=pk, duty=duty_of(request), now=now))
        except _LEFT:
            left += 1
        else:
            done += 1
    if done:
        messages.success(request, ngettext("Done for %(n)d report.", "Done for %(n)d reports.", done) % {"n": done})
    if left:
        told = ngettext("%(n)d report was left as it is.", "%(n)d reports were left as they are.", left)
        why = _("The act does not fit the state they are in.")
        messages.warning(request, f"{told % {'n': left}} {why}")


def _act_of(request: HttpRequest, bulk: BulkForm) -> Callable[[Report], object]:
    by, now, told = actor_of(request), clock.now(), bulk.cleaned_data
    standard = told["standard"]
    acts: dict[str, Callable[[Report], object]] = {
        "take": lambda report: enquiries.take_in_hand(enquiry=report.enquiry, by=by, now=now),
        "plan": lambda report: enquiries.plan_for(enquiry=report.enquiry, on=told["on"], by=by, now=now),
        "answer": lambda report: enquiries.answer(
            enquiry=report.enquiry,
            text="",
            outcome=standard.outcome,
            reason_fr=standard.text_fr,
            reason_nl=standard.text_nl,
            by=by,
            now=now,
        ),
        "hand_over": lambda report: enquiries.hand_over(enquiry=report.enquiry, office=told["office"], by=by, now=now),
        "release": lambda report: operations.release_report(
            report=report,
            sentence_fr=report.sentence_fr,
            sentence_nl=report.sentence_nl,
            with_photo=report.is_photo_public,
            by=by,
            now=now,
        ),
    }
    return acts[told["act"]]
