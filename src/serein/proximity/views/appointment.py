"""Making an appointment for a surgery, and its calendar file."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from icalendar import Calendar, Event

from serein.enquiries import queries as enquiries
from serein.enquiries.operations import AlreadyReceived, NobodyWouldAnswer
from serein.kit import clock, rate
from serein.kit.private_pages import by_code, private_page
from serein.kit.views.refusals import too_many_requests
from serein.proximity import access
from serein.proximity.forms.meetings import AppointmentForm
from serein.proximity.kinds import APPOINTMENT
from serein.proximity.operations import meetings
from serein.proximity.queries import inspectors
from serein.territory.models import Beat
from serein.territory.queries import find_home_commune

MOST_IN_A_WHILE = 10
WHILE = timedelta(minutes=10)


@require_http_methods(["GET", "POST"])
@private_page
def make_appointment(request: HttpRequest, code: str) -> HttpResponse:
    beat = access.get_beat_to_ask(code=code)
    now = clock.now()
    slots = inspectors.list_free_slots(beat=beat, now=now)
    form = AppointmentForm(request.POST or None, slots=slots)
    if request.method == "POST":
        try:
            rate.count(what="appointment", asker=rate.address_of(request), limit=MOST_IN_A_WHILE, per=WHILE, now=now)
            if made := _made(form, beat, now):
                return redirect("portal:thread", made)
        except rate.TooManyRequests:
            return too_many_requests(request)
        except NobodyWouldAnswer:
            return render(request, "proximity/nobody_would_answer.html", {"beat": beat}, status=503)
    if enquiries.find_setting(kind=APPOINTMENT, now=now) is None:
        return render(request, "proximity/nobody_would_answer.html", {"beat": beat}, status=503)
    context = {"form": form, "beat": beat, "slots": slots, "answer": inspectors.who_answers(beat=beat, now=now)}
    return render(request, "proximity/make_appointment.html", context, status=422 if form.is_bound else 200)


def _made(form: AppointmentForm, beat: Beat, now: datetime) -> str | None:
    """Return the code of the appointment that a form makes, or made when it was sent before; None if it is refused."""
    try:
        if form.is_valid():
            appointment = meetings.make_appointment(
                beat=beat,
                slot_key=form.cleaned_data["slot"],
                request=form.request(),
                language=get_language() or "fr",
                once=form.once,
                now=now,
            )
            return str(appointment.enquiry.code)
    except AlreadyReceived as received:
        return received.code
    except meetings.SlotTaken:
        form.add_error("slot", _("Someone took this moment just before you. Please choose another."))
    before = inspectors.find_received(once=form.once)
    return before.code if before else None


@require_GET
@by_code
def download_appointment(request: HttpRequest, code: str) -> HttpResponse:
    """Answer the appointment as iCalendar; its title says nothing of its reason (H02)."""
    appointment = access.get_own_appointment(code=code)
    commune = find_home_commune()
    event = Event()
    event.add("uid", f"{appointment.enquiry.code}@serein")
    event.add("dtstamp", appointment.enquiry.received_at)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", _("Appointment"))
    event.add("location", appointment.surgery.place)
    calendar = Calendar()
    calendar.add("prodid", "-//Serein//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", commune.name if commune else "Serein")
    calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rendez-vous.ics"'
    return response
