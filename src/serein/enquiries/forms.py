"""Forms of the desk about enquiries."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from serein.enquiries.kinds import Kind
from serein.enquiries.models import Enquiry, StandardAnswer
from serein.kit.forms import DayInput, GuardedText
from serein.people import queries as people
from serein.people.models import Office
from serein.territory.models import Beat


class StandardChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: StandardAnswer) -> str:
        return f"{Enquiry.Outcome(obj.outcome).label}: {obj}"


class AnswerForm(forms.Form):
    """What is answered; of a kind with an outcome also what became of it, in public words of both languages."""

    outcome = forms.ChoiceField(
        label=_("What became of it?"),
        choices=Enquiry.Outcome.choices,
        widget=forms.RadioSelect,
        initial=Enquiry.Outcome.DONE,
    )
    standard = StandardChoice(
        label=_("Public words"), queryset=StandardAnswer.objects.none(), required=False, empty_label=_("My own words:")
    )
    reason_fr = GuardedText(
        label=_("In French"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "fr"})
    )
    reason_nl = GuardedText(
        label=_("In Dutch"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "nl"})
    )
    text = forms.CharField(
        label=_("What do you answer, or what did you agree by voice?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The author reads it on their own page. Name no other person."),
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind.has_outcome:
            self.fields["text"].required = False
            self.fields["text"].label = _("Something for the author alone")
            fits = StandardAnswer.objects.filter(kind__in=("", kind.code))
            self.fields["standard"].queryset = fits  # type: ignore[attr-defined]
        else:
            for name in ("outcome", "standard", "reason_fr", "reason_nl"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if "outcome" in self.fields:
            standard = told.get("standard")
            told["reason_fr"] = told.get("reason_fr") or (standard.text_fr if standard else "")
            told["reason_nl"] = told.get("reason_nl") or (standard.text_nl if standard else "")
            for name in ("reason_fr", "reason_nl"):
                if not told[name]:
                    self.add_error(name, _("Everyone may read what became of it: in French and in Dutch."))
        return told

    def answer(self) -> dict[str, str]:
        """Return what `operations.answer` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "standard"}


class PlanForm(forms.Form):
    on = forms.DateField(
        label=_("On which day?"), widget=DayInput, help_text=_("The authors are told. Past it, it is late.")
    )


class WaitForm(forms.Form):
    body = forms.CharField(label=_("Who must act first?"), max_length=120, help_text=_("A body, not a person."))
    until = forms.DateField(label=_("When do we ask them again?"), widget=DayInput)


class RedactForm(forms.Form):
    message = forms.CharField(
        label=_("The message without what tells who someone is"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
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
