"""What the prevention service says of a circuit, and what someone who walked it saw."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serein.kit import pictures
from serein.kit.forms import DayField, GuardedText, SentOnce, TimeInput
from serein.streets.models import Circuit, Edition, FieldCheck
from serein.territory.place_field import PlaceField


class CircuitForm(forms.Form):
    name_fr = forms.CharField(label=gettext_lazy("Name in French"), max_length=120)
    name_nl = forms.CharField(label=gettext_lazy("Name in Dutch"), max_length=120)
    begins = forms.TimeField(label=gettext_lazy("Recommended from"), widget=TimeInput, initial=time(18, 0))
    ends = forms.TimeField(label=gettext_lazy("until"), widget=TimeInput, initial=time(3, 0))
    check_every_days = forms.IntegerField(
        label=gettext_lazy("Days between two checks on the spot"), min_value=7, max_value=366, initial=90
    )

    def __init__(self, *args: Any, circuit: Circuit | None = None, **kwargs: Any) -> None:
        if circuit is not None:
            kwargs["initial"] = {name: getattr(circuit, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.circuit = circuit

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("begins") and told.get("begins") == told.get("ends"):
            self.add_error("ends", _("These two hours are the same."))
        if self.circuit is None and told.get("name_fr"):
            told["code"] = slugify(told["name_fr"])[:60]
            if not told["code"] or Circuit.objects.filter(code=told["code"]).exists():
                self.add_error("name_fr", _("Another circuit has this name. Choose one that tells them apart."))
        return told


class WordsForm(forms.Form):
    intro_fr = GuardedText(label=gettext_lazy("In a sentence, in French"), max_length=400)
    intro_nl = GuardedText(label=gettext_lazy("In a sentence, in Dutch"), max_length=400)


class PointForm(forms.Form):
    where = PlaceField(label=gettext_lazy("Add a place"), help_text=gettext_lazy("An address, a place, a corner."))


class CheckForm(SentOnce):
    """What someone saw who walked a circuit by night; kept on the device while there is no network."""

    circuit = forms.ModelChoiceField(
        label=gettext_lazy("Which circuit?"), queryset=Circuit.objects.none(), to_field_name="code"
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    on = DayField(label=gettext_lazy("Walked on"))
    at = forms.TimeField(label=gettext_lazy("Hour"), widget=TimeInput)
    result = forms.ChoiceField(
        label=gettext_lazy("How was it?"), choices=FieldCheck.Result.choices, widget=forms.RadioSelect
    )
    note = GuardedText(
        label=gettext_lazy("What is to be put right"),
        max_length=600,
        required=False,
        help_text=gettext_lazy("Things, never people: a lamp, a hedge, a sign."),
    )
    photo = forms.FileField(
        label=gettext_lazy("A photo, without any face"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = (Edition.State.DRAFT, Edition.State.APPROVED, Edition.State.PUBLISHED)
        shown = Circuit.objects.filter(editions__state__in=states, editions__length_m__gt=0).distinct()
        self.fields["circuit"].queryset = shown  # type: ignore[attr-defined]

    def clean_photo(self) -> Any:
        sent = self.cleaned_data.get("photo")
        if sent:
            pictures.validate_picture(sent)
        return sent

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("result") == FieldCheck.Result.NOT_GOOD and not told.get("note"):
            self.add_error("note", _("Say in a few words what is to be put right."))
        if told.get("on") and told.get("at"):
            told["moment"] = timezone.make_aware(datetime.combine(told["on"], told["at"]))
        return told

    @property
    def seen(self) -> dict[str, Any]:
        """What was seen, for `check_circuit`."""
        photo = self.cleaned_data.get("photo")
        return {
            "result": self.cleaned_data["result"],
            "note": self.cleaned_data["note"],
            "at": self.cleaned_data["moment"],
            "photo": pictures.plain_jpeg(photo).read() if photo else b"",
            "once": self.cleaned_data["token"],
        }
