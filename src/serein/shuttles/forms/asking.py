"""What a group that wants a night of shuttles is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from serein.kit.forms import DayField, GuardedText, HelpFirst, SentOnce, read_phone


class HourInput(forms.TimeInput):
    input_type = "time"


class AskingForm(SentOnce, HelpFirst):
    group = forms.CharField(
        label=_("Your group"), max_length=120, help_text=_("A youth movement, a school, a club, a committee")
    )
    event = forms.CharField(label=_("What do you organise?"), max_length=120)
    place = forms.CharField(label=_("Where?"), max_length=160, help_text=_("A hall, a square, a street and a number"))
    day = DayField(label=_("On which day?"))
    from_hour = forms.TimeField(label=_("From which hour?"), widget=HourInput(format="%H:%M"))
    to_hour = forms.TimeField(label=_("Until which hour?"), widget=HourInput(format="%H:%M"))
    people = forms.IntegerField(label=_("How many people do you expect?"), min_value=1, max_value=100_000)
    name = forms.CharField(
        label=_("What may we call you?"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    phone = forms.CharField(
        label=_("Your phone number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    message = GuardedText(
        label=_("Anything else?"),
        max_length=1000,
        required=False,
        help_text=_("Leave out other people's names, plates and numbers."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day is not None and day < self._today:
            raise ValidationError(_("This day is over. Choose one that is to come."))
        return day

    def clean_phone(self) -> str:
        return read_phone(self.cleaned_data["phone"]) if self.cleaned_data["phone"] else ""

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        is_reachable = self.cleaned_data.get("email") or self.cleaned_data.get("phone")
        if not is_reachable and not self.errors.keys() & {"email", "phone"}:
            self.add_error("email", _("Leave an e-mail or a number: somebody answers you."))
        return told

    @property
    def contact(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "phone", "email")}

    @property
    def facts(self) -> list[dict[str, Any]]:
        """What stands on the page by which the group follows its request."""
        told = self.cleaned_data
        days = {}
        for language in ("fr", "nl"):
            with override(language):
                days[language] = date_format(told["day"], "l j F Y")
        return [
            {"label": gettext_noop("Group"), "value": told["group"]},
            {"label": gettext_noop("Event"), "value": told["event"]},
            {"label": gettext_noop("Place"), "value": told["place"]},
            {"label": gettext_noop("Day"), **days},
            {"label": gettext_noop("Hours"), "value": f"{told['from_hour']:%H:%M}–{told['to_hour']:%H:%M}"},
            {"label": gettext_noop("People expected"), "value": str(told["people"])},
        ]
