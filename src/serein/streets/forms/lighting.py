"""What the works department decides of its lamps and closures."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serein.kit.forms import DayField, GuardedText, TimeInput
from serein.streets.operations.lamps import DarkHours
from serein.territory.place_field import PlaceField

EVENINGS = (
    (0, gettext_lazy("Monday")),
    (1, gettext_lazy("Tuesday")),
    (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")),
    (4, gettext_lazy("Friday")),
    (5, gettext_lazy("Saturday")),
    (6, gettext_lazy("Sunday")),
)
_SEASON_DAY = re.compile(r"^(\d{1,2})[./-](\d{1,2})$")


class RepairForm(forms.Form):
    on = DayField(label=gettext_lazy("Day of the repair"))


class OutageForm(forms.Form):
    where = PlaceField(label=gettext_lazy("Where is the lamp?"), help_text=gettext_lazy("A street and a number."))


class RegimeForm(forms.Form):
    """From a day on: all night, or dark between two hours, on some evenings, in a season."""

    from_on = DayField(label=gettext_lazy("From"))
    is_dark = forms.ChoiceField(
        label=gettext_lazy("By night"),
        choices=[
            ("", gettext_lazy("on from dusk to dawn")),
            ("dark", gettext_lazy("off for some hours")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    off_from = forms.TimeField(label=gettext_lazy("Off from"), required=False, widget=TimeInput)
    off_to = forms.TimeField(label=gettext_lazy("On again at"), required=False, widget=TimeInput)
    evenings = forms.TypedMultipleChoiceField(
        label=gettext_lazy("In the nights that begin on"),
        choices=EVENINGS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    season_from = forms.CharField(
        label=gettext_lazy("Season from"),
        required=False,
        max_length=5,
        help_text=gettext_lazy("Day and month, 15/05; empty: the whole year."),
    )
    season_to = forms.CharField(label=gettext_lazy("Season to"), required=False, max_length=5)

    def clean_season_from(self) -> str:
        return _season_day(self.cleaned_data["season_from"])

    def clean_season_to(self) -> str:
        return _season_day(self.cleaned_data["season_to"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not told.get("is_dark"):
            return told
        for name in ("off_from", "off_to"):
            if not told.get(name):
                self.add_error(name, _("At what hour?"))
        if told.get("off_from") and told.get("off_from") == told.get("off_to"):
            self.add_error("off_to", _("These two hours are the same."))
        if not told.get("evenings"):
            self.add_error("evenings", _("Choose at least one evening."))
        if bool(told.get("season_from")) != bool(told.get("season_to")):
            self.add_error("season_to", _("A season has a first and a last day."))
        return told

    def dark(self) -> list[DarkHours]:
        told = self.cleaned_data
        if not told["is_dark"]:
            return []
        hours: tuple[time, time] = (told["off_from"], told["off_to"])
        return [DarkHours(*hours, tuple(told["evenings"]), told["season_from"], told["season_to"])]


class PeriodForm(forms.Form):
    """From a day and hour to another."""

    from_on = DayField(label=gettext_lazy("From"))
    from_at = forms.TimeField(label=gettext_lazy("Hour"), widget=TimeInput, initial=time(17, 0))
    to_on = DayField(label=gettext_lazy("Until"))
    to_at = forms.TimeField(label=gettext_lazy("Hour"), widget=TimeInput, initial=time(7, 0))
    because_fr = GuardedText(label=gettext_lazy("Why, in French"), max_length=200, widget=forms.TextInput)
    because_nl = GuardedText(label=gettext_lazy("Why, in Dutch"), max_length=200, widget=forms.TextInput)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if all(told.get(name) is not None for name in ("from_on", "from_at", "to_on", "to_at")):
            told["starts_at"] = _moment(told["from_on"], told["from_at"])
            told["ends_at"] = _moment(told["to_on"], told["to_at"])
            if told["ends_at"] <= told["starts_at"]:
                self.add_error("to_on", _("This ends before it begins."))
        return told

    @property
    def period(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at", "because_fr", "because_nl")}


class ExceptionForm(PeriodForm):
    is_on = forms.TypedChoiceField(
        label=gettext_lazy("The lamps"),
        choices=[("on", gettext_lazy("stay on")), ("off", gettext_lazy("stay off"))],
        coerce=lambda value: value == "on",
        widget=forms.RadioSelect,
    )
    field_order = ("is_on",)


class ClosureForm(PeriodForm):
    begins = PlaceField(
        label=gettext_lazy("Closed from here"),
        help_text=gettext_lazy("A street and a number, or the corner of two streets."),
    )
    ends = PlaceField(label=gettext_lazy("to there"))
    field_order = ("begins", "ends")


def _season_day(text: str) -> str:
    """Read 15/05 as the month and day `05-15`."""
    if not text:
        return ""
    found = _SEASON_DAY.match(text)
    try:
        day = datetime(2024, int(found[2]), int(found[1])) if found else None  # noqa: DTZ001 - only its month and day
    except ValueError:
        day = None
    if day is None:
        raise ValidationError(_("Write a day and a month, like 15/05."))
    return f"{day:%m-%d}"


def _moment(day: Any, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
