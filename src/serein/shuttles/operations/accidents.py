"""The accidents of a year, as its source counts them: typed in, corrected by typing them in again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from serein.kit import journal
from serein.kit.actors import Actor
from serein.shuttles.models import AccidentYear


@transaction.atomic
def keep_year(*, year: int, accidents: int, source: str, by: Actor, now: datetime) -> AccidentYear:
    """Write down a year's accidents on weekend nights, or correct them."""
    values = {"accidents": accidents, "source": source, "entered_at": now}
    row, _is_new = AccidentYear.objects.update_or_create(year=year, defaults=values)
    journal.write(act="shuttles.accidents_kept", about=row, by=by, at=now, year=year)
    return row
