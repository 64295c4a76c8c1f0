"""What a day of visits is, and what a round through it is. All moments and lengths are minutes of one clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Window = tuple[float, float]


class BadDay(ValueError):
    """Something in the day has no meaning; the sentence says what was found, where, and what is accepted."""


class Why(Enum):
    """Why a visit is left out of a round."""

    UNREACHABLE = "unreachable"  # no way leads there and on to the end of the shift
    WINDOW_CLOSED = "window_closed"  # even alone in the shift it could not begin in any of its windows
    WINDOW_TAKEN = "window_taken"  # there would be time in this round, but not within its windows
    NO_TIME = "no_time"  # the visits of the round leave no time for it


@dataclass(frozen=True, slots=True)
class Visit:
    """
    A visit that could be made today.

    Parameters
    ----------
    name
        What the caller knows it by; opaque here.
    stop
        Its row in the matrix of travel.
    minutes
        How long one stays.
    windows
        When it may begin, as (first, last moment); empty: at any time of the shift.
    is_due
        Whether it must be made today (an appointment, a last day): such visits come before all others.
    weight
        What serving it is worth among its like, 1 to 1000.
    """

    name: str
    stop: int
    minutes: float
    windows: tuple[Window, ...] = ()
    is_due: bool = False
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Break:
    """
    A rest that begins within a window: at one of `stops`, or, without stops, between two visits.

    It is part of the round unless the round is over by `closes`; then it comes after the round.
    """

    minutes: float
    opens: float
    closes: float
    stops: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """
    The visits of one inspector in one shift.

    Parameters
    ----------
    travel
        Minutes from stop (row) to stop (column), of shape (stops, stops); it may be asymmetric; inf where no way leads.
        The diagonal counts as 0.
    visits
        At most 60.
    starts, ends
        The shift.
    start_stop, end_stop
        Where it begins and ends.
    rest
        The break, if there is one.
    """

    travel: NDArray[np.float64]
    visits: tuple[Visit, ...]
    starts: float
    ends: float
    start_stop: int
    end_stop: int
    rest: Break | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """
    A visit in its place in the round.

    `arrives`, `begins` and `leaves` are what is likely if nothing goes wrong; `latest` is the last moment to begin at
    which everything after it is still kept, and `slack_minutes` what lies between.
    """

    visit: str
    arrives: float
    begins: float
    leaves: float
    latest: float

    @property
    def waiting_minutes(self) -> float:
        """What passes at the door, less a break that is taken there."""
        return self.begins - self.arrives

    @property
    def slack_minutes(self) -> float:
        return self.latest - self.begins


@dataclass(frozen=True, slots=True)
class Rest:
    """When the break is, after how many visits, and at which stop (None: between two visits)."""

    begins: float
    ends: float
    after: int
    stop: int | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A visit that the round does not make."""

    visit: str
    why: Why
    is_due: bool


@dataclass(frozen=True, slots=True)
class Round:
    """
    The order of the day, in which nothing is later than it could be.

    Attributes
    ----------
    calls
        The visits made, in order.
    rest
        The break, or None if there is none, or it comes after the round.
    left_out
        Those not made, in the order of the day's visits.
    travel_minutes, waiting_minutes
        Of the whole round, from the start of the shift.
    finishes
        When the end of the shift's last stop is reached (and a break taken there is over).
    leave_by
        The last moment to set out at which all is still kept.
    due_weight, weight
        Of the visits made: those that are due today, and all.
    is_proven
        Whether no better round exists.
    """

    calls: tuple[Call, ...]
    rest: Rest | None
    left_out: tuple[LeftOut, ...]
    travel_minutes: float
    waiting_minutes: float
    finishes: float
    leave_by: float
    due_weight: int
    weight: int
    is_proven: bool

    @property
    def order(self) -> tuple[str, ...]:
        """The names of the visits made."""
        return tuple(call.visit for call in self.calls)

    @property
    def merit(self) -> tuple[int, int, float, float]:
        """What rounds are compared by; greater is better."""
        cost = round(self.travel_minutes + self.waiting_minutes, 6)
        return self.due_weight, self.weight, -cost, -round(self.travel_minutes, 6)
