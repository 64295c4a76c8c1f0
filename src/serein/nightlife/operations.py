"""An event is announced, and corrected."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from serein.kit import journal
from serein.kit.actors import Actor
from serein.kit.bilingual import require_both_languages
from serein.nightlife.models import Event


class EndsBeforeItStarts(Exception):
    """An event ends after it starts."""


@transaction.atomic
def announce_event(*, by: Actor, now: datetime, **values: Any) -> Event:
    """
    Announce an event.

    :raises NotInBothLanguages: if its name or place lacks French or Dutch
    :raises EndsBeforeItStarts: if it ends before it starts
    """
    event = Event(**values)
    _require_sound(event)
    event.save(force_insert=True)
    journal.write(act="event.announced", about=event, by=by, at=now)
    return event


@transaction.atomic
def change_event(*, event: Event, values: dict[str, Any], by: Actor, now: datetime) -> Event:
    """
    Correct what is said of an event.

    :raises NotInBothLanguages: if its name or place lacks French or Dutch
    :raises EndsBeforeItStarts: if it ends before it starts
    """
    locked = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    for name, value in values.items():
        setattr(locked, name, value)
    _require_sound(locked)
    locked.save(update_fields=list(values))
    journal.write(act="event.changed", about=locked, by=by, at=now)
    return locked


def _require_sound(event: Event) -> None:
    require_both_languages(name=(event.name_fr, event.name_nl), place=(event.place_fr, event.place_nl))
    if event.ends_at <= event.starts_at:
        raise EndsBeforeItStarts(f"It starts at {event.starts_at:%Y-%m-%d %H:%M} and ends at {event.ends_at:%H:%M}.")
