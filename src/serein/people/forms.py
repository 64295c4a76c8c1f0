"""Forms of the desk about people."""

from datetime import datetime, time, timedelta
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from serein.kit.forms import DayInput
from serein.people.models import BeatDesk, StaffMember


class AbsenceForm(forms.Form):
    """Away from a day to a day, both included; why is not asked (H32)."""

    staff_member = forms.ModelChoiceField(label=_("Who is away?"), queryset=StaffMember.objects.none())
    from_on = forms.DateField(label=_("From"), widget=DayInput)
    until_on = forms.DateField(
        label=_("Until, that day included"),
        widget=DayInput,
        required=False,
        help_text=_("Leave empty if you do not know yet. It is shown to nobody, nor is why."),
    )

    def __init__(self, *args: Any, choices: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["staff_member"].queryset = choices  # type: ignore[attr-defined]
        self.fields["from_on"].initial = timezone.localdate(now)
        if choices.count() == 1:
            self.fields["staff_member"].initial = choices.first()

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        starts, ends = self.cleaned_data.get("from_on"), self.cleaned_data.get("until_on")
        if starts and ends and ends < starts:
            self.add_error("until_on", _("This day is before the first one."))
        return told

    @property
    def period(self) -> tuple[datetime, datetime | None]:
        """The half-open period: from now if it starts today, to the end of the last day."""
        starts, ends = self.cleaned_data["from_on"], self.cleaned_data["until_on"]
        starts_at = self.now if starts == timezone.localdate(self.now) else _midnight(starts)
        return starts_at, _midnight(ends + timedelta(days=1)) if ends else None


class PostingForm(forms.Form):
    desk = forms.ModelChoiceField(
        label=_("Beat"), queryset=BeatDesk.objects.select_related("beat").order_by("beat__code")
    )
    staff_member = forms.ModelChoiceField(label=_("Who"), queryset=StaffMember.objects.filter(left_at=None))
    part = forms.ChoiceField(
        label=_("As"),
        choices=[("inspector", _("Inspector of the beat")), ("backup", _("Back-up"))],
        widget=forms.RadioSelect,
        initial="inspector",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"].label_from_instance = lambda desk: f"{desk.beat.code} {desk.beat.name}"  # type: ignore[attr-defined]


class LeavingForm(forms.Form):
    staff_member = forms.ModelChoiceField(label=_("Who leaves?"), queryset=StaffMember.objects.filter(left_at=None))


def validate_number_to_call(text: str) -> None:
    """Accept a short national code or a number that can be dialled from here."""
    if text.isdecimal() and 3 <= len(text) <= 4:
        return
    try:
        number = phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValidationError(_("This cannot be dialled. Write it like 056 12 34 56, +32 56 12 34 56 or 101."))


class NumberForm(forms.Form):
    number = forms.CharField(label=_("Number"), max_length=30, validators=[validate_number_to_call])
    verified_on = forms.DateField(label=_("You called it on"), widget=DayInput)


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
