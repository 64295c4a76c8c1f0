"""What is asked: requests, vehicles, travel times; and what is answered: a plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

import numpy as np
from numpy.typing import NDArray

Window = tuple[float, float]
ALWAYS: Window = (0.0, inf)


class BadProblem(ValueError):
    """A problem cannot be read; the message names the row, what was found and what is accepted."""


@dataclass(frozen=True, slots=True)
class Request:
    """
    A party that wants to go from one place to another.

    Times are in one unit of the caller's choice (minutes, say), counted from a moment of the caller's choice. The ride
    lasts from the end of boarding to the start of alighting: at most `max_ride`, and at most `max_ride_factor` times
    the direct ride. `priority` weighs what leaving the party out costs. `vehicles` names those that may take it, all if
    None.
    """

    name: str
    origin: int
    destination: int
    pickup: Window = ALWAYS
    dropoff: Window = ALWAYS
    seats: int = 1
    wheelchairs: int = 0
    boarding: float = 0.0
    alighting: float = 0.0
    max_ride: float = inf
    max_ride_factor: float = inf
    priority: float = 1.0
    vehicles: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """A rest at a place, with nobody on board, begun inside the window; a vehicle on shift always takes it."""

    place: int
    window: Window
    duration: float


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle and its shift; a wheelchair on board takes a wheelchair place and `seats_per_wheelchair` seats."""

    name: str
    start: int
    end: int
    shift: Window
    seats: int = 8
    wheelchairs: int = 0
    seats_per_wheelchair: int = 0
    max_duration: float = inf
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True)
class Travel:
    """
    Travel times between places, and what travelling costs.

    Parameters
    ----------
    times : array (places, places), or (hours, places, places)
        Not symmetric if need be; inf where one cannot go. With hours, `times[h]` holds for leaving at `hours[h]`,
        linear between two hours, constant before the first and after the last; who leaves later must not arrive sooner.
    costs : array (places, places), optional
        What is minimised; the (smallest) times if absent.
    slack : float, optional
        How much a detour may cost less than the direct way, 0.0 where costs are those of shortest ways. Found if
        absent, for up to 500 places, at a cost that grows with their cube.
    """

    times: NDArray[np.float64]
    hours: NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))
    costs: NDArray[np.float64] | None = None
    slack: float | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Requests, vehicles and travel; checked where it is solved, not where it is made."""

    requests: tuple[Request, ...]
    vehicles: tuple[Vehicle, ...]
    travel: Travel


@dataclass(frozen=True, slots=True)
class Stop:
    """What a vehicle does at a place: `what` is start, pick-up, drop-off, break or end."""

    what: str
    place: int
    served_at: float
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    vehicle: str
    stops: tuple[Stop, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Promise:
    """What a party can be told: who comes when, and for how long it rides."""

    request: str
    vehicle: str
    picked_up_at: float
    dropped_off_at: float
    ride: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A request that is not served; `reason` is capacity, place, window, shift or full, `sentence` says it in words."""

    request: str
    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Routes of the vehicles that leave, a promise for each request served, a reason for each one left out."""

    routes: tuple[Route, ...]
    promises: tuple[Promise, ...]
    left_out: tuple[LeftOut, ...]
    cost: float
    iterations: int = 0
