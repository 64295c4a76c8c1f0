"""What a letter cannot know by itself, and a template that comes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.kit.forms import GuardedText
from serein.people.models import Organisation
from serein.proximity.forms.meetings import BeatChoice
from serein.proximity.models import LetterTemplate, Surgery, Visit
from serein.territory.models import Beat


def language_shown() -> str:
    """Return the language of the page, where a letter can be written in it."""
    return "nl" if get_language() == "nl" else "fr"


class PartnerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Organisation) -> str:
        return obj.name


class SurgeryChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Surgery) -> str:
        beat = obj.desk.beat
        return f"{beat.code} {beat.name}, {obj.get_weekday_display()} {obj.opens:%H:%M}–{obj.closes:%H:%M}"


class CheckChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An ended check by its last attempt, beat and finding: its door is not opened yet."""

    def label_from_instance(self, obj: Visit) -> str:
        tried = [timezone.localtime(attempt.began_at) for attempt in obj.attempts.all()]
        at = date_format(tried[-1], "j F Y, H:i") if tried else ""
        return f"{at} · {obj.task.beat.code} {obj.task.beat.name} · {obj.get_finding_display()}"


class InALanguage(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"), choices=LetterTemplate.Language.choices, initial=language_shown, widget=forms.RadioSelect
    )


class ReportForm(InALanguage):
    visit = CheckChoice(
        label=_("Ended check, by its last attempt"),
        queryset=Visit.objects.none(),
        help_text=_(
            "The door and the reference are opened for this one paper, and it is noted that you did. "
            "Keep no copy once it is handed over."
        ),
    )
    field_order = ("visit", "language")

    def __init__(self, *args: Any, checks: QuerySet[Visit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visit"].queryset = checks  # type: ignore[attr-defined]


class PosterForm(InALanguage):
    surgery = SurgeryChoice(label=_("Surgery"), queryset=Surgery.objects.none())
    field_order = ("surgery", "language")

    def __init__(self, *args: Any, surgeries: QuerySet[Surgery], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["surgery"].queryset = surgeries  # type: ignore[attr-defined]


class PartnerLetterForm(InALanguage):
    beat = BeatChoice(label=_("Beat"), queryset=Beat.objects.none())
    partner = PartnerChoice(label=_("Partner"), queryset=Organisation.objects.none())
    subject = GuardedText(label=_("Subject"), max_length=120, widget=forms.TextInput)
    text = GuardedText(
        label=_("Text"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Sender, addressee, date and signature are put in. Name nobody; leave out numbers and plates."),
    )
    field_order = ("beat", "partner", "subject", "text", "language")

    def __init__(self, *args: Any, beats: QuerySet[Beat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beat"].queryset = beats  # type: ignore[attr-defined]
        self.fields["beat"].initial = beats.first()
        self.fields["partner"].queryset = Organisation.objects.exclude(kind=Organisation.Kind.POLICE_ZONE)  # type: ignore[attr-defined]


class TemplateForm(InALanguage):
    use = forms.ChoiceField(label=_("What it is for"), choices=LetterTemplate.Use.choices)
    file = forms.FileField(
        label=_("Your template (DOCX or ODT)"),
        help_text=_("2 MB at most, without macros, links or pictures that lie elsewhere."),
        widget=forms.FileInput(attrs={"accept": ".docx,.odt"}),
    )
    field_order = ("use", "language", "file")
