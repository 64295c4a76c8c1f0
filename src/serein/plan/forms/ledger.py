"""A sentence for the ledger."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from serein.kit.forms import DayInput, GuardedText
from serein.people.models import Office
from serein.plan.evidence import is_address
from serein.plan.forms.plan import Named
from serein.plan.models import LedgerEntry

_TWO_LINES = {"rows": 3}


class EntryForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Where does this promise stand?"), choices=LedgerEntry.State.choices, widget=forms.RadioSelect
    )
    words_fr = GuardedText(label=_("In French: what was done, what was not"), max_length=1000)
    words_nl = GuardedText(label=_("In Dutch: what was done, what was not"), max_length=1000)
    because_fr = GuardedText(
        label=_("In French: because…"),
        max_length=1000,
        required=False,
        help_text=_("Needed when the promise is abandoned."),
    )
    because_nl = GuardedText(
        label=_("In Dutch: because…"),
        max_length=1000,
        required=False,
        help_text=_("Needed when the promise is abandoned."),
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=2000,
        help_text=_("Addresses of pages that anybody may open, one on each line."),
        widget=forms.Textarea(attrs=_TWO_LINES),
    )

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = offices
        if len(offices) > 1:
            self.fields["office"] = Named(label=_("For which office do you write?"), queryset=offices)

    @property
    def office(self) -> Office:
        chosen: Office = self.cleaned_data.get("office") or self.own[0]
        return chosen

    @property
    def said(self) -> dict[str, Any]:
        """Return what the entry says, without who says it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "office"}

    def clean_evidence(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["evidence"].splitlines() if line.strip()]
        if wrong := [line for line in lines if not is_address(line)]:
            raise ValidationError(_("This is no address: %(text)s.") % {"text": wrong[0]})
        return lines

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        given = {name: self.cleaned_data.get(name) for name in ("because_fr", "because_nl")}
        if self.cleaned_data.get("state") == LedgerEntry.State.ABANDONED or any(given.values()):
            for name, text in given.items():
                if not text and name not in self.errors:
                    self.add_error(name, _("Say why, in both languages."))
        return told


class ProgrammeFileForm(forms.Form):
    file = forms.FileField(
        label=_("The programme (CSV)"),
        help_text=_("Columns: commitment, promise, section_fr, section_nl, text_fr, text_nl, owner."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
    )


class BetweenForm(forms.Form):
    """Two days to compare."""

    from_on = forms.DateField(label=_("From"), widget=DayInput)
    to_on = forms.DateField(label=_("Until"), widget=DayInput)

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("The second day comes before the first."))
        return told
