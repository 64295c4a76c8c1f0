"""The staffing norm, the target of contact, and the inhabitants of every beat."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from serein.kit.forms import DayField
from serein.proximity.models import ContactTarget, StaffingNorm
from serein.proximity.queries.norms import PopulationCount
from serein.territory.models import Beat

MOST_INHABITANTS = 1_000_000


class NormForm(forms.Form):
    prefix = "norm"
    from_on = DayField(label=_("Counts from"))
    inhabitants = forms.IntegerField(label=_("Inhabitants to one inspector"), min_value=100, max_value=MOST_INHABITANTS)
    source = forms.CharField(label=_("Where it stands"), max_length=300)
    verified_on = DayField(label=_("Read in the official text on"), required=False)
    names: ClassVar = ("from_on", "inhabitants", "source", "verified_on")

    def __init__(self, *args: Any, kept: StaffingNorm | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(kept, name) for name in self.names} if kept else {}

    def norm(self) -> StaffingNorm:
        return StaffingNorm(**{name: self.cleaned_data[name] for name in self.names})


class TargetForm(forms.Form):
    prefix = "target"
    from_on = DayField(label=_("Counts from"))
    per_cent = forms.IntegerField(label=_("Share of working time, in per cent"), min_value=1, max_value=100)
    source = forms.CharField(label=_("Where it was decided"), max_length=200)

    def __init__(self, *args: Any, kept: ContactTarget | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ("from_on", "per_cent", "source")
        self.initial = {name: getattr(kept, name) for name in names} if kept else {}

    def target(self) -> ContactTarget:
        told = self.cleaned_data
        return ContactTarget(from_on=told["from_on"], share=told["per_cent"] / 100, source=told["source"])


class CountForm(forms.Form):
    """One day and one source for every beat; a beat left empty is not known."""

    prefix = "count"
    counted_on = DayField(label=_("Counted on"))
    source = forms.CharField(label=_("Source"), max_length=200)

    def __init__(self, *args: Any, beats: list[Beat], kept: PopulationCount | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"counted_on": kept.counted_on, "source": kept.source} if kept else {}
        self.beats = beats
        for beat in beats:
            self.fields[f"beat_{beat.pk}"] = forms.IntegerField(
                label=f"{beat.code} {beat.name}",
                min_value=0,
                max_value=MOST_INHABITANTS,
                required=False,
                initial=kept.inhabitants.get(beat.pk) if kept else None,
            )

    def of_all(self) -> list[Any]:
        return [self["counted_on"], self["source"]]

    def of_beats(self) -> list[Any]:
        return [self[f"beat_{beat.pk}"] for beat in self.beats]

    def inhabitants(self) -> dict[int, int]:
        """Return what was told, by id of the beat; what was left empty is not there."""
        told = {beat.pk: self.cleaned_data[f"beat_{beat.pk}"] for beat in self.beats}
        return {beat: count for beat, count in told.items() if count is not None}
