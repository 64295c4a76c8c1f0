"""A form's field that asks for a place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from serein.territory.where import Where, find_where, named


class PlaceField(forms.CharField):
    """A place in words, found in the commune."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Where:
        text = super().clean(value)
        if not text:
            return Where()
        where = named(find_where(asked={"q": text}, language=get_language() or "fr"))
        if not where.is_found:
            raise ValidationError(_("We know no such address, place or corner here: write a street and a number."))
        return where
