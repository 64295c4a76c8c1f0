"""A requirement in both languages, with its source."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from serein.shuttles.models import Requirement


class RequirementForm(forms.Form):
    code = forms.SlugField(required=False, widget=forms.HiddenInput)
    name_fr = forms.CharField(label=gettext_lazy("In French"), max_length=200)
    name_nl = forms.CharField(label=gettext_lazy("In Dutch"), max_length=200)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300)
    is_required = forms.BooleanField(label=gettext_lazy("No night opens without it"), required=False, initial=True)

    def __init__(self, *args: Any, requirement: Requirement | None = None, **kwargs: Any) -> None:
        if requirement is not None:
            kwargs["initial"] = {name: getattr(requirement, name) for name in self.base_fields}
            kwargs["auto_id"] = f"id_{requirement.pk}_%s"
        super().__init__(*args, **kwargs)

    @property
    def values(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {
            "code": told["code"] or slugify(told["name_fr"])[:40] or "requirement",
            "name": (told["name_fr"], told["name_nl"]),
            "source": told["source"],
            "is_required": told["is_required"],
        }
