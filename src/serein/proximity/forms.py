"""What residents are asked, and no more."""

from collections.abc import Iterable
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundWidget
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from serein.kit.forms import GuardedText, HelpFirst
from serein.proximity.operations import HOURS, NAMES, Request
from serein.proximity.queries import Slot


def _phone(text: str) -> str:
    try:
        number = phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(_("This is not a phone number we can call. Write it as you would dial it."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


class ContactForm(HelpFirst, forms.Form):
    name = forms.CharField(
        label=_("What may we call you?"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    message = GuardedText(
        label=_("What is it about?"),
        required=False,
        max_length=1000,
        help_text=_("In a sentence, if you like. Leave out other people's names, plates and numbers."),
    )
    email = forms.EmailField(
        label=_("E-mail for the confirmation"),
        required=False,
        help_text=_("Only if nobody else reads it. Its subject says nothing of your request."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    guarded_field = "message"


class CallBackForm(ContactForm):
    phone = forms.CharField(
        label=_("On which number?"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    safe_hours = forms.MultipleChoiceField(
        label=_("When can we call you safely?"),
        choices=[(code, _(text)) for code, text in HOURS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick nothing if any time of the day will do."),
    )
    may_leave_message = forms.BooleanField(label=_("You may leave a message if I do not answer"), required=False)
    in_whose_name = forms.ChoiceField(
        label=_("If someone else answers"),
        choices=[(code, _(text)) for code, text in NAMES.items()],
        widget=forms.RadioSelect,
        initial="first_name",
    )
    field_order: Iterable[str] | None = (
        "name",
        "phone",
        "safe_hours",
        "in_whose_name",
        "may_leave_message",
        "message",
        "email",
    )

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"])

    def request(self) -> Request:
        told = self.cleaned_data
        return Request(
            name=told["name"],
            phone=told["phone"],
            email=told["email"],
            message=told["message"],
            safe_hours=tuple(told["safe_hours"]),
            may_leave_message=told["may_leave_message"],
            in_whose_name=told["in_whose_name"],
        )


class AppointmentForm(ContactForm):
    slot = forms.ChoiceField(label=_("Which moment suits you?"), widget=forms.RadioSelect)
    field_order: Iterable[str] | None = ("slot", "name", "message", "email")

    def __init__(self, *args: Any, slots: list[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._days = [date_format(timezone.localtime(slot.starts_at), "l j F") for slot in slots]
        self.fields["slot"].choices = [  # type: ignore[attr-defined]
            (slot.key, f"{timezone.localtime(slot.starts_at):%H:%M}") for slot in slots
        ]

    def days(self) -> list[tuple[str, list[BoundWidget]]]:
        """List the moments under their day, as the page lays them out."""
        by_day: dict[str, list[BoundWidget]] = {}
        for day, option in zip(self._days, self["slot"], strict=True):
            by_day.setdefault(day, []).append(option)
        return list(by_day.items())

    def request(self) -> Request:
        told = self.cleaned_data
        return Request(name=told["name"], email=told["email"], message=told["message"])
