"""Announcing a walk, holding it, and what its group notes on the street."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from serein.kit.forms import DayField, GuardedText, SentOnce, TimeInput
from serein.streets.models import Circuit, Edition, Finding, Walk
from serein.streets.queries.walks import PARAMETERS, TRAIT_WORDS
from serein.territory.models import Neighbourhood
from serein.territory.where import Where, find_where, named

OPEN_BEFORE, OPEN_AFTER = timedelta(days=45), timedelta(days=60)
"""Walks that a form on the street offers: those to come soon, so that a kept page knows them, and recent ones."""
LONGEST_WALK = timedelta(hours=4)


def _line(label: Any, most: int, **kwargs: Any) -> GuardedText:
    return GuardedText(label=label, max_length=most, widget=forms.TextInput, **kwargs)


class WalkForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of walk?"), choices=Walk.Kind.choices, widget=forms.RadioSelect
    )
    name_fr = _line(gettext_lazy("Name in French"), 120)
    name_nl = _line(gettext_lazy("Name in Dutch"), 120)
    on = DayField(label=gettext_lazy("Day"))
    at = forms.TimeField(label=gettext_lazy("Hour"), widget=TimeInput, initial=time(20, 0))
    neighbourhood = forms.ModelChoiceField(
        label=gettext_lazy("Neighbourhood"), queryset=Neighbourhood.objects.order_by("name_fr")
    )
    meeting_fr = _line(gettext_lazy("Meeting point, in French"), 160)
    meeting_nl = _line(gettext_lazy("Meeting point, in Dutch"), 160)
    who_fr = _line(gettext_lazy("Who may come, in French"), 240)
    who_nl = _line(gettext_lazy("Who may come, in Dutch"), 240)
    access_fr = _line(gettext_lazy("How to come with a wheelchair or a pram, in French"), 240)
    access_nl = _line(gettext_lazy("How to come with a wheelchair or a pram, in Dutch"), 240)
    circuit = forms.ModelChoiceField(
        label=gettext_lazy("Along which circuit?"), queryset=Circuit.objects.none(), required=False
    )
    after = forms.ModelChoiceField(
        label=gettext_lazy("Which walk does it repeat?"), queryset=Walk.objects.none(), required=False
    )

    def __init__(self, *args: Any, walk: Walk | None = None, **kwargs: Any) -> None:
        if walk is not None:
            names = set(self.base_fields) - {"on", "at"}
            here = timezone.localtime(walk.starts_at)
            kwargs["initial"] = {name: getattr(walk, name) for name in names} | {"on": here.date(), "at": here.time()}
        else:
            kwargs.setdefault("initial", {"kind": Walk.Kind.EXPLORATORY})
        super().__init__(*args, **kwargs)
        shown = Circuit.objects.filter(editions__state=Edition.State.PUBLISHED).distinct()
        self.fields["circuit"].queryset = shown  # type: ignore[attr-defined]
        before = Walk.objects.filter(held_at__isnull=False)
        if walk is not None:
            before = before.exclude(pk=walk.pk).filter(starts_at__lt=walk.starts_at)
        self.fields["after"].queryset = before  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        told["starts_at"] = timezone.make_aware(datetime.combine(told.pop("on"), told.pop("at")))
        return told


class HeldForm(forms.Form):
    group_size = forms.IntegerField(
        label=gettext_lazy("How many walked"),
        min_value=1,
        max_value=200,
        help_text=gettext_lazy("The public reads it from five on."),
    )
    traits = forms.MultipleChoiceField(
        label=gettext_lazy("Who was among them"),
        choices=list(TRAIT_WORDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Never how many of each, never who."),
    )


class FindingWordsForm(forms.Form):
    axis = forms.ChoiceField(label=gettext_lazy("What it is about"), choices=Finding.Axis.choices)
    place_fr = _line(gettext_lazy("Where, in French"), 160)
    place_nl = _line(gettext_lazy("Where, in Dutch"), 160)
    words_fr = GuardedText(label=gettext_lazy("In French"), max_length=400)
    words_nl = GuardedText(label=gettext_lazy("In Dutch"), max_length=400)

    def __init__(self, sent: Any = None, *, finding: Finding) -> None:
        initial = {name: getattr(finding, name) for name in self.base_fields}
        if not finding.words_fr and not finding.words_nl:
            initial["words_fr"] = finding.noted
        super().__init__(sent, initial=initial, auto_id=f"id_{finding.pk}_%s")


class OnTheStreetForm(SentOnce):
    """What every form of a walk asks: which walk, and where; kept on the device while there is no network."""

    walk = forms.ModelChoiceField(
        label=gettext_lazy("Which walk?"),
        queryset=Walk.objects.none(),
        widget=forms.Select(attrs={"data-tells": True}),
    )
    q = forms.CharField(
        label=gettext_lazy("Where is it?"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("A street and a number, a place or a street corner"),
        widget=forms.TextInput(attrs={"data-tells": True, "autocomplete": "off"}),
    )
    lat = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)
    lon = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)
    where: Where

    def __init__(self, *args: Any, made_at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made_at = made_at
        near = Walk.objects.filter(starts_at__gt=made_at - OPEN_AFTER, starts_at__lt=made_at + OPEN_BEFORE)
        self.fields["walk"].queryset = near  # type: ignore[attr-defined]

    def clean_walk(self) -> Walk:
        walk: Walk = self.cleaned_data["walk"]
        if walk.starts_at > self.made_at:
            raise forms.ValidationError(_("This walk is still to come."))
        return walk

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        self.where = named(_where(told))
        if not self.where.is_found and "q" not in self.errors:
            self.add_error("q", self._what_is_missing())
        return told

    def _what_is_missing(self) -> str:
        if self.where.is_outside:
            return _("This lies in another commune.")
        if self.where.matches:
            choices = "; ".join(match.label for match in self.where.matches[:3])
            return _("Several places are called so. Write one of them: %(choices)s.") % {"choices": choices}
        return _("We do not find this place. Write a street and a number, a place or a street corner.")

    @property
    def seen_at(self) -> datetime:
        """When it was seen: as it was noted, and while the walk lasted."""
        walk: Walk = self.cleaned_data["walk"]
        return min(self.made_at, walk.starts_at + LONGEST_WALK)


def _where(told: dict[str, Any]) -> Where:
    """Take the words that were typed; a position only where nothing was."""
    language = get_language() or "fr"
    if text := str(told.get("q") or "").strip():
        where = find_where(asked={"q": text}, language=language)
        if where.is_found or not told.get("lat"):
            return where
    return find_where(asked={"lat": told.get("lat", ""), "lon": told.get("lon", "")}, language=language)


class FindingForm(OnTheStreetForm):
    axis = forms.ChoiceField(
        label=gettext_lazy("What is it about?"), choices=Finding.Axis.choices, widget=forms.RadioSelect
    )
    is_good = forms.TypedChoiceField(
        label=gettext_lazy("Does it help, or is it in the way?"),
        choices=[("good", gettext_lazy("It helps: to be kept")), ("mend", gettext_lazy("To be mended"))],
        coerce=lambda value: value == "good",
        widget=forms.RadioSelect,
    )
    noted = GuardedText(
        label=gettext_lazy("What did the group notice?"),
        max_length=400,
        help_text=gettext_lazy("In a sentence, about the place and never about a person."),
        widget=forms.Textarea(attrs={"rows": 3, "data-tells": True}),
    )
    field_order = ("walk", "axis", "is_good", "q", "lat", "lon", "noted")


def _score_field(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=[(n, str(n)) for n in range(4)], coerce=int, widget=forms.RadioSelect
    )


class ScoreForm(OnTheStreetForm):
    """Nine parameters of a spot, from 0 to 3 each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, none, full) in PARAMETERS.items():
            self.fields[name] = _score_field(label)
            self.fields[name].help_text = f"0: {none} … 3: {full}"

    @property
    def scores(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in PARAMETERS}
