"""Shares in words, and what the panel said, line by line."""

from django import template
from django.utils.formats import number_format

from serein.kit.disclosure import hidden_among
from serein.listening.models.change import ChangeAnswer
from serein.listening.queries.priorities import Change
from serein.listening.scoring import Share

register = template.Library()


@register.filter
def percent(part: float) -> str:
    """Return a share as whole per cents; a share is not more exact than that here."""
    return f"{number_format(round(part * 100))}\u202f%"


@register.filter
def answers(change: Change) -> list[tuple[str, Share | None]]:
    """List the three opinions with their shares; what too few said is withheld, and cannot be told by subtraction."""
    What = ChangeAnswer.What
    said = {What.BETTER: change.better, What.SAME: change.same, What.WORSE: change.worse}
    counts = {what.value: getattr(change.row, what.value) for what in said}
    hidden = hidden_among(counts)
    return [(str(what.label), None if what.value in hidden else share) for what, share in said.items()]
