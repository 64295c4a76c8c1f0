"""Contact in ten seconds, and hours booked for it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from serein.kit.forms import DayField, SentOnce
from serein.proximity.forms.meetings import BeatChoice
from serein.proximity.models import HalfDay, PlaceType, PlannedContact, TaskDecision, Theme
from serein.proximity.operations.contacts import Met
from serein.territory.models import Beat, Neighbourhood

MINUTES = [
    (15, _("a quarter of an hour")),
    (30, _("half an hour")),
    (60, _("an hour")),
    (120, _("two hours")),
    (180, _("a half-day")),
]


class AreaChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Neighbourhood) -> str:
        return obj.name


class ContactForm(SentOnce, forms.Form):
    """Five taps, no text: nobody can be named in it."""

    place_type = forms.ChoiceField(label=_("Where?"), choices=PlaceType.choices, widget=forms.RadioSelect)
    theme = forms.ChoiceField(
        label=_("About what?"), choices=Theme.choices, widget=forms.RadioSelect, initial=Theme.ACQUAINTANCE
    )
    minutes = forms.TypedChoiceField(
        label=_("How long?"), choices=MINUTES, coerce=int, widget=forms.RadioSelect, initial=30
    )
    half_day = forms.ChoiceField(label=_("When?"), choices=HalfDay.choices, widget=forms.RadioSelect)
    day = DayField(label=_("Day"))
    neighbourhood = AreaChoice(label=_("Neighbourhood"), queryset=Neighbourhood.objects.order_by("name_fr"))

    def met(self) -> Met:
        told = self.cleaned_data
        return Met(
            day=told["day"],
            half_day=told["half_day"],
            place_type=told["place_type"],
            theme=told["theme"],
            minutes=told["minutes"],
            neighbourhood=told["neighbourhood"],
        )


class DecisionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: TaskDecision) -> str:
        return f"{obj.task_type.name} ({obj.get_decision_display()})"


class BookContactForm(forms.ModelForm[PlannedContact]):
    """An hour of contact to come."""

    beat = BeatChoice(label=_("Beat"), queryset=Beat.objects.none())
    neighbourhood = AreaChoice(
        label=_("Neighbourhood"), queryset=Neighbourhood.objects.order_by("name_fr"), required=False
    )
    decision = DecisionChoice(
        label=_("The change that freed this time"),
        queryset=TaskDecision.objects.select_related("task_type"),
        required=False,
    )

    class Meta:
        model = PlannedContact
        fields = (
            "beat",
            "starts_at",
            "ends_at",
            "place_type",
            "neighbourhood",
            "decision",
            "is_announced",
            "place_fr",
            "place_nl",
        )
        widgets: ClassVar = {
            "starts_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "ends_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, beats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beat"].queryset = beats  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        is_announced = self.cleaned_data.get("is_announced")
        if is_announced and not (self.cleaned_data.get("place_fr") and self.cleaned_data.get("place_nl")):
            self.add_error("place_fr", _("What is announced names its meeting point in French and in Dutch."))
        return told
