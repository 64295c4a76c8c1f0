"""Which places a circuit may join, and how long it may be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serein.territory import queries as territory
from serein.territory.models import Place

KINDS = (
    Place.Kind.STATION,
    Place.Kind.MARKETPLACE,
    Place.Kind.TOWN_HALL,
    Place.Kind.HALL,
    Place.Kind.HOSPITAL,
    Place.Kind.CAR_PARK,
    Place.Kind.NIGHTCLUB,
    Place.Kind.BAR,
    Place.Kind.PUB,
    Place.Kind.CAFE,
    Place.Kind.YOUTH_HOUSE,
)
MOST_SHOWN = 60
FEWEST, MOST = 2, 12


class ProposalForm(forms.Form):
    places = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Which places may it join?"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    longest_m = forms.IntegerField(
        label=gettext_lazy("At most how many metres?"), min_value=200, max_value=20_000, initial=3000
    )
    shape = forms.ChoiceField(
        label=gettext_lazy("Shape"),
        choices=[
            ("closed", gettext_lazy("it comes back to where it begins")),
            ("open", gettext_lazy("from one place to another")),
        ],
        widget=forms.RadioSelect,
        initial="closed",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [place for place in territory.list_places(KINDS) if place.name_in("fr")]
        order = {kind: number for number, kind in enumerate(KINDS)}
        named.sort(key=lambda place: (order[Place.Kind(place.kind)], place.name_in("fr")))
        self.known = {place.pk: place for place in named[:MOST_SHOWN]}
        field: Any = self.fields["places"]
        field.choices = [(pk, place.label) for pk, place in self.known.items()]

    def clean_places(self) -> list[Place]:
        chosen = self.cleaned_data["places"]
        if not FEWEST <= len(chosen) <= MOST:
            raise forms.ValidationError(_("Choose two to twelve places."))
        return [self.known[pk] for pk in chosen]

    @property
    def is_closed(self) -> bool:
        return bool(self.cleaned_data["shape"] == "closed")
