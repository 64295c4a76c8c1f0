"""Pages of the desk about people: absences, postings, help numbers."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from serein.kit import clock
from serein.people import operations, queries
from serein.people.access import actor_of, duty_of, staff_page
from serein.people.forms import AbsenceForm, LeavingForm, NumberForm, PostingForm
from serein.people.models import Absence, HelpNumber, Role, StaffMember
from serein.people.own_desk_pages import NUMBERS, POSTINGS


@require_http_methods(["GET", "POST"])
@staff_page()
def absences(request: HttpRequest) -> HttpResponse:
    """Everyone notes their own absence; the chief anybody's."""
    now = clock.now()
    mine = _whom_one_answers_for(request)
    form = AbsenceForm(request.POST or None, choices=mine, now=now)
    if request.method == "POST" and form.is_valid():
        starts_at, ends_at = form.period
        member = form.cleaned_data["staff_member"]
        try:
            operations.note_absence(
                staff_member=member, starts_at=starts_at, ends_at=ends_at, by=actor_of(request), now=now
            )
        except operations.AbsenceOverlaps:
            form.add_error("from_on", _("An absence is already noted in that time."))
        else:
            messages.success(request, _("Noted. Requests now go to the back-up."))
            return redirect("people:absences")
    standing = queries.list_absences(staff_members=mine, now=now)
    context = {"form": form, "absences": standing, "now": now}
    return render(request, "people/absences.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_page()
def end_absence(request: HttpRequest, pk: int) -> HttpResponse:
    absence = get_object_or_404(Absence, pk=pk, staff_member__in=_whom_one_answers_for(request))
    operations.end_absence(absence=absence, by=actor_of(request), now=clock.now())
    messages.success(request, _("Welcome back: requests go to the inspector again."))
    return redirect("people:absences")


@require_http_methods(["GET", "POST"])
@staff_page(*POSTINGS.roles)
def postings(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    form = PostingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            operations.post(
                desk=told["desk"],
                staff_member=told["staff_member"],
                is_backup=told["part"] == "backup",
                by=actor_of(request),
                now=now,
            )
        except operations.AlreadyServes:
            form.add_error("staff_member", _("This person serves that beat already."))
        else:
            messages.success(request, _("In force now, on every page."))
            return redirect("people:postings")
    servings = sorted(queries.who_serve(now=now).values(), key=lambda s: s.desk.beat.code if s.desk else "")
    context = {"form": form, "leaving": LeavingForm(), "servings": servings}
    return render(request, "people/postings.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_page(*POSTINGS.roles)
def let_leave(request: HttpRequest) -> HttpResponse:
    form = LeavingForm(request.POST)
    if form.is_valid():
        operations.let_leave(staff_member=form.cleaned_data["staff_member"], by=actor_of(request), now=clock.now())
        messages.success(request, _("Off every page now; the back-ups stand in."))
    return redirect("people:postings")


@require_http_methods(["GET"])
@staff_page(*NUMBERS.roles)
def numbers(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate(clock.now())
    rows = HelpNumber.objects.select_related("owner", "fallback")
    lines = [
        (
            row,
            row.is_due_on(today),
            row.is_stale_on(today),
            NumberForm(initial={"number": row.number, "verified_on": today}, prefix=row.code),
        )
        for row in rows
    ]
    return render(request, "people/numbers.html", {"lines": lines})


@require_POST
@staff_page(*NUMBERS.roles)
def verify_number(request: HttpRequest, code: str) -> HttpResponse:
    number = get_object_or_404(HelpNumber, code=code)
    form = NumberForm(request.POST, prefix=code)
    today = timezone.localdate(clock.now())
    if form.is_valid() and form.cleaned_data["verified_on"] <= today:
        operations.verify_number(
            number=number,
            value=form.cleaned_data["number"],
            on=form.cleaned_data["verified_on"],
            by=actor_of(request),
            now=clock.now(),
        )
        messages.success(request, _("Verified: it stands on the pages."))
    else:
        messages.error(request, _("Give the number and the day you called it, today at the latest."))
    return redirect("people:numbers")


def _whom_one_answers_for(request: HttpRequest) -> QuerySet[StaffMember]:
    staff = StaffMember.objects.filter(left_at=None)
    duty = duty_of(request)
    return staff if Role.CHIEF in duty.roles else staff.filter(account=duty.account)
