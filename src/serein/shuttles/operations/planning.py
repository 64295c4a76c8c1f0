"""The plan of a night, made anew at each act and kept on its row; told times follow when they cannot be kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from serein.shuttles import letters
from serein.shuttles.models import Night, NightVan, Ride
from serein.shuttles.models.ride import KEPT_FOR_TIMES
from serein.shuttles.queries.doorstep import NEW, Doorstep, Promise, Wish
from serein.shuttles.queries.on_request import OnRequest
from serein.shuttles.queries.running import Running, read_running

Planner = Doorstep | OnRequest
_TOLD = ["told_up_at", "told_off_at"]


def lock_night(night: Night) -> Night:
    """Return the night under its lock: every act of a night waits for the one before."""
    return Night.objects.select_for_update(of=("self",)).get(pk=night.pk)


def replan(*, night: Night, now: datetime) -> None:
    """Plan a locked night anew from its rows and keep the plan; who leaves or arrives later than told is told so."""
    running = read_running(night)
    keep(planner_of(running, now=now), running=running, now=now)


def planner_of(running: Running, *, now: datetime, wish: Wish | None = None) -> Planner:
    return (Doorstep if running.night.is_doorstep else OnRequest)(running, now=now, wish=wish)


def keep(planner: Planner, *, running: Running, now: datetime, new: Ride | None = None) -> None:
    """Write a plan on the row of its night; `new` is the ride that was asked for while it was made."""
    night = running.night
    night.plan = [run.as_row() for run in planner.runs()]
    if new is not None:
        for stop in (stop for run in night.plan for stop in run["stops"] if stop["ride"] == NEW):
            stop["ride"] = new.pk
    night.version += 1
    night.save(update_fields=["plan", "version", "last_number", "turned_away", "state"])
    expected = planner.expected()
    told = _renew(running, expected, now)
    _note_unplanned(running, expected, now, told=told)
    _note_back(running)


def late_by(planner: Planner, running: Running) -> set[int]:
    """Name the rides that a plan would bring later than they were told, by more than counts as kept."""
    night, expected = running.night, planner.expected()
    most = KEPT_FOR_TIMES.total_seconds() / 60
    return {
        ride.pk
        for ride in running.waiting
        if (foreseen := expected.get(ride.pk)) is not None
        and (
            foreseen.up > night.minute_of(ride.told_up_at) + most
            or foreseen.off > night.minute_of(ride.told_off_at) + most
        )
    }


def moment_told(night: Night, minute: float) -> datetime:
    """Return the moment that is told for a minute of the plan: the whole minute after it."""
    return night.moment_of(ceil(round(minute, 3)))


def _renew(running: Running, expected: dict[int, Promise], now: datetime) -> set[int]:
    """
    Tell new times to those for whom the plan is later than what they were told by more than counts as kept.

    Return whom.
    """
    later: dict[int, tuple[datetime, datetime]] = {}
    for ride in running.rides:
        foreseen = expected.get(ride.pk)
        if foreseen is None or not foreseen.is_one or ride.state not in Ride.OPEN:
            continue
        up, off = moment_told(running.night, foreseen.up), moment_told(running.night, foreseen.off)
        up = ride.told_up_at if ride.state == Ride.State.ABOARD else up
        if up > ride.told_up_at + KEPT_FOR_TIMES or off > ride.told_off_at + KEPT_FOR_TIMES:
            later[ride.pk] = up, off
    if later:
        _tell(later, running.night, now)
    return set(later)


def _tell(later: dict[int, tuple[datetime, datetime]], night: Night, now: datetime) -> None:
    rides = list(Ride.objects.filter(pk__in=later))
    told = []
    for ride in rides:
        ride.night = night
        up, off = later[ride.pk]
        if not _is_waited_for(ride, up, now):
            told.append(ride)
        ride.told_up_at, ride.told_off_at = max(up, ride.told_up_at), max(off, ride.told_off_at)
    Ride.objects.bulk_update(rides, _TOLD)
    for ride in told:
        letters.tell_later(ride=ride, now=now)


def _note_unplanned(running: Running, expected: dict[int, Promise], now: datetime, *, told: set[int]) -> None:
    """Tell those whom no van can take any more, once; and again when one can, unless they were `told` an hour."""
    planned = {key for key, foreseen in expected.items() if foreseen.is_one}
    lost = [ride.pk for ride in running.waiting if ride.pk not in planned and ride.unplanned_at is None]
    found = [ride.pk for ride in running.waiting if ride.pk in planned and ride.unplanned_at is not None]
    if not lost and not found:
        return
    rides = list(Ride.objects.filter(pk__in=[*lost, *found]))
    for ride in rides:
        ride.night = running.night
        ride.unplanned_at = now if ride.pk in lost else None
    Ride.objects.bulk_update(rides, ["unplanned_at"])
    for ride in rides:
        if ride.unplanned_at is not None:
            letters.tell_unplanned(ride=ride, now=now)
        elif ride.pk not in told:
            letters.tell_planned_again(ride=ride, now=now)


def _is_waited_for(ride: Ride, up: datetime, now: datetime) -> bool:
    """Whether a van could take them at once and they did not come by the hour told: it is not the van that is late."""
    is_missed = ride.state == Ride.State.BOOKED and ride.told_up_at <= now
    return ride.night.is_doorstep and is_missed and up <= now + KEPT_FOR_TIMES


def _note_back(running: Running) -> None:
    under_way = [run for run in running.night.plan if run.get("aboard") or run.get("relief")]
    backs = {run["van"]: running.night.moment_of(run["back"]) for run in under_way}
    for van in running.vans:
        back_at = backs.get(van.pk) if van.state == NightVan.State.AWAY else None
        if _differs(van.back_at, back_at):
            van.back_at = back_at
            van.save(update_fields=["back_at"])


def _differs(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) >= timedelta(seconds=30)
