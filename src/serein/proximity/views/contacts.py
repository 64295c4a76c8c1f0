"""Contact: noted in ten seconds, and booked so that freed hours are not lost."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.kit import clock, offline
from serein.people.access import actor_of, duty_of, staff_page
from serein.people.models import Role
from serein.proximity import access
from serein.proximity.desk_pages import BOOKED, CONTACT
from serein.proximity.forms.contacts import BookContactForm, ContactForm
from serein.proximity.marks import own_mark
from serein.proximity.models import HalfDay, PlannedContact
from serein.proximity.operations import contacts
from serein.proximity.queries import contacts as queries
from serein.proximity.queries import tasks as tasks_queries
from serein.proximity.queries.freed import list_freed
from serein.proximity.views.tasks import beats_of


@require_http_methods(["GET", "POST"])
@staff_page(*CONTACT.roles)
def note_contact(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    account = duty_of(request).account
    local = timezone.localtime(now)
    form = ContactForm(request.POST or None, initial={"day": local.date(), "half_day": HalfDay.of(local)})
    if request.method == "POST" and form.is_valid():
        try:
            contacts.note_contact(
                met=form.met(),
                once=form.once,
                mark=own_mark(account),
                post=queries.find_post_of(account=account, now=now),
                staff=_staff_of(request),
                by=actor_of(request),
                now=now,
            )
        except contacts.ContactOutOfTime:
            form.add_error("day", _("Contact is noted of today and the two weeks before."))
        else:
            messages.success(request, _("Noted."))
            return offline.received(request, code="", to=reverse("proximity:note_contact"))
    context = {"form": form, "own": queries.list_own(mark=own_mark(account))[:8]}
    return render(request, "proximity/note_contact.html", context, status=422 if form.is_bound else 200)


@require_GET
def contact_offline(request: HttpRequest) -> HttpResponse:
    """The page that the browser keeps, the same for everyone: the device says whose contact it is, and when."""
    context = {"form": ContactForm(), "half_days": [(one.until, one.value) for one in HalfDay]}
    return render(request, "proximity/contact_offline.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(*BOOKED.roles)
def show_booked(request: HttpRequest) -> HttpResponse:
    """Book hours of contact, and see what became of those that were."""
    now = clock.now()
    beats = beats_of(request)
    form = BookContactForm(request.POST or None, beats=tasks_queries.list_beats_named(beats=beats))
    if request.method == "POST" and form.is_valid():
        try:
            planned = form.save(commit=False)
            planned.staff = _staff_of(request)
            contacts.book_contact(planned=planned, by=actor_of(request), now=now)
        except contacts.ContactOutOfTime:
            form.add_error("starts_at", _("Book hours to come, eight at most at a time."))
        else:
            messages.success(request, _("Booked. Only what you announce is seen outside."))
            return redirect("proximity:booked")
    today = timezone.localdate(now)
    context = {
        "form": form,
        "booked": queries.list_booked(beats=beats, now=now),
        "to_settle": queries.list_to_settle(beats=beats, now=now),
        "freed_by": list_freed(now=now),
        "hours": queries.count_booked(since=today - timedelta(days=92), until=today + timedelta(days=92)),
    }
    return render(request, "proximity/booked.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_page(*BOOKED.roles)
def settle_booked(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a booked hour was held, or went to other work."""
    planned = access.get_planned_contact(pk=pk, beats=beats_of(request))
    try:
        settle = contacts.hold_contact if request.POST.get("became") == "held" else contacts.lose_contact
        settle(planned=planned, by=actor_of(request), now=clock.now())
    except contacts.NotBegun:
        messages.error(request, _("This hour has not begun: it can be called off, and held once it has."))
    except contacts.AlreadySettled:
        messages.warning(request, _("Someone noted before you what became of this hour."))
    else:
        messages.success(request, _("Noted."))
    return redirect("proximity:booked")


def _staff_of(request: HttpRequest) -> PlannedContact.Staff:
    """Return as whom one meets people: the youth service's own work in the street, everyone else as inspectors."""
    roles = duty_of(request).roles
    is_street_worker = Role.YOUTH in roles and not roles & {Role.INSPECTOR, Role.CHIEF}
    return PlannedContact.Staff.STREET_WORKER if is_street_worker else PlannedContact.Staff.INSPECTOR
