"""A night is planned, published, opened, closed; or copied from another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from serein.kit import journal
from serein.kit.actors import Actor
from serein.kit.bilingual import require_both_languages
from serein.nightlife.models import Event
from serein.shuttles.models import Device, Duty, Night, NightVan, Refusal, Ride, Van
from serein.shuttles.operations import kilometres
from serein.shuttles.operations.counting import count_night
from serein.shuttles.operations.planning import lock_night, replan
from serein.shuttles.queries.requirements import list_missing
from serein.territory.models import Neighbourhood

OPENS_BEFORE = timedelta(hours=3)
WORDS = ("waiting", "who", "access", "other_ways")
SETTINGS = (
    "mode", "waiting_fr", "waiting_nl", "lat", "lon", "who_fr", "who_nl", "access_fr", "access_nl",
    "other_ways_fr", "other_ways_nl", "protocol", "contact", "price_cents", "longest_ride_minutes", "expected_riders",
)  # fmt: skip
"""What a copy of a night takes over."""
_NOT_OVER = (Night.State.DRAFT, Night.State.PUBLISHED, Night.State.RUNNING)
_FIXED_ONCE_BOOKED = frozenset({"mode", "lat", "lon", "starts_at", "ends_at"})


class NotInThatState(Exception):
    """The night is in a state in which this is not done."""


class EndsBeforeItStarts(Exception):
    """A night ends after it starts."""


class ArePromised(Exception):
    """Riders hold promises that the change would break."""


class NotReady(Exception):
    """Something must be there before: `missing` names it, as codes for pages."""

    def __init__(self, sentence: str, *, missing: list[str]) -> None:
        super().__init__(sentence)
        self.missing = missing


class NotBegun(Exception):
    """Its first van is still to leave: a night that does not take place is called off, so that who booked is told."""


class NotOver(Exception):
    """Somebody is aboard, waits, or was refused and not handed over: nobody is left behind. `open` says who."""

    def __init__(self, sentence: str, *, waiting: int, aboard: int, refused: int) -> None:
        super().__init__(sentence)
        self.waiting, self.aboard, self.refused = waiting, aboard, refused


class WorksAlready(Exception):
    """Nobody is at two places at once, nor is a van: `duty` or `van` says where they are at these hours."""

    def __init__(self, sentence: str, *, duty: Duty | None = None, van: NightVan | None = None) -> None:
        super().__init__(sentence)
        self.duty, self.van = duty, van


@transaction.atomic
def plan_night(
    *,
    event: Event,
    values: Mapping[str, Any],
    vans: Iterable[Van],
    neighbourhoods: Iterable[Neighbourhood] = (),
    by: Actor,
    now: datetime,
) -> Night:
    """
    Begin to prepare a night.

    :raises EndsBeforeItStarts: if it does
    """
    night = Night(event=event, **values)
    _require_hours(night)
    night.save(force_insert=True)
    night.neighbourhoods.set(neighbourhoods)
    NightVan.objects.bulk_create(NightVan(night=night, van=van) for van in vans)
    journal.write(act="night.planned", about=night, by=by, at=now)
    return night


@transaction.atomic
def change_night(
    *,
    night: Night,
    values: Mapping[str, Any],
    neighbourhoods: Iterable[Neighbourhood] | None = None,
    by: Actor,
    now: datetime,
) -> Night:
    """
    Change a night that is not over.

    :raises NotInThatState: if it is closed or cancelled
    :raises ArePromised: if it would move or change its hours while riders hold promises
    :raises WorksAlready: if somebody of its roster, or a van, works on another night at the new hours
    :raises NotInBothLanguages: if a published night would lack French or Dutch
    """
    locked = lock_night(night)
    require_state(locked, *_NOT_OVER)
    changed = {name for name, value in values.items() if getattr(locked, name) != value}
    if changed & _FIXED_ONCE_BOOKED and locked.rides.open().exists():
        raise ArePromised(f"Night {locked.pk} has riders; {', '.join(sorted(changed & _FIXED_ONCE_BOOKED))} stay.")
    for name, value in values.items():
        setattr(locked, name, value)
    _require_hours(locked)
    if changed & {"starts_at", "ends_at"}:
        _require_all_free(locked)
    if locked.state != Night.State.DRAFT:
        _require_words(locked)
    locked.version += 1
    locked.save(update_fields=[*values, "version"])
    if neighbourhoods is not None:
        locked.neighbourhoods.set(neighbourhoods)
    journal.write(act="night.changed", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def copy_night(*, night: Night, event: Event, starts_at: datetime, by: Actor, now: datetime) -> Night:
    """Prepare a night like another: its words, zone, vans and rules; not its people, its riders or its figures."""
    values = {name: getattr(night, name) for name in SETTINGS}
    values |= {"starts_at": starts_at, "ends_at": starts_at + (night.ends_at - night.starts_at)}
    return plan_night(
        event=event,
        values=values,
        vans=[row.van for row in night.vans.select_related("van").filter(van__is_active=True)],
        neighbourhoods=night.neighbourhoods.all(),
        by=by,
        now=now,
    )


@transaction.atomic
def add_van(*, night: Night, van: Van, by: Actor, now: datetime) -> NightVan:
    """
    Put a van on a night.

    :raises WorksAlready: if it is there
    """
    locked = lock_night(night)
    require_state(locked, *_NOT_OVER)
    if locked.vans.filter(van=van).exists():
        raise WorksAlready(f"Van {van.name} is on night {locked.pk} already.")
    if locked.state in Night.BOOKABLE:
        _require_vans_free(locked, [van.pk])
    row = NightVan.objects.create(night=locked, van=van)
    if locked.state in Night.BOOKABLE:
        replan(night=locked, now=now)
    journal.write(act="night.van_added", about=locked, by=by, at=now, van=van.pk)
    return row


@transaction.atomic
def take_van_off(*, van: NightVan, by: Actor, now: datetime) -> None:
    """
    Take a van off a night that is not under way.

    :raises NotInThatState: if the night is under way or over: a van then goes out of service
    :raises ArePromised: if riders hold promises, and fewer vans may not keep them
    """
    night = lock_night(van.night)
    require_state(night, Night.State.DRAFT, Night.State.PUBLISHED)
    if night.rides.open().exists():
        raise ArePromised(f"Night {night.pk} has riders; its vans stay.")
    journal.write(act="night.van_taken_off", about=night, by=by, at=now, van=van.van_id)
    van.delete()


@transaction.atomic
def give_duty(*, night: Night, task: str, name: str, van: NightVan | None = None, by: Actor, now: datetime) -> Duty:
    """
    Put somebody on the roster.

    :raises WorksAlready: if they have another task at these hours, on this night or another, or the van a driver
    """
    locked = _lock_all_at_its_hours(night)
    require_state(locked, *_NOT_OVER)
    found = _find_duty(locked, names=[name.strip()], task=task)
    found = found or (_duties().filter(van=van).first() if van is not None else None)
    if found is not None:
        raise WorksAlready(f"{found.name} is {found.task} on night {found.night_id} already.", duty=found)
    duty = Duty.objects.create(night=locked, task=Duty.Task(task).value, name=name.strip(), van=van)
    journal.write(act="night.duty_given", about=locked, by=by, at=now, duty=duty.pk)
    return duty


@transaction.atomic
def take_duty_back(*, duty: Duty, by: Actor, now: datetime) -> None:
    night = lock_night(duty.night)
    journal.write(act="night.duty_taken_back", about=night, by=by, at=now, duty=duty.pk)
    duty.delete()


@transaction.atomic
def publish_night(*, night: Night, by: Actor, now: datetime) -> Night:
    """
    Let everyone read a night and book on it.

    :raises NotInThatState: if it is published already, or over
    :raises NotInBothLanguages: if a text lacks French or Dutch
    :raises NotReady: if it has no van, or one that drives on another night at the same hours
    """
    locked = lock_night(night)
    require_state(locked, Night.State.DRAFT)
    _require_words(locked)
    if not locked.vans.exists():
        raise NotReady(f"Night {locked.pk} has no van.", missing=["van"])
    if _find_van(locked, locked.vans.values_list("van", flat=True)):
        raise NotReady(f"A van of night {locked.pk} drives on another night at these hours.", missing=["van_elsewhere"])
    locked.state, locked.published_at = Night.State.PUBLISHED, now
    locked.save(update_fields=["state", "published_at"])
    journal.write(act="night.published", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def open_night(*, night: Night, by: Actor, now: datetime) -> Night:
    """
    Begin a night: from now on groups join the queue and vans leave.

    :raises NotInThatState: if it was not published
    :raises NotReady: if it is too early, a requirement is not met, a van has no driver, or nobody stands at the door
    """
    locked = lock_night(night)
    require_state(locked, Night.State.PUBLISHED)
    missing = [f"requirement:{row.code}" for row in list_missing(night=locked)]
    if now < locked.starts_at - OPENS_BEFORE or now >= locked.ends_at:
        missing.append("hours")
    if locked.vans.exclude(duties__task=Duty.Task.DRIVER).exists():
        missing.append("driver")
    if not locked.duties.filter(task=Duty.Task.STEWARD).exists():
        missing.append("steward")
    if missing:
        raise NotReady(f"Night {locked.pk} cannot open: {', '.join(missing)}.", missing=missing)
    locked.state, locked.opened_at = Night.State.RUNNING, now
    locked.version += 1
    locked.save(update_fields=["state", "opened_at", "version"])
    journal.write(act="night.opened", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def close_night(
    *, night: Night, coins_cents: int | None = None, km: Mapping[int, Decimal] | None = None, by: Actor, now: datetime
) -> Night:
    """
    End a night and count it. Who booked for the waiting point and did not come by the hour told counts as absent.

    :param km: kilometres driven, by key of the night's van; else the planned ones count
    :raises NotInThatState: if it is not under way
    :raises NotBegun: if the hour of its first van is still to come
    :raises NotOver: if somebody is aboard, waits, is told a van to come, or was refused and not handed over
    """
    locked = lock_night(night)
    require_state(locked, Night.State.RUNNING)
    if now < locked.starts_at and not locked.is_called_off:
        raise NotBegun(f"Night {locked.pk} begins at {locked.starts_at:%Y-%m-%d %H:%M}.")
    _require_nobody_left(locked, now)
    locked.rides.filter(state=Ride.State.BOOKED).update(state=Ride.State.ABSENT, ended_at=now)
    for van in locked.vans.all():
        start = kilometres.place_of(locked, van)
        kilometres.count_way(night=locked, van=van, start=start, end=(locked.lat, locked.lon))
        van.km = (km or {}).get(van.pk, van.km)
        van.state, van.back_at = NightVan.State.READY, None
        van.save(update_fields=["km", "state", "back_at"])
        van.trips.filter(back_at=None).update(back_at=now)
    end(locked, coins_cents=coins_cents, by=by, now=now)
    return locked


def end(night: Night, *, coins_cents: int | None, by: Actor, now: datetime) -> None:
    """Write the end of a locked night: its figures, its devices, its entry in the journal."""
    night.state, night.closed_at, night.coins_cents, night.plan = Night.State.CLOSED, now, coins_cents, []
    night.version += 1
    night.save(update_fields=["state", "closed_at", "coins_cents", "plan", "version"])
    Device.objects.filter(night=night, ended_at=None).update(ended_at=now)
    count_night(night=night, now=now)
    journal.write(act="night.closed", about=night, by=by, at=now)


def _require_nobody_left(night: Night, now: datetime) -> None:
    rides = night.rides.all()
    waiting = rides.waiting()
    if night.is_doorstep:
        waiting = waiting.exclude(pk__in=rides.missed(now))
    left = {
        "waiting": waiting.count(),
        "aboard": rides.filter(state=Ride.State.ABOARD).count(),
        "refused": Refusal.objects.filter(ride__night=night, taken_over_at=None).count(),
    }
    if any(left.values()):
        raise NotOver(f"Night {night.pk} has groups left: {left}.", **left)


def require_state(night: Night, *states: str) -> None:
    """:raises NotInThatState: if it is in another"""
    if night.state not in states:
        raise NotInThatState(f"Night {night.pk} is {night.state}; {', '.join(states)} is accepted.")


def _require_all_free(night: Night) -> None:
    """Require that nobody of a night's roster works elsewhere at its hours, nor its vans once it is published."""
    for task in Duty.Task.values:
        names = list(night.duties.filter(task=task).values_list("name", flat=True))
        found = _find_duty(night, names=names, task=task, elsewhere=True)
        if found is not None:
            raise WorksAlready(f"{found.name} is {found.task} on night {found.night_id}.", duty=found)
    if night.state in Night.BOOKABLE:
        _require_vans_free(night, night.vans.values_list("van", flat=True))


