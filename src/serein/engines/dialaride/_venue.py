"""What a night of returns from one venue is made of: rules, vans, groups, what they are told, trips."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import isfinite, nan

import numpy as np
from numpy.typing import NDArray

from serein.engines.dialaride._kernels_returns import Queue, Rule
from serein.engines.dialaride._problem import BadProblem

NEVER = 1e9
_URGENT = 40.0
_LEAST_OWED = 1.0


@dataclass(frozen=True, slots=True)
class ReturnRules:
    """How a night of returns is run; times in minutes."""

    seats: int = 8  # of each van, where vans are given as a number
    longest_ride: float = 45.0
    boarding: float = 2.0  # from the moment a van is there until it leaves
    alighting: float = 1.0  # at each door
    wheelchair_boarding: float = 3.0  # more for each wheelchair
    wheelchair_alighting: float = 3.0
    grace: float = 4.0  # a promise is kept when departure and arrival are this near to it
    return_weight: float = 0.5  # what a minute of a van counts, in minutes of a rider, for each rider who waits
    unfair: float = 20.0  # what a minute beyond the longest wait in order of arrival counts
    broken: float = 0.03  # what a broken promise counts, and each minute of it, times the square of the wait told
    firm: float = 60.0  # what a promise to who booked ahead counts, and each minute beyond it
    reserve: float = 5.0  # added to what is told to those who do not leave at once


@dataclass(frozen=True, slots=True)
class Van:
    """A van of the venue; a wheelchair on board takes a wheelchair place and `seats_per_wheelchair` seats."""

    seats: int = 8
    wheelchairs: int = 0
    seats_per_wheelchair: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """
    A group that waits, or has booked ahead: `since` is when it came, or will; `key` is what the caller calls it.

    `size` are seats; users of wheelchairs are counted apart. `told` is the departure and the arrival promised to it.
    Who booked ahead `is_firm`: it did not come early to queue, and is owed its hour before all others.
    """

    key: Hashable
    door: int
    size: int
    since: float
    wheelchairs: int = 0
    is_urgent: bool = False
    told: tuple[float, float] | None = None
    is_firm: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a group hears when it joins the queue: its number, its departure, its arrival at the door; inf for never."""

    number: int
    leaves_at: float
    at_door: float


@dataclass(frozen=True, slots=True)
class Trip:
    """Groups by number and by key, in the order of their drops, with the moments at which they reach their doors."""

    van: int
    leaves_at: float
    groups: tuple[int, ...]
    at_doors: tuple[float, ...]
    back_at: float
    keys: tuple[Hashable, ...] = ()


def fleet_of(vans: int | Sequence[Van], rules: ReturnRules) -> tuple[Van, ...]:
    """Read the vans of a venue, refusing those that have no meaning."""
    fleet = (Van(rules.seats),) * vans if isinstance(vans, int) else tuple(vans)
    for number, van in enumerate(fleet):
        if min(van.seats, van.wheelchairs, van.seats_per_wheelchair) < 0:
            raise BadProblem(f"Van {number} is {van}; zero or more of each is accepted.")
    return fleet


def queue_of(times: NDArray[np.float64], vans: Sequence[Van], rules: ReturnRules, room: int) -> Queue:
    """Make the arrays of a night without groups."""
    if times.ndim != 2 or times.shape[0] != times.shape[1] or not (times >= 0).all():
        raise BadProblem(f"times has shape {times.shape}; a square of minutes, zero or more, is accepted.")
    values = np.zeros(6)
    values[Rule.LONGEST], values[Rule.BOARDING], values[Rule.PATIENCE] = rules.longest_ride, rules.boarding, NEVER
    values[Rule.UNFAIR], values[Rule.GRACE] = rules.unfair, rules.grace
    return Queue(
        times=np.ascontiguousarray(times, float),
        door=np.zeros(room, np.int32), size=np.zeros(room, np.int32), wheels=np.zeros(room, np.int32),
        since=np.zeros(room), weight=np.ones(room), told_off=np.full(room, -1.0), told_door=np.full(room, -1.0),
        owed=np.zeros(room), boards=np.zeros(room), alights=np.zeros(room),
        room=np.array([van.seats for van in vans], np.int32),
        wheel_room=np.array([van.wheelchairs for van in vans], np.int32),
        wheel_seats=np.array([van.seats_per_wheelchair for van in vans], np.int32),
        rules=values,
    )  # fmt: skip


def write_group(queue: Queue, g: int, group: Group, rules: ReturnRules, vans: Sequence[Van]) -> None:
    """
    Write a group into the queue under its number.

    Raises
    ------
    BadProblem
        If no van can hold it, or its door is farther than the longest ride.
    """
    _validate(group, rules, vans, queue.times)
    queue.size[g], queue.wheels[g], queue.door[g] = group.size, group.wheelchairs, group.door
    queue.since[g], queue.weight[g] = group.since, _URGENT if group.is_urgent else 1.0
    queue.boards[g] = rules.wheelchair_boarding * group.wheelchairs
    queue.alights[g] = rules.alighting + rules.wheelchair_alighting * group.wheelchairs
    write_told(queue, g, *(group.told or (nan, nan)), rules, is_firm=group.is_firm)


def write_told(queue: Queue, g: int, leaves_at: float, at_door: float, rules: ReturnRules, *, is_firm: bool) -> None:
    """Write what a group was told: the longer it was told to wait, the more it is owed that; a booking the most."""
    is_told = isfinite(leaves_at) and isfinite(at_door)
    queue.told_off[g], queue.told_door[g] = (leaves_at, at_door) if is_told else (-1.0, -1.0)
    wait = max(0.0, leaves_at - float(queue.since[g])) if is_told else 0.0
    queue.owed[g] = max(_LEAST_OWED, rules.broken * wait**2, rules.firm if is_firm else 0.0)


def _validate(group: Group, rules: ReturnRules, vans: Sequence[Van], times: NDArray[np.float64]) -> None:
    name, size, wheels = f"Group {group.key!r}", group.size, group.wheelchairs
    if size < 0 or wheels < 0 or size + wheels == 0:
        raise BadProblem(f"{name} has {size} seats and {wheels} wheelchairs; at least one person is accepted.")
    if not any(size + van.seats_per_wheelchair * wheels <= van.seats and wheels <= van.wheelchairs for van in vans):
        raise BadProblem(f"{name} asks for {_people(size, wheels)}; {_accepted(wheels, vans)}")
    if not isfinite(group.since):
        raise BadProblem(f"{name} comes at {group.since}; a moment is accepted.")
    if not (0 < group.door < len(times) and times[0, group.door] <= rules.longest_ride):
        raise BadProblem(f"{name}: door {group.door} is not a place within {rules.longest_ride} minutes of the venue.")


def _people(size: int, wheels: int) -> str:
    return f"{size} seats" + (f" and {wheels} wheelchair places" if wheels else "")


def _accepted(wheels: int, vans: Sequence[Van]) -> str:
    """Say the most seats that a van has for a group with so many wheelchairs, or the most wheelchairs."""
    seats = [van.seats - van.seats_per_wheelchair * wheels for van in vans if wheels <= van.wheelchairs]
    if seats and max(seats) >= 0:
        return f"up to {_people(max(seats), wheels)} in one van are accepted."
    return f"up to {max((van.wheelchairs for van in vans), default=0)} wheelchair places in one van are accepted."
