"""What residents read of a change, written beside it in the same transaction."""

from __future__ import annotations

from datetime import date, datetime

from serein.plan.models import Action, PlanEvent

Pair = tuple[str, str]
_NOTHING: Pair = ("", "")


def note(
    action: Action,
    what: PlanEvent.What,
    *,
    at: datetime,
    about: Pair = _NOTHING,
    was: Pair = _NOTHING,
    now_is: Pair = _NOTHING,
    was_on: date | None = None,
    is_on: date | None = None,
) -> None:
    """Add to the history of an action, once residents read it; what a draft was is nobody's history."""
    if action.published_at is None:
        return
    PlanEvent.objects.create(
        action=action,
        what=what,
        at=at,
        about_fr=about[0],
        about_nl=about[1],
        was_fr=was[0],
        was_nl=was[1],
        is_fr=now_is[0],
        is_nl=now_is[1],
        was_on=was_on,
        is_on=is_on,
    )
