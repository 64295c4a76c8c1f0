"""What the administrator keeps in order: each shelf holds rows of one kind, with the form that changes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from serein.kit import clock
from serein.kit.forms import DayInput
from serein.people.models import BeatDesk, HelpNumber, Office, Organisation, Post, Qualification


@dataclass(frozen=True)
class Shelf:
    """
    Rows of one kind.

    :param lines: what a list tells of a row under its name
    """

    slug: str
    title: Promise
    what_for: Promise
    form: type[forms.ModelForm[Any]]
    rows: Callable[[], QuerySet[Any]]
    name: Callable[[Any], str]
    lines: Callable[[Any], list[str]]


def _form(of: type[Model], labels: Mapping[str, Promise], needed: tuple[str, ...] = (), **widgets: forms.Widget) -> Any:
    """Return a form for some fields of a model, with our labels, some of them needed although they may be blank."""
    made = forms.modelform_factory(
        of, fields=list(labels), labels=dict[str, Any](labels), widgets=dict[str, Any](widgets)
    )

    class Needed(made):  # type: ignore[misc,valid-type]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for field in needed:
                self.fields[field].required = True

    return Needed


_NAMES = {"name_fr": _("Name in French"), "name_nl": _("Name in Dutch")}
SHELVES = [
    Shelf(
        slug="organisations",
        title=_("Organisations"),
        what_for=_("Services of the commune, the police zone, associations: what offices and posts belong to."),
        form=_form(Organisation, _NAMES | {"code": _("Code"), "kind": _("Kind")}, ("name_nl",)),
        rows=Organisation.objects.all,
        name=lambda row: row.name,
        lines=lambda row: [str(row.get_kind_display())],
    ),
    Shelf(
        slug="offices",
        title=_("Offices"),
        what_for=_("What owns requests: a role address that people hold, and the office that hears of what is late."),
        form=_form(
            Office,
            _NAMES
            | {
                "code": _("Code"),
                "organisation": _("Organisation"),
                "email": _("Role address"),
                "escalates_to": _("Office that hears of what is late"),
            },
            ("name_nl", "email"),
        ),
        rows=lambda: Office.objects.select_related("organisation", "escalates_to"),
        name=lambda row: row.name,
        lines=lambda row: [
            row.organisation.name,
            row.email,
            f"→ {row.escalates_to.name}" if row.escalates_to else "→ –",
        ],
    ),
    Shelf(
        slug="posts",
        title=_("Local police posts"),
        what_for=_("Where residents find their inspectors. Hours as in OpenStreetMap: Mo-Fr 09:00-12:00,13:30-17:00."),
        form=_form(
            Post,
            _NAMES
            | {
                "code": _("Code"),
                "organisation": _("Organisation"),
                "address_fr": _("Address in French"),
                "address_nl": _("Address in Dutch"),
                "lat": _("Latitude"),
                "lon": _("Longitude"),
                "opening_hours": _("Opening hours"),
                "email": _("Role address"),
                "help_number": _("Number"),
            },
            ("name_nl", "address_nl", "opening_hours"),
        ),
        rows=lambda: Post.objects.select_related("help_number"),
        name=lambda row: row.name,
        lines=lambda row: [row.address, row.opening_hours],
    ),
    Shelf(
        slug="desks",
        title=_("Beats: address and post"),
        what_for=_("Each beat has a role address and a post, whoever serves it."),
        form=_form(BeatDesk, {"beat": _("Beat"), "post": _("Local police post"), "email": _("Role address")}),
        rows=lambda: BeatDesk.objects.select_related("beat", "post").order_by("beat__code"),
        name=lambda row: f"{row.beat.code} {row.beat.name}",
        lines=lambda row: [row.email, row.post.name],
    ),
    Shelf(
        slug="qualifications",
        title=_("Qualifications"),
        what_for=_("What members of staff learnt, and until when it counts."),
        form=_form(
            Qualification,
            {
                "staff_member": _("Who"),
                "subject": _("Subject"),
                "obtained_on": _("Obtained on"),
                "valid_until": _("Valid until, that day included"),
            },
            obtained_on=DayInput(),
            valid_until=DayInput(),
        ),
        rows=lambda: Qualification.objects.select_related("staff_member").order_by("staff_member", "subject"),
        name=lambda row: f"{row.staff_member}: {row.subject}",
        lines=lambda row: [
            gettext("valid") if row.is_valid_on(timezone.localdate(clock.now())) else gettext("expired")
        ],
    ),
    Shelf(
        slug="help-numbers",
        title=_("Help numbers: add or change"),
        what_for=_("Each has an owner, a source and a date. Note that it answers on the page of help numbers."),
        form=_form(
            HelpNumber,
            {
                "code": _("Code"),
                "number": _("Number"),
                "label_fr": _("Label in French"),
                "label_nl": _("Label in Dutch"),
                "label_en": _("Label in English"),
                "hours_fr": _("When, in French"),
                "hours_nl": _("When, in Dutch"),
                "hours_en": _("When, in English"),
                "owner": _("Owner"),
                "source": _("Source"),
                "verified_on": _("You called it on"),
                "verify_every_days": _("Verify every (days)"),
                "grace_days": _("Shown for so many days past that"),
                "fallback": _("Once stale, show instead"),
                "is_emergency": _("Emergency number: never hidden"),
                "is_on_every_page": _("At the foot of every page"),
                "rank": _("Order"),
            },
            verified_on=DayInput(),
        ),
        rows=lambda: HelpNumber.objects.select_related("owner"),
        name=lambda row: row.label,
        lines=lambda row: [row.number, row.owner.name],
    ),
]


def find_shelf(slug: str) -> Shelf | None:
    return next((shelf for shelf in SHELVES if shelf.slug == slug), None)
