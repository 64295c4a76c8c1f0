"""Effects in words, and a label by its place."""

from django import template

from serein.proximity.queries.measuring import Effect
from serein.proximity.words import effect_in_words as in_words

register = template.Library()


@register.filter
def effect_in_words(effect: Effect | None) -> str:
    return in_words(effect)


@register.filter
def label_at(choices: list[tuple[str, object]], place: int) -> object:
    """Return the label of the choice at a place."""
    return choices[place][1]
