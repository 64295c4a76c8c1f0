"""The devices of a night: how they are found, and as the desk sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from serein.kit import sealing
from serein.kit.actors import Actor
from serein.shuttles.models import Device, Duty, Night

INVITED_FOR = timedelta(minutes=15)
LASTS_AFTER_THE_NIGHT = timedelta(hours=6)
"""A night that nobody closes lets go of its devices all the same."""


@dataclass(frozen=True)
class Seen:
    """A device, and whether it works, waits to be scanned, or is over."""

    device: Device
    works: bool
    is_awaited: bool

    @property
    def is_over(self) -> bool:
        return not (self.works or self.is_awaited)


def mark_of(secret: str) -> str:
    """Return the keyed hash by which an invitation or a token is found."""
    return sealing.blind_index(secret, purpose="shuttle device")


def actor_of(device: Device) -> Actor:
    """Return the device as the journal knows it: nobody is logged in on it."""
    return Actor(id=f"shuttle-device-{device.pk}", label=str(Duty.Task(device.task).label))


def find_device(*, token: str, now: datetime) -> Device | None:
    """Find the device that holds a token, with its night; None once it or its night has ended."""
    if not token:
        return None
    rows = Device.objects.select_related("night__event", "van__van")
    return rows.filter(
        mark=mark_of(token[:100]),
        enrolled_at__isnull=False,
        ended_at=None,
        night__state__in=Night.BOOKABLE,
        night__ends_at__gt=now - LASTS_AFTER_THE_NIGHT,
    ).first()


def list_devices(*, night: Night, now: datetime) -> list[Seen]:
    """List those at work first, in one query."""
    is_open = night.state in Night.BOOKABLE
    seen = [
        Seen(
            device,
            works=is_open and device.enrolled_at is not None and device.ended_at is None,
            is_awaited=is_open
            and device.enrolled_at is None
            and device.ended_at is None
            and now < device.invited_at + INVITED_FOR,
        )
        for device in night.devices.select_related("van__van").order_by("-invited_at")
    ]
    return sorted(seen, key=lambda one: (not one.works, not one.is_awaited))
