"""Words for the street table."""

from django import template
from django.utils.translation import gettext as _

from serein.territory.models import StreetRange

register = template.Library()


@register.filter
def numbers_of_row(row: StreetRange) -> str:
    """Return the house numbers of a row in words."""
    told = {"first": row.from_number, "last": row.to_number}
    is_from_the_start = row.from_number <= (2 if row.side == StreetRange.Side.EVEN else 1)
    if row.to_number is None:
        return _("the whole street") if is_from_the_start else _("from %(first)d on") % told
    return _("up to %(last)d") % told if is_from_the_start else _("%(first)d to %(last)d") % told
