"""
A night is called off: before it begins, or in the middle of it.

From a night that runs nobody vanishes: who is aboard rides on, who stands at the waiting point is handed over, and the
night ends as every other does, by its close.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from serein.kit import journal
from serein.kit.actors import Actor
from serein.shuttles import letters
from serein.shuttles.models import Night, Refusal, Ride
from serein.shuttles.operations.nights import NotInThatState, require_state
from serein.shuttles.operations.planning import lock_night, replan


@transaction.atomic
def call_off(*, night: Night, reason: str, by: Actor, now: datetime) -> Night:
    """
    Call a night off; whoever waits for a van is told, and the other ways home stand on their ticket.

    :param reason: of `Night.CalledOff`
    :raises NotInThatState: if it is over, or called off already
    """
    locked = lock_night(night)
    require_state(locked, Night.State.DRAFT, Night.State.PUBLISHED, Night.State.RUNNING)
    if locked.is_called_off:
        raise NotInThatState(f"Night {locked.pk} was called off at {locked.called_off_at:%Y-%m-%d %H:%M}.")
    runs = locked.state == Night.State.RUNNING
    locked.called_off_at, locked.called_off_for = now, Night.CalledOff(reason).value
    if not runs:
        locked.state, locked.plan = Night.State.CANCELLED, []
    locked.version += 1
    locked.save(update_fields=["state", "plan", "version", "called_off_at", "called_off_for"])
    for ride in locked.rides.waiting():
        if runs and ride.state == Ride.State.HERE:
            _refuse(ride, now)
        else:
            ride.state, ride.ended_at = Ride.State.CANCELLED, now
            ride.save(update_fields=["state", "ended_at"])
        letters.tell_cancelled(ride=ride, now=now)
    if runs:
        replan(night=locked, now=now)
    journal.write(act="night.called_off", about=locked, by=by, at=now, reason=locked.called_off_for)
    return locked


@transaction.atomic
def note_at_the_point(*, ride: Ride, by: Actor, now: datetime) -> Refusal:
    """Note that a group stands at the waiting point of a night that is called off: it is handed over, not forgotten."""
    night = lock_night(ride.night)
    locked = Ride.objects.select_for_update(of=("self",)).get(pk=ride.pk)
    refusal = _refuse(locked, now)
    replan(night=night, now=now)
    journal.write(act="ride.refused", about=locked, by=by, at=now, night=night.pk)
    return refusal


def ended_by_it(ride: Ride) -> bool:
    """Whether a group would still wait if its night had not been called off, and nobody has taken it over."""
    if ride.state == Ride.State.REFUSED:
        return ride.refusal.reason == Refusal.Reason.CALLED_OFF and ride.refusal.taken_over_at is None
    called_off_at = ride.night.called_off_at
    return ride.state == Ride.State.CANCELLED and called_off_at is not None and ride.ended_at == called_off_at


@transaction.atomic
def let_ride(*, ride: Ride) -> None:
    """
    Let a group wait again that a van has taken all the same.

    A device without network tells late that the van had left: who is aboard is brought home.
    """
    Refusal.objects.filter(ride=ride).delete()
    ride.state, ride.ended_at = Ride.State.HERE, None
    ride.save(update_fields=["state", "ended_at"])


def _refuse(ride: Ride, at: datetime) -> Refusal:
    ride.state, ride.ended_at = Ride.State.REFUSED, at
    ride.save(update_fields=["state", "ended_at"])
    return Refusal.objects.create(ride=ride, reason=Refusal.Reason.CALLED_OFF, refused_at=at)
