"""What residents are asked, and no more."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundWidget
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from serein.kit.forms import DayInput, GuardedText, HelpFirst, SentOnce, read_phone
from serein.proximity.operations.meetings import HOURS, NAMES, Request
from serein.proximity.queries.inspectors import Slot
from serein.territory import queries as territory
from serein.territory.models import Beat, Street, StreetRange
from serein.territory.operations import Row


class ContactForm(SentOnce, HelpFirst, forms.Form):
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
        return read_phone(self.cleaned_data["phone"])

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
    phone = forms.CharField(
        label=_("A phone number"),
        max_length=30,
        required=False,
        help_text=_("A number or an e-mail address is needed: to tell you if the appointment cannot take place."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    field_order: Iterable[str] | None = ("slot", "name", "phone", "email", "message")

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

    def clean_phone(self) -> str:
        return read_phone(self.cleaned_data["phone"]) if self.cleaned_data["phone"] else ""

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        if not self.errors.keys() & {"phone", "email"} and not self._is_reachable():
            self.add_error(
                "phone", _("Leave a number or an e-mail address, so that we can tell you if the surgery is cancelled.")
            )
        return told

    def _is_reachable(self) -> bool:
        return bool(self.cleaned_data.get("phone") or self.cleaned_data.get("email"))

    def request(self) -> Request:
        told = self.cleaned_data
        return Request(name=told["name"], phone=told["phone"], email=told["email"], message=told["message"])


LARGEST_UPLOAD = 20 * 1024 * 1024
LARGEST_NUMBER = 999_999
ARCHIVES = (b"\x1f\x8b", b"PK")
TOO_LARGE = _("This file is larger than 20 MB, and was not read. A table of streets takes less than one.")


class BeatsFileForm(forms.Form):
    """A street table or outlines, to become a draft."""

    file = forms.FileField(
        label=_("Table of streets (CSV) or outlines (GeoJSON)"),
        help_text=_("Columns: street, side, from, to, beat. 20 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.json,.geojson"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_UPLOAD:
            raise ValidationError(TOO_LARGE)
        if file.read(2) in ARCHIVES:
            raise ValidationError(_("Unpack this archive, or save the spreadsheet as “CSV UTF-8”, and send that file."))
        file.seek(0)
        return file


class BeatChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Beat) -> str:
        return f"{obj.code} {obj.name}"


class ChangedRowForm(forms.Form):
    """What a row of the street table says of its street."""

    side = forms.ChoiceField(label=_("Side"), choices=StreetRange.Side.choices, initial=StreetRange.Side.BOTH)
    from_number = forms.IntegerField(
        label=_("From number"), min_value=0, max_value=LARGEST_NUMBER, required=False, localize=False
    )
    to_number = forms.IntegerField(
        label=_("To number"),
        min_value=0,
        max_value=LARGEST_NUMBER,
        required=False,
        help_text=_("Empty: to the end of the street."),
    )
    beat = BeatChoice(label=_("Beat"), queryset=Beat.objects.all())

    def clean_from_number(self) -> int:
        return self.cleaned_data["from_number"] or 0

    def clean_to_number(self) -> int | None:
        last: int | None = self.cleaned_data["to_number"]
        if last is not None and last < self.cleaned_data.get("from_number", 0):
            raise ValidationError(_("The last number comes before the first."))
        return last

    def row(self, street: Street) -> Row:
        told = self.cleaned_data
        return Row(street, told["beat"], told["side"], told["from_number"], told["to_number"])


class RowForm(ChangedRowForm):
    """A row for a street that is named as on its sign."""

    street = forms.CharField(label=_("Street"), max_length=200, help_text=_("In French or in Dutch."))
    postcode = forms.CharField(
        label=_("Postcode"), max_length=10, required=False, help_text=_("Only if two streets have this name.")
    )
    field_order: Iterable[str] | None = ("street", "postcode", "side", "from_number", "to_number", "beat")
    found: Street | None = None

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        if name := self.cleaned_data.get("street"):
            self._find_street(name, self.cleaned_data.get("postcode", ""))
        return told

    def _find_street(self, name: str, postcode: str) -> None:
        called = territory.find_streets_called(name=name, postcode=postcode)
        if len(called) == 1:
            self.found = called[0]
        elif called:
            codes = ", ".join(sorted({street.postcode for street in called}))
            self.add_error("postcode", _("Several streets have this name. In: %(codes)s.") % {"codes": codes})
        elif like := territory.find_street_like(name=name):
            self.add_error("street", _("No street has this name. Do you mean “%(name)s”?") % {"name": like.name})
        else:
            self.add_error("street", _("No street of the commune has this name."))

    def new_row(self) -> Row:
        if self.found is None:
            raise ValueError("This form names no street; ask `is_valid` first.")
        return self.row(self.found)


class NewBeatForm(forms.Form):
    """A beat that does not exist yet."""

    code = forms.SlugField(label=_("Code"), max_length=20)
    name_fr = forms.CharField(label=_("Name in French"), max_length=200)
    name_nl = forms.CharField(label=_("Name in Dutch"), max_length=200)


class InForceForm(forms.Form):
    """The day from which a draft counts."""

    from_on = forms.DateField(label=_("In force from"), widget=DayInput)
