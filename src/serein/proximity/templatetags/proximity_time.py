"""Decisions and effects in words, and a label by its place."""

from django import template

from serein.proximity import words
from serein.proximity.queries.catalogue import Entry
from serein.proximity.queries.measuring import Effect

register = template.Library()


@register.filter
def effect_in_words(effect: Effect | None) -> str:
    return words.effect_in_words(effect)


@register.filter
def decided_in_words(entry: Entry) -> str:
    return words.decided_in_words(entry)


@register.filter
def label_at(choices: list[tuple[str, object]], place: int) -> object:
    """Return the label of the choice at a place."""
    return choices[place][1]
