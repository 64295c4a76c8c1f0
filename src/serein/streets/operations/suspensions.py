"""What suspends a circuit, at once; and the person who lets it be recommended again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from serein.kit import journal
from serein.kit.actors import SYSTEM, Actor
from serein.streets.models import Circuit, Closure, Outage, Suspension
from serein.streets.queries import standing, ways
from serein.streets.queries.near import circuits_on_outage

NEXT_STEP_DAYS = 7
Cause = Suspension.Cause


class StillSuspended(Exception):
    """What suspended the circuit is not over: it is not recommended again before (H17)."""


def suspend_for_outage(*, outage: Outage, now: datetime) -> list[Suspension]:
    """Suspend every published circuit that passes where the light is out; call it in the outage's transaction."""
    return [
        suspend(circuit=circuit, cause=Cause.OUTAGE, outage=outage, next_on=outage.next_on, by=SYSTEM, now=now)
        for circuit in circuits_on_outage(outage=outage)
    ]


def mend_outage(*, outage: Outage, now: datetime) -> None:
    """Note that an outage is over for the circuits that it suspended; they wait for a person (H17)."""
    outage.suspensions.filter(ended_at=None, mended_at=None).update(mended_at=now, next_on=_soon(now))


@transaction.atomic
def suspend(
    *,
    circuit: Circuit,
    cause: str,
    outage: Outage | None = None,
    closure: Closure | None = None,
    next_on: date,
    by: Actor,
    now: datetime,
) -> Suspension:
    """Stop recommending a circuit; a second time for one cause only takes back that it was mended."""
    key: dict[str, Any] = {"circuit": circuit, "cause": cause, "outage": outage, "closure": closure, "ended_at": None}
    found, is_new = Suspension.objects.get_or_create(**key, defaults={"since": now, "next_on": next_on})
    if found.mended_at is not None:
        found.mended_at, found.next_on, found.sought_at = None, next_on, None
        found.save(update_fields=["mended_at", "next_on", "sought_at"])
    if is_new:
        journal.write(act="circuit.suspended", about=circuit, by=by, at=now, cause=cause, suspension=found.pk)
    return found


def reevaluate(*, now: datetime) -> int:
    """Write down what became true by itself: a closure began or ended, a check grew too old; return how much did."""
    return _mend_closures(now) + sum(_catch_up(stand, now) for stand in standing.list_standings(now=now))


def _catch_up(stand: standing.Standing, now: datetime) -> int:
    changed = 0
    for closure in stand.closures:
        ends_on = timezone.localdate(closure.ends_at)
        suspend(circuit=stand.circuit, cause=Cause.CLOSURE, closure=closure, next_on=ends_on, by=SYSTEM, now=now)
        changed += 1
    if stand.is_check_too_old and not {Cause.CHECK, Cause.BAD_CHECK} & {row.cause for row in stand.suspensions}:
        suspend(circuit=stand.circuit, cause=Cause.CHECK, next_on=_soon(now), by=SYSTEM, now=now)
        changed += 1
    told = {row.cause for row in stand.suspensions if row.mended_at is None}
    if stand.edition is not None and Cause.NETWORK not in told and not ways.runs_on_streets(stand.edition.line):
        suspend(circuit=stand.circuit, cause=Cause.NETWORK, next_on=_soon(now), by=SYSTEM, now=now)
        changed += 1
    return changed


def _mend_closures(now: datetime) -> int:
    begun = Suspension.objects.filter(cause=Cause.CLOSURE, ended_at=None, mended_at=None)
    in_force = Closure.objects.in_force_at(now).values("pk")
    return begun.exclude(closure__in=in_force).update(mended_at=now, next_on=_soon(now))


def _soon(now: datetime) -> date:
    return timezone.localdate(now) + timedelta(days=NEXT_STEP_DAYS)


@transaction.atomic
def suspend_by_hand(*, circuit: Circuit, next_on: date, by: Actor, now: datetime) -> Suspension:
    """Suspend a circuit because the commune says so."""
    return suspend(circuit=circuit, cause=Cause.STAFF, next_on=next_on, by=by, now=now)


@transaction.atomic
def restore(*, circuit: Circuit, by: Actor, now: datetime) -> Circuit:
    """
    Recommend a circuit again: a person says so, once every cause is over and its last check is good and recent.

    :raises StillSuspended: naming what is not over
    """
    locked = Circuit.objects.select_for_update(of=("self",)).get(pk=circuit.pk)
    stand = standing.standing_of(circuit=locked, now=now)
    standing_causes = [row for row in stand.suspensions if row.mended_at is None and row.cause != Cause.STAFF]
    if stand.is_check_too_old:
        raise StillSuspended(f"Circuit {locked.code} lacks a check on the spot that is good and recent.")
    if standing_causes:
        causes = ", ".join(sorted(row.cause for row in standing_causes))
        raise StillSuspended(f"Circuit {locked.code} is still suspended by: {causes}.")
    Suspension.objects.filter(circuit=locked, ended_at=None).update(ended_at=now)
    journal.write(act="circuit.restored", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def keep_detour(*, suspension: Suspension, line: list[list[float]], length_m: float, now: datetime) -> Suspension:
    """Keep the way round that the engine found; an empty line says that there is none."""
    locked = Suspension.objects.select_for_update(of=("self",)).get(pk=suspension.pk)
    locked.detour, locked.detour_length_m, locked.sought_at = line, length_m, now
    locked.save(update_fields=["detour", "detour_length_m", "sought_at"])
    return locked
