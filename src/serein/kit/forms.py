"""Form fields and manners that every form shares."""

import secrets
from datetime import date
from typing import Any, cast

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from serein.kit import guards

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def validate_no_personal_marks(text: str) -> None:
    """Ask the author to take plates and phone numbers out of a free text (H09)."""
    if found := guards.find_personal_marks(text):
        named = ", ".join(f"« {finding.text} »" for finding in found)
        raise ValidationError(
            gettext("Please take this out, since it tells who someone is: %(named)s.") % {"named": named}
        )


def read_phone(text: str) -> str:
    """
    Return a phone number as one dials it from anywhere.

    :raises ValidationError: if it is none
    """
    try:
        number = phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(_("This is not a phone number we can call. Write it as you would dial it."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


class DayInput(forms.DateInput):
    """A day, chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day of this century: beyond, a clock overflows."""

    widget = DayInput

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(_("Choose a day between 2000 and 2100."))
        return day


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class GuardedText(forms.CharField):
    """A free text in which nobody is named by plate or number; one that is too long is not even read."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def run_validators(self, value: str) -> None:
        super().run_validators(value)
        validate_no_personal_marks(value)


class HelpFirst(forms.Form):
    """A form whose free text, if it tells of an emergency, shows help before it is sent."""

    guarded_field = "message"
    seen_help = forms.BooleanField(required=False, widget=forms.HiddenInput)
    shows_help = False

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        text = self.cleaned_data.get(self.guarded_field, "")
        if guards.names_an_emergency(text) and not self.cleaned_data.get("seen_help"):
            self.shows_help = True
            self.data = cast(QueryDict, self.data).copy()
            self.data[self.add_prefix("seen_help")] = "on"
            raise ValidationError(
                _("Does this happen now? Then call, do not write. If not, send your request once more.")
            )
        return told


class SentOnce(forms.Form):
    """A form that carries a token of its own: sent twice, it is one request."""

    token = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput, initial=lambda: secrets.token_urlsafe(18)
    )

    @property
    def once(self) -> str:
        """What is the same when this very form is sent twice; nothing if its token was taken out."""
        sent = cast(QueryDict, self.data)
        if not sent.get("token"):
            return ""
        told = sorted(set(self.fields) - {"seen_help"})
        return "\0".join(f"{name}={value}" for name in told for value in sent.getlist(name))
