"""How many vans a night needs: nights are drawn and replayed with one van, two, three…, and the curve is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from serein.engines.dialaride import size_fleet
from serein.kit import journal
from serein.kit.actors import Actor
from serein.shuttles.models import Night
from serein.shuttles.operations.planning import lock_night

MOST_RIDERS = 600
NIGHTS_DRAWN = 5
MOST_VANS = 6


def size_night(*, night: Night, riders: int, by: Actor, now: datetime) -> Night:
    """Replay drawn nights of so many riders with one to six vans, and keep what they say; some seconds of work."""
    rows = [
        {
            "vans": int(row["vans"]),
            "mean": round(row["mean"], 1),
            "good": round(row["mean in a good night"], 1),
            "bad": round(row["mean in a bad night"], 1),
            "longest": round(row["longest wait"], 1),
            "van_minutes": round(row["van minutes"]),
        }
        for row in size_fleet(riders, nights=NIGHTS_DRAWN, most=MOST_VANS)
    ]
    with transaction.atomic():
        locked = lock_night(night)
        locked.sizing, locked.expected_riders = {"riders": riders, "nights": NIGHTS_DRAWN, "rows": rows}, riders
        locked.save(update_fields=["sizing", "expected_riders"])
        journal.write(act="night.sized", about=locked, by=by, at=now, riders=riders)
    return locked
