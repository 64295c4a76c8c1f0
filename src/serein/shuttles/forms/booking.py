"""What who wants to go home is asked, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms.boundfield import BoundField
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.kit import sealing
from serein.kit.forms import SentOnce, read_phone
from serein.shuttles.local_hours import hour_in_words
from serein.shuttles.models import Night
from serein.territory.queries import address_label
from serein.territory.spelling import fold
from serein.territory.where import Where, find_where, named

SOON = "soon"
"""As soon as possible, on a night that runs."""
EVERY = timedelta(minutes=15)
MOST_IN_A_GROUP = 60
_FORM = "%Y%m%dT%H%MZ"
_in_words = lazy(hour_in_words, str)
"""Hours are said where a page shows them: a form that is sent needs their keys only."""


def key_of(moment: datetime) -> str:
    """Write a moment as forms send it: in universal time, in which no hour comes twice."""
    return moment.astimezone(UTC).strftime(_FORM)


def moment_of(key: str) -> datetime | None:
    try:
        return datetime.strptime(key, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


def quarters(night: Night, now: datetime) -> list[datetime]:
    """List the quarters of an hour that can still be wished for."""
    first = max(night.starts_at, now)
    seconds = EVERY.total_seconds()
    moment = datetime.fromtimestamp(-(-first.timestamp() // seconds) * seconds, UTC)
    listed = [night.starts_at] if moment != night.starts_at and first == night.starts_at else []
    while moment < night.ends_at:
        listed.append(moment)
        moment += EVERY
    return listed


@dataclass(frozen=True)
class PlaceField:
    """A field that asks where, and what was understood."""

    name: str
    field: BoundField
    where: Where

    @property
    def text(self) -> str:
        """What was written, or the address that it turned out to mean."""
        language = get_language() or "fr"
        if self.where.is_found and self.where.address:
            return address_label(self.where.address, language=language)
        return self.where.label(language) if self.where.is_found else self.field.value() or ""


class BookingForm(SentOnce):
    to = forms.CharField(
        label=_("Where do you want to be taken?"),
        max_length=200,
        help_text=_("A street and a number"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "street-address"}),
        error_messages={"required": _("Write where you want to be taken: a street and a number.")},
    )
    to_address = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    to_choice = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    start = forms.CharField(
        label=_("Where are you fetched?"),
        max_length=200,
        help_text=_("A street and a number"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"required": _("Write where the van fetches you: a street and a number.")},
    )
    start_address = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    start_choice = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    wanted = forms.ChoiceField(
        label=_("When do you want to leave?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose when you want to leave."),
            "invalid_choice": _("This moment is over, or outside the night. Choose another."),
        },
    )
    instead = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    party_size = forms.IntegerField(
        label=_("How many are you?"),
        min_value=1,
        max_value=MOST_IN_A_GROUP,
        initial=1,
        help_text=_("All who get out at the same door"),
        error_messages={"max_value": _("That is more than any van holds. Book several groups, one after the other.")},
    )
    wheelchairs = forms.IntegerField(
        label=_("Places for a wheelchair"), min_value=0, max_value=MOST_IN_A_GROUP, initial=0, required=False
    )
    contact = forms.CharField(
        label=_("An e-mail or a phone number"),
        max_length=120,
        required=False,
        help_text=_("For your ticket by e-mail, or to call you if the van waits. Without it, note your number."),
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )
    has_minor = forms.BooleanField(label=_("Somebody under 18 travels without an adult"), required=False)
    guardian_phone = forms.CharField(
        label=_("A parent's phone number"),
        max_length=30,
        required=False,
        help_text=_("Called only if something keeps us from taking you home."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel"}),
    )
    guardian_mail = forms.EmailField(
        label=_("A parent's e-mail"),
        required=False,
        help_text=_("Gets a mail when you are on board and when you are home, only if you write it here."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    to_where: Where = Where()
    start_where: Where | None = None

    def __init__(self, *args: Any, night: Night, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.night, self.now = night, now
        if night.is_doorstep:
            del self.fields["start"], self.fields["start_address"], self.fields["start_choice"]
        self._runs = night.starts_at <= now
        moments = [(key_of(moment), _in_words(moment)) for moment in quarters(night, now)]
        wanted: Any = self.fields["wanted"]
        wanted.choices = ([(SOON, _("As soon as possible"))] if self._runs else []) + moments
        if self._runs:
            self.initial.setdefault("wanted", SOON)

    def clean_wheelchairs(self) -> int:
        return self.cleaned_data["wheelchairs"] or 0

    def clean_contact(self) -> dict[str, str]:
        text = self.cleaned_data["contact"].strip()
        if not text:
            return {}
        if "@" not in text:
            return {"phone": read_phone(text)}
        try:
            validate_email(text)
        except ValidationError:
            raise ValidationError(_("This is not an e-mail address that a mail reaches.")) from None
        return {"mail": text}

    def clean_guardian_phone(self) -> str:
        return read_phone(self.cleaned_data["guardian_phone"]) if self.cleaned_data["guardian_phone"] else ""

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        self.to_where = self._place("to")
        if "start" in self.fields:
            self.start_where = self._place("start")
        if self.cleaned_data.get("instead"):
            self.errors.pop("wanted", None)
            if moment_of(self.cleaned_data["instead"]) is None:
                self.add_error("wanted", self.fields["wanted"].error_messages["invalid_choice"])
        size, chairs = self.cleaned_data.get("party_size"), self.cleaned_data.get("wheelchairs")
        if size is not None and chairs is not None and chairs > size:
            self.add_error("wheelchairs", _("There are more wheelchair places than people in your group."))
        return told

    def _place(self, name: str) -> Where:
        told = {part: self.cleaned_data.get(f"{name}_{part}", "") for part in ("choice", "address")}
        where = read_place(text=self.cleaned_data.get(name, ""), **told)
        if name not in self.errors and not where.is_found:
            self.add_error(name, what_is_missing(where))
        return where

    def places(self) -> list[PlaceField]:
        """List the fields that say where, as the page lays them out."""
        found = {"start": self.start_where or Where(), "to": self.to_where}
        return [PlaceField(name, self[name], found[name]) for name in ("start", "to") if name in self.fields]

    @property
    def wanted_at(self) -> datetime:
        """The wished moment; a moment that we offered instead counts more."""
        key = self.cleaned_data["instead"] or self.cleaned_data["wanted"]
        return moment_of(key) or self.now

    @property
    def contacts(self) -> dict[str, str]:
        told = self.cleaned_data
        guardian = {
            name: told[name] for name in ("guardian_phone", "guardian_mail") if told["has_minor"] and told[name]
        }
        contact: dict[str, str] = told["contact"]
        return contact | guardian

    @property
    def mark(self) -> str:
        """What is the same when this form is sent twice, and tells nothing of what it holds."""
        return sealing.blind_index(self.once, purpose="shuttle.once") if self.once else ""


def what_is_missing(where: Where) -> Any:
    if where.is_outside:
        return _("This place lies in another commune: the shuttle does not go there.")
    if where.matches:
        return _("Several places are called so: choose one below.")
    return _("We do not find this place. Write a street and a number, as on an envelope.")


def read_place(*, text: str, choice: str = "", address: str = "") -> Where:
    """
    Read a place: the one chosen among several, else what the text says.

    The key of an address that a list of suggestions left in the form counts only while the text is still its label.
    """
    language = get_language() or "fr"
    if choice:
        return named(find_where(asked={"address": choice}, language=language))
    if address:
        where = find_where(asked={"address": address}, language=language)
        if where.address and fold(address_label(where.address, language=language)) == fold(text):
            return named(where)
    return named(find_where(asked={"q": text}, language=language))
