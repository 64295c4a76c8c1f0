"""Decide during the night: offers, promises, and what happens to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serein.engines.dialaride import _replan as replan
from serein.engines.dialaride import _rows as rows
from serein.engines.dialaride._kernels_dispatch import best_offer, least_delay
from serein.engines.dialaride._kernels_routes import NEVER, insert, refresh_all
from serein.engines.dialaride._model import FAR, breaks_of
from serein.engines.dialaride._night import BREAK_WEIGHT, WAITING, Night, kept_windows
from serein.engines.dialaride._problem import BadProblem, Problem, Promise, Request, Route, Travel, Vehicle
from serein.engines.dialaride._replan import Broken
from serein.engines.dialaride._rows import Held, Position
from serein.engines.dialaride._validation import validate

_PRECISION = 1 / 64


class StaleOffer(Exception):
    """The night has changed since the offer was made, and it cannot be kept any more."""


@dataclass(frozen=True, slots=True)
class Offer:
    """
    What can be told to a party that asks: a promise, or the nearest alternatives, or why there is none.

    `promise` is None when the request cannot be served as asked. `alternatives` are then requests that can be, the
    nearest first: the same later, the same from another stop. `refusal` is a sentence when there is nothing at all.
    """

    request: Request
    promise: Promise | None
    added_cost: float = inf
    alternatives: tuple[Request, ...] = ()
    refusal: str | None = None


class Dispatcher:
    """
    The state of a running night, and the decisions taken in it.

    Parameters
    ----------
    vehicles : sequence of Vehicle
        Their breaks are planned at once, and moved by `improve` and by events, inside their windows.
    travel : Travel
        Among all places that a request may name.
    early, late : float
        A promise given is kept from `early` before to `late` after its times, as a hard window of all that follows.
    wait_weight : float
        What a unit of time until the drop-off counts against a unit of cost when an offer chooses among vehicles.
    seed : int

    Notes
    -----
    An offer tests insertions exactly, in each route (`_kernels_routes.cheapest`); its cost is in the bench.
    Several threads may use one dispatcher: each call but the search inside `improve` holds a lock.
    """

    def __init__(
        self,
        vehicles: Sequence[Vehicle],
        travel: Travel,
        *,
        early: float = 2.0,
        late: float = 5.0,
        wait_weight: float = 0.1,
        seed: int = 1,
    ) -> None:
        self.night = Night(tuple(vehicles), travel)
        self.early, self.late, self.wait_weight, self.seed = early, late, wait_weight, seed
        self.now = 0.0
        self._found = np.zeros(7)
        self._lock = RLock()
        for vehicle in vehicles:
            self._rest(vehicle)

    def offer(self, request: Request, nearby: Sequence[int] = ()) -> Offer:
        """
        Say what can be promised to a request; nothing changes until `commit`.

        Parameters
        ----------
        request : Request
        nearby : sequence of int
            Other places where the party could be picked up, the nearest first.

        Raises
        ------
        BadProblem
            If the request has no meaning, or its name is in use.
        """
        with self._lock:
            r = self._write(request)
            if self._ask(r):
                return Offer(request, self._promise(request), float(self._found[4]))
            others = self._later(r, request) + self._from_elsewhere(r, request, nearby)
            return Offer(request, None, inf, others, None if others else self._refusal(request))

    def commit(self, offer: Offer) -> Promise:
        """
        Accept an offer: from now on its promise is a window that nothing may break but an event.

        Raises
        ------
        StaleOffer
            If the promise cannot be kept any more, since the night went on.
        """
        with self._lock:
            if offer.promise is None:
                raise StaleOffer(f"{offer.request.name} was offered nothing to accept; offer an alternative first.")
            kept = kept_windows(offer.request, offer.promise, self.early, self.late)
            r = self._write(kept)
            if not self._ask(r):
                raise StaleOffer(f"{offer.request.name} cannot be promised this any more; ask for a new offer.")
            _, k, p, q = (int(value) for value in self._found[:4])
            promise = self._promise(offer.request)
            self.night.keep(r, kept, promise, early=self.early, late=self.late)
            insert(self.night.tables, self.night.routes, k, r, p, q)
            self.night.version += 1
            return promise

    def cancel(self, name: str) -> None:
        """Forget a request; if the party is on board, it has left the vehicle."""
        with self._lock:
            replan.take_off(self.night, self.night.slot_of[name])

    def no_show(self, name: str) -> None:
        """Go on without a party that was not at its stop."""
        self.cancel(name)

    def delay(self, vehicle: str, by: float) -> tuple[Broken, ...]:
        """Let a vehicle be late, re-plan, and list the promises that cannot be kept, with their new times."""
        with self._lock:
            k = self._vehicle(vehicle)
            self.night.tables.opens[replan.start_of(self.night, k)] += by
            return self._mend([k])

    def vehicle_down(self, vehicle: str) -> tuple[Broken, ...]:
        """Take a vehicle off the road; who is on board waits where it stands for another one."""
        with self._lock:
            k = self._vehicle(vehicle)
            riders = replan.set_down(self.night, k, self.now)
            return self._mend([k], riders)

    def vehicle_added(self, vehicle: Vehicle) -> None:
        """Add a vehicle, from now on free to take anyone who may be in it."""
        with self._lock:
            validate(Problem((), (*self.night.vehicles, vehicle), self.night.travel))
            late = replace(vehicle, shift=(max(vehicle.shift[0], self.now), vehicle.shift[1]))
            self.night = replan.with_vehicle(self.night, late)
            self._rest(vehicle)

    def advance(self, now: float) -> tuple[tuple[str, str, float], ...]:
        """
        Let time pass: what a vehicle has left for is done; returns (vehicle, what, request, moment) as told.

        A vehicle waits where it is and leaves as late as its next stop allows.
        """
        with self._lock:
            if now < self.now:
                raise ValueError(f"now is {now}, before {self.now}; a later moment is accepted.")
            self.now = now
            return replan.advance(self.night, now)

    def improve(self, steps: int = 1000) -> float:
        """
        Search for cheaper routes that keep every promise; returns the saving.

        The search works on a copy, outside the lock and without Python's; its result is thrown away if the night has
        changed meanwhile.
        """
        with self._lock:
            copy, version = replan.snapshot(self.night), self.night.version
            self.seed += 1
        before = float(copy.routes.price.sum())
        best = replan.search_in(copy, steps, self.seed)
        saved = before - float(best.price.sum())
        with self._lock:
            is_stale = self.night.version != version or saved <= 1e-9 or (best.of == WAITING).any()
            if is_stale or not refresh_all(self.night.tables, best):
                return 0.0
            self.night.routes = best
            self.night.version += 1
            return saved

    def promises(self) -> tuple[Promise, ...]:
        """List what each request that is waiting or on board is to expect, by the routes as they are."""
        with self._lock:
            return replan.promises(self.night)

    def plan(self) -> tuple[Route, ...]:
        """List for each vehicle the stops ahead of it, with their moments; a start's is the one at which it leaves."""
        with self._lock:
            return rows.plan(self.night)

    def held(self) -> tuple[Held, ...]:
        """List the requests that wait or are on board, with their promises: what `resume` reads."""
        with self._lock:
            return rows.held(self.night)

    def routes(self) -> dict[str, list[tuple[str, str]]]:
        """List for each vehicle its stops ahead as (request, "up" or "off"): what `resume` reads."""
        with self._lock:
            return rows.routes(self.night)

    def positions(self) -> dict[str, Position]:
        """Say of each vehicle where and when it can next choose: what `resume` reads."""
        with self._lock:
            return rows.positions(self.night)

    @classmethod
    def resume(
        cls,
        vehicles: Sequence[Vehicle],
        travel: Travel,
        *,
        held: Sequence[Held],
        routes: Mapping[str, Sequence[tuple[str, str]]],
        now: float,
        positions: Mapping[str, Position] | None = None,
        **settings: float,
    ) -> tuple[Dispatcher, tuple[Broken, ...]]:
        """
            Build the dispatcher of a running night from rows; what is not feasible any more is planned anew.

            Parameters
            ----------
            vehicles, travel, settings
                As for a new night. Give `Travel.slack` where the matrix is large: see there.
            held : sequence of Held
            routes : mapping
        For each vehicle its stops ahead, (name of the request, "up" or "off"), in order. Names that are not held
                are passed over; a request without both of its stops (the last, on board) is put where it costs least. A
                break that the row of its vehicle does not name was taken.
            now : float
            positions : mapping, optional
                Of the vehicles that are not at their start.

            Returns
            -------
            Dispatcher, tuple of Broken
                The promises that cannot be kept any more, with their new times.

            Raises
            ------
            BadProblem
                If a row has no meaning, a name is used twice, or a vehicle is not known.
        """
        dispatcher = cls((), travel, **settings)  # type: ignore[arg-type]
        dispatcher.now = now
        early, late = dispatcher.early, dispatcher.late
        dispatcher.night = night = Night(tuple(vehicles), travel, max(256, len(held) + 64))
        bad, riders = rows.write(night, held, routes, positions or {}, now=now, early=early, late=late)
        is_whole = not bad and not riders and not (night.routes.of == WAITING).any()
        return dispatcher, () if is_whole else dispatcher._mend(bad, riders)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Write the state as plain arrays; vehicles, travel and settings are given again to `from_arrays`."""
        with self._lock:
            return replan.to_arrays(self.night) | {"now": np.array(self.now), "seed": np.array(self.seed)}

    @classmethod
    def from_arrays(
        cls, arrays: Mapping[str, NDArray[Any]], vehicles: Sequence[Vehicle], travel: Travel, **settings: float
    ) -> Dispatcher:
        """Make the dispatcher that wrote these arrays, for the same vehicles and travel."""
        dispatcher = cls((), travel, **settings)  # type: ignore[arg-type]
        dispatcher.night = replan.from_arrays(vehicles, travel, arrays)
        dispatcher.now, dispatcher.seed = float(arrays["now"]), int(arrays["seed"])
        return dispatcher

    def _rest(self, vehicle: Vehicle) -> None:
        night = self.night
        for rest in breaks_of(vehicle, BREAK_WEIGHT):
            r = night.free_slot()
            night.write(r, rest, self.now)
            if not self._ask(r):
                raise BadProblem(f"There is no room for {rest.name}; a window inside the shift is accepted.")
            night.keep_break(r, rest)
            _, k, p, q = (int(value) for value in self._found[:4])
            insert(night.tables, night.routes, k, r, p, q)
            night.version += 1

    def _write(self, request: Request) -> int:
        night = self.night
        if request.name in night.slot_of:
            raise ValueError(f"Request {request.name!r} is already promised; a name in use by nobody is accepted.")
        replan.validate_request(night, request)
        r = night.free_slot()
        night.write(r, request, self.now)
        return r

    def _ask(self, r: int) -> bool:
        night = self.night
        return bool(
            best_offer(night.tables, night.routes, night.scratch, r, night.slack, self.wait_weight, self._found)
        )

    def _promise(self, request: Request) -> Promise:
        _, k, _, _, _, up, off = self._found.tolist()
        return Promise(request.name, self.night.vehicles[int(k)].name, up, off, off - up - request.boarding)

    def _mend(self, vehicles: Sequence[int], put_down: frozenset[str] = frozenset()) -> tuple[Broken, ...]:
        return replan.mend(self.night, vehicles, self.seed, early=self.early, late=self.late, put_down=put_down)

    def _later(self, r: int, request: Request) -> tuple[Request, ...]:
        night = self.night
        arrays = (night.tables, night.routes, night.scratch)
        delay = least_delay(*arrays, r, night.slack, night.horizon, _PRECISION, self._found)
        if delay >= NEVER:
            return ()
        up, off = request.pickup, request.dropoff
        return (replace(request, pickup=(up[0], up[1] + delay), dropoff=(off[0], off[1] + delay)),)

    def _from_elsewhere(self, r: int, request: Request, nearby: Sequence[int]) -> tuple[Request, ...]:
        found = []
        for place in nearby:
            other = replace(request, origin=place)
            replan.validate_request(self.night, other)
            self.night.write(r, other, self.now)
            if self._ask(r):
                found.append(other)
        return tuple(found)

    def _refusal(self, request: Request) -> str:
        night = self.night
        seats = night.tables.room - night.tables.wheel_seats * request.wheelchairs
        roomy = (seats >= request.seats) & (night.tables.wheel_room >= request.wheelchairs) & night.is_usable
        if not roomy.any():
            return f"No vehicle has room for {request.seats} seats and {request.wheelchairs} wheelchair places."
        if night.tables.times[request.origin, request.destination] >= FAR:
            return "No way leads from the one place to the other."
        return "No vehicle can take this party before the end of its shift without breaking a promise."

    def _vehicle(self, name: str) -> int:
        for k, vehicle in enumerate(self.night.vehicles):
            if vehicle.name == name:
                return k
        known = ", ".join(vehicle.name for vehicle in self.night.vehicles)
        raise ValueError(f"There is no vehicle {name!r}; {known} are accepted.")


__all__ = ["Broken", "Dispatcher", "Offer", "StaleOffer"]
