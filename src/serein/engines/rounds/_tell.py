"""An order of visits told as a round."""

from __future__ import annotations

import numpy as np

from serein.engines.rounds._day import Call, Day, LeftOut, Rest, Round, Why
from serein.engines.rounds._kernels_search import best_place
from serein.engines.rounds._kernels_time import NO_REST, backward, forward, judge, take_leg
from serein.engines.rounds._tables import FAR, SECONDS, Integers, Tables


def tell(day: Day, tables: Tables, order: Integers, rest_leg: tuple[int, int], *, is_proven: bool) -> Round:
    """Tell when everything in an order is, and why the rest is left out; `rest_leg` is the break's leg and post."""
    m, n = len(order), len(day.visits)
    late = np.empty((2, n + 2), np.int64)
    backward(tables, order, m, late)
    calls, rest = [], None
    at, leaves, travel = n + 1, tables.starts, 0
    for k, node in enumerate([*order.tolist(), n]):
        way = rest_leg[1] if k == rest_leg[0] else NO_REST
        arrives, begins, around, rests = (int(value) for value in take_leg(tables, at, node, leaves, way))
        if way != NO_REST:
            post = day.rest.stops[way] if day.rest and day.rest.stops else None
            rest = Rest(rests / SECONDS, (rests + tables.rest_s) / SECONDS, k, post)
        leaves, travel, at = begins + int(tables.stay[node]), travel + around, node
        if k < m:
            moments = arrives, begins, leaves, int(late[1 if rest else 0, k + 1])
            calls.append(Call(day.visits[node].name, *(moment / SECONDS for moment in moments)))
    made = [day.visits[node] for node in order]
    stays = int(tables.stay[order].sum()) + (tables.rest_s if rest else 0)
    return Round(
        calls=tuple(calls),
        rest=rest,
        left_out=_left_out(day, tables, order),
        travel_minutes=travel / SECONDS,
        waiting_minutes=(leaves - tables.starts - stays - travel) / SECONDS,
        finishes=leaves / SECONDS,
        leave_by=int(late[0, 0]) / SECONDS,
        due_weight=sum(visit.weight for visit in made if visit.is_due),
        weight=sum(visit.weight for visit in made),
        is_proven=is_proven,
    )


def _left_out(day: Day, tables: Tables, order: Integers) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(visit.name, _why(tables, order, node), visit.is_due)
        for node, visit in enumerate(day.visits)
        if node not in order
    )


def _why(tables: Tables, order: Integers, node: int) -> Why:
    n = len(tables.value)
    if tables.travel[n + 1, node] >= FAR or tables.travel[node, n] >= FAR:
        return Why.UNREACHABLE
    at_any_time = _opened(tables, node)
    if judge(tables, np.array([node]), 1)[0] >= FAR:
        is_past = take_leg(tables, n + 1, node, tables.starts, NO_REST)[1] >= FAR
        is_shut = is_past or judge(at_any_time, np.array([node]), 1)[0] < FAR
        return Why.WINDOW_CLOSED if is_shut else Why.NO_TIME
    early, late = np.empty((2, n + 2), np.int64), np.empty((2, n + 2), np.int64)
    forward(at_any_time, order, len(order), early)
    backward(at_any_time, order, len(order), late)
    return Why.NO_TIME if best_place(at_any_time, order, len(order), early, late, node) < 0 else Why.WINDOW_TAKEN


def _opened(tables: Tables, node: int) -> Tables:
    """The same day, were this visit possible at any time of the shift."""
    spans = [slice(*tables.first[v : v + 2]) for v in range(len(tables.stay))]
    opens = [np.array([tables.starts]) if v == node else tables.opens[span] for v, span in enumerate(spans)]
    closes = [np.array([tables.ends]) if v == node else tables.closes[span] for v, span in enumerate(spans)]
    first = np.cumsum([0] + [len(one) for one in opens])
    return tables._replace(first=first, opens=np.concatenate(opens), closes=np.concatenate(closes))
