"""The vans of the commune."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from serein.kit import journal
from serein.kit.actors import Actor
from serein.shuttles.models import Night, Van
from serein.shuttles.operations.nights import ArePromised
from serein.shuttles.operations.planning import lock_night


@transaction.atomic
def keep_van(*, van: Van, by: Actor, now: datetime) -> Van:
    """
    Write a van down, or correct it.

    :raises ArePromised: if it would hold fewer while riders of a night on which it drives hold promises
    """
    known = Van.objects.filter(pk=van.pk).first()
    if known is not None and _holds_less(van, known):
        _require_no_promise(known)
    van.save()
    journal.write(act="van.kept", about=van, by=by, at=now)
    return van


def _holds_less(van: Van, known: Van) -> bool:
    return (
        van.seats < known.seats
        or van.wheelchair_places < known.wheelchair_places
        or van.seats_per_wheelchair > known.seats_per_wheelchair
    )


def _require_no_promise(van: Van) -> None:
    for night in Night.objects.filter(state__in=Night.BOOKABLE, vans__van=van).order_by("pk"):
        if lock_night(night).rides.open().exists():
            raise ArePromised(f"Night {night.pk} has riders; van {van.pk} holds as many until it is over.")
