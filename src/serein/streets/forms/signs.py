"""What is decided of signs, what someone found of one, and what a resident tells of the one they stand before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serein.kit import pictures
from serein.kit.forms import DayField, SentOnce
from serein.streets.models import Circuit, Sign
from serein.territory.place_field import PlaceField
from serein.territory.where import Where

FURTHEST = timedelta(days=730)
State = Sign.State


class OrderForm(forms.Form):
    """A day by which what is ticked is in place."""

    due_on = DayField(label=gettext_lazy("In place by"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if not self.today <= day <= self.today + FURTHEST:
            raise ValidationError(_("Choose a day from today on, within two years."))
        return day


class SignForm(forms.Form):
    """What a sign says and how it hangs."""

    text_fr = forms.CharField(label=gettext_lazy("Text in French"), max_length=80)
    text_nl = forms.CharField(label=gettext_lazy("Text in Dutch"), max_length=80)
    height_cm = forms.IntegerField(label=gettext_lazy("Height, cm"), min_value=60, max_value=450)
    support = forms.ChoiceField(label=gettext_lazy("Support"), choices=Sign.Support.choices, widget=forms.RadioSelect)


class FoundForm(SentOnce):
    """What someone of the commune found of a sign; kept on the device while there is no network."""

    sign = forms.CharField(
        label=gettext_lazy("Code on the sign"),
        max_length=12,
        help_text=gettext_lazy("Six characters under its square."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "data-tells": ""}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("How is the sign?"),
        choices=[(one.value, one.label) for one in (State.GOOD, State.DAMAGED, State.MISSING, State.REMOVED)],
        widget=forms.RadioSelect,
    )
    photo = forms.FileField(
        label=gettext_lazy("A photo that shows it in its place, without any face"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )

    def clean_sign(self) -> Sign:
        code = self.cleaned_data["sign"].strip().lower()
        found = Sign.objects.select_related("circuit").filter(code=code).exclude(state=State.REMOVED).first()
        if found is None:
            raise ValidationError(_("No sign has this code: read it again under the square."))
        return found

    def clean_photo(self) -> Any:
        sent = self.cleaned_data.get("photo")
        if sent:
            pictures.validate_picture(sent)
        return sent

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        sign = told.get("sign")
        if told.get("state") == State.REMOVED and sign is not None and sign.state != State.TO_REMOVE:
            self.add_error("state", _("This sign is still needed: say that it is missing."))
        return told

    @property
    def found(self) -> dict[str, Any]:
        """What was found, for `look_at_sign`."""
        photo = self.cleaned_data.get("photo")
        return {
            "sign": self.cleaned_data["sign"],
            "state": self.cleaned_data["state"],
            "photo": pictures.plain_jpeg(photo).read() if photo else b"",
            "once": self.cleaned_data["token"],
        }


class StartField(forms.CharField):
    """A place to start from, or none."""

    def clean(self, value: Any) -> Where | None:
        return PlaceField().clean(value) if value and value.strip() else None


class RoundForm(forms.Form):
    """Which signs, and from where."""

    circuit = forms.ModelChoiceField(
        label=gettext_lazy("Which circuit?"),
        queryset=Circuit.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("All circuits"),
    )
    start = StartField(
        label=gettext_lazy("Where do you start?"),
        required=False,
        help_text=gettext_lazy("Empty: at the town hall."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signed = Sign.objects.exclude(state=State.REMOVED).values("circuit")
        self.fields["circuit"].queryset = Circuit.objects.filter(pk__in=signed)  # type: ignore[attr-defined]


class TellSignForm(SentOnce):
    """What a resident tells of a sign: one choice, and an address if they wish to hear of it."""

    what = forms.ChoiceField(
        label=gettext_lazy("What is wrong with this sign?"),
        choices=[
            (State.DAMAGED.value, gettext_lazy("It is damaged, dirty or turned.")),
            (State.MISSING.value, gettext_lazy("It is not there any more.")),
        ],
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("You can follow your report without it: you get a code."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
