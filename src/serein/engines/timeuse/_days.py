"""What was sampled of working time, and what is told of it. Times are minutes; shares are parts of one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FEWEST_DAYS = 8
FEWEST_PERSONS = 3
FEWEST_ACTS = 5


class BadSample(ValueError):
    """Something in the sample has no meaning; the sentence says what was found, where, and what is accepted."""


class Unit(Enum):
    """What was drawn, hence what varies by chance."""

    DAY = "day"  # staff-days were drawn among all staff
    PERSON = "person"  # only some persons take part, and each tells of several days


class Verdict(Enum):
    """What a difference shows."""

    LESS = "less"
    MORE = "more"
    NO_CHANGE_SHOWN = "no_change_shown"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Days:
    """
    Staff-days that were drawn, each with its minutes by activity.

    Parameters
    ----------
    minutes
        Of shape (days, activities).
    person
        Of shape (days,): whose day it was, as an opaque number; it is used to count and to pair, and never told.
    stratum
        Of shape (days,): post and kind of weekday, as a number; None: one stratum.
    weight
        Of shape (days,): one over the probability with which the day was drawn; None: alike.
    stratum_days
        Of shape (strata,): how many staff-days each stratum has in the period. With it the sample is corrected for
        being a part of a finite whole; None: the whole is endless.
    traced
        Of shape (days, activities): minutes of the same days that acts tell by themselves; None: not known.
    """

    minutes: Floats
    person: Integers
    stratum: Integers | None = None
    weight: Floats | None = None
    stratum_days: Integers | None = None
    traced: Floats | None = None


@dataclass(frozen=True, slots=True)
class Traces:
    """Minutes by activity, of shape (activities,), that acts of the whole period tell, and all minutes worked in it."""

    minutes: Floats
    worked_minutes: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval and standard error; `n` is what was drawn."""

    value: float
    low: float
    high: float
    error: float
    n: int


@dataclass(frozen=True, slots=True)
class Shares:
    """
    The share of each activity.

    Attributes
    ----------
    by_activity
        In the order of the columns; None if there were too few days or persons: then no figure may be told.
    days, persons
        In the sample.
    unit
        What was taken as drawn.
    """

    by_activity: tuple[Estimate, ...] | None
    days: int
    persons: int
    unit: Unit

    @property
    def is_too_few(self) -> bool:
        return self.by_activity is None


@dataclass(frozen=True, slots=True)
class Change:
    """
    The change of one activity's share.

    Attributes
    ----------
    verdict
        `LESS` or `MORE` only if the interval does not hold zero.
    estimate
        After less before; None where there are too few.
    detectable
        The smallest true change that such samples would show four times in five.
    """

    verdict: Verdict
    estimate: Estimate | None
    detectable: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Changes by activity, in the order of the columns, and how many persons were in both samples."""

    by_activity: tuple[Change, ...]
    paired_persons: int
    days_before: int
    days_after: int


@dataclass(frozen=True, slots=True)
class ActMinutes:
    """Minutes of one act of a kind; None where fewer than five were timed, or by fewer than three persons."""

    kind: int
    n: int
    mean: Estimate | None


@dataclass(frozen=True, slots=True)
class DrawnDays:
    """Whom to ask of which day: rows of one table, with weights of one over the probability."""

    person: Integers
    day: Integers
    weight: Floats
