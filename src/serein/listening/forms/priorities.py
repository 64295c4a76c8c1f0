"""What the panel, everyone in the open round, and the prevention service fill in."""

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from serein.kit.forms import DayField, GuardedText
from serein.listening import scoring
from serein.listening.models.change import ChangeAnswer
from serein.listening.models.priority import BEST_SCORE, Candidate, Criterion, Panel, PriorityRound
from serein.listening.models.problem import Problem
from serein.listening.operations.panels import MOST_LETTERS
from serein.listening.operations.priorities import Draft
from serein.territory.models import Neighbourhood


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code of your letter"),
        max_length=40,
        help_text=_("Ten letters and figures."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class VoteForm(forms.Form):
    """Ten points, or an order, over the problems of a round."""

    token = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput, initial=lambda: secrets.token_urlsafe(18)
    )

    def __init__(
        self, *args: Any, round: PriorityRound, candidates: list[Candidate], given: dict[int, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.round, self.candidates = round, candidates
        for candidate in candidates:
            self.fields[f"c{candidate.pk}"] = self._field(candidate, given)

    def _field(self, candidate: Candidate, given: dict[int, int]) -> forms.Field:
        before = given.get(candidate.pk)
        n = len(self.candidates)
        if self.round.way == PriorityRound.Way.RANKS:
            choices = [("", _("Choose a place")), *[(str(place), str(place)) for place in range(1, n + 1)]]
            initial = "" if not given else str(n - (before or 0))
            return forms.ChoiceField(label=candidate.problem.title, choices=choices, initial=initial)
        return forms.IntegerField(
            label=candidate.problem.title,
            required=False,
            min_value=0,
            max_value=PriorityRound.POINTS,
            initial=before or 0,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )

    def clean(self) -> dict[str, Any] | None:
        told = super().clean() or {}
        if self.errors:
            return told
        said = {candidate.pk: int(told.get(f"c{candidate.pk}") or 0) for candidate in self.candidates}
        if self.round.way == PriorityRound.Way.RANKS:
            if sorted(said.values()) != list(range(1, len(said) + 1)):
                raise ValidationError(_("Give each problem a place of its own: first, second, and so on."))
            told["points"] = scoring.points_of_order(sorted(said, key=lambda key: said[key]))
            return told
        total = sum(said.values())
        if not 0 < total <= PriorityRound.POINTS:
            raise ValidationError(
                gettext("You have %(points)d points in all; you gave %(total)d.")
                % {"points": PriorityRound.POINTS, "total": total}
            )
        told["points"] = said
        return told

    @property
    def points(self) -> dict[int, int]:
        return dict(self.cleaned_data["points"])


class ChangeForm(forms.Form):
    """Did it change? One answer a problem."""

    def __init__(self, *args: Any, problems: list[Problem], said: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems = problems
        for problem in problems:
            self.fields[f"p{problem.pk}"] = forms.ChoiceField(
                label=problem.title,
                choices=ChangeAnswer.What.choices,
                widget=forms.RadioSelect,
                initial=said.get(problem.pk),
            )

    @property
    def said(self) -> dict[int, str]:
        return {problem.pk: self.cleaned_data[f"p{problem.pk}"] for problem in self.problems}


class PanelForm(forms.Form):
    neighbourhood = forms.ModelChoiceField(
        label=_("District"),
        queryset=Neighbourhood.objects.order_by("name_fr"),
        required=False,
        empty_label=_("The whole commune"),
    )
    name_fr = GuardedText(label=_("Name in French"), max_length=120, widget=forms.TextInput)
    name_nl = GuardedText(label=_("Name in Dutch"), max_length=120, widget=forms.TextInput)


class LettersForm(forms.Form):
    fr = forms.IntegerField(label=_("Letters in French"), min_value=0, max_value=MOST_LETTERS)
    nl = forms.IntegerField(label=_("Letters in Dutch"), min_value=0, max_value=MOST_LETTERS)

    def clean(self) -> dict[str, Any] | None:
        told = super().clean() or {}
        if not self.errors and not 0 < told["fr"] + told["nl"] <= MOST_LETTERS:
            raise ValidationError(gettext("Between 1 and %(most)d letters at once.") % {"most": MOST_LETTERS})
        return told


class DaysForm(forms.Form):
    """From the first day to the last, both counted."""

    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))

    def clean(self) -> dict[str, Any] | None:
        told = super().clean() or {}
        first, last = told.get("first_on"), told.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day comes after the first."))
        return told

    @property
    def opens_at(self) -> datetime:
        return _midnight(self.cleaned_data["first_on"])

    @property
    def closes_at(self) -> datetime:
        return _midnight(self.cleaned_data["last_on"] + timedelta(days=1))


class RoundForm(DaysForm):
    neighbourhood = forms.ModelChoiceField(
        label=_("District"),
        queryset=Neighbourhood.objects.order_by("name_fr"),
        required=False,
        empty_label=_("The whole commune"),
    )
    panel = forms.ModelChoiceField(
        label=_("Panel"), queryset=Panel.objects.all(), required=False, empty_label=_("No panel: the open round alone")
    )
    title_fr = GuardedText(label=_("Title in French"), max_length=120, widget=forms.TextInput)
    title_nl = GuardedText(label=_("Title in Dutch"), max_length=120, widget=forms.TextInput)
    question_fr = GuardedText(label=_("Question in French"), max_length=300, widget=forms.TextInput)
    question_nl = GuardedText(label=_("Question in Dutch"), max_length=300, widget=forms.TextInput)
    way = forms.ChoiceField(
        label=_("How do residents answer?"),
        choices=PriorityRound.Way.choices,
        widget=forms.RadioSelect,
        initial=PriorityRound.Way.POINTS,
    )
    is_open_to_all = forms.BooleanField(label=_("An open round beside it, counted apart"), required=False, initial=True)
    field_order = ("neighbourhood", "panel", "title_fr", "title_nl", "question_fr", "question_nl", "way")

    def draft(self) -> Draft:
        names = ("title_fr", "title_nl", "question_fr", "question_nl", "way", "is_open_to_all")
        told = {name: self.cleaned_data[name] for name in names}
        return Draft(opens_at=self.opens_at, closes_at=self.closes_at, **told)


class CriterionForm(forms.Form):
    """A criterion of the method; a line without a name is taken out."""

    name_fr = GuardedText(label=_("Criterion in French"), max_length=120, required=False, widget=forms.TextInput)
    name_nl = GuardedText(label=_("Criterion in Dutch"), max_length=120, required=False, widget=forms.TextInput)
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=100, required=False)

    def clean(self) -> dict[str, Any] | None:
        told = super().clean() or {}
        given = [bool(told.get(name)) for name in ("name_fr", "name_nl", "weight")]
        if not self.errors and told.get("name_fr") and not all(given):
            raise ValidationError(_("A criterion needs its name in both languages, and a weight."))
        return told


