"""Effects in words, years without a thousands sign, and a label by its place."""

from django import template

from serein.proximity.annual_paper import effect_in_words as in_words
from serein.proximity.queries.measuring import Effect

register = template.Library()


@register.filter
def effect_in_words(effect: Effect | None) -> str:
    return in_words(effect)


@register.filter
def unlocalized(number: int) -> str:
    """Write a year as a year."""
    return str(number)


@register.filter
def label_at(choices: list[tuple[str, object]], place: int) -> object:
    """Return the label of the choice at a place."""
    return choices[place][1]
