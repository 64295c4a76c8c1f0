"""The rest of a round, after what has happened on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from serein.engines.rounds._day import BadDay, Day, Round, Visit
from serein.engines.rounds._kernels_search import fill, make_fit
from serein.engines.rounds._kernels_time import judge
from serein.engines.rounds._plan import planned, told
from serein.engines.rounds._tables import FAR, SECONDS, Integers, Tables, tables_of
from serein.engines.rounds._validation import MOST_MINUTES, validate

KEEP_UNLESS_MINUTES = 5.0
ITERATIONS = 2000
_PAST = ((-1.0, -1.0),)  # no moment of any day: the visit is left out, not forgotten


@dataclass(frozen=True, slots=True)
class NobodyHome:
    """Nobody opened: the visit may begin again from a moment of today on, or leaves the day (None)."""

    visit: str
    again_from: float | None = None


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A visit that is no longer asked for."""

    visit: str


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A visit that came in; its stop is a row of the matrix."""

    visit: Visit


Event = NobodyHome | CalledOff | NewVisit


@dataclass(frozen=True, slots=True)
class Reordered:
    """
    What is still to do.

    Attributes
    ----------
    day
        The visits that are still to be made, from now and here; give it to the next `reorder`.
    round
        Their order.
    is_kept
        Whether the order of before stands, but for what came in and what no longer fits.
    gain_minutes
        Of travel and waiting, against that order; 0 if it stands or other visits are made.
    """

    day: Day
    round: Round
    is_kept: bool
    gain_minutes: float


def reorder(
    day: Day,
    present: Round,
    *,
    now: float,
    at_stop: int,
    done: tuple[str, ...] = (),
    events: tuple[Event, ...] = (),
    has_rested: bool = False,
    travel: NDArray[np.float64] | None = None,
    keep_unless_minutes: float = KEEP_UNLESS_MINUTES,
    seed: int = 1,
    iterations: int = ITERATIONS,
) -> Reordered:
    """
    Plan the rest of a round; a delay is told by `now`.

    The present order stands, with what came in put where it delays least, unless another order makes visits of
    greater weight, or the same visits' weight with at least `keep_unless_minutes` less travel and waiting. Who is late
    still comes home: the shift is lengthened to the way to its end, and a break that was missed is due at once.

    Parameters
    ----------
    day, present
        As planned or as last reordered.
    now, at_stop
        When and where one is free to go on.
    done
        Visits that were made.
    events
        What happened since.
    has_rested
        Whether the break is over.
    travel
        A larger matrix, if a new visit's stop is not in the day's; the stops of before keep their rows.

    Raises
    ------
    BadDay
        If a name is unknown, or a new visit has no meaning.
    """
    rest_of_day = _after(day, now, at_stop, done, events, has_rested, travel)
    if not keep_unless_minutes >= 0:
        raise BadDay(f"keep_unless_minutes is {keep_unless_minutes}; 0 or more is accepted.")
    tables = tables_of(rest_of_day)
    again = {event.visit for event in events if isinstance(event, NobodyHome)}
    order = _as_before(rest_of_day, tables, tuple(name for name in present.order if name not in again))
    kept = told(rest_of_day, tables, order)
    best = planned(rest_of_day, tables, [order, np.empty(0, np.int64)], seed, iterations)
    gain = round(best.merit[2] - kept.merit[2], 6)
    is_worth_more = best.merit[:2] > kept.merit[:2]
    if best.merit[:2] < kept.merit[:2] or not (is_worth_more or (gain > 0 and gain >= keep_unless_minutes)):
        return Reordered(rest_of_day, kept, True, 0.0)
    return Reordered(rest_of_day, best, best.order == kept.order, 0.0 if is_worth_more else gain)


def _as_before(day: Day, tables: Tables, before: tuple[str, ...]) -> Integers:
    """Keep the order, without what no longer fits, and insert the others where each delays least."""
    nodes = {visit.name: node for node, visit in enumerate(day.visits)}
    n = len(nodes)
    order = np.array([nodes[name] for name in before if name in nodes], np.int64)
    kept = make_fit(tables, order)
    room = np.empty(n, np.int64)
    room[: len(kept)] = kept
    early, late = np.empty((2, n + 2), np.int64), np.empty((2, n + 2), np.int64)
    size = fill(tables, room, len(kept), tables.value.astype(np.float64), early, late)
    return room[:size].copy()


def _after(
    day: Day,
    now: float,
    at_stop: int,
    done: tuple[str, ...],
    events: tuple[Event, ...],
    has_rested: bool,
    travel: NDArray[np.float64] | None,
) -> Day:
    visits = {visit.name: visit for visit in day.visits}
    for name in done:
        _known(visits, name, "done")
        del visits[name]
    for row, event in enumerate(events):
        _take(visits, event, f"Event {row}", day.ends)
    ways = day.travel if travel is None else travel
    rest = None if has_rested else day.rest
    late = replace(day, travel=ways, visits=tuple(visits.values()), starts=now, start_stop=at_stop, rest=rest)
    late = replace(late, ends=max(late.ends, now))
    validate(late)
    return _lengthened(late)


def _take(visits: dict[str, Visit], event: Event, label: str, ends: float) -> None:
    if isinstance(event, NewVisit):
        if event.visit.name in visits:
            raise BadDay(f"{label} brings {event.visit.name!r}, which the day has; a new name is accepted.")
        visits[event.visit.name] = event.visit
        return
    visit = _known(visits, event.visit, label)
    del visits[event.visit]
    if isinstance(event, NobodyHome) and event.again_from is not None:
        windows = visit.windows or ((0.0, ends),)
        left = tuple((max(opens, event.again_from), closes) for opens, closes in windows if closes >= event.again_from)
        visits[event.visit] = replace(visit, windows=left or _PAST)


def _known(visits: dict[str, Visit], name: str, label: str) -> Visit:
    if name not in visits:
        raise BadDay(f"{label} names {name!r}; visits of the day that are still to be made are accepted.")
    return visits[name]


def _lengthened(day: Day) -> Day:
    """Let the break begin as late as it now must, and the shift last until its end can be reached."""
    rest, nothing = day.rest, np.empty(0, np.int64)
    endless = replace(day, visits=(), ends=MOST_MINUTES)
    cost, _, leg, _ = judge(tables_of(endless), nothing, 0)
    if cost >= FAR and rest is not None:
        nearest = min((float(day.travel[day.start_stop, stop]) for stop in rest.stops), default=0.0)
        rest = replace(rest, closes=max(rest.closes, min(day.starts + nearest, MOST_MINUTES)))
        cost, _, leg, _ = judge(tables_of(replace(endless, rest=rest)), nothing, 0)
    if cost >= FAR:
        raise BadDay(f"No way leads from stop {day.start_stop} to the end at stop {day.end_stop}; one is needed.")
    finishes = day.starts + cost / SECONDS + (rest.minutes if rest is not None and leg >= 0 else 0.0)
    return replace(day, ends=max(day.ends, finishes), rest=rest)
