"""That a screen showed where riders go: noted once an hour for each device, not each time it asks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from serein.kit import journal, rate
from serein.shuttles.models import Device
from serein.shuttles.queries.devices import actor_of

_HOUR = timedelta(hours=1)


@transaction.atomic
def note_reading(*, device: Device, now: datetime) -> None:
    """
    Journal that a device was shown sealed places, the first time in each hour.

    The counter of askers says which time is the first: one query at each reading, an entry at one of them.
    """
    try:
        rate.count(what="shuttle places read", asker=str(device.pk), limit=1, per=_HOUR, now=now)
    except rate.TooManyRequests:
        return
    by = actor_of(device)
    journal.write(act="sealed.read", about=device, by=by, at=now, why="on_site", fields="places", night=device.night_id)