def _require_vans_free(night: Night, vans: Iterable[int]) -> None:
    found = _find_van(night, vans)
    if found is not None:
        raise WorksAlready(f"Van {found.van.name} drives on night {found.night_id} at these hours.", van=found)


def _find_van(night: Night, vans: Iterable[int]) -> NightVan | None:
    """Find one of these vans that is promised to riders of another night at the same hours."""
    rows = NightVan.objects.select_related("night__event", "van").filter(van__in=list(vans))
    return rows.filter(night__in=_at_its_hours(night).filter(state__in=Night.BOOKABLE)).exclude(night=night).first()


def _find_duty(night: Night, *, names: Iterable[str], task: str, elsewhere: bool = False) -> Duty | None:
    """Find what somebody does at a night's hours, on it or elsewhere; who dispatches may dispatch two nights."""
    theirs = reduce(or_, (Q(name__iexact=name) for name in names), Q(pk=None))
    rows = _duties().filter(theirs, night__in=_at_its_hours(night).filter(state__in=_NOT_OVER))
    if task == Duty.Task.DISPATCHER:
        rows = rows.exclude(~Q(night=night), task=Duty.Task.DISPATCHER)
    return (rows.exclude(night=night) if elsewhere else rows).first()


def _duties() -> QuerySet[Duty]:
    return Duty.objects.select_related("night__event", "van__van")


def _at_its_hours(night: Night) -> QuerySet[Night]:
    return Night.objects.filter(starts_at__lt=night.ends_at, ends_at__gt=night.starts_at)


def _lock_all_at_its_hours(night: Night) -> Night:
    """Lock a night with those at its hours, in one order for all: nobody is put on two of them at once."""
    keys = [night.pk, *_at_its_hours(night).values_list("pk", flat=True)]
    locked = Night.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in locked}[night.pk]


def _require_hours(night: Night) -> None:
    if night.ends_at <= night.starts_at:
        raise EndsBeforeItStarts(f"The night starts at {night.starts_at} and ends at {night.ends_at}.")


def _require_words(night: Night) -> None:
    words = {name: (getattr(night, f"{name}_fr"), getattr(night, f"{name}_nl")) for name in WORDS}
    require_both_languages(**words)
