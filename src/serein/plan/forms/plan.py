"""What the prevention service and the offices write of the plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from serein.kit.forms import DayInput, GuardedText
from serein.listening.kinds import THINGS
from serein.listening.models.problem import Problem
from serein.people.models import Office, Organisation
from serein.plan.models import Action, Promise
from serein.plan.queries.sources import SOURCES
from serein.territory.models import Neighbourhood

_LINE = {"maxlength": 200}


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice by the name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(getattr(obj, "name", "") or getattr(obj, "title", "") or obj)


class OfPlace(Named):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.neighbourhood.name}: {obj.title}"


class PlanForm(forms.Form):
    title_fr = forms.CharField(label=_("Title in French"), max_length=200)
    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=200)
    starts_on = forms.DateField(label=_("First day"), widget=DayInput)
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput)

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        _refuse_order(self, "starts_on", "ends_on")
        return told


class ObjectiveForm(forms.Form):
    code = forms.SlugField(label=_("Code"), max_length=20, help_text=_("Short: O1, O2…"))
    title_fr = forms.CharField(label=_("Title in French"), max_length=200)
    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=200)


class ChangedActionForm(forms.Form):
    title_fr = forms.CharField(label=_("Title in French"), max_length=200)
    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=200, required=False)
    summary_fr = GuardedText(label=_("What is done, in French"), max_length=2000, required=False)
    summary_nl = GuardedText(label=_("What is done, in Dutch"), max_length=2000, required=False)
    owner = Named(label=_("Who answers for it"), queryset=Office.objects.all())
    starts_on = forms.DateField(label=_("First day"), widget=DayInput)
    due_on = forms.DateField(label=_("Due on"), widget=DayInput)

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        _refuse_order(self, "starts_on", "due_on")
        return told


class ActionForm(ChangedActionForm):
    objective = Named(label=_("Objective"), queryset=None)
    code = forms.SlugField(label=_("Code"), max_length=20, help_text=_("Short: A1, A2…"))
    field_order = (
        "objective",
        "code",
        "title_fr",
        "title_nl",
        "summary_fr",
        "summary_nl",
        "owner",
        "starts_on",
        "due_on",
    )

    def __init__(self, *args: Any, objectives: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].queryset = objectives  # type: ignore[attr-defined]


class StepForm(forms.Form):
    title_fr = forms.CharField(label=_("Step, in French"), max_length=200)
    title_nl = forms.CharField(label=_("Step, in Dutch"), max_length=200)
    due_on = forms.DateField(label=_("Due on"), widget=DayInput)
    owner = Named(
        label=_("Who does it"),
        queryset=Office.objects.all(),
        required=False,
        help_text=_("Empty: who owns the action."),
    )


class ChangedStepForm(StepForm):
    owner = Named(label=_("Who does it"), queryset=Office.objects.all())


class IndicatorForm(forms.Form):
    name_fr = forms.CharField(label=_("Indicator, in French"), max_length=200)
    name_nl = forms.CharField(label=_("Indicator, in Dutch"), max_length=200)
    unit_fr = forms.CharField(label=_("Unit in French"), max_length=60, required=False)
    unit_nl = forms.CharField(label=_("Unit in Dutch"), max_length=60, required=False)
    target = forms.FloatField(label=_("Target"), required=False)
    source = forms.ChoiceField(
        label=_("Counted by itself"),
        required=False,
        help_text=_("Empty: someone types the figure, with its source and its day."),
    )
    kind = forms.ChoiceField(label=_("Only for this thing"), required=False)
    neighbourhood = Named(
        label=_("Only in this neighbourhood"), queryset=Neighbourhood.objects.order_by("name_fr"), required=False
    )
    since_on = forms.DateField(label=_("Counted since"), widget=DayInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "–"), *((name, one.label) for name, one in SOURCES.items())]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", "–"), *((thing.kind.code, thing.label) for thing in THINGS)]  # type: ignore[attr-defined]


class ReadingForm(forms.Form):
    on = forms.DateField(label=_("On which day"), widget=DayInput)
    value = forms.FloatField(label=_("Figure"))
    cases = forms.IntegerField(label=_("Number of cases"), min_value=1)
    low = forms.FloatField(label=_("Interval, from"), required=False)
    high = forms.FloatField(label=_("Interval, to"), required=False)
    source_fr = forms.CharField(label=_("Source, in French"), max_length=200)
    source_nl = forms.CharField(label=_("Source, in Dutch"), max_length=200)

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        low, high, value = (self.cleaned_data.get(name) for name in ("low", "high", "value"))
        if (low is None) != (high is None):
            self.add_error("high", _("Give both ends of the interval, or none."))
        elif low is not None and high is not None and value is not None and not low <= value <= high:
            self.add_error("high", _("The figure lies outside its interval."))
        return told


class PartnerForm(forms.Form):
    organisation = Named(label=_("Partner"), queryset=Organisation.objects.all())
    role_fr = forms.CharField(label=_("Which role agrees, in French"), max_length=120)
    role_nl = forms.CharField(label=_("Which role agrees, in Dutch"), max_length=120)
    on = forms.DateField(label=_("Asked on"), widget=DayInput)


class BudgetForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100, localize=False)
    label_fr = forms.CharField(label=_("For what, in French"), max_length=120)
    label_nl = forms.CharField(label=_("For what, in Dutch"), max_length=120)
    euros = forms.DecimalField(label=_("Amount in euros"), min_value=0, max_value=100_000_000, decimal_places=2)


class ProblemForm(forms.Form):
    problem = OfPlace(
        label=_("Problem that it answers"), queryset=Problem.objects.public().select_related("neighbourhood")
    )


class NeedForm(forms.Form):
    needs = Named(label=_("What must be done first"), queryset=Action.objects.order_by("code"))


class PromiseForm(forms.Form):
    promise = forms.ModelChoiceField(label=_("Promise that it serves"), queryset=Promise.objects.all())


class WhyForm(forms.Form):
    """Why something is given up, in both languages."""

    because_fr = GuardedText(label=_("In French: because…"), max_length=1000)
    because_nl = GuardedText(label=_("In Dutch: because…"), max_length=1000)


class WordsForm(forms.Form):
    """Why a step is late, or what blocks it: in one language at least."""

    words_fr = GuardedText(label=_("In French"), max_length=500, required=False)
    words_nl = GuardedText(label=_("In Dutch"), max_length=500, required=False)

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        texts = [self.cleaned_data.get(name) for name in ("words_fr", "words_nl")]
        if not self.errors and not any(texts):
            self.add_error("words_fr", _("Say it in a sentence. Residents read it once it is there in both languages."))
        return told


class PlanFileForm(forms.Form):
    file = forms.FileField(label=_("The plan (CSV)"), widget=forms.FileInput(attrs={"accept": ".csv,.txt"}))


class PlanTextForm(forms.Form):
    """The very text that was looked at, sent once more to be written."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False)


def _refuse_order(form: forms.Form, first: str, last: str) -> None:
    begins, ends = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if begins and ends and ends < begins:
        form.add_error(last, _("The last day comes before the first."))
