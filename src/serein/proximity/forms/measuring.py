"""Days told, days drawn, and the consultation that comes first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
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
    """
    What a drawn day was spent on: minutes by activity, of each kind that is asked about, and of four others at most.

    :param asked: the kinds of which it is told how much they took, be it nothing
    """

    def __init__(self, *args: Any, day: date, asked: Sequence[TaskType], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.others = {one.code: one for one in TaskType.objects.in_use_on(day) if one not in asked}
        for activity in Activity:
            self.fields[activity.value] = forms.IntegerField(
                label=activity.label, min_value=0, max_value=960, required=False, help_text=_("Minutes, roughly.")
            )
        for one in asked:
            self.fields[f"minutes_of_{one.pk}"] = forms.IntegerField(
                label=_("Minutes, 0 if there was none"), min_value=0, max_value=960
            )
            self.fields[f"tasks_of_{one.pk}"] = _how_many()
        kinds = [("", _("No kind in particular")), *((code, one.name) for code, one in self.others.items())]
        for n in range(MOST_KINDS):
            self.fields[f"kind_{n}"] = forms.ChoiceField(label=_("Of which for"), choices=kinds, required=False)
            self.fields[f"kind_minutes_{n}"] = forms.IntegerField(
                label=_("minutes"), min_value=1, max_value=960, required=False
            )
            self.fields[f"kind_tasks_{n}"] = _how_many()

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        for one in self.asked:
            self._fit_number(f"minutes_of_{one.pk}", f"tasks_of_{one.pk}")
        for n in range(MOST_KINDS):
            self._fit_row(n)
        if not self.errors and not any(self.cleaned_data.get(activity.value) for activity in Activity):
            raise ValidationError(_("Tell at least one activity, in minutes."))
        if not self.errors:
            self._fit_kinds()
        return told

    def spent(self) -> list[Spent]:
        """Return the minutes told: those of a kind of task apart from the rest of its activity."""
        kinds = self._kinds()
        of_kinds = _by_activity(kinds)
        rest = [
            Spent(activity.value, (self.cleaned_data.get(activity.value) or 0) - of_kinds.get(activity.value, 0))
            for activity in Activity
        ]
        return [*kinds, *(one for one in rest if one.minutes > 0)]

    def activities(self) -> list[Any]:
        return [self[activity.value] for activity in Activity]

    def rows_asked(self) -> list[tuple[TaskType, list[Any]]]:
        """Return each kind that is asked about with its fields."""
        return [(one, [self[f"minutes_of_{one.pk}"], self[f"tasks_of_{one.pk}"]]) for one in self.asked]

    def groups(self) -> list[list[Any]]:
        """Return the fields of each other kind of task, as the page lays them out."""
        return [[self[f"kind_{n}"], self[f"kind_minutes_{n}"], self[f"kind_tasks_{n}"]] for n in range(MOST_KINDS)]

    def has_wrong_group(self) -> bool:
        return any(field.errors for group in self.groups() for field in group)

    def _kinds(self) -> list[Spent]:
        told = self.cleaned_data
        rows = [(one, told.get(f"minutes_of_{one.pk}"), told.get(f"tasks_of_{one.pk}")) for one in self.asked]
        rows += [
            (self.others[code], told.get(f"kind_minutes_{n}"), told.get(f"kind_tasks_{n}"))
            for n in range(MOST_KINDS)
            if (code := told.get(f"kind_{n}"))
        ]
        return [Spent(one.activity, minutes, one, tasks or 0) for one, minutes, tasks in rows if minutes]

    def _fit_number(self, minutes: str, tasks: str) -> None:
        if self.cleaned_data.get(minutes) == 0 and self.cleaned_data.get(tasks):
            self.add_error(minutes, _("You counted some of them: say how many minutes they took."))

    def _fit_row(self, n: int) -> None:
        """Refuse minutes without a kind, or a kind without minutes: neither is dropped in silence."""
        told = self.cleaned_data
        names = (f"kind_{n}", f"kind_minutes_{n}", f"kind_tasks_{n}")
        if any(name in self.errors for name in names):
            return
        kind, minutes, tasks = (told.get(name) for name in names)
        if not kind and (minutes or tasks):
            self.add_error(names[0], _("Choose the kind of task that this was for, or empty it."))
        elif kind and not minutes:
            self.add_error(names[1], _("Say how many minutes it took, or choose no kind."))

    def _fit_kinds(self) -> None:
        for activity, minutes in _by_activity(self._kinds()).items():
            if minutes > (self.cleaned_data.get(activity) or 0):
                self.add_error(
                    activity, _("The kinds of task below take more minutes than this: %(n)d.") % {"n": minutes}
                )


def _how_many() -> forms.IntegerField:
    return forms.IntegerField(label=_("How many of them"), min_value=0, max_value=200, required=False)


def _by_activity(kinds: list[Spent]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in kinds:
        found[one.activity] = found.get(one.activity, 0) + one.minutes
    return found
