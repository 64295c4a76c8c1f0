"""Words for the street table."""

from django import template
from django.utils.translation import gettext as _

from serein.territory.models import StreetRange

register = template.Library()


@register.filter
def numbers_of_row(row: StreetRange) -> str:
    """Return the house numbers of a row in words."""
    told = {"first": row.from_number, "last": row.to_number}
    if row.to_number is None:
        return _("from %(first)d on") % told if row.from_number > 1 else _("the whole street")
    return _("%(first)d to %(last)d") % told if row.from_number > 1 else _("up to %(last)d") % told
