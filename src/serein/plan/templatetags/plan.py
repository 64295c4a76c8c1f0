"""Words for days, money and figures of the plan."""

from datetime import date

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serein.kit import clock

register = template.Library()


@register.filter
def due_on_in_words(due_on: date) -> str:
    """Return a day as what it means today: late, today, tomorrow, or its date."""
    days = (due_on - timezone.localdate(clock.now())).days
    if days < 0:
        return ngettext("late by one day", "late by %(n)d days", -days) % {"n": -days}
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return date_format(due_on, "j F Y")


@register.filter
def is_past(due_on: date) -> bool:
    return due_on < timezone.localdate(clock.now())


@register.filter
def euros(cents: int) -> str:
    """Return an amount as it is written here; cents only where there are some."""
    return f"{number_format(cents / 100, 0 if cents % 100 == 0 else 2, use_l10n=True, force_grouping=True)} €"


@register.filter
def plain_number(value: float) -> str:
    return number_format(round(value, 1), 0 if round(value, 1) == int(value) else 1, use_l10n=True)


@register.filter
def for_key(mapping: dict[int, object], key: int) -> object | None:
    """Return what a mapping holds for a key, if anything."""
    return mapping.get(key)
