"""The arrays of a running night: a slot for each request that is waiting, promised or on board."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from serein.engines.dialaride._kernels_routes import refresh_all
from serein.engines.dialaride._model import FAR, breaks_of, model_of
from serein.engines.dialaride._problem import Problem, Promise, Request, Travel, Vehicle, Window
from serein.engines.dialaride._tables import Routes, Scratch, Tables, make_routes, make_scratch
from serein.engines.dialaride._validation import validate

FREE = -2
WAITING = -1
BREAK_WEIGHT = 1e3
TOLERANCE = 1e-6
_PER_NODE = ("place", "opens", "closes", "dwell", "seats", "wheels", "salt")
_STOPS = 512


class Night:
    """
    Requests in slots, vehicles, and the routes between now and the end of the shifts.

    A slot is free, waiting (on a route), or on board (its drop-off alone is on a route). The start of a vehicle is
    where and when it can next choose: what it did before is no longer in its route.
    """

    def __init__(self, vehicles: tuple[Vehicle, ...], travel: Travel, slots: int = 256) -> None:
        problem = Problem((), vehicles, travel)
        validate(problem)
        model = model_of(problem)
        self.vehicles, self.travel, self.slack = list(vehicles), travel, model.slack
        self.horizon = max((vehicle.shift[1] for vehicle in vehicles), default=0.0)
        # Vehicles alike at their start are not when under way: what is remembered of one's route holds for no other.
        self.tables = _with_slots(model.tables._replace(kin=np.arange(len(vehicles), dtype=np.int32)), slots)
        self.names: list[str] = [""] * slots
        self.requests: dict[str, Request] = {}
        self.promised: dict[str, Promise] = {}
        self.slot_of: dict[str, int] = {}
        self.is_aboard = np.zeros(slots, np.bool_)
        self.routes = _empty_routes(self.tables)
        self.scratch: Scratch = make_scratch(_STOPS)
        self.is_usable = np.ones(len(vehicles), np.bool_)
        self.version = 0
        self.breaks = {rest.name: rest for vehicle in vehicles for rest in breaks_of(vehicle, BREAK_WEIGHT)}
        refresh_all(self.tables, self.routes)

    @property
    def slots(self) -> int:
        return len(self.tables.ride)

    def free_slot(self) -> int:
        """Find a slot that holds no request, doubling their number if need be."""
        for r in range(self.slots):
            if not self.names[r]:
                return r
        self._grow()
        return self.free_slot()

    def write(self, r: int, request: Request, opens: float) -> None:
        """Write a request into slot r, with its windows tightened by its rides (Cordeau 2006, section 5.1)."""
        tables, n = self.tables, self.slots
        direct = float(tables.times[request.origin, request.destination])
        ride = request.max_ride
        if request.max_ride_factor < FAR:
            ride = min(ride, request.max_ride_factor * direct)
        up, up_ends = max(request.pickup[0], opens), min(request.pickup[1], self.horizon)
        off, off_ends = max(request.dropoff[0], up + request.boarding + direct), min(request.dropoff[1], self.horizon)
        up_ends = min(up_ends, off_ends - request.boarding - direct)
        tables.opens[r], tables.opens[r + n] = max(up, off - ride - request.boarding), off
        tables.closes[r], tables.closes[r + n] = up_ends, min(off_ends, up_ends + request.boarding + ride)
        tables.place[r], tables.place[r + n] = request.origin, request.destination
        tables.dwell[r], tables.dwell[r + n] = request.boarding, request.alighting
        tables.seats[r], tables.seats[r + n] = request.seats, -request.seats
        tables.wheels[r], tables.wheels[r + n] = request.wheelchairs, -request.wheelchairs
        tables.ride[r], tables.weight[r] = min(ride, FAR), request.priority
        tables.allowed[r] = self.is_usable
        if request.vehicles is not None:
            tables.allowed[r] &= np.array([vehicle.name in request.vehicles for vehicle in self.vehicles], np.bool_)

    def hold(self, r: int, request: Request, promise: Promise) -> None:
        """Keep slot r for a request and what was promised to it."""
        self.promised[request.name] = promise
        self.names[r], self.requests[request.name], self.slot_of[request.name] = request.name, request, r

    def keep(
        self,
        r: int,
        request: Request,
        promise: Promise,
        *,
        early: float,
        late: float,
        boarded_at: float | None = None,
    ) -> None:
        """Keep slot r for a request, with what was promised to it as windows; on board if it has boarded."""
        kept, n = kept_windows(request, promise, early, late), self.slots
        self.write(r, kept, 0.0)
        self.hold(r, kept, promise)
        if boarded_at is not None:
            self.is_aboard[r], self.routes.of[r], self.routes.at[r] = True, FREE, -1
            longest = boarded_at + request.boarding + float(self.tables.ride[r])
            is_late = promise.dropped_off_at > longest + TOLERANCE
            self.tables.opens[r] = boarded_at
            self.tables.closes[r + n] = kept.dropoff[1] if is_late else min(kept.dropoff[1], longest)

    def keep_break(self, r: int, rest: Request) -> None:
        """Keep slot r for a break, still without a place in the route of its vehicle."""
        (vehicle,) = rest.vehicles or ("",)
        self.write(r, rest, 0.0)
        self.hold(r, rest, Promise(rest.name, vehicle, rest.pickup[0], rest.pickup[0] + rest.boarding, 0.0))
        self.routes.of[r] = WAITING

    def release(self, r: int) -> None:
        """Give slot r back; its nodes are on no route any more."""
        name, self.names[r] = self.names[r], ""
        self.is_aboard[r] = False
        self.routes.of[r] = FREE
        self.routes.at[[r, r + self.slots]] = -1
        self.tables.weight[r] = 0.0
        del self.requests[name], self.slot_of[name], self.promised[name]

    def _grow(self) -> None:
        old, slots = self.tables, self.slots
        self.tables = _with_slots(old, 2 * slots)
        seq = self.routes.seq.copy()
        seq[seq >= 2 * slots] += 2 * slots
        seq[(seq >= slots) & (self.routes.seq < 2 * slots)] += slots
        size, aboard, of = self.routes.size, self.is_aboard, self.routes.of
        self.routes = _empty_routes(self.tables)
        self.routes.seq[:], self.routes.size[:] = seq, size
        self.routes.of[:slots] = of
        self.is_aboard = np.concatenate([aboard, np.zeros(slots, np.bool_)])
        self.names += [""] * slots
        refresh_all(self.tables, self.routes)


def kept_windows(request: Request, promise: Promise, early: float, late: float) -> Request:
    """Turn a promise into the windows that keep it, inside those asked for; beyond them if the promise is."""
    up, off = promise.picked_up_at, promise.dropped_off_at
    return replace(
        request, pickup=_around(up, request.pickup, early, late), dropoff=_around(off, request.dropoff, early, late)
    )


def _around(moment: float, asked: Window, early: float, late: float) -> Window:
    opens, closes = asked
    end = min(closes, moment + late) if moment <= closes + TOLERANCE else moment + late
    return (max(min(opens, moment), moment - early), max(end, moment))


def _empty_routes(tables: Tables) -> Routes:
    routes = make_routes(tables, _STOPS)
    routes.of[:] = FREE
    return routes


def _with_slots(tables: Tables, slots: int) -> Tables:
    """Make room for `slots` requests; those of the tables keep their slot."""
    old, fleet = len(tables.ride), len(tables.span)
    nodes = np.concatenate([np.arange(old), slots + np.arange(old), 2 * slots + np.arange(2 * fleet)])
    wider = {}
    for name in _PER_NODE:
        given = getattr(tables, name)
        wider[name] = np.zeros(2 * slots + 2 * fleet, given.dtype)
        wider[name][nodes] = given
    wider["salt"] = np.random.default_rng(20_260_619).integers(1, 2**63, 2 * slots + 2 * fleet, dtype=np.uint64)
    for name in ("ride", "weight", "allowed"):
        given = getattr(tables, name)
        wider[name] = np.zeros((slots, *given.shape[1:]), given.dtype)
        wider[name][:old] = given
    return tables._replace(**wider)
