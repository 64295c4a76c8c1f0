"""What residents and the prevention service write of problems."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from serein.enquiries.models import Enquiry
from serein.enquiries.queries import normal_code
from serein.kit.forms import DayField, GuardedText, HelpFirst, SentOnce
from serein.listening.kinds import THINGS
from serein.listening.models.problem import Problem, SourceCitation
from serein.listening.queries.sources import Search
from serein.territory import queries as territory
from serein.territory.models import Neighbourhood


def neighbourhood_choices(empty: object = None) -> list[tuple[str, str]]:
    named = [(row.code, row.name) for row in territory.list_neighbourhoods()]
    return named if empty is None else [("", str(empty)), *named]


class ContributionForm(SentOnce, HelpFirst):
    """A few sentences on a place, without an account."""

    message = GuardedText(
        label=_("What do you want to add?"),
        max_length=1000,
        help_text=_("Where, when, what makes it hard. Write of the place, not of a person. It is not published."),
    )
    email = forms.EmailField(
        label=_("E-mail for the answer"),
        required=False,
        help_text=_("If you like. Without it, your code shows you the answer."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class MissingProblemForm(ContributionForm):
    """A problem that is not on the list of its district."""

    neighbourhood = forms.ChoiceField(label=_("Which district?"))
    field_order = ("neighbourhood", "message", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighbourhood"].choices = neighbourhood_choices(_("Choose one"))  # type: ignore[attr-defined]
        self.fields["message"].label = _("What is the problem?")


class StatementForm(forms.ModelForm[Problem]):
    """The four questions, in both languages; a draft may be half written."""

    title_fr = GuardedText(label=_("In a few words, in French"), max_length=120, widget=forms.TextInput)
    title_nl = GuardedText(label=_("In a few words, in Dutch"), max_length=120, required=False, widget=forms.TextInput)
    where_fr = GuardedText(label=_("Where, in French"), max_length=400, required=False)
    where_nl = GuardedText(label=_("Where, in Dutch"), max_length=400, required=False)
    what_fr = GuardedText(label=_("What, in French"), max_length=1500, required=False)
    what_nl = GuardedText(label=_("What, in Dutch"), max_length=1500, required=False)
    affected_fr = GuardedText(label=_("Who is affected, in French"), max_length=400, required=False)
    affected_nl = GuardedText(label=_("Who is affected, in Dutch"), max_length=400, required=False)
    how_fr = GuardedText(label=_("How it comes about, in French"), max_length=1500, required=False)
    how_nl = GuardedText(label=_("How it comes about, in Dutch"), max_length=1500, required=False)

    class Meta:
        model = Problem
        fields: ClassVar = [f"{name}_{language}" for name in Problem.TEXTS for language in ("fr", "nl")]

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class DraftForm(StatementForm):
    neighbourhood = forms.ModelChoiceField(label=_("District"), queryset=Neighbourhood.objects.order_by("name_fr"))
    field_order = ("neighbourhood",)


class SearchForm(forms.Form):
    """Looking for reports that a problem may rest on."""

    kinds = forms.MultipleChoiceField(
        label=_("Things"),
        required=False,
        choices=[(thing.kind.code, thing.label) for thing in THINGS],
        widget=forms.CheckboxSelectMultiple,
    )
    since = DayField(label=_("From (day)"), required=False)
    until = DayField(label=_("To (day)"), required=False)
    q = forms.CharField(
        label=_("Near (street, corner or place)"),
        required=False,
        max_length=200,
        help_text=_("Nothing: the whole district. Else within 300 metres."),
    )

    def search(self, near: tuple[float, float] | None) -> Search:
        told = self.cleaned_data
        return Search(kinds=tuple(told["kinds"]), since=told["since"], until=told["until"], near=near)


class NoteForm(forms.Form):
    """A field note, or minutes and walks that are kept elsewhere: a few words on a place, no person."""

    KINDS = (SourceCitation.Kind.FIELD_NOTE, SourceCitation.Kind.MINUTES, SourceCitation.Kind.WALK)

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (SourceCitation.Kind.FIELD_NOTE, _("A note from the field")),
            (SourceCitation.Kind.MINUTES, _("Minutes of a meeting")),
            (SourceCitation.Kind.WALK, _("An exploratory walk")),
        ],
        widget=forms.RadioSelect,
        initial=SourceCitation.Kind.FIELD_NOTE,
    )
    on = DayField(label=_("Day"))
    text = GuardedText(
        label=_("What was seen or said of the place?"), max_length=600, help_text=_("Staff read it. No person in it.")
    )
    label_fr = GuardedText(
        label=_("Public name in French"),
        max_length=200,
        required=False,
        widget=forms.TextInput,
        help_text=_("Of minutes and walks, for example: minutes of the residents' committee."),
    )
    label_nl = GuardedText(label=_("Public name in Dutch"), max_length=200, required=False, widget=forms.TextInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any] | None:
        told = super().clean() or {}
        if told.get("kind") != SourceCitation.Kind.FIELD_NOTE:
            for name in ("label_fr", "label_nl"):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, _("Residents read this name, in both languages."))
        return told


class EnquiryCodeForm(forms.Form):
    """A request of a resident, by its code, as a source."""

    code = forms.CharField(label=_("Code of the request"), max_length=40)

    def clean_code(self) -> Enquiry:
        found = Enquiry.objects.filter(code=normal_code(self.cleaned_data["code"]), destroyed_at=None).first()
        if found is None:
            raise ValidationError(_("No request has this code."))
        if found.what.is_private:
            raise ValidationError(_("What is between two people is a source of no problem."))
        return found


class EndForm(forms.Form):
    """How a problem ends, with its reason for everyone."""

    how = forms.ChoiceField(
        label=_("How does it end?"),
        choices=[("settled", _("It is settled")), ("dropped", _("It is not kept"))],
        widget=forms.RadioSelect,
    )
    reason_fr = GuardedText(label=_("Why, in French, for everyone"), max_length=600)
    reason_nl = GuardedText(label=_("Why, in Dutch, for everyone"), max_length=600)
