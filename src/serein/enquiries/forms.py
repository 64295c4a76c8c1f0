"""Forms of the desk about enquiries."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from serein.people import queries as people
from serein.people.models import Office
from serein.territory.models import Beat


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("What do you answer, or what did you agree by voice?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The author reads it on their own page. Name no other person."),
    )


class HandOverForm(forms.Form):
    """To an office or to a beat, one of the two."""

    to = forms.ChoiceField(label=_("To whom?"))

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        beats = [(f"beat:{beat.pk}", f"{beat.code} {beat.name}") for beat in people.list_beats_to_ask()]
        offices = [(f"office:{office.pk}", office.name) for office in people.offices_held(now=now)]
        self.fields["to"].choices = [(_("Beats"), beats), (_("Offices"), offices)]  # type: ignore[attr-defined]

    def clean_to(self) -> dict[str, Any]:
        what, _colon, pk = str(self.cleaned_data["to"]).partition(":")
        found = (Beat if what == "beat" else Office).objects.filter(pk=int(pk)).first()
        if found is None:
            raise ValidationError(_("This one is not there any more. Choose another."))
        return {what: found}
