"""For developers: each component in both themes, side by side."""

from dataclasses import dataclass
from typing import ClassVar

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

ICONS = (
    "phone calendar pin lamp bench van person clock warning check document download language search home logout "
    "info target mail close arrow moon key print eye steps path crossing road bin sound"
).split()


class SampleForm(forms.Form):
    name = forms.CharField(label="Your name", max_length=80)
    phone = forms.CharField(label="Your phone number", help_text="We call from a hidden number.", required=False)
    day = forms.DateField(label="A day that suits you")
    language = forms.ChoiceField(label="Language of the call", choices=[("fr", "Français"), ("nl", "Nederlands")])
    message = forms.CharField(label="What it is about", widget=forms.Textarea, help_text="In a sentence or two.")
    leave_message = forms.ChoiceField(
        label="May a message be left?",
        choices=[("yes", "Yes"), ("no", "No, only speak to me")],
        widget=forms.RadioSelect,
    )
    hours = forms.MultipleChoiceField(
        label="Hours that are safe for you",
        choices=[("morning", "Morning"), ("afternoon", "Afternoon"), ("evening", "Evening")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agrees = forms.BooleanField(label="I have read what is kept and for how long")


@dataclass(frozen=True)
class Side:
    """One theme, with something to show in each component."""

    theme: str
    title: str
    form: SampleForm
    page: Page[int]
    lat: float
    lon: float
    headers: ClassVar[list[str]] = ["Post", "Day", "Hours"]
    icons: ClassVar[list[str]] = ICONS


def show_components(request: HttpRequest) -> HttpResponse:
    sides = [
        Side(
            theme=theme,
            title=title,
            form=SampleForm({"name": "Chloé", "leave_message": "no"}, auto_id=f"{theme}_%s"),
            page=Paginator(range(200), 10).page(4),
            lat=50.74,
            lon=3.22,
        )
        for theme, title in (("light", "By day"), ("dark", "By night"))
    ]
    return render(request, "kit/components.html", {"sides": sides})
