"""What the desk says of a device that it invites."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
