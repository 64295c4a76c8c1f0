"""Words of the desk of the night shuttles."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.functional import Promise

from serein.shuttles.models import Ride

register = template.Library()


@register.filter
def by_state(counts: Mapping[str, int]) -> list[tuple[str | Promise, int]]:
    """Riders by state, in the order of a ride; states that nobody is in are left out."""
    return [(state.label, counts[state.value]) for state in Ride.State if counts.get(state.value)]


@register.filter
def euros(cents: int) -> str:
    return f"{number_format(Decimal(cents) / 100, 2)} €"
