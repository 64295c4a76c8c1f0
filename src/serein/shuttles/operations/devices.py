"""The tablet and the phones of one night: invited by a code, enrolled once, ended with the night."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from serein.kit import journal
from serein.kit.actors import Actor
from serein.shuttles.models import Device, Duty, Night, NightVan
from serein.shuttles.queries.devices import INVITED_FOR, LASTS_AFTER_THE_NIGHT, actor_of, mark_of

_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is mistaken for another


class NotInvited(Exception):
    """The code opens nothing: it was used, was never given, or its night is over."""


class InvitationOld(Exception):
    """The invitation was given too long ago."""


class NightIsOver(Exception):
    """A night that is closed or cancelled takes no device."""


@dataclass(frozen=True)
class Invitation:
    """The code is shown once, and kept nowhere but as a keyed hash."""

    device: Device
    code: str

    @property
    def until(self) -> datetime:
        return self.device.invited_at + INVITED_FOR


@dataclass(frozen=True)
class Enrolment:
    """What the device holds from now on; the token is kept nowhere else."""

    device: Device
    token: str
    until: datetime


@transaction.atomic
def invite_device(
    *, night: Night, task: Duty.Task | str, van: NightVan | None = None, by: Actor, now: datetime
) -> Invitation:
    """
    Invite one device for one night: the steward's tablet, the dispatcher's, or the phone in one van.

    :raises NightIsOver: if the night takes no device any more
    """
    if night.state not in Night.BOOKABLE:
        raise NightIsOver(f"Night {night.pk} is {night.state}; devices work on a published or running night.")
    code = "-".join("".join(secrets.choice(_SIGNS) for _ in range(5)) for _ in range(2))
    device = Device.objects.create(night=night, task=task, van=van, mark=mark_of(code), invited_at=now)
    journal.write(act="shuttles.device_invited", about=device, by=by, at=now, night=night.pk, task=str(task))
    return Invitation(device, code)


def find_invited(*, code: str, now: datetime) -> Device:
    """
    Return the device that a code invites.

    :raises NotInvited: if the code opens nothing
    :raises InvitationOld: if it was given too long ago
    """
    rows = Device.objects.select_related("night__event", "van__van")
    device = rows.filter(mark=mark_of(code.upper()), enrolled_at=None, ended_at=None).first()
    if device is None or device.night.state not in Night.BOOKABLE:
        raise NotInvited("The code opens nothing.")
    if now >= device.invited_at + INVITED_FOR:
        raise InvitationOld(f"Device {device.pk} was invited at {device.invited_at:%H:%M}, for {INVITED_FOR}.")
    return device


@transaction.atomic
def enrol_device(*, code: str, now: datetime) -> Enrolment:
    """
    Let the device that shows this code work on its night; the code is then spent.

    :raises NotInvited: if the code opens nothing, or another device was first
    :raises InvitationOld: if it was given too long ago
    """
    found = find_invited(code=code, now=now)
    token = secrets.token_urlsafe(32)
    taken = Device.objects.filter(pk=found.pk, mark=found.mark, enrolled_at=None)
    if not taken.update(mark=mark_of(token), enrolled_at=now):
        raise NotInvited(f"Device {found.pk} was enrolled by another scan of the same code.")
    journal.write(act="shuttles.device_enrolled", about=found, by=actor_of(found), at=now, night=found.night_id)
    found.refresh_from_db(fields=["mark", "enrolled_at"])
    return Enrolment(found, token, until=found.night.ends_at + LASTS_AFTER_THE_NIGHT)


@transaction.atomic
def end_device(*, device: Device, by: Actor, now: datetime) -> Device:
    """Let a device work no more; asked again it stays as it was ended first."""
    Device.objects.filter(pk=device.pk, ended_at=None).update(ended_at=now)
    device.refresh_from_db(fields=["ended_at"])
    journal.write(act="shuttles.device_ended", about=device, by=by, at=now, night=device.night_id)
    return device
