"""Replay a night under two policies: planned, and whole groups in order of arrival."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from serein.engines.dialaride._crowd import Crowd, km_between, minutes_between
from serein.engines.dialaride._returns import Returns
from serein.engines.dialaride._trips import take_in_order, trip_of
from serein.engines.dialaride._venue import ReturnRules, Trip

_GONE = 1e8
OUT_OF_SERVICE = 45.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a night was like: moments by group (nan for those who were gone), and what had been told."""

    leaves_at: NDArray[np.float64]
    at_door: NDArray[np.float64]
    told_off: NDArray[np.float64]
    told_door: NDArray[np.float64]
    trips: tuple[Trip, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Minutes, by rider: from the queue to the door in the mean and at the 90th percentile, the longest wait."""

    mean: float
    p90: float
    longest_wait: float
    mean_ride: float
    promises_kept: float  # share of riders who left and were home at most `grace` later than told
    told_to_the_minute: float  # share who neither were late nor left more than `grace` sooner
    left_behind: int
    van_minutes: float
    km: float
    hours: float  # from the first arrival until the last van is back


def replay(
    crowd: Crowd,
    *,
    policy: str,
    rules: ReturnRules | None = None,
    seed: int = 1,
    steps: int = 600,
) -> Outcome:
    """
    Let a night happen under one policy.

    Parameters
    ----------
    crowd : Crowd
    policy : str
        `planned` by `Returns`. Else whole groups in order of arrival, those in need first: a van leaves when it is full
        or when nobody else fits or waits, and drops in the order that has it back soonest (`van first`), or its riders
        home soonest in the mean (`riders first`).
    rules : Rules, optional
    seed, steps : int
        Of the planned policy.

    Returns
    -------
    Outcome
    """
    night = _Night(crowd, rules or ReturnRules(), seed, steps, policy)
    moments = sorted({*crowd.arrives.tolist(), *(m for m in crowd.down_at.tolist() if m < inf)})
    while moments:
        now = moments.pop(0)
        night.happen(now)
        night.leave(now)
        moments = sorted({*moments, *(m for m in night.desk.free_at.tolist() if now < m < _GONE)})
    return night.outcome()


def measure(crowd: Crowd, outcome: Outcome, grace: float = 5.0) -> Figures:
    """Measure a night by rider; who was gone is not counted, who was left behind is."""
    here = ~crowd.is_gone
    is_served = here & np.isfinite(outcome.at_door)
    who = np.repeat(np.flatnonzero(is_served), crowd.size[is_served])
    spent, wait = (outcome.at_door - crowd.arrives)[who], (outcome.leaves_at - crowd.arrives)[who]
    late = np.maximum(outcome.leaves_at - outcome.told_off, outcome.at_door - outcome.told_door)[who]
    early = (outcome.told_off - outcome.leaves_at)[who]
    return Figures(
        mean=float(spent.mean()),
        p90=float(np.percentile(spent, 90)),
        longest_wait=float(wait.max()),
        mean_ride=float((spent - wait).mean()),
        promises_kept=float((late <= grace + 1e-9).mean()),
        told_to_the_minute=float((np.maximum(late, early) <= grace + 1e-9).mean()),
        left_behind=int(crowd.size[here & ~is_served].sum()),
        van_minutes=sum(trip.back_at - trip.leaves_at for trip in outcome.trips),
        km=sum(_km(crowd, trip) for trip in outcome.trips),
        hours=(max(trip.back_at for trip in outcome.trips) - float(crowd.arrives[0])) / 60.0,
    )


def _km(crowd: Crowd, trip: Trip) -> float:
    places = [0, *(g + 1 for g in trip.groups), 0]
    ways = km_between(crowd.spots_km[places])
    return float(np.diagonal(ways, 1).sum())


class _Night:
    def __init__(self, crowd: Crowd, rules: ReturnRules, seed: int, steps: int, policy: str) -> None:
        self.crowd, self.is_planned, self.is_van_first = crowd, policy == "planned", policy == "van first"
        vans, groups = len(crowd.down_at), len(crowd.size)
        times = minutes_between(crowd.spots_km)
        self.desk = Returns(times, vans=vans, rules=rules, seed=seed, steps=steps, room=2 * (groups + vans))
        self.told = np.full((2, groups), np.nan)
        self.done = np.full((2, groups), np.nan)
        self.trips: list[Trip] = []
        self.came = 0
        self.down_at = crowd.down_at.copy()

    def happen(self, now: float) -> None:
        """Let groups come and vans go out of service."""
        for van, down in enumerate(self.down_at):
            if down <= now and self.desk.free_at[van] <= now:
                self.down_at[van] = inf
                if self.is_planned:
                    self.desk.van_down(van, now + OUT_OF_SERVICE)
                else:
                    self.desk.free_at[van] = now + OUT_OF_SERVICE
        while self.came < len(self.crowd.size) and self.crowd.arrives[self.came] <= now:
            g = self.came
            self.came += 1
            size, urgent = int(self.crowd.size[g]), bool(self.crowd.is_urgent[g])
            if self.is_planned:
                told = self.desk.join(size=size, door=g + 1, at=now, is_urgent=urgent)
                self.told[:, g] = told.leaves_at, told.at_door
            else:
                self.desk.note(size=size, door=g + 1, at=now, is_urgent=urgent)

    def leave(self, now: float) -> None:
        """Let vans leave."""
        while (trip := self._next(now)) is not None:
            missing = [g for g in trip.groups if self.crowd.is_gone[g]]
            for g in missing:
                self.desk.gone(g)
            if not missing:
                self.desk.depart(trip)
                self.trips.append(trip)
                self.done[:, list(trip.groups)] = np.array([[trip.leaves_at] * len(trip.groups), trip.at_doors])

    def _next(self, now: float) -> Trip | None:
        if self.is_planned:
            return self.desk.due(now)
        van = int(np.argmin(self.desk.free_at))
        if self.desk.free_at[van] > now or not self.desk.waiting:
            return None
        groups = take_in_order(self.desk.queue, van, self.desk.waiting, now)
        return trip_of(self.desk.queue, van, groups, now, by_return=self.is_van_first)

    def outcome(self) -> Outcome:
        return Outcome(self.done[0], self.done[1], self.told[0], self.told[1], tuple(self.trips))
