"""The mails of a night of shuttles: to who booked, and to a guardian if the rider asked for it."""

from __future__ import annotations

from datetime import datetime

from serein.shuttles.models import Ride


def about(ride: Ride) -> str:
    return f"shuttles.ride:{ride.pk}"


def tell_booked(*, ride: Ride, now: datetime) -> None:
    """Send the number, the promise and the address of the ticket to who gave a mail address."""


def tell_later(*, ride: Ride, now: datetime) -> None:
    """Tell who booked that the van comes later than told: `ride.told_*` are the new times."""


def tell_cancelled(*, ride: Ride, now: datetime) -> None:
    """Confirm that the ride was taken back."""


def tell_guardian(*, ride: Ride, now: datetime) -> None:
    """Tell a guardian, if the rider asked for it, that the group is on board or home, as `ride.state` says."""
