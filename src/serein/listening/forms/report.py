"""What someone who reports a thing is asked, and no more."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.enquiries import queries as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import pictures
from serein.kit.forms import GuardedText, HelpFirst, SentOnce, read_phone
from serein.listening.kinds import THINGS, Thing, find_thing
from serein.listening.operations.reports import Released, Telling
from serein.listening.paper import is_paper_code
from serein.territory.where import Where, find_street_where, find_where, named

MOST_BYTES = 25 * 1024 * 1024
"""A photo of fifty megapixels as a camera writes it."""
PLACE = ("q", "address", "lat", "lon", "street")


def _hidden() -> forms.CharField:
    return forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


def read_where(asked: Any, language: str) -> Where:
    """Read where from what an address or a form says: an address, a point, a street, or words."""
    where = find_where(asked={**{name: asked.get(name, "") for name in PLACE[1:4]}, "q": ""}, language=language)
    if not where.is_found and not where.is_outside:
        where = find_street_where(key=asked.get("street", "")) or where
    if not where.is_found and not where.is_outside and asked.get("q", "").strip():
        where = find_where(asked={"q": asked["q"]}, language=language)
    return named(where)


class ContactPart(forms.Form):
    """How someone may be reached, with two consents; both are asked for, and neither is presumed."""

    email = forms.EmailField(
        label=_("Your e-mail"),
        required=False,
        help_text=_("You can follow your report without it: you get a code."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Your phone number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    may_answer = forms.BooleanField(label=_("Answer me there"), required=False)
    may_pass_on = forms.BooleanField(label=_("Pass my contact on to whoever mends it"), required=False)

    def clean_phone(self) -> str:
        return read_phone(self.cleaned_data["phone"]) if self.cleaned_data["phone"] else ""

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        if "email" not in self.fields or self.errors.keys() & {"email", "phone"}:
            return told
        is_reachable = bool(self.cleaned_data.get("email") or self.cleaned_data.get("phone"))
        agrees = bool(self.cleaned_data.get("may_answer") or self.cleaned_data.get("may_pass_on"))
        if is_reachable and not agrees:
            self.add_error("may_answer", _("Tick what we may do with your address or number, or leave them out."))
        elif agrees and not is_reachable:
            self.add_error("email", _("Leave an e-mail or a number, or tick nothing."))
        return told


class PlacePart(forms.Form):
    """Where; it was chosen on the screen before, or typed on a page without network."""

    q = _hidden()
    address = _hidden()
    lat = _hidden()
    lon = _hidden()
    street = _hidden()
    where: Where

    def clean(self) -> dict[str, Any] | None:
        self.where = read_where(self.cleaned_data, get_language() or "fr")
        if not self.where.is_found and "q" not in self.errors:
            self.add_error("q", self._what_is_missing())
        return super().clean()

    def _what_is_missing(self) -> Any:
        if self.where.is_outside:
            return _("This place lies in another commune: tell the town hall there.")
        if self.where.matches:
            choices = "; ".join(match.label for match in self.where.matches[:3])
            return _("Several places are called so. Write one of them: %(choices)s.") % {"choices": choices}
        return _("We do not find this place. Write a street and a number, a place or a street corner.")


class PhotoPart(forms.Form):
    photo = forms.FileField(
        label=_("A photo"),
        required=False,
        help_text=_("Of the thing alone: no face, no plate. Nobody else sees it before a person has looked at it."),
        widget=forms.FileInput(
            attrs={
                "accept": "image/jpeg,image/png,image/webp",
                "data-cover": _("Is there a face or a plate on it? Draw over it: it is covered here, before it goes."),
                "data-undo": _("Take the last cover off"),
                "data-away": _("Leave the photo out"),
            }
        ),
    )

    def clean_photo(self) -> UploadedFile[Any] | None:
        photo: UploadedFile[Any] | None = self.cleaned_data["photo"]
        if photo is not None:
            pictures.validate_picture(photo, most_bytes=MOST_BYTES)
        return photo

    def plain_photo(self) -> bytes:
        photo = self.cleaned_data.get("photo")
        return pictures.plain_jpeg(photo).read() if photo else b""


class ReportForm(SentOnce, PlacePart, PhotoPart, ContactPart, HelpFirst):
    what = forms.CharField(max_length=30, widget=forms.HiddenInput)
    message = GuardedText(
        label=_("What did you see?"),
        max_length=500,
        help_text=_("In a sentence. About the thing, not about people: no name, no plate, no number."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tell us in a sentence what you saw.")},
    )
    field_order: Iterable[str] | None = ("message", "photo", "email", "phone", "may_answer", "may_pass_on")
    thing: Thing

    def clean_what(self) -> str:
        thing = find_thing(self.cleaned_data["what"])
        if thing is None:
            raise ValidationError(_("Choose what it is about."))
        self.thing = thing
        return thing.code

    def telling(self) -> Telling:
        told = self.cleaned_data
        return Telling(
            message=told["message"],
            email=told.get("email", ""),
            phone=told.get("phone", ""),
            may_answer=told.get("may_answer", False),
            may_pass_on=told.get("may_pass_on", False),
            photo=self.plain_photo(),
        )


class OfflineReportForm(ReportForm):
    """All three screens on one, for when there is no network."""

    what = forms.ChoiceField(  # type: ignore[assignment]
        label=_("What is it about?"),
        choices=[("", _("Choose")), *((thing.code, thing.label) for thing in THINGS)],
        widget=forms.Select(attrs={"data-tells": True}),
    )
    q = forms.CharField(
        label=_("Where is it?"),
        required=False,
        max_length=200,
        help_text=_("A street and a number, a place or a street corner"),
        widget=forms.TextInput(attrs={"data-tells": True}),
        error_messages={"required": _("Say where it is.")},
    )
    field_order: Iterable[str] | None = ("what", "q", *(ReportForm.field_order or ()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].widget.attrs["data-tells"] = True
        given = self.data or self.initial
        self.fields["q"].required = not any(given.get(name) for name in PLACE[1:])


class MeTooForm(SentOnce, ContactPart):
    def telling(self) -> Telling:
        told = self.cleaned_data
        return Telling(
            email=told["email"], phone=told["phone"], may_answer=told["may_answer"], may_pass_on=told["may_pass_on"]
        )


_TOLD_BY = {
    Enquiry.Channel.PHONE: _("By phone"),
    Enquiry.Channel.DESK: _("At the desk"),
    Enquiry.Channel.PAPER: _("On paper"),
}


_OF_THE_TELLER = ("channel", "language", "paper_code", "email", "phone", "may_answer", "may_pass_on")


class StaffReportForm(ReportForm):
    """The same by someone of the staff: what they saw, or what someone told them."""

    channel = forms.ChoiceField(
        label=_("How were you told?"),
        choices=[(channel.value, label) for channel, label in _TOLD_BY.items()],
        widget=forms.RadioSelect,
        initial=Enquiry.Channel.PHONE,
    )
    language = forms.ChoiceField(
        label=_("In which language do they want the answer?"),
        choices=[("fr", "Français"), ("nl", "Nederlands"), ("en", "English")],
        widget=forms.RadioSelect,
        initial="fr",
    )
    paper_code = forms.CharField(
        label=_("Code printed on the paper"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    is_released = forms.BooleanField(label=_("Let everyone read it at once"), required=False)
    sentence_fr = GuardedText(
        label=_("What everyone reads, in French"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )
    sentence_nl = GuardedText(
        label=_("What everyone reads, in Dutch"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )
    field_order: Iterable[str] | None = (
        "channel",
        "message",
        "photo",
        "is_released",
        "sentence_fr",
        "sentence_nl",
        "language",
        "paper_code",
        "email",
        "phone",
        "may_answer",
        "may_pass_on",
    )

    def __init__(self, *args: Any, may_release: bool, was_told: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_told = was_told
        for name in () if may_release else ("is_released", "sentence_fr", "sentence_nl"):
            del self.fields[name]
        for name in () if was_told else _OF_THE_TELLER:
            del self.fields[name]

    def clean_paper_code(self) -> str:
        text = self.cleaned_data["paper_code"]
        if not text:
            return ""
        code = enquiries.normal_code(text)
        if not is_paper_code(code):
            raise ValidationError(_("No paper of ours has this code. Read it once more: ten letters and figures."))
        return code

    def clean(self) -> dict[str, Any] | None:
        told = self.cleaned_data
        if told.get("paper_code") and told.get("channel") != Enquiry.Channel.PAPER:
            self.add_error("channel", _("A code is printed on paper only."))
        if bool(told.get("sentence_fr")) != bool(told.get("sentence_nl")):
            missing = "sentence_nl" if told.get("sentence_fr") else "sentence_fr"
            self.add_error(missing, _("A sentence is read in both languages, or there is none."))
        return super().clean()

    def released(self) -> Released | None:
        told = self.cleaned_data
        if not told.get("is_released") or self.thing.is_discreet:
            return None
        return Released(told["sentence_fr"], told["sentence_nl"])
