"""What a resident answers to a notice, and how many notices a pad has."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from serein.enquiries.working_days import is_working_day
from serein.kit.forms import GuardedText, HelpFirst
from serein.proximity.forms.meetings import BeatChoice
from serein.proximity.models import VisitNotice
from serein.proximity.operations.notices import MOST_PRINTED
from serein.proximity.queries.notices import Period
from serein.territory.models import Beat

DAYS_OFFERED = 6
MOST_PERIODS = 4
PARTS = ((time(9), time(12)), (time(13), time(17)), (time(17), time(20)))


def list_periods(now: datetime) -> list[Period]:
    """Return the periods that a resident may choose from: parts of the next working days."""
    days: list[Period] = []
    day = timezone.localdate(now)
    offered = 0
    while offered < DAYS_OFFERED:
        day += timedelta(days=1)
        if is_working_day(day):
            offered += 1
            days += [tuple(timezone.make_aware(datetime.combine(day, hour)) for hour in part) for part in PARTS]  # type: ignore[misc]
    return days


class NoticeAnswerForm(HelpFirst, forms.Form):
    """When to come, or what changed; one of them is enough."""

    times = forms.MultipleChoiceField(
        label=_("When is somebody home?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick up to four. The inspector chooses one, and comes then."),
    )
    message = GuardedText(
        label=_("Or tell what changed"),
        required=False,
        max_length=400,
        help_text=_(
            "For instance that you moved, or that the bell is broken. Leave out numbers and plates, and do not say "
            "when your home stands empty."
        ),
    )
    field_order = ("times", "message")

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._periods = {f"{start:%Y-%m-%dT%H:%M}": (start, end) for start, end in list_periods(now)}
        self.fields["times"].choices = [  # type: ignore[attr-defined]
            (key, f"{date_format(start, 'l j F')}, {start:%H:%M}–{end:%H:%M}")
            for key, (start, end) in self._periods.items()
        ]

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        times = self.cleaned_data.get("times") or []
        if len(times) > MOST_PERIODS:
            self.add_error("times", _("Tick four at most."))
        if not self.errors and not times and not self.cleaned_data.get("message"):
            self.add_error("times", _("Tick when somebody is home, or write what changed."))
        return told

    @property
    def kind(self) -> str:
        return VisitNotice.Answer.TIMES if self.cleaned_data["times"] else VisitNotice.Answer.CHANGED

    def periods(self) -> list[Period]:
        return [self._periods[key] for key in self.cleaned_data["times"]]


class PadForm(forms.Form):
    """A pad of notices to print."""

    beat = BeatChoice(label=_("Beat"), queryset=Beat.objects.none())
    count = forms.IntegerField(label=_("How many notices"), min_value=2, max_value=MOST_PRINTED, initial=10)

    def __init__(self, *args: Any, beats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beat"].queryset = beats  # type: ignore[attr-defined]


class NoticeNumberForm(forms.Form):
    """The number that is printed large on a notice."""

    number = forms.CharField(
        label=_("Number on the notice"),
        max_length=9,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
