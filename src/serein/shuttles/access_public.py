"""The door through which pages of everybody, and of who holds a ticket, obtain a night or a ride."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from serein.shuttles.models import Night, Ride
from serein.shuttles.queries.public import published


def get_public_night(*, pk: int) -> Night:
    """Return a night that is published, under way, closed or called off; one in preparation is not there."""
    night: Night = get_object_or_404(published(), pk=pk)
    return night


def get_own_ride(*, code: str) -> Ride:
    """Return the ride whose ticket has this code; once its night is erased the code opens nothing."""
    return get_object_or_404(Ride.objects.select_related("night__event"), code=code.strip().upper()[:11])
