"""A year's accidents on weekend nights, with where the number is from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serein.kit.forms import GuardedText

FIRST_YEAR = 2000


class AccidentsForm(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=FIRST_YEAR)
    accidents = forms.IntegerField(
        label=gettext_lazy("Accidents with people hurt, on weekend nights"), min_value=0, max_value=9999
    )
    source = GuardedText(label=gettext_lazy("Source"), max_length=200, widget=forms.TextInput)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._this_year = now.year

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year >= self._this_year:
            raise forms.ValidationError(_("Choose a year that is over."))
        return year
