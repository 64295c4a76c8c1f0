"""Replays drawn nights through the whole stack: each act a transaction on a database, as a steward would make it."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

import numpy as np  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.shuttles.prepare import LAT_M, LON_M, VENUE, make_installation, make_night  # noqa: E402
from serein.engines.dialaride._crowd import KINDS, Crowd, draw_crowd  # noqa: E402
from serein.kit.actors import Actor  # noqa: E402
from serein.shuttles.models import Night, NightVan, Ride  # noqa: E402
from serein.shuttles.operations import rides, running  # noqa: E402
from serein.territory.where import Where  # noqa: E402

STEWARD = Actor(id="bench", label="bench")
SEATS = 8
MINUTE = timedelta(minutes=1)
VANS = 3


def main() -> None:
    make_installation()
    print(json.dumps([row for kind in sys.argv[1].split(",") for row in _measure(kind, int(sys.argv[2]))]))


def _measure(kind: str, seeds: int) -> list[dict[str, Any]]:
    rows = []
    for policy in ("planned", "in order"):
        nights = [
            _Evening(draw_crowd(KINDS[kind], seed=seed, vans=VANS), policy).play() for seed in range(1, seeds + 1)
        ]
        row = {name: round(float(np.mean([night[name] for night in nights])), 2) for name in nights[0]}
        rows.append({"night": kind, "riders": KINDS[kind].riders, "policy": policy, "nights": seeds} | row)
    return rows


class _Evening:
    """A night minute by minute; the policy chooses whom the next van takes, nothing else."""

    def __init__(self, crowd: Crowd, policy: str) -> None:
        self.crowd, self.policy = crowd, policy
        self.begins = timezone.now().replace(second=0, microsecond=0)
        self.night = make_night(begins=self.begins, hours=12, vans=VANS, state=Night.State.RUNNING)
        self.vans = list(self.night.vans.select_related("van"))
        self.groups: dict[int, int] = {}
        self.left_out = 0
        self.acts: list[float] = []

    def play(self) -> dict[str, float]:
        minute = 0
        while minute < 700 and not self._is_over(minute):
            self._happen(minute)
            minute += 1
        return self._figures()

    def _is_over(self, minute: int) -> bool:
        came = sum(arrives <= minute for arrives in self.crowd.arrives)
        return came == len(self.crowd.size) and not Ride.objects.filter(night=self.night).open().exists()

    def _happen(self, minute: int) -> None:
        now = self.begins + minute * MINUTE
        self._drive_on(minute)
        for group in np.flatnonzero((self.crowd.arrives > minute - 1) & (self.crowd.arrives <= minute)):
            self._join(int(group), now)
        for number, down in enumerate(self.crowd.down_at):
            self._break(self.vans[number], float(down), minute)
        for van in self.night.vans.filter(state=NightVan.State.READY).order_by("pk"):
            self._leave(van, minute)

    def _join(self, group: int, now: Any) -> None:
        east, north = self.crowd.spots_km[group + 1]
        where = Where(lat=VENUE[0] + north * 1000 / LAT_M, lon=VENUE[1] + east * 1000 / LON_M, label_fr="x")
        urgent = bool(self.crowd.is_urgent[group])
        size = int(self.crowd.size[group])
        asked: dict[str, Any] = {"to": where, "party_size": size, "is_urgent": urgent, "language": "fr"}
        try:
            ride = self._timed(lambda: rides.walk_up(night=self.night, **asked, at=now, by=STEWARD, now=now))
        except rides.OutsideZone:
            self.left_out += size
        else:
            self.groups[ride.pk] = group

    def _break(self, van: NightVan, down: float, minute: int) -> None:
        now = self.begins + minute * MINUTE
        state = NightVan.objects.get(pk=van.pk).state
        if state == NightVan.State.DOWN and minute >= down + 45:
            self._timed(lambda: running.mend_van(van=van, at=now, by=STEWARD, now=now))
        elif state == NightVan.State.READY and down <= minute < down + 45:
            self._timed(lambda: running.break_down(van=van, at=now, by=STEWARD, now=now))

    def _leave(self, van: NightVan, minute: int) -> None:
        now = self.begins + minute * MINUTE
        while True:
            groups = self._next(van, minute)
            gone = [ride for ride in groups if self.crowd.is_gone[self.groups[ride.pk]]]
            for ride in gone:
                self._timed(lambda ride=ride: running.mark_absent(ride=ride, at=now, by=STEWARD, now=now))
            if not groups or not gone:
                break
        if groups:
            trip: dict[str, Any] = {
                "night": self.night,
                "van": van,
                "rides": groups,
                "at": now,
                "by": STEWARD,
                "now": now,
            }
            self._timed(lambda: running.leave(**trip))

    def _next(self, van: NightVan, minute: int) -> list[Ride]:
        waiting = {ride.pk: ride for ride in Ride.objects.filter(night=self.night).waiting().order_by("number")}
        if self.policy == "planned":
            self.night.refresh_from_db()
            runs = [run for run in self.night.plan if run["van"] == van.pk and not run.get("aboard")]
            due = [run for run in runs[:1] if run["leaves"] <= minute + 3.0]
            return [waiting[stop["ride"]] for run in due for stop in run["stops"] if stop["ride"] in waiting]
        taken: list[Ride] = []
        for ride in sorted(waiting.values(), key=lambda ride: (not ride.is_urgent, ride.number)):
            if sum(one.party_size for one in taken) + ride.party_size <= SEATS:
                taken.append(ride)
        return self._nearest_next(taken)

    def _nearest_next(self, left: list[Ride]) -> list[Ride]:
        here, ordered, todo = np.zeros(2), [], list(left)
        while todo:
            todo.sort(key=lambda ride: float(np.hypot(*(self.crowd.spots_km[self.groups[ride.pk] + 1] - here))))
            ordered.append(todo.pop(0))
            here = self.crowd.spots_km[self.groups[ordered[-1].pk] + 1]
        return ordered

    def _drive_on(self, minute: int) -> None:
        self.night.refresh_from_db()
        now = self.begins + minute * MINUTE
        for run in [run for run in self.night.plan if run.get("aboard")]:
            for stop in [stop for stop in run["stops"] if stop["at"] <= minute]:
                ride, at = Ride.objects.get(pk=stop["ride"]), self.night.moment_of(stop["at"])
                self._timed(lambda ride=ride, at=at: running.drop(ride=ride, at=at, by=STEWARD, now=now))
            if run["back"] <= minute:
                van, at = NightVan.objects.get(pk=run["van"]), self.night.moment_of(run["back"])
                self._timed(lambda van=van, at=at: running.bring_back(van=van, at=at, by=STEWARD, now=now))

    def _timed(self, act: Any) -> Any:
        begun = time.perf_counter()
        done = act()
        self.acts.append(time.perf_counter() - begun)
        return done

    def _figures(self) -> dict[str, float]:
        home = list(Ride.objects.filter(night=self.night, state=Ride.State.HOME))
        who = np.repeat(np.arange(len(home)), [ride.party_size for ride in home])
        spent = np.array([_minutes(ride.here_at, ride.ended_at) for ride in home])[who]
        wait = np.array([_minutes(ride.here_at, ride.boarded_at) for ride in home])[who]
        kept = np.array([bool(ride.was_kept) for ride in home])[who]
        return {
            "mean": float(spent.mean()),
            "p90": float(np.percentile(spent, 90)),
            "longest_wait": float(wait.max()),
            "kept_percent": 100 * float(kept.mean()),
            "left_behind": float(Ride.objects.filter(night=self.night).open().count()),
            "outside": float(self.left_out),
            "ms_an_act": 1000 * float(np.mean(self.acts)),
        }


def _minutes(since: datetime | None, until: datetime | None) -> float:
    assert since is not None
    assert until is not None
    return (until - since).total_seconds() / 60


if __name__ == "__main__":
    main()
