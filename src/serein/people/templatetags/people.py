"""Words for dates, languages and hours, and help numbers where a page needs them."""

import re
from dataclasses import dataclass
from datetime import datetime

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serein.kit import clock
from serein.people import desk_pages, queries
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
class DeskGroup:
    """A group of the desk's pages; `url` is its first one."""

    label: str
    url: str
    is_current: bool
    links: list[tuple[str, str]]


@register.simple_tag(takes_context=True)
def desk_groups(context: template.Context) -> list[DeskGroup]:
    """Return the pages of the desk that the roles of this page's reader open, one group of them current."""
    duty = getattr(context["request"], "duty", None)
    path = context["request"].path
    groups = [
        (str(label), [(reverse(page.url_name), str(page.label)) for page in pages])
        for label, pages in desk_pages.list_pages_for(duty.roles if duty else ())
    ]
    nearest = max((url for _, links in groups for url, _ in links if path.startswith(url)), key=len, default="")
    current = next((label for label, links in groups if nearest in dict(links)), groups[0][0] if groups else "")
    return [DeskGroup(label, links[0][0], label == current, links) for label, links in groups]
