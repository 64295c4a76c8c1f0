"""Words for dates, languages and hours, and help numbers where a page needs them."""

import re
from dataclasses import dataclass
from datetime import datetime

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from serein.kit import clock
from serein.people import queries
from serein.people.models import HelpNumber, StaffMember

register = template.Library()


@register.simple_tag(takes_context=True)
def find_numbers(context: template.Context, *codes: str) -> list[queries.ShownNumber]:
    """Return these help numbers as pages show them, in this order."""
    numbers: queries.HelpNumbers = context["all_numbers"]
    return numbers.by_code(*codes)


@register.filter
def shown_number(row: HelpNumber) -> queries.ShownNumber | None:
    return queries.shown(row, timezone.localdate(clock.now()))


@register.filter
def tel_uri(number: str) -> str:
    """Return the link that dials a number as someone wrote it."""
    return "tel:" + "".join(sign for sign in number if sign in "+0123456789")


@register.filter
def photo_url(member: StaffMember) -> str:
    """Return the photo's address if consent to show it stands, else nothing."""
    return member.photo.url if queries.may_show_photo(member) else ""


@register.filter
def in_words(languages: list[str]) -> str:
    """Return languages as a reader names them."""
    names = {
        "fr": _("French"),
        "nl": _("Dutch"),
        "en": _("English"),
        "de": _("German"),
        "ar": _("Arabic"),
        "tr": _("Turkish"),
    }
    known = [names.get(code, code) for code in languages]
    if not known:
        return ""
    return _("Speaks %(languages)s") % {"languages": ", ".join(known)}


@register.filter
def day_in_words(moment: datetime) -> str:
    """Return today, tomorrow, or the day's name and date."""
    days = (timezone.localdate(moment) - timezone.localdate(clock.now())).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return date_format(timezone.localtime(moment), "l j F")


@register.filter
def due_in_words(due_at: datetime, now: datetime) -> str:
    """Return when something is due, or for how long it has been late."""
    local = timezone.localtime(due_at)
    days = (timezone.localdate(due_at) - timezone.localdate(now)).days
    if due_at < now and days == 0:
        return _("late since %(hour)s") % {"hour": f"{local:%H:%M}"}
    if due_at < now:
        return ngettext("late by one day", "late by %(n)d days", -days) % {"n": -days}
    if days == 0:
        return _("today, %(hour)s") % {"hour": f"{local:%H:%M}"}
    if days == 1:
        return _("tomorrow, %(hour)s") % {"hour": f"{local:%H:%M}"}
    return date_format(local, "l j F, H:i")


@register.filter
def hours_in_words(opening_hours: str) -> str:
    """Return opening hours (`Mo-Fr 09:00-12:00,13:30-17:00; Th 09:00-19:00`) with the days' names."""
    names = {
        "Mo": _("Mon"),
        "Tu": _("Tue"),
        "We": _("Wed"),
        "Th": _("Thu"),
        "Fr": _("Fri"),
        "Sa": _("Sat"),
        "Su": _("Sun"),
    }
    named = re.sub(
        r"\b(Mo|Tu|We|Th|Fr|Sa|Su|PH)\b", lambda m: names.get(m.group(), _("public holidays")), opening_hours
    )
    return named.replace(",", ", ").replace("-", "–").replace(" off", f" {_('closed')}").replace(";", " · ")


@dataclass(frozen=True)
class DeskLink:
    url: str
    label: str


_DESK_PAGES: tuple[tuple[str, Promise, frozenset[str]], ...] = (
    ("proximity:desk", _lazy("To answer"), frozenset()),
    ("proximity:surgeries", _lazy("Surgeries"), frozenset({"inspector", "chief"})),
    ("people:absences", _lazy("Absences"), frozenset()),
    ("proximity:on_behalf", _lazy("Note a call-back"), frozenset({"desk", "inspector", "chief", "prevention_officer"})),
    ("proximity:oversight", _lazy("Oversight"), frozenset({"chief", "mayor"})),
    ("proximity:beats", _lazy("Beats"), frozenset({"chief", "administrator"})),
    ("people:postings", _lazy("Postings"), frozenset({"chief", "administrator"})),
    ("people:introduction", _lazy("Me"), frozenset({"inspector"})),
    ("people:accounts", _lazy("Accounts"), frozenset({"administrator"})),
    ("people:shelves", _lazy("Reference"), frozenset({"administrator"})),
    ("enquiries:kinds", _lazy("Kinds of request"), frozenset({"administrator"})),
    ("people:numbers", _lazy("Help numbers"), frozenset({"administrator", "prevention_officer", "chief"})),
    ("enquiries:outbox", _lazy("Outgoing mail"), frozenset({"administrator", "chief", "dpo"})),
    ("enquiries:personal_data", _lazy("Personal data"), frozenset({"dpo"})),
)


@register.simple_tag(takes_context=True)
def desk_links(context: template.Context) -> list[DeskLink]:
    """Return the pages of the desk that the roles of this page's reader open."""
    duty = getattr(context["request"], "duty", None)
    roles = duty.roles if duty else frozenset()
    return [DeskLink(reverse(name), str(label)) for name, label, needed in _DESK_PAGES if not needed or needed & roles]
