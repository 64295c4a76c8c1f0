"""What is asked of who wants news, and no more."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from serein.territory import queries as territory
from serein.territory.models import Address, Neighbourhood, Street


class SubscribeForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("Kept for this alone, at most two years, and erased when you stop."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class StreetForm(SubscribeForm):
    """News by street: we look up which neighbourhood it lies in, and ask where it lies in several."""

    street = forms.CharField(label=_("Your street"), max_length=200, help_text=_("In French or in Dutch."))
    field_order = ("street", "email")
    found: tuple[Neighbourhood, Street] | None = None

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        if name := self.cleaned_data.get("street"):
            found = _find(name)
            if not found:
                self.add_error("street", _("No street of the commune has this name."))
            self.found = next(iter(found.values())) if len(found) == 1 else self._chosen(found)
        return told

    def _chosen(self, found: dict[str, tuple[Neighbourhood, Street]]) -> tuple[Neighbourhood, Street] | None:
        if not found:
            return None
        choices = [(code, neighbourhood.name) for code, (neighbourhood, _street) in found.items()]
        self.fields["place"] = forms.ChoiceField(
            label=_("In which neighbourhood?"), choices=choices, widget=forms.RadioSelect
        )
        if (chosen := found.get(str(self.data.get("place", "")))) is None:
            self.add_error("place", _("This street lies in several neighbourhoods. Choose yours."))
        return chosen


def _find(name: str) -> dict[str, tuple[Neighbourhood, Street]]:
    """Return each neighbourhood in which a street of this name has an address, by its code."""
    found: dict[str, tuple[Neighbourhood, Street]] = {}
    for street in territory.find_streets_called(name=name):
        for address in Address.objects.present().filter(street=street).order_by("house_number", "pk"):
            if neighbourhood := territory.find_neighbourhood_at(lat=address.lat, lon=address.lon):
                found.setdefault(neighbourhood.code, (neighbourhood, street))
    return found
