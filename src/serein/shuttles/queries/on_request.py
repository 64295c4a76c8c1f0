"""Plan a night on which riders are fetched where they are: which van, in which order, and what everybody is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from math import inf
from typing import Any

from serein.engines.dialaride import (
    BadProblem,
    Dispatcher,
    Held,
    Position,
    Request,
    ReturnRules,
    Route,
    Travel,
    Vehicle,
)
from serein.engines.dialaride import Promise as Times
from serein.shuttles.models import NightVan, Ride
from serein.shuttles.queries.away import Run, Stop, alighting_minutes
from serein.shuttles.queries.doorstep import NEW, NoVanForThem, Promise, Wish
from serein.shuttles.queries.driving import Spot
from serein.shuttles.queries.running import PATIENCE, RideRow, Running, minutes_of

AFTER_THE_LAST = 120.0
"""Vans bring home whom they fetched before the end of the night, however long that takes, in minutes."""
UP, OFF = "up", "off"


class OnRequest:
    """The plan of a night on request, made anew from its rows."""

    def __init__(self, running: Running, *, now: datetime, wish: Wish | None = None) -> None:
        self.running, self.now, self.rules, self._wish = running, now, ReturnRules(), wish
        self.minute = running.night.minute_of(now)
        self._places: dict[Spot, int] = {running.venue: 0}
        self._rides = {ride.pk: ride for ride in running.rides if ride.state in Ride.OPEN}
        for ride in self._rides.values():
            self._place(running.start_of(ride))
            self._place(running.door_of(ride))
        positions = {str(van.pk): self._position(van) for van in running.vans}
        if wish is not None:
            self._place(wish.start)
            self._place(wish.to)
        times = minutes_of(running, list(self._places)[1:])
        self._dispatcher, _broken = Dispatcher.resume(
            [self._vehicle(van) for van in running.vans],
            Travel(times, slack=0.0),
            held=[self._held(ride) for ride in self._rides.values()],
            routes=self._routes(),
            now=self.minute,
            positions=positions,
        )

    def ask(self, wish: Wish, *, is_thorough: bool = True) -> Promise:
        """
        Place a group that asks, and say what can be promised to it.

        :raises NoVanForThem: if no van can hold it, or the ride would be too long
        """
        try:
            offer = self._dispatcher.offer(self._request_of(wish))
            if offer.promise is None and offer.alternatives:
                offer = self._dispatcher.offer(offer.alternatives[0])
            if offer.promise is None:
                return Promise(inf, inf)
            promise = self._dispatcher.commit(offer)
        except BadProblem as refusal:
            raise NoVanForThem(str(refusal)) from None
        return Promise(promise.picked_up_at, promise.dropped_off_at)

    def before(self) -> OnRequest:
        """Return the plan as it was before anybody asked, to be asked again."""
        return OnRequest(self.running, now=self.now, wish=self._wish)

    def expected(self) -> dict[int, Promise]:
        """Say for each ride that is not over, by key, when it is fetched and when it is home, as things are now."""
        told: dict[int, dict[str, float]] = {}
        for run in self.runs():
            for stop in run.stops:
                told.setdefault(stop.ride, {})[stop.act] = stop.at
        return {key: Promise(at.get(UP, self._boarded(key)), at.get(OFF, inf)) for key, at in told.items()}

    def runs(self) -> list[Run]:
        return [run for route in self._dispatcher.plan() if (run := self._run(route)).stops]

    def _run(self, route: Route) -> Run:
        acts = {"pick-up": UP, "drop-off": OFF}
        stops = tuple(
            Stop(int(stop.request or NEW), acts[stop.what], stop.served_at) for stop in route.stops if stop.what in acts
        )
        is_aboard = any(
            ride.state == Ride.State.ABOARD and str(ride.van_id) == route.vehicle for ride in self._rides.values()
        )
        return Run(int(route.vehicle), route.stops[0].served_at, route.stops[-1].served_at, stops, is_aboard)

    def _boarded(self, key: int) -> float:
        ride = self._rides.get(key)
        return self.running.night.minute_of(ride.boarded_at) if ride and ride.boarded_at else inf

    def _place(self, spot: Spot) -> int:
        return self._places.setdefault(spot, len(self._places))

    def _vehicle(self, van: NightVan) -> Vehicle:
        last = self.running.night.minute_of(self.running.night.ends_at) + AFTER_THE_LAST
        its = van.van
        shift = (0.0, max(last, self.minute + AFTER_THE_LAST))
        return Vehicle(str(van.pk), 0, 0, shift, its.seats, its.wheelchair_places, its.seats_per_wheelchair)

    def _held(self, ride: RideRow) -> Held:
        night = self.running.night
        up, off = night.minute_of(ride.told_up_at), night.minute_of(ride.told_off_at)
        boarded = night.minute_of(ride.boarded_at) if ride.state == Ride.State.ABOARD and ride.boarded_at else None
        request = self._request(
            str(ride.pk), self.running.start_of(ride), self.running.door_of(ride), ride.walkers, ride.wheelchairs
        )
        # What was promised is owed, even where the night's longest ride was shortened since.
        request = replace(request, max_ride=max(request.max_ride, off - up))
        van = str(ride.van_id) if boarded is not None else ""
        return Held(request, Times(request.name, van, up, off, off - up - request.boarding), boarded)

    def _request_of(self, wish: Wish) -> Request:
        asked = self._request(str(NEW), wish.start, wish.to, wish.walkers, wish.wheelchairs)
        begins = max(wish.wanted, self.minute)
        last = self.running.night.minute_of(self.running.night.ends_at)
        until = min(begins + PATIENCE.total_seconds() / 60, max(last, begins))
        return replace(asked, pickup=(begins, until))

    def _request(self, name: str, start: Spot, to: Spot, walkers: int, wheelchairs: int) -> Request:
        rules = self.rules
        return Request(
            name=name,
            origin=self._place(start),
            destination=self._place(to),
            seats=walkers,
            wheelchairs=wheelchairs,
            boarding=rules.boarding + rules.wheelchair_boarding * wheelchairs,
            alighting=rules.alighting + rules.wheelchair_alighting * wheelchairs,
            max_ride=float(self.running.night.longest_ride_minutes),
        )

    def _routes(self) -> dict[str, list[tuple[str, str]]]:
        return {
            str(run["van"]): [(str(stop["ride"]), stop["act"]) for stop in run["stops"]]
            for run in self.running.night.plan
        }

    def _position(self, van: NightVan) -> Position:
        """Where a van can next choose: the stop it has left for by the plan, else where it last was."""
        bound = self._bound_for(van)
        if bound is not None:
            return bound
        last = self.running.last_of(van)
        is_down = van.state in (NightVan.State.DOWN, NightVan.State.HELD)
        if last is None or van.state == NightVan.State.READY:
            return Position(0, max(self.minute, 0.0), is_down=is_down)
        free_at = self.minute
        if last.state == Ride.State.HOME and last.ended_at is not None:
            free_at = self.running.night.minute_of(last.ended_at) + alighting_minutes(last, self.rules)
        return Position(self._place(self.running.left_at(last).spot), max(self.minute, free_at), is_down=is_down)

    def _bound_for(self, van: NightVan) -> Position | None:
        run: dict[str, Any] = next((run for run in self.running.night.plan if run["van"] == van.pk), {})
        stop = next((stop for stop in run.get("stops", ()) if stop["ride"] in self._rides), None)
        if stop is None or run["leaves"] > self.minute or van.state in (NightVan.State.DOWN, NightVan.State.HELD):
            return None
        ride = self._rides[stop["ride"]]
        spot = self.running.door_of(ride) if stop["act"] == OFF else self.running.start_of(ride)
        return Position(self._place(spot), max(self.minute, float(stop["at"])))
