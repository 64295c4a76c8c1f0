"""Tasks and visits as staff enter them: no field asks for what is already held."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from serein.kit.forms import DayField, SentOnce, TimeInput, validate_no_personal_marks
from serein.proximity import intake_files
from serein.proximity.forms.meetings import ARCHIVES, BeatChoice
from serein.proximity.models import MinutesBand, Task, TaskType
from serein.proximity.operations.visits import Door
from serein.territory.models import Beat
from serein.territory.place_field import PlaceField
from serein.territory.queries import address_label

MOST_AT_ONCE = 50
LABELS = {
    "reference": _("The office's reference"),
    "address": _("Address, or its street"),
    "number": _("House number, if it has a column of its own"),
    "postcode": _("Postcode, if it has a column of its own"),
    "household": _("Name at the door"),
    "received_on": _("Day of the request"),
    "language": _("Language of the household"),
}


class TypeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: TaskType) -> str:
        return obj.name


class TaskForm(SentOnce, forms.Form):
    """Tasks without content: a kind, a beat, a day, and how many came together."""

    task_type = TypeChoice(label=_("Kind of task"), queryset=TaskType.objects.none())
    beat = BeatChoice(label=_("Beat"), queryset=Beat.objects.none())
    received_on = DayField(label=_("Received on"))
    due_on = DayField(label=_("Due on"), required=False, help_text=_("Empty: as its rule says."))
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_AT_ONCE, initial=1)

    def __init__(self, *args: Any, beats: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task_type"].queryset = TaskType.objects.in_use_on(today).filter(is_visit=False)  # type: ignore[attr-defined]
        self.fields["beat"].queryset = beats  # type: ignore[attr-defined]
        self.fields["received_on"].initial = today


class EndTaskForm(forms.Form):
    """How a task ended, and the band of minutes it took."""

    ending = forms.ChoiceField(label=_("How it ended"), choices=Task.Ending.choices)
    minutes_band = forms.ChoiceField(
        label=_("Time it took"), choices=[("", _("Not noted")), *MinutesBand.choices], required=False
    )


class VisitForm(SentOnce, forms.Form):
    """A visit of the commune's own, by hand."""

    task_type = TypeChoice(label=_("Kind of visit"), queryset=TaskType.objects.none())
    where = PlaceField(
        label=_("Address"),
        help_text=_("Street and number, in French or in Dutch."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    household = forms.CharField(
        label=_("Name at the door"),
        max_length=80,
        required=False,
        help_text=_("Only if the request gives one. It is sealed, and erased once the result is back."),
    )
    reference = forms.CharField(label=_("The office's reference"), max_length=60, required=False)
    received_on = DayField(label=_("Received on"))
    not_before = forms.TimeField(label=_("Not before"), required=False, widget=TimeInput())
    not_after = forms.TimeField(label=_("Not after"), required=False, widget=TimeInput())
    language = forms.ChoiceField(label=_("Language"), choices=[("fr", _("French")), ("nl", _("Dutch"))])

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task_type"].queryset = _visits_on(today)  # type: ignore[attr-defined]
        self.fields["received_on"].initial = today

    def clean_where(self) -> Any:
        where = self.cleaned_data["where"]
        if where.address is None:
            raise ValidationError(_("Write the street and the house number: a visit is made at a door."))
        if where.address.beat is None:
            raise ValidationError(_("This address lies in no beat: nobody would go there."))
        return where

    def clean_household(self) -> str:
        text: str = self.cleaned_data["household"]
        validate_no_personal_marks(text)
        return text

    def clean_reference(self) -> str:
        text: str = self.cleaned_data["reference"]
        if intake_files.holds_national_number(text):
            raise ValidationError(_("This is a national number: it does not enter here. Write the file's own number."))
        return text

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        task_type = self.cleaned_data.get("task_type")
        if task_type and task_type.asked_by == TaskType.AskedBy.POPULATION and not self.cleaned_data.get("reference"):
            self.add_error("reference", _("The result goes back under this reference: without one it would be lost."))
        first, last = self.cleaned_data.get("not_before"), self.cleaned_data.get("not_after")
        if first and last and last <= first:
            self.add_error("not_after", _("This is before the hour above."))
        return told

    def door(self) -> Door:
        told = self.cleaned_data
        address = told["where"].address
        return Door(
            lat=address.lat,
            lon=address.lon,
            label_fr=address_label(address, language="fr"),
            label_nl=address_label(address, language="nl"),
            household=told["household"],
            reference=told["reference"],
            language=told["language"],
            not_before=told["not_before"],
            not_after=told["not_after"],
        )


class IntakeFileForm(forms.Form):
    """A file of visits from an office."""

    file = forms.FileField(
        label=_("File of the office (CSV)"),
        help_text=_("300 kB at most. A reference, an address and a date are needed; other columns are not read."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.read(2) in ARCHIVES:
            raise ValidationError(_("Unpack this archive, or save the spreadsheet as “CSV UTF-8”, and send that file."))
        file.seek(0)
        return file


class FormatForm(forms.Form):
    """What the columns of a form of file mean; it is asked once."""

    task_type = TypeChoice(label=_("What its lines ask for"), queryset=TaskType.objects.none())

    def __init__(self, *args: Any, headings: list[str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task_type"].queryset = _visits_on(today)  # type: ignore[attr-defined]
        guesses = intake_files.guess(headings)
        for field in intake_files.FIELDS:
            self.fields[field] = forms.ChoiceField(
                label=LABELS[field],
                choices=[("", _("In no column")), *((name, name) for name in headings)],
                required=field in intake_files.NEEDED,
                initial=guesses.get(field, ""),
            )

    def columns(self) -> dict[str, str]:
        return {field: self.cleaned_data[field] for field in intake_files.FIELDS}


def _visits_on(day: date) -> QuerySet[TaskType]:
    return TaskType.objects.in_use_on(day).filter(is_visit=True)
