"""The desk at the door of a venue: whom the next van takes, when it leaves, and what each group is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from serein.engines.dialaride._kernels_returns import Desk, Queue, Rule, Trips, arrange, best_order
from serein.engines.dialaride._problem import BadProblem

_NEVER = 1e9
_URGENT = 40.0


@dataclass(frozen=True, slots=True)
class Rules:
    """How a night of returns is run; times in minutes."""

    seats: int = 8
    longest_ride: float = 45.0
    boarding: float = 2.0
    alighting: float = 1.0
    grace: float = 3.0  # a promise is kept when departure and arrival are this near to it
    return_weight: float = 0.3  # what a minute of a van counts, in minutes of a rider, for each rider who waits
    unfair: float = 20.0  # what a minute beyond the longest wait in order of arrival counts
    broken: float = 20.0  # what a broken promise counts, and each minute of it
    reserve: float = 5.0  # added to what is told to those who do not leave at once


@dataclass(frozen=True, slots=True)
class Told:
    """What a group hears when it joins the queue: its number, its departure, its arrival at the door."""

    number: int
    leaves_at: float
    at_door: float


@dataclass(frozen=True, slots=True)
class Trip:
    """Groups by number, in the order of their drops, with the moments at which they reach their doors."""

    van: int
    leaves_at: float
    groups: tuple[int, ...]
    at_doors: tuple[float, ...]
    back_at: float


class Returns:
    """
    Plan the returns of one venue while the night goes on.

    Parameters
    ----------
    times : array (places, places)
        Minutes; place 0 is the venue.
    vans : int
    rules : Rules
    seed : int
    steps : int
        Of the search at each arrival and each return of a van.
    room : int
        The most groups of a night.

    Notes
    -----
    The whole queue is planned over all vans at each event (rolling horizon): minutes from the queue to the door, of all
    riders, with a charge on waits longer than the longest one that taking groups in order of arrival would give now,
    and on promises not kept. The part of the plan that is due is carried out.
    """

    def __init__(
        self,
        times: NDArray[np.float64],
        *,
        vans: int = 3,
        rules: Rules | None = None,
        seed: int = 1,
        steps: int = 300,
        room: int = 512,
    ) -> None:
        self.rules = rules or Rules()
        self._steps, self._count = steps, 0
        given = self.rules
        values = np.zeros(9)
        values[: Rule.PATIENCE] = (given.seats, given.longest_ride, given.boarding, given.alighting)
        values[Rule.PATIENCE :] = (_NEVER, given.unfair, given.grace, given.broken, given.return_weight)
        self.queue = Queue(
            np.ascontiguousarray(times, float), np.zeros(room, np.int32), np.zeros(room, np.int32), np.zeros(room),
            np.ones(room), np.full(room, -1.0), np.full(room, -1.0), values,
        )  # fmt: skip
        self._trips = Trips(np.zeros((vans, room), np.int32), np.zeros(vans, np.int32), np.zeros(vans))
        dice = np.random.default_rng(seed).integers(1, 2**63, 1, dtype=np.uint64)
        self._desk = Desk(dice, np.zeros(room + 2, np.int32), np.zeros(room, np.int32))
        self.free_at = np.zeros(vans)
        self.waiting: list[int] = []
        self._longest_wait, self._now = 0.0, 0.0

    def join(self, *, size: int, door: int, at: float, is_urgent: bool = False) -> Told:
        """
        Let a group join the queue, and promise it a departure and an arrival.

        Raises
        ------
        BadProblem
            If the group is larger than a van, or its door farther than the longest ride.
        """
        g = self.note(size=size, door=door, at=at, is_urgent=is_urgent)
        self._plan(at, [g])
        leaves, at_door = self._moments()[g]
        reserve = self.rules.reserve if leaves > at + self.rules.boarding else 0.0
        self.queue.told_off[g], self.queue.told_door[g] = leaves + reserve, at_door + reserve
        return Told(g, leaves + reserve, at_door + reserve)

    def note(self, *, size: int, door: int, at: float, is_urgent: bool = False) -> int:
        """Let a group join the queue without a promise; return its number."""
        rules, times = self.rules, self.queue.times
        if not 1 <= size <= rules.seats:
            raise BadProblem(f"A group of {size} asks for a van of {rules.seats}; 1 to {rules.seats} is accepted.")
        if not (0 < door < len(times) and times[0, door] <= rules.longest_ride):
            raise BadProblem(f"Door {door} is not a place within {rules.longest_ride} minutes of the venue.")
        g = self._count
        self._count += 1
        self.queue.size[g], self.queue.door[g], self.queue.since[g] = size, door, at
        self.queue.weight[g] = _URGENT if is_urgent else 1.0
        self.waiting.append(g)
        return g

    def due(self, now: float) -> Trip | None:
        """Say which trip leaves now, if any; it leaves when `depart` is told of it."""
        self._plan(now, [])
        for van in np.argsort(self.free_at, kind="stable").tolist():
            if self.free_at[van] <= now and self._trips.size[van]:
                return self._trip(van, self._first(van), now)
        return None

    def foreseen(
        self, coming: NDArray[np.int64], until: NDArray[np.float64], steps: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Plan a night whose groups are all noted; returns departures and arrivals, nan for who does not come."""
        shifts = np.column_stack([self.free_at, until])
        self.queue.rules[Rule.RETURN] = 0.0
        arrange(self.queue, self._trips, self._desk, shifts, coming, steps)
        moments = np.full((2, self._count), np.nan)
        for g, told in self._moments().items():
            moments[:, g] = told
        return moments[0], moments[1]

    def depart(self, trip: Trip) -> None:
        """Carry out a trip: its groups leave the queue, its van is away until it is back."""
        for g in trip.groups:
            self.waiting.remove(g)
            self._longest_wait = max(self._longest_wait, trip.leaves_at - float(self.queue.since[g]))
        self._drop(trip.groups)
        self.free_at[trip.van] = trip.back_at

    def gone(self, group: int) -> None:
        """Forget a group that was not there when it was called, or was refused."""
        self.waiting.remove(group)
        self._drop((group,))

    def van_down(self, van: int, until: float = _NEVER) -> None:
        """Take a van that stands at the venue out of service; its next trips are shared out again."""
        self.free_at[van] = until
        groups = [int(g) for g in self._trips.seq[van, : self._trips.size[van]] if g >= 0]
        self._drop(tuple(groups))
        self._plan(self._now, groups)

    def _drop(self, groups: Sequence[int]) -> None:
        for van, size in enumerate(self._trips.size):
            trips = [trip for trip in _split(self._trips.seq[van, :size], groups) if trip]
            flat = [g for trip in trips for g in (*trip, -1)][:-1]
            self._trips.seq[van, : len(flat)], self._trips.size[van] = flat, len(flat)

    def _plan(self, now: float, fresh: list[int]) -> None:
        self._now = max(self._now, now)
        free_at = np.maximum(self.free_at, self._now)
        self.queue.rules[Rule.PATIENCE] = self._wait_in_order(free_at)
        riders = sum(int(self.queue.size[g]) for g in self.waiting)
        self.queue.rules[Rule.RETURN] = self.rules.return_weight * riders
        steps = self._steps if len(self.waiting) > 1 else 0
        shifts = np.column_stack([free_at, np.full(len(free_at), np.inf)])
        arrange(self.queue, self._trips, self._desk, shifts, np.array(fresh, np.int64), steps)

    def _wait_in_order(self, free_at: NDArray[np.float64]) -> float:
        """How long somebody would wait if all who wait now left in order of arrival."""
        free, left, longest = free_at.copy(), list(self.waiting), 0.0
        while left:
            van = int(np.argmin(free))
            groups = take_in_order(self.queue, left, float(free[van]))
            left = [g for g in left if g not in groups]
            trip = trip_of(self.queue, van, groups, float(free[van]), by_return=True)
            longest = max(longest, *(trip.leaves_at - float(self.queue.since[g]) for g in groups))
            free[van] = trip.back_at
        return longest

    def _first(self, van: int) -> tuple[int, ...]:
        return tuple(_split(self._trips.seq[van, : self._trips.size[van]], ())[0])

    def _trip(self, van: int, groups: tuple[int, ...], now: float) -> Trip:
        return trip_of(self.queue, van, groups, now, by_return=False)

    def _moments(self) -> dict[int, tuple[float, float]]:
        """Say when each group of the plan leaves and is at its door."""
        moments = {}
        for van, size in enumerate(self._trips.size):
            now = max(float(self.free_at[van]), self._now)
            for groups in _split(self._trips.seq[van, :size], ()):
                if not groups:
                    continue
                now = max([now, *(float(self.queue.since[g]) for g in groups)])
                trip = _along(self.queue, van, tuple(groups), now)
                moments.update({g: (trip.leaves_at, t) for g, t in zip(trip.groups, trip.at_doors, strict=True)})
                now = trip.back_at
        return moments


