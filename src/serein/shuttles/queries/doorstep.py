"""Plan a night on which vans leave from one waiting point: whom the next van takes, and what everybody is told."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from serein.engines.dialaride import BadProblem, Group, ReturnRules, Returns, Trip, Van
from serein.shuttles.models import NightVan
from serein.shuttles.queries.away import Run, Stop, away_of
from serein.shuttles.queries.driving import FAR, Spot
from serein.shuttles.queries.relief import plan_relief
from serein.shuttles.queries.running import RideRow, Running, minutes_of

NEW = 0
"""The key of a group that asks and has no row yet."""
MOST_STEPS, MOST_STEPS_TO_BOOK = 600, 300
STEPS_BY_QUEUE, STEPS_BY_QUEUE_TO_BOOK = 15_000, 4_000
"""Steps of the search at each act, shared out over those who wait; it begins with the plan of the act before."""
AT_A_GLANCE = 4
"""Steps for who books, before it is known that more are needed."""


class NoVanForThem(Exception):
    """No van of the night can ever take this group to this door."""


@dataclass(frozen=True)
class Wish:
    """What a group asks that has no ride yet; minutes of the night."""

    start: Spot
    to: Spot
    walkers: int
    wheelchairs: int
    wanted: float
    is_urgent: bool = False


@dataclass(frozen=True)
class Promise:
    """What can be promised: minutes of the night; infinity when no van is there to keep it."""

    up: float
    off: float

    @property
    def is_one(self) -> bool:
        return isfinite(self.up) and self.up < FAR / 2


class Doorstep:
    """The plan of a doorstep night, made anew from its rows."""

    def __init__(self, running: Running, *, now: datetime, wish: Wish | None = None) -> None:
        self.running, self.now = running, now
        self.rules = ReturnRules()
        self.minute = running.night.minute_of(now)
        away = {
            van.pk: away_of(running, van, now=now, rules=self.rules)
            for van in running.vans
            if van.state == NightVan.State.AWAY
        }
        self.relief = plan_relief(running, away=away, now=now, rules=self.rules)
        standing = {run.van for run in self.relief.runs if run.is_aboard}
        self.away = {key: its.run for key, its in away.items() if key not in standing}
        waiting = running.at_the_point
        spots = [running.door_of(ride) for ride in waiting] + ([wish.to] if wish else [])
        times = minutes_of(running, spots)
        self.rules = replace(self.rules, longest_ride=self._longest_ride(times))
        self._doors = {ride.pk: 1 + i for i, ride in enumerate(waiting)} | {NEW: len(spots)}
        most, by_queue = (MOST_STEPS_TO_BOOK, STEPS_BY_QUEUE_TO_BOOK) if wish else (MOST_STEPS, STEPS_BY_QUEUE)
        steps = min(most, by_queue // max(1, len(waiting)))
        self._desk = Returns.resume(
            times,
            vans=[_van(van) for van in running.vans],
            groups=[self._group(ride) for ride in waiting],
            free_at=[self._free_at(van) for van in running.vans],
            now=self.minute,
            trips=self._planned_before(),
            rules=self.rules,
            steps=None if wish else steps,  # who asks is placed by a search of its own
        )
        self._begun, self._steps = self._desk, steps
        self._expected: dict[int, Promise] | None = None

    def ask(self, wish: Wish, *, is_thorough: bool = True) -> Promise:
        """
        Place a group that asks, and say what can be promised to it.

        :param is_thorough: search for the best plan with them; else what is found at a glance
        :raises NoVanForThem: if no van can hold it, or the ride would be too long
        """
        desk = self._begun.fork()
        try:
            told = desk.join(
                size=wish.walkers,
                wheelchairs=wish.wheelchairs,
                door=self._doors[NEW],
                at=self.minute,
                since=wish.wanted,
                is_urgent=wish.is_urgent,
                key=NEW,
                steps=self._steps if is_thorough else min(AT_A_GLANCE, self._steps),
            )
        except BadProblem as refusal:
            raise NoVanForThem(str(refusal)) from None
        self._desk, self._expected = desk, None
        return Promise(told.leaves_at, told.at_door)

    def before(self) -> Doorstep:
        """Return the plan as it was before anybody asked, to be asked again."""
        other = copy(self)
        other._desk, other._expected = self._begun, None
        return other

    def expected(self) -> dict[int, Promise]:
        """Say for each ride that is not over, by key, when it leaves and when it is home, as things are now."""
        if self._expected is None:
            self._expected = self._foresee()
        return self._expected

    def _foresee(self) -> dict[int, Promise]:
        found = {int(key): Promise(*moments) for key, moments in self._desk.expected().items()}  # type: ignore[call-overload]
        for run in self.away.values():
            found |= {stop.ride: Promise(run.leaves, stop.at) for stop in run.stops}
        for run in self.relief.runs:
            fetched = {stop.ride: stop.at for stop in run.stops if stop.act == "up"}
            found |= {
                stop.ride: Promise(fetched.get(stop.ride, run.leaves), stop.at)
                for stop in run.stops
                if stop.act == "off"
            }
        return found

    def runs(self) -> list[Run]:
        return [*self.away.values(), *self.relief.runs, *(self._run(trip) for trip in self._desk.plan())]

    def _run(self, trip: Trip) -> Run:
        drops = zip(trip.keys, trip.at_doors, strict=True)
        stops = tuple(Stop(int(key), "off", at) for key, at in drops)  # type: ignore[call-overload]
        return Run(self.running.vans[trip.van].pk, trip.leaves_at, trip.back_at, stops)

    def _group(self, ride: RideRow) -> Group:
        night = self.running.night
        return Group(
            key=ride.pk,
            door=self._doors[ride.pk],
            size=ride.walkers,
            wheelchairs=ride.wheelchairs,
            since=night.minute_of(ride.since),
            is_urgent=ride.is_urgent,
            told=(night.minute_of(ride.told_up_at), night.minute_of(ride.told_off_at)),
            is_firm=ride.wanted_at > ride.received_at,
        )

    def _longest_ride(self, times: NDArray[np.float64]) -> float:
        """The night's own, unless somebody who was accepted lives farther by now: nobody falls out of the plan."""
        accepted = times[0, 1 : 1 + len(self.running.at_the_point)]
        return float(max(self.running.night.longest_ride_minutes, accepted.max(initial=0.0, where=accepted < FAR)))

    def _free_at(self, van: NightVan) -> float:
        """When a van can board at the waiting point; a held one, or one out of service, is in no plan."""
        if van.state in (NightVan.State.DOWN, NightVan.State.HELD):
            return inf
        if (back := self.relief.back_of(van)) is not None:
            return back
        if van.state == NightVan.State.AWAY:
            return self.away[van.pk].back
        return max(self.minute, 0.0)

    def _planned_before(self) -> list[tuple[int, list[int]]]:
        places = {van.pk: i for i, van in enumerate(self.running.vans)}
        return [
            (places[run["van"]], [stop["ride"] for stop in run["stops"]])
            for run in self.running.night.plan
            if not run.get("aboard") and not run.get("relief") and run["van"] in places
        ]


def _van(van: NightVan) -> Van:
    return Van(van.van.seats, van.van.wheelchair_places, van.van.seats_per_wheelchair)
