"""Shares in words, and what the panel said, line by line."""

from django import template
from django.utils.formats import number_format

from serein.listening.models.change import ChangeAnswer
from serein.listening.queries.priorities import Change
from serein.listening.scoring import Share

register = template.Library()


@register.filter
def percent(part: float) -> str:
    """Return a share as whole per cents; a share is not more exact than that here."""
    return f"{number_format(round(part * 100))}\u202f%"


@register.filter
def answers(change: Change) -> list[tuple[str, Share]]:
    """List the three opinions with their shares."""
    What = ChangeAnswer.What
    return [
        (str(What.BETTER.label), change.better),
        (str(What.SAME.label), change.same),
        (str(What.WORSE.label), change.worse),
    ]