CriteriaFormSet = forms.formset_factory(CriterionForm, extra=1, max_num=8, validate_max=True)


class CandidatesForm(forms.Form):
    problems = forms.ModelMultipleChoiceField(
        label=_("Problems of this round"), queryset=Problem.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, round: PriorityRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Problem.objects.standing().select_related("neighbourhood").order_by("neighbourhood__name_fr", "pk")
        if round.neighbourhood_id is not None:
            known = known.filter(neighbourhood=round.neighbourhood_id)
        field: Any = self.fields["problems"]
        field.queryset = known
        field.label_from_instance = lambda problem: f"{problem.title} ({problem.neighbourhood.name})"


class ScoresForm(forms.Form):
    """The scores of one problem, each with its reason."""

    def __init__(self, *args: Any, candidate: Candidate, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        known = {score.criterion_id: score for score in candidate.scores.all()}
        for row in criteria:
            score = known.get(row.pk)
            self.fields[f"v{row.pk}"] = forms.TypedChoiceField(
                label=row.name,
                coerce=int,
                choices=[(n, str(n)) for n in range(BEST_SCORE + 1)],
                widget=forms.RadioSelect,
                initial=None if score is None else score.value,
            )
            for language, label in (("fr", _("Why, in French")), ("nl", _("Why, in Dutch"))):
                self.fields[f"r{row.pk}_{language}"] = GuardedText(
                    label=label,
                    max_length=300,
                    widget=forms.TextInput,
                    initial="" if score is None else getattr(score, f"reason_{language}"),
                )

    def scores(self) -> dict[Criterion, tuple[int, str, str]]:
        told = self.cleaned_data
        return {row: (told[f"v{row.pk}"], told[f"r{row.pk}_fr"], told[f"r{row.pk}_nl"]) for row in self.criteria}


class OrderForm(forms.Form):
    """The order that the commune chooses, and why where it differs."""

    def __init__(self, *args: Any, candidates: list[Candidate], proposed: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        for candidate in candidates:
            key = candidate.pk
            self.fields[f"k{key}"] = forms.IntegerField(
                label=candidate.problem.title,
                min_value=1,
                max_value=len(candidates),
                initial=candidate.chosen_rank or proposed[key],
            )
            for language, label in (("fr", _("Why, in French")), ("nl", _("Why, in Dutch"))):
                self.fields[f"r{key}_{language}"] = GuardedText(
                    label=label,
                    max_length=600,
                    required=False,
                    widget=forms.TextInput,
                    initial=getattr(candidate, f"reason_{language}"),
                )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        ranks = [told.get(f"k{row.pk}") for row in self.candidates]
        if None not in ranks and len(set(ranks)) < len(ranks):
            raise ValidationError(_("Two problems have one place. Give each a place of its own."))
        return told

    def order(self) -> dict[Candidate, tuple[int, str, str]]:
        told = self.cleaned_data
        return {row: (told[f"k{row.pk}"], told[f"r{row.pk}_fr"], told[f"r{row.pk}_nl"]) for row in self.candidates}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
