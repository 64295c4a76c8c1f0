"""The best round by walking every order of every subset, with the break in every place; whole seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf

from serein.engines.rounds import Day, Visit

Merit = tuple[int, int, float, float]
NO_ROUND: Merit = (-1, -1, -inf, -inf)
_NO_WAY = 10**9


@dataclass(frozen=True, slots=True)
class Walk:
    """How far somebody has come."""

    now: int
    stop: int
    travel: int = 0
    stays: int = 0
    is_rested: bool = False
    made: tuple[Visit, ...] = ()


def best_by_listing(day: Day) -> Merit:
    """Return the greatest merit of all rounds. Cost: the number of orders that fit, times the places of the break."""
    best, open_walks = NO_ROUND, [Walk(_s(day.starts), day.start_stop)]
    while open_walks:
        walk = open_walks.pop()
        best = max([best, *_merits(day, walk)])
        for visit in day.visits:
            if visit not in walk.made:
                open_walks += _visits(day, walk, visit)
    return best


def can_walk(day: Day, order: tuple[Visit, ...]) -> bool:
    """Whether an order fits, with the break in any place."""
    walks = [Walk(_s(day.starts), day.start_stop)]
    for visit in order:
        walks = [further for walk in walks for further in _visits(day, walk, visit)]
    return any(True for walk in walks for _ in _merits(day, walk))


def _merits(day: Day, walk: Walk) -> Iterator[Merit]:
    for home in _legs(day, walk, day.end_stop):
        needs_rest = day.rest is not None and not home.is_rested and home.now > _s(day.rest.closes)
        if home.now <= _s(day.ends) and not needs_rest:
            cost = home.now - _s(day.starts) - home.stays
            due = sum(visit.weight for visit in home.made if visit.is_due)
            weight = sum(visit.weight for visit in home.made)
            yield due, weight, -round(cost / 60, 6), -round(home.travel / 60, 6)


def _visits(day: Day, walk: Walk, visit: Visit) -> Iterator[Walk]:
    stay = _s(visit.minutes)
    for there in _legs(day, walk, visit.stop):
        begins = _begin(day, visit, there.now)
        if begins is not None:
            yield replace(there, now=begins + stay, stays=there.stays + stay, made=(*walk.made, visit))


def _legs(day: Day, walk: Walk, stop: int) -> Iterator[Walk]:
    """Go on without the break, with it before setting out or on arrival, or by each post."""
    way, rest = _way(day, walk.stop, stop), day.rest
    yield replace(walk, now=walk.now + way, stop=stop, travel=walk.travel + way)
    if rest is None or walk.is_rested:
        return
    parts = [(_way(day, walk.stop, post), _way(day, post, stop)) for post in rest.stops] or [(0, way), (way, 0)]
    for before, after in parts:
        begins, stay = max(walk.now + before, _s(rest.opens)), _s(rest.minutes)
        if begins <= _s(rest.closes):
            travel, stays = walk.travel + before + after, walk.stays + stay
            yield replace(walk, now=begins + stay + after, stop=stop, travel=travel, stays=stays, is_rested=True)


def _begin(day: Day, visit: Visit, now: int) -> int | None:
    for opens, closes in sorted(visit.windows or ((day.starts, day.ends),)):
        if now <= min(_s(closes), _s(day.ends)):
            return max(now, _s(opens), _s(day.starts))
    return None


def _way(day: Day, here: int, there: int) -> int:
    return 0 if here == there else _s(min(float(day.travel[here, there]), _NO_WAY))


def _s(minutes: float) -> int:
    return round(minutes * 60)
