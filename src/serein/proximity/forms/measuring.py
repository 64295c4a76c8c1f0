"""Days told, days drawn, and the consultation that comes first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from serein.kit.forms import DayField
from serein.proximity.models import Activity, TaskType
from serein.proximity.operations.measuring import Spent

MOST_KINDS = 4


class ConsultationForm(forms.Form):
    held_on = DayField(label=_("The staff was heard on"))
    counts_from = DayField(label=_("Measuring may begin on"))
    reference = forms.CharField(label=_("Minutes or agreement"), max_length=200)

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        held, counts = self.cleaned_data.get("held_on"), self.cleaned_data.get("counts_from")
        if held and counts and counts < held:
            self.add_error("counts_from", _("Measuring begins after the staff was heard, not before."))
        return told


class DrawForm(forms.Form):
    first = DayField(label=_("From"))
    last = DayField(label=_("Until"))
    count = forms.IntegerField(
        label=_("How many days to draw"),
        min_value=1,
        max_value=300,
        initial=40,
        help_text=_("Spread evenly: nobody is asked more often than the others, give or take one."),
    )


class PublishForm(forms.Form):
    quarter = DayField(label=_("A day of the quarter"))


class DayForm(forms.Form):
    """What a drawn day was spent on: hours by activity, and up to four kinds of task."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for activity in Activity:
            self.fields[activity.value] = forms.IntegerField(
                label=activity.label, min_value=0, max_value=960, required=False, help_text=_("Minutes, roughly.")
            )
        kinds = [
            ("", _("No kind in particular")),
            *((one.code, one.name) for one in TaskType.objects.filter(retired_on=None)),
        ]
        for n in range(MOST_KINDS):
            self.fields[f"kind_{n}"] = forms.ChoiceField(label=_("Of which for"), choices=kinds, required=False)
            self.fields[f"kind_minutes_{n}"] = forms.IntegerField(
                label=_("minutes"), min_value=1, max_value=960, required=False
            )
            self.fields[f"kind_tasks_{n}"] = forms.IntegerField(
                label=_("How many of them"), min_value=0, max_value=200, required=False
            )

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        if not self.errors and not any(self.cleaned_data.get(activity.value) for activity in Activity):
            raise ValidationError(_("Tell at least one activity, in minutes."))
        if not self.errors:
            self._fit_kinds()
        return told

    def spent(self) -> list[Spent]:
        """Return the minutes told: those of a kind of task apart from the rest of its activity."""
        kinds = self._kinds()
        of_kinds: dict[str, int] = {}
        for one in kinds:
            of_kinds[one.activity] = of_kinds.get(one.activity, 0) + one.minutes
        rest = [
            Spent(activity.value, (self.cleaned_data.get(activity.value) or 0) - of_kinds.get(activity.value, 0))
            for activity in Activity
        ]
        return [*kinds, *(one for one in rest if one.minutes > 0)]

    def groups(self) -> list[list[Any]]:
        """Return the fields of each kind of task, as the page lays them out."""
        return [[self[f"kind_{n}"], self[f"kind_minutes_{n}"], self[f"kind_tasks_{n}"]] for n in range(MOST_KINDS)]

    def activities(self) -> list[Any]:
        return [self[activity.value] for activity in Activity]

    def _kinds(self) -> list[Spent]:
        types = {one.code: one for one in TaskType.objects.filter(retired_on=None)}
        return [
            Spent(types[code].activity, minutes, types[code], self.cleaned_data.get(f"kind_tasks_{n}") or 0)
            for n in range(MOST_KINDS)
            if (code := self.cleaned_data.get(f"kind_{n}")) and (minutes := self.cleaned_data.get(f"kind_minutes_{n}"))
        ]

    def _fit_kinds(self) -> None:
        of_kinds: dict[str, int] = {}
        for one in self._kinds():
            of_kinds[one.activity] = of_kinds.get(one.activity, 0) + one.minutes
        for activity, minutes in of_kinds.items():
            if minutes > (self.cleaned_data.get(activity) or 0):
                self.add_error(
                    activity, _("The kinds of task below take more minutes than this: %(n)d.") % {"n": minutes}
                )
