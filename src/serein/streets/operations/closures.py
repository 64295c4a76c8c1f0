"""Works close a stretch of street to people on foot, for a time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from serein.kit import journal
from serein.kit.actors import Actor
from serein.kit.bilingual import require_both_languages
from serein.streets.models import Closure
from serein.streets.operations.suspensions import reevaluate
from serein.territory.models import Street


class NoStretch(Exception):
    """A closure says from where to where, along a street."""


@transaction.atomic
def close_street(
    *,
    line: list[list[float]],
    street: Street | None,
    because_fr: str,
    because_nl: str,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    now: datetime,
) -> Closure:
    """
    Close a stretch; circuits along it are suspended from its beginning.

    :raises NoStretch: if the line has fewer than two points
    :raises NotInBothLanguages: if the reason lacks French or Dutch
    """
    if len(line) < 2:
        raise NoStretch(f"The closed stretch has {len(line)} points; at least two are needed.")
    require_both_languages(because=(because_fr, because_nl))
    closure = Closure.objects.create(
        line=line,
        street=street,
        because_fr=because_fr,
        because_nl=because_nl,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    reevaluate(now=now)
    journal.write(act="street.closed", about=closure, by=by, at=now)
    return closure


@transaction.atomic
def reopen_street(*, closure: Closure, by: Actor, now: datetime) -> Closure:
    """End a closure before its time."""
    locked = Closure.objects.select_for_update(of=("self",)).get(pk=closure.pk)
    if locked.withdrawn_at is None:
        locked.withdrawn_at = now
        locked.save(update_fields=["withdrawn_at"])
    reevaluate(now=now)
    journal.write(act="street.reopened", about=locked, by=by, at=now)
    return locked
