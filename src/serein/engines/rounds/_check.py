"""What is wrong with a round, read from the day by another way than the one it was made."""

from __future__ import annotations

from itertools import pairwise
from math import inf

from serein.engines.rounds._day import Call, Day, Round, Visit

_NEAR = 0.02  # minutes: moments are rounded to the second


def check(day: Day, found: Round) -> list[str]:
    """List the faults of a round: order, windows, travel, break, shift, sums. Empty: it can be walked as told."""
    visits = {visit.name: visit for visit in day.visits}
    names = [*found.order, *(one.visit for one in found.left_out)]
    if sorted(names) != sorted(visits):
        return [f"{sorted(names)} are told of {sorted(visits)}"]
    made = [visits[name] for name in found.order]
    faults = [fault for visit, call in zip(made, found.calls, strict=True) for fault in _of_call(day, visit, call)]
    faults += _of_legs(day, made, found) + _of_rest(day, found)
    if found.finishes > day.ends + _NEAR:
        faults.append(f"finishes at {found.finishes}, after the shift's end")
    if found.weight != sum(visit.weight for visit in made):
        faults.append(f"weight is {found.weight}")
    if found.due_weight != sum(visit.weight for visit in made if visit.is_due):
        faults.append(f"due_weight is {found.due_weight}")
    spent = sum(visit.minutes for visit in made) + (found.rest.ends - found.rest.begins if found.rest else 0)
    total = day.starts + spent + found.travel_minutes + found.waiting_minutes
    if abs(total - found.finishes) > _NEAR * (2 + len(made)):
        faults.append(f"travel, waiting and visits end at {total}, the round at {found.finishes}")
    return faults


def _of_call(day: Day, visit: Visit, call: Call) -> list[str]:
    windows = visit.windows or ((day.starts, day.ends),)
    faults = []
    if not any(opens - _NEAR <= call.begins <= closes + _NEAR for opens, closes in windows):
        faults.append(f"{visit.name} begins at {call.begins}, outside its windows")
    if call.begins < call.arrives - _NEAR or abs(call.leaves - call.begins - visit.minutes) > _NEAR:
        faults.append(f"{visit.name} is {call.arrives}, {call.begins}, {call.leaves}")
    if call.latest < call.begins - _NEAR:
        faults.append(f"{visit.name} begins at {call.begins}, after its latest moment {call.latest}")
    return faults


def _of_legs(day: Day, made: list[Visit], found: Round) -> list[str]:
    stops = [day.start_stop, *(visit.stop for visit in made), day.end_stop]
    leaves = [day.starts, *(call.leaves for call in found.calls)]
    arrives = [*(call.arrives for call in found.calls), found.finishes]
    faults, travel = [], 0.0
    for k, (i, j) in enumerate(pairwise(stops)):
        way, needs = _way(day, i, j), _way(day, i, j)
        if found.rest and found.rest.after == k:
            stop, rest = found.rest.stop, found.rest
            before, behind = (0.0, way) if stop is None else (_way(day, i, stop), _way(day, stop, j))
            way, needs = before + behind, before + behind + rest.ends - rest.begins
            is_on_arrival = stop is None and rest.begins >= leaves[k] + behind - _NEAR
            if (
                rest.begins < leaves[k] + before - _NEAR
                or arrives[k] < rest.ends + (0 if is_on_arrival else behind) - _NEAR
            ):
                faults.append(f"the break at {rest.begins} has no room on leg {k}")
        travel += way
        if arrives[k] - leaves[k] < needs - _NEAR:
            faults.append(f"leg {k} takes {arrives[k] - leaves[k]}; it needs {needs}")
    if abs(travel - found.travel_minutes) > _NEAR * len(stops):
        faults.append(f"travel is {found.travel_minutes}; the legs are {travel}")
    return faults


def _of_rest(day: Day, found: Round) -> list[str]:
    rest = day.rest
    if rest is None:
        return ["there is a break that nobody asked for"] if found.rest else []
    if found.rest is None:
        return [f"no break, and the end at {found.finishes}"] if found.finishes > rest.closes + _NEAR else []
    faults = []
    if not rest.opens - _NEAR <= found.rest.begins <= rest.closes + _NEAR:
        faults.append(f"the break begins at {found.rest.begins}, outside its window")
    if abs(found.rest.ends - found.rest.begins - rest.minutes) > _NEAR:
        faults.append(f"the break is {found.rest.begins} to {found.rest.ends}")
    if found.rest.stop not in (rest.stops or (None,)):
        faults.append(f"the break is at stop {found.rest.stop}")
    return faults


def _way(day: Day, i: int, j: int) -> float:
    return 0.0 if i == j else float(day.travel[i, j]) if day.travel[i, j] < inf else inf
