"""The vans of the commune."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from serein.kit import journal
from serein.kit.actors import Actor
from serein.shuttles.models import Van


@transaction.atomic
def keep_van(*, van: Van, by: Actor, now: datetime) -> Van:
    """Write a van down, or correct it."""
    van.save()
    journal.write(act="van.kept", about=van, by=by, at=now)
    return van
