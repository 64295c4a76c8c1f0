"""Hours and prices of a night, in words."""

from datetime import datetime

from django import template

from serein.shuttles import local_hours
from serein.shuttles.models import Night

register = template.Library()


@register.filter
def hour(moment: datetime) -> str:
    return local_hours.hour_in_words(moment)


@register.filter
def hours(night: Night) -> str:
    return local_hours.hours_in_words(night.starts_at, night.ends_at)


@register.filter
def price(cents: int) -> str:
    return local_hours.price_in_words(cents)