def take_in_order(queue: Queue, waiting: Sequence[int], now: float) -> tuple[int, ...]:
    """Fill a van in order of arrival, those in need first, with whole groups that fit and are home in time."""
    taken: list[int] = []
    load = 0
    for g in sorted(waiting, key=lambda g: (queue.weight[g] <= 1.0, g)):
        if load + queue.size[g] > queue.rules[Rule.SEATS]:
            continue
        if best_order(queue, np.array([*taken, g]), now, True)[0] >= 0:
            taken.append(g)
            load += int(queue.size[g])
    return tuple(taken)


def trip_of(queue: Queue, van: int, groups: Sequence[int], now: float, *, by_return: bool) -> Trip:
    """Make the best trip of groups that leave now: the van back soonest, or riders home soonest."""
    order = best_order(queue, np.array(groups), now, by_return)
    if order[0] < 0:  # what is best for riders leaves out orders that only the soonest return saves from long rides
        order = best_order(queue, np.array(groups), now, True)
    return _along(queue, van, tuple(int(g) for g in order), now)


def _along(queue: Queue, van: int, groups: tuple[int, ...], now: float) -> Trip:
    leaves = t = now + float(queue.rules[Rule.BOARDING])
    here, at_doors = 0, []
    for g in groups:
        t += float(queue.times[here, queue.door[g]])
        at_doors.append(t)
        t += float(queue.rules[Rule.ALIGHTING])
        here = int(queue.door[g])
    return Trip(van, leaves, groups, tuple(at_doors), t + float(queue.times[here, 0]))


def _split(seq: NDArray[np.int32], without: Sequence[int]) -> list[list[int]]:
    trips: list[list[int]] = [[]]
    for g in seq.tolist():
        if g < 0:
            trips.append([])
        elif g not in without:
            trips[-1].append(g)
    return trips
