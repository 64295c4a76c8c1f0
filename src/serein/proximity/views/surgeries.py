"""Announcing surgeries, and letting them end."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from serein.enquiries import queries as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import clock
from serein.kit.forms import DayInput
from serein.people import queries as people
from serein.people.access import actor_of, duty_of, staff_page
from serein.people.models import BeatDesk, Role
from serein.proximity.desk_pages import SURGERIES
from serein.proximity.models import Appointment, Surgery
from serein.proximity.operations import meetings
from serein.proximity.queries import inspectors


class SurgeryForm(forms.ModelForm[Surgery]):
    class Meta:
        model = Surgery
        fields = ("desk", "weekday", "opens", "closes", "slot_minutes", "place_fr", "place_nl", "from_on")
        labels: ClassVar = {
            "desk": gettext_lazy("Beat"),
            "weekday": gettext_lazy("Every"),
            "opens": gettext_lazy("From (hour)"),
            "closes": gettext_lazy("To (hour)"),
            "slot_minutes": gettext_lazy("Minutes for each appointment"),
            "place_fr": gettext_lazy("Place, in French"),
            "place_nl": gettext_lazy("Place, in Dutch"),
            "from_on": gettext_lazy("First day"),
        }
        widgets: ClassVar = {
            "opens": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "closes": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "from_on": DayInput(),
        }

    def __init__(self, *args: object, desks: QuerySet[BeatDesk], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["desk"].queryset = desks  # type: ignore[attr-defined]
        self.fields["desk"].label_from_instance = lambda desk: f"{desk.beat.code} {desk.beat.name}"  # type: ignore[attr-defined]
        self.fields["place_nl"].required = True  # residents read it in both languages (H27)


@require_http_methods(["GET", "POST"])
@staff_page(*SURGERIES.roles)
def show_surgeries(request: HttpRequest) -> HttpResponse:
    desks = _desks(request)
    now = clock.now()
    form = SurgeryForm(request.POST or None, desks=desks, initial={"from_on": timezone.localdate(now)})
    if request.method == "POST" and form.is_valid():
        try:
            meetings.announce_surgery(surgery=form.save(commit=False), by=actor_of(request), now=now)
        except meetings.SurgeriesOverlap:
            form.add_error(
                "opens", _("This beat has a surgery in these hours already. End that one, or choose others.")
            )
        else:
            messages.success(request, _("Announced: residents can make appointments for it now."))
            return redirect("proximity:surgeries")
    surgeries = Surgery.objects.filter(desk__in=desks).select_related("desk__beat")
    today = timezone.localdate(now)
    held = [surgery for surgery in surgeries if surgery.until_on is None or surgery.until_on >= today]
    called_off = _called_off(request, desks, now)
    context = {"form": form, "surgeries": held, "called_off": called_off, "today": now}
    return render(request, "proximity/surgeries.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_page(*SURGERIES.roles)
def end_surgery(request: HttpRequest, pk: int) -> HttpResponse:
    surgery = get_object_or_404(Surgery, pk=pk, desk__in=_desks(request))
    now = clock.now()
    past = meetings.end_surgery(surgery=surgery, last_on=timezone.localdate(now), by=actor_of(request), now=now)
    messages.success(request, _("Announced no more."))
    if past:
        text = ngettext(
            "One appointment is cancelled. Call this person if no mail could tell them.",
            "%(n)d appointments are cancelled. Call those whom no mail could tell.",
            len(past),
        )
        messages.warning(request, text % {"n": len(past)})
    return redirect("proximity:surgeries")


@dataclass(frozen=True)
class CalledOff:
    """A cancelled appointment: whether a mail told its author, and whether one may read here whom to call."""

    appointment: Appointment
    is_told_by_mail: bool
    may_be_read: bool


def _called_off(request: HttpRequest, desks: QuerySet[BeatDesk], now: datetime) -> list[CalledOff]:
    rows = inspectors.list_called_off(desks=desks, now=now)
    if not rows:
        return []
    mine = Enquiry.objects.filter(enquiries.answered_by(duty=duty_of(request), now=now))
    readable = set(mine.filter(pk__in=[row.enquiry_id for row in rows]).values_list("pk", flat=True))
    return [CalledOff(row, bool(enquiries.mail_address(row.enquiry)), row.enquiry_id in readable) for row in rows]


def _desks(request: HttpRequest) -> QuerySet[BeatDesk]:
    """Return the desks whose surgeries one announces: all for the chief, else those one answers now."""
    desks = BeatDesk.objects.select_related("beat").order_by("beat__code")
    duty = duty_of(request)
    if Role.CHIEF in duty.roles:
        return desks
    return desks.filter(beat__in=people.list_beats_answered_by(account=duty.account, now=clock.now()))
