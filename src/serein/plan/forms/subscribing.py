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
    """News by street: we look up which neighbourhood it lies in."""

    street = forms.CharField(label=_("Your street"), max_length=200, help_text=_("In French or in Dutch."))
    field_order = ("street", "email")
    found: tuple[Neighbourhood, Street] | None = None

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        if name := self.cleaned_data.get("street"):
            self.found = _find(name)
            if self.found is None:
                self.add_error("street", _("No street of the commune has this name."))
        return told


def _find(name: str) -> tuple[Neighbourhood, Street] | None:
    for street in territory.find_streets_called(name=name):
        address = Address.objects.present().filter(street=street).order_by("house_number", "pk").first()
        if address is None:
            continue
        if neighbourhood := territory.find_neighbourhood_at(lat=address.lat, lon=address.lon):
            return neighbourhood, street
    return None
