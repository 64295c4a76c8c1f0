"""The round of the day, and what happened at a door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from serein.kit.forms import SentOnce, TimeInput
from serein.people.models import Post
from serein.proximity.models import Round, VisitAttempt

LONGEST_AT_DOOR = 3600
BREAKS = [
    (0, _("no break")),
    (15, _("a quarter of an hour")),
    (30, _("half an hour")),
    (45, _("three quarters of an hour")),
    (60, _("an hour")),
]


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Post) -> str:
        return obj.name


class RoundForm(forms.Form):
    """Where one starts, how one goes, and for how long."""

    post = PostChoice(label=_("From which post?"), queryset=Post.objects.all())
    mode = forms.ChoiceField(label=_("How?"), choices=Round.Mode.choices, widget=forms.RadioSelect, initial="foot")
    starts = forms.TimeField(label=_("From"), widget=TimeInput())
    ends = forms.TimeField(label=_("Until"), widget=TimeInput())
    break_minutes = forms.TypedChoiceField(label=_("Break"), choices=BREAKS, coerce=int)

    def __init__(self, *args: Any, now: datetime, post: Post | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = timezone.localtime(now)
        self.fields["starts"].initial = f"{self._now:%H:%M}"
        last = self._now.replace(hour=23, minute=59)
        ends = min(self._now + timedelta(hours=4), last)
        self.fields["ends"].initial = f"{ends:%H:%M}"
        self.fields["break_minutes"].initial = 30 if self._now.hour < 12 < ends.hour else 0
        self.fields["post"].initial = post

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("This is before the hour above: a round is of one day."))
        return told

    def shift(self) -> tuple[datetime, datetime]:
        day = self._now.date()
        return (
            timezone.make_aware(datetime.combine(day, self.cleaned_data["starts"])),
            timezone.make_aware(datetime.combine(day, self.cleaned_data["ends"])),
        )


class AttemptForm(SentOnce, forms.Form):
    """One tap at a door; the number of the notice where one was left."""

    outcome = forms.ChoiceField(choices=VisitAttempt.Outcome.choices)
    notice_number = forms.CharField(max_length=9, required=False)
    seconds = forms.IntegerField(min_value=0, max_value=LONGEST_AT_DOOR, required=False)
    """For how long one stood there, where the device knows."""


class CorrectForm(forms.Form):
    """What was found after all; empty where one stood at another door."""

    outcome = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, outcomes: Iterable[VisitAttempt.Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(one.value, one.label) for one in outcomes]  # type: ignore[attr-defined]


class TieForm(forms.Form):
    """The attempt after which a notice was left."""

    attempt = forms.ModelChoiceField(queryset=VisitAttempt.objects.none())

    def __init__(self, *args: Any, attempts: QuerySet[VisitAttempt], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attempt"].queryset = attempts  # type: ignore[attr-defined]


class AgreeForm(forms.Form):
    """A period that the resident proposed."""

    starts_at = forms.DateTimeField()
    ends_at = forms.DateTimeField()
