"""What staff fill in about reports."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from serein.enquiries.models import Enquiry, StandardAnswer
from serein.kit.forms import DayField, GuardedText
from serein.listening.kinds import THINGS
from serein.listening.queries.desk import Asked
from serein.people import queries as people
from serein.territory import queries as territory

_STATES = [("open", _("All that is open")), ("all", _("All"))]


class AskedForm(forms.Form):
    """What the list is narrowed to; it comes by GET, and nonsense narrows nothing."""

    state = forms.ChoiceField(label=_("State"), choices=[*_STATES, *Enquiry.State.choices], required=False)
    kind = forms.ChoiceField(
        label=_("What"),
        choices=[("", _("Everything")), *((thing.kind.code, thing.label) for thing in THINGS)],
        required=False,
    )
    neighbourhood = forms.ChoiceField(label=_("Neighbourhood"), required=False)
    late = forms.BooleanField(label=_("Only what is late"), required=False)
    unreleased = forms.BooleanField(label=_("Only what nobody else can read yet"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._neighbourhoods = {row.code: row for row in territory.list_neighbourhoods()}
        named = [(code, row.name) for code, row in self._neighbourhoods.items()]
        self.fields["neighbourhood"].choices = [("", _("Everywhere")), *named]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        self.is_valid()
        told = self.cleaned_data
        return Asked(
            kind=told.get("kind", ""),
            neighbourhood=self._neighbourhoods.get(told.get("neighbourhood", "")),
            state=told.get("state") or "open",
            is_late=told.get("late", False),
            is_unreleased=told.get("unreleased", False),
        )


class BulkForm(forms.Form):
    """One act on many reports."""

    ACTS = (
        ("take", _("Take in hand")),
        ("plan", _("Plan for a day")),
        ("answer", _("Answer with standard words")),
        ("hand_over", _("Hand over to an office")),
        ("release", _("Let everyone read that it was reported")),
    )
    act = forms.ChoiceField(label=_("With what is ticked"), choices=ACTS)
    on = DayField(label=_("Day"), required=False)
    standard = forms.ModelChoiceField(label=_("Public words"), queryset=StandardAnswer.objects.none(), required=False)
    office = forms.ModelChoiceField(label=_("Office"), queryset=StandardAnswer.objects.none(), required=False)
    _NEEDED = {"plan": "on", "answer": "standard", "hand_over": "office"}  # noqa: RUF012

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standard"].queryset = StandardAnswer.objects.all()  # type: ignore[attr-defined]
        self.fields["office"].queryset = people.offices_held(now=now)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        needed = self._NEEDED.get(told.get("act", ""))
        if needed and not told.get(needed):
            self.add_error(needed, _("This act needs it."))
        return told


class ReleaseForm(forms.Form):
    sentence_fr = GuardedText(
        label=_("In French"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "fr"})
    )
    sentence_nl = GuardedText(
        label=_("In Dutch"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "nl"})
    )
    with_photo = forms.BooleanField(
        label=_("The photo too: I looked at it, it shows no face and no plate"), required=False
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if bool(told.get("sentence_fr")) != bool(told.get("sentence_nl")):
            missing = "sentence_nl" if told.get("sentence_fr") else "sentence_fr"
            self.add_error(missing, _("A sentence is read in both languages, or there is none."))
        return told
