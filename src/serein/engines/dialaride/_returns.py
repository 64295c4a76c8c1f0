"""The desk at the door of a venue: whom the next van takes, when it leaves, and what each group is told."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from serein.engines.dialaride._kernels_drops import wait_in_order
from serein.engines.dialaride._kernels_returns import OUT_OF_SERVICE, Desk, Queue, Rule, Trips, arrange
from serein.engines.dialaride._problem import BadProblem
from serein.engines.dialaride._trips import along, in_order, split, trip_of
from serein.engines.dialaride._venue import (
    NEVER,
    Group,
    ReturnRules,
    Told,
    Trip,
    Van,
    fleet_of,
    queue_of,
    write_group,
    write_told,
)


class Returns:
    """
    Plan the returns of one venue while the night goes on.

    Parameters
    ----------
    times : array (places, places)
        Minutes; place 0 is the venue.
    vans : int, or sequence of Van
    rules : ReturnRules
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
        vans: int | Sequence[Van] = 3,
        rules: ReturnRules | None = None,
        seed: int = 1,
        steps: int = 300,
        room: int = 512,
    ) -> None:
        self.rules = rules or ReturnRules()
        self.vans = fleet_of(vans, self.rules)
        self.queue: Queue = queue_of(np.asarray(times), self.vans, self.rules, room)
        self.keys: list[Hashable] = []
        self.waiting: list[int] = []
        self.free_at = np.zeros(len(self.vans))
        self._steps, self._now = steps, 0.0
        self._known: tuple[Trip, ...] | None = None
        stops, fleet = 2 * room + 2, len(self.vans)
        self._trips = Trips(np.zeros((fleet, stops), np.int32), np.zeros(fleet, np.int32), np.zeros(fleet))
        dice = np.random.default_rng(seed).integers(1, 2**63, 1, dtype=np.uint64)
        places = np.zeros(stops + 2, np.int32)
        self._desk = Desk(dice, places, places.copy(), np.zeros(stops + 2), np.zeros(stops + 2))

    @classmethod
    def resume(
        cls,
        times: NDArray[np.float64],
        *,
        vans: int | Sequence[Van],
        groups: Sequence[Group],
        free_at: Sequence[float],
        now: float,
        trips: Sequence[tuple[int, Sequence[Hashable]]] = (),
        rules: ReturnRules | None = None,
        seed: int = 1,
        steps: int | None = 150,
    ) -> Returns:
        """
        Build the desk of a running night, and plan it.

        Parameters
        ----------
        times, vans, rules, seed, steps
            As for a new night. Fewer steps for long queues: see the README for what they cost. None: the plan stays as
            it was until somebody joins, which plans for all.
        groups : sequence of Group
            Those that wait or have booked; what they were told stays promised. They are numbered as they are given.
        free_at : sequence of float
            For each van, when it is back at the venue; inf when it is out of service.
        now : float
        trips : sequence of (van, keys of groups in the order of drops)
            The plan as it was, to begin with: groups that are no more are passed over, new ones are placed.

        Raises
        ------
        BadProblem
            If no van can hold a group, a key is used twice, or `free_at` has not a moment for each van.
        """
        desk = cls(times, vans=vans, rules=rules, seed=seed, steps=steps or 0, room=len(groups) + 16)
        moments = np.asarray(free_at, float)
        if moments.shape != desk.free_at.shape or np.isnan(moments).any():
            raise BadProblem(f"free_at is {list(free_at)}; a moment for each of {len(desk.vans)} vans is accepted.")
        desk.free_at = np.minimum(moments, NEVER)
        for group in groups:
            desk._write(group)
        numbers = {key: g for g, key in enumerate(desk.keys)}
        if len(numbers) < len(groups):
            raise BadProblem(f"{len(groups)} groups have {len(numbers)} keys; a key for each is accepted.")
        desk._begin(trips, numbers)
        desk._now = now
        if steps is not None:
            desk._plan(now)
        return desk

    def fork(self) -> Returns:
        """Return a desk that begins as this one stands and goes its own way: to try what somebody asks for."""
        other = copy(self)
        other.queue = Queue._make((self.queue.times, *(row.copy() for row in self.queue[1:])))
        other.keys, other.waiting, other.free_at = list(self.keys), list(self.waiting), self.free_at.copy()
        other._trips = Trips._make(row.copy() for row in self._trips)
        other._desk = Desk._make(row.copy() for row in self._desk)
        return other

    def join(
        self,
        *,
        size: int,
        door: int,
        at: float,
        wheelchairs: int = 0,
        since: float | None = None,
        is_urgent: bool = False,
        key: Hashable = None,
        steps: int | None = None,
    ) -> Told:
        """
        Let a group join the queue, or book for later, and promise it a departure and an arrival.

        Parameters
        ----------
        size, wheelchairs : int
            Seats, and wheelchairs counted apart.
        door : int
        at : float
            Now.
        since : float, optional
            When the group wants to leave, if it books ahead; it is in no trip that leaves sooner.
        is_urgent : bool
            It cannot wait.
        key : hashable
            What the caller calls the group; its number if None.
        steps : int, optional
            Of the search that places it, if not those of the desk.

        Raises
        ------
        BadProblem
            If no van can hold the group, or its door is farther than the longest ride.
        """
        there = at if since is None else max(at, since)
        is_firm = there > at
        self._steps = self._steps if steps is None else steps
        g = self.note(size=size, door=door, at=there, wheelchairs=wheelchairs, is_urgent=is_urgent, key=key)
        self._plan(at)
        leaves, at_door = self._moments().get(g, (inf, inf))
        at_once = there + self.rules.boarding + float(self.queue.boards[g])
        reserve = self.rules.reserve if leaves > at_once + 1e-9 else 0.0
        if leaves < inf:
            write_told(self.queue, g, leaves + reserve, at_door + reserve, self.rules, is_firm=is_firm)
        return Told(g, leaves + reserve, at_door + reserve)

    def note(
        self,
        *,
        size: int,
        door: int,
        at: float,
        wheelchairs: int = 0,
        is_urgent: bool = False,
        key: Hashable = None,
    ) -> int:
        """Let a group join the queue without a promise; return its number."""
        name = len(self.keys) if key is None else key
        return self._write(Group(name, door, size, at, wheelchairs, is_urgent))

    def plan(self) -> tuple[Trip, ...]:
        """
        List all planned trips, those of each van in their order, by departure.

        Groups that no van in service can hold are in none; `expected` tells inf for them.
        """
        return tuple(sorted(self._planned(), key=lambda trip: (trip.leaves_at, trip.van)))

    def expected(self) -> dict[Hashable, tuple[float, float]]:
        """Say for each group that waits, by its key, when it leaves and when it is at its door, by the plan of now."""
        moments = self._moments()
        return {self.keys[g]: moments.get(g, (inf, inf)) for g in self.waiting}

    def trip(self, *, van: int, groups: Sequence[Hashable], now: float) -> Trip:
        """
        Make the trip of a van that boards these groups now, whoever the plan had in it: best order of drops, moments.

        Raises
        ------
        BadProblem
            If the van cannot hold them, or one of them is not waiting.
        """
        numbers = [self._number(key) for key in groups]
        size, wheels = (int(given[numbers].sum()) for given in (self.queue.size, self.queue.wheels))
        its = self.vans[van]
        if not numbers or size + its.seats_per_wheelchair * wheels > its.seats or wheels > its.wheelchairs:
            raise BadProblem(f"{size} riders and {wheels} wheelchairs for van {van}; what fits in {its} is accepted.")
        return self._named(trip_of(self.queue, van, numbers, now, by_return=False))

    def due(self, now: float) -> Trip | None:
        """Say which trip leaves now, if any; it leaves when `depart` is told of it."""
        self._plan(now)
        for van in np.argsort(self.free_at, kind="stable").tolist():
            trips = self._split(van)
            if self.free_at[van] <= now and trips and self.queue.since[trips[0]].max() <= now:
                return self._named(trip_of(self.queue, van, trips[0], now, by_return=False))
        return None

    def foreseen(
        self, coming: NDArray[np.int64], until: NDArray[np.float64], steps: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Plan a night whose groups are all noted; returns departures and arrivals, nan for who does not come."""
        self._known = None
        shifts = np.column_stack([self.free_at, until])
        self.queue.rules[Rule.RETURN] = 0.0
        arrange(self.queue, self._trips, self._desk, shifts, coming, steps)
        moments = np.full((2, len(self.keys)), np.nan)
        for g, told in self._moments().items():
            moments[:, g] = told
        return moments[0], moments[1]

    def depart(self, trip: Trip) -> None:
        """Carry out a trip: its groups leave the queue, its van is away until it is back."""
        self._known = None
        for g in trip.groups:
            self.waiting.remove(g)
        self._drop(trip.groups)
        self.free_at[trip.van] = trip.back_at
        self._known = None

    def gone(self, group: int) -> None:
        """Forget a group that was not there when it was called, or was refused."""
        self._known = None
        self.waiting.remove(group)
        self._drop((group,))

    def van_down(self, van: int, until: float = inf) -> None:
        """Take a van that stands at the venue out of service; its next trips are shared out again."""
        self._known = None
        self.free_at[van] = min(until, NEVER)
        self._trips.size[van] = 0
        self._plan(self._now)

    def _write(self, group: Group) -> int:
        self._known = None
        g = len(self.keys)
        write_group(self.queue, g, group, self.rules, self.vans)
        self.keys.append(group.key)
        self.waiting.append(g)
        return g

    def _begin(self, trips: Sequence[tuple[int, Sequence[Hashable]]], numbers: Mapping[Hashable, int]) -> None:
        """Write the trips of a former plan, without groups that are no more and those of vans that cannot take them."""
        self._known = None
        seen: set[int] = set()
        for van, keys in trips:
            groups = [g for key in keys if (g := numbers.get(key)) is not None and g not in seen]
            if not groups or not 0 <= van < len(self.vans) or not self._may_take(van, groups):
                continue
            seen.update(groups)
            start = int(self._trips.size[van])
            flat = [*([-1] if start else []), *groups]
            self._trips.seq[van, start : start + len(flat)] = flat
            self._trips.size[van] += len(flat)

    def _may_take(self, van: int, groups: list[int]) -> bool:
        if self.free_at[van] >= OUT_OF_SERVICE:
            return False
        queue, its = self.queue, self.vans[van]
        wheels = sum(map(queue.wheels.item, groups))
        fits = sum(map(queue.size.item, groups)) + its.seats_per_wheelchair * wheels <= its.seats
        trip = along(queue, van, tuple(groups), 0.0)
        return fits and wheels <= its.wheelchairs and trip.at_doors[-1] - trip.leaves_at <= self.rules.longest_ride

    def _drop(self, groups: Sequence[int]) -> None:
        self._known = None
        for van in range(len(self.vans)):
            trips = self._split(van, groups)
            flat = [g for trip in trips for g in (*trip, -1)][:-1]
            self._trips.seq[van, : len(flat)], self._trips.size[van] = flat, len(flat)

    def _plan(self, now: float) -> None:
        """Place the groups that are on no trip, and search."""
        self._known = None
        self._now = max(self._now, now)
        if not self.waiting:
            return
        free_at = np.maximum(self.free_at, self._now)
        line = in_order(self.queue, self.waiting)
        self.queue.rules[Rule.PATIENCE] = wait_in_order(self.queue, line, free_at)
        here = line[self.queue.since[line] <= self._now]
        riders = int(self.queue.size[here].sum() + self.queue.wheels[here].sum())
        self.queue.rules[Rule.RETURN] = self.rules.return_weight * riders
        steps = self._steps if len(self.waiting) > 1 else 0
        shifts = np.column_stack([free_at, np.full(len(free_at), np.inf)])
        placed = {g for van in range(len(self.vans)) for trip in self._split(van) for g in trip}
        fresh = np.array([g for g in self.waiting if g not in placed], np.int64)
        arrange(self.queue, self._trips, self._desk, shifts, fresh, steps)

    def _split(self, van: int, without: Sequence[int] = ()) -> list[list[int]]:
        return split(self._trips.seq[van, : self._trips.size[van]].tolist(), without)

    def _planned(self) -> tuple[Trip, ...]:
        if self._known is None:
            self._known = tuple(self._walk())
        return self._known

    def _walk(self) -> Iterator[Trip]:
        for van in range(len(self.vans)):
            now = max(float(self.free_at[van]), self._now)
            for groups in self._split(van):
                now = max(now, *map(self.queue.since.item, groups))
                trip = along(self.queue, van, tuple(groups), now, self.keys)
                now = trip.back_at
                yield trip

    def _moments(self) -> dict[int, tuple[float, float]]:
        """Say when each group of the plan leaves and is at its door."""
        return {
            g: (trip.leaves_at, at_door)
            for trip in self._planned()
            for g, at_door in zip(trip.groups, trip.at_doors, strict=True)
        }

    def _number(self, key: Hashable) -> int:
        for g in self.waiting:
            if self.keys[g] == key:
                return g
        raise BadProblem(f"Group {key!r} is not waiting; one of {[self.keys[g] for g in self.waiting]} is accepted.")

    def _named(self, trip: Trip) -> Trip:
        return replace(trip, keys=tuple(self.keys[g] for g in trip.groups))
