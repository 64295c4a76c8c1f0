"""A night is counted at its close, and again when riders answer afterwards, until its rides are destroyed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import numpy as np

from serein.shuttles.models import Night, NightFigures, Ride


def count_night(*, night: Night, now: datetime) -> NightFigures:
    """Count a night from its rides, riders and not groups."""
    rides = list(night.rides.select_related("neighbourhood"))
    home = [ride for ride in rides if ride.state == Ride.State.HOME]
    waits = _by_rider(home, [_minutes(ride) for ride in home])
    driven = _driven(night)
    values = {
        "asked": _riders(rides) + night.turned_away,
        "carried": _riders(home),
        "absent": _riders(rides, Ride.State.ABSENT),
        "cancelled": _riders(rides, Ride.State.CANCELLED),
        "refused": _riders(rides, Ride.State.REFUSED),
        "turned_away": night.turned_away,
        "seats_offered": sum(trip.van.van.seats for trip in night.trips.select_related("van__van")),
        "median_wait_minutes": round(float(np.median(waits)), 1) if len(waits) else None,
        "p90_wait_minutes": round(float(np.percentile(waits, 90)), 1) if len(waits) else None,
        "kept": _riders([ride for ride in home if ride.was_kept and _was_promised(ride, night)]),
        "km": sum((km for km, _cents in driven), Decimal(0)),
        "cost_cents": sum(round(km * cents) for km, cents in driven),
        "coins_cents": night.coins_cents or 0,
        "by_area": _by_area(rides),
        "otherwise": dict(sorted(Counter(ride.otherwise for ride in home if ride.otherwise).items())),
        "counted_at": now,
    }
    figures, _is_new = NightFigures.objects.update_or_create(night=night, defaults=values)
    return figures


def _was_promised(ride: Ride, night: Night) -> bool:
    """Whether an hour was promised: while no van is in service, who joins is told the end of the night, and no hour."""
    return ride.promised_up_at != max(night.ends_at, ride.received_at)


def _minutes(ride: Ride) -> float:
    """How long a group waited: from when it was there, and wished to leave, to its departure."""
    assert ride.boarded_at is not None
    begins = max(ride.since, ride.wanted_at)
    return max(0.0, (ride.boarded_at - begins).total_seconds() / 60)


def _by_rider(rides: Sequence[Ride], values: Sequence[float]) -> list[float]:
    return [value for ride, value in zip(rides, values, strict=True) for _rider in range(ride.party_size)]


def _riders(rides: Sequence[Ride], state: str | None = None) -> int:
    return sum(ride.party_size for ride in rides if state is None or ride.state == state)


def _by_area(rides: Sequence[Ride]) -> dict[str, list[int]]:
    areas: dict[str, list[int]] = {}
    for ride in rides:
        row = areas.setdefault(ride.neighbourhood.code if ride.neighbourhood else "", [0, 0])
        row[0] += ride.party_size
        row[1] += ride.party_size if ride.state == Ride.State.HOME else 0
    return dict(sorted(areas.items()))


def _driven(night: Night) -> list[tuple[Decimal, int]]:
    """Kilometres and cents a kilometre of each van: as read at the close, else as its trips were planned."""
    planned: dict[int, float] = {}
    for trip in night.trips.all():
        planned[trip.van_id] = planned.get(trip.van_id, 0.0) + trip.km
    vans = night.vans.select_related("van")
    return [
        (van.km if van.km is not None else Decimal(str(round(planned.get(van.pk, 0.0), 1))), van.van.cents_per_km)
        for van in vans
    ]
