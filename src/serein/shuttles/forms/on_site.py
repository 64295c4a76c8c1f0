"""What the desk says of a device that it invites."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from serein.shuttles.local_hours import hour_in_words
from serein.shuttles.models import Duty, Night

_OF_VAN = "van-"


class InviteForm(forms.Form):
    """Whose screen it is: of the waiting point, of the dispatcher, or of one van."""

    of = forms.ChoiceField(label=_("Whose screen is it?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, night: Night, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vans = {f"{_OF_VAN}{van.pk}": van for van in night.vans.select_related("van")}
        self.fields["of"].choices = [  # type: ignore[attr-defined]
            (Duty.Task.STEWARD.value, _("The tablet at the waiting point")),
            (Duty.Task.DISPATCHER.value, _("The dispatcher’s screen")),
            *((code, _("The phone in %(van)s") % {"van": van.van.name}) for code, van in self.vans.items()),
        ]

    @property
    def invited(self) -> dict[str, Any]:
        of = self.cleaned_data["of"]
        van = self.vans.get(of)
        return {"task": Duty.Task.DRIVER if van else Duty.Task(of), "van": van}


def _early(night: Night) -> forms.BooleanField:
    told = {"hour": hour_in_words(night.ends_at)}
    label = gettext("Vans are announced until %(hour)s. I close earlier: nobody comes any more.") % told
    return forms.BooleanField(
        label=label, error_messages={"required": _("Tick it to close the night before its announced end.")}
    )


class CloseForm(forms.Form):
    """What is counted when the last van is back."""

    coins = forms.DecimalField(
        label=_("Coins counted, in euros"), min_value=0, max_digits=8, decimal_places=2, required=False
    )

    def __init__(self, *args: Any, night: Night, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vans = list(night.vans.select_related("van"))
        for van in self.vans:
            self.fields[f"km_{van.pk}"] = forms.DecimalField(
                label=_("Kilometres driven by %(van)s") % {"van": van.van.name},
                min_value=0,
                max_digits=6,
                decimal_places=1,
                required=False,
            )
        if now < night.ends_at and not night.is_called_off:
            self.fields["is_early"] = _early(night)

    @property
    def counted(self) -> dict[str, Any]:
        """What `close_night` is told: what was left empty stays uncounted."""
        coins = self.cleaned_data["coins"]
        km = {van.pk: self.cleaned_data[f"km_{van.pk}"] for van in self.vans}
        return {
            "coins_cents": None if coins is None else int(coins * 100),
            "km": {pk: driven for pk, driven in km.items() if driven is not None},
        }
