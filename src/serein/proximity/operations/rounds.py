"""The round of the day: planned from a post, and put in order again after each door."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from serein.engines import rounds as engine
from serein.kit import journal, rate
from serein.kit.actors import Actor
from serein.people.models import Post
from serein.proximity.models import Round
from serein.proximity.queries import today as queries
from serein.proximity.queries.today import DoorVisit
from serein.proximity.queries.walking import Spot, minutes_between

KEEP_UNLESS_MINUTES = 5.0
LONGEST_SHIFT = timedelta(hours=12)
_NOON = (time(11, 30), time(14, 0))
_DUE_SOON = 30
"""A visit whose delay ends in so many days, or none, weighs least."""


_PLANNED = ("mode", "post", "starts_at", "ends_at", "break_minutes", "planned_at", "plan")


class ShiftOutOfTime(Exception):
    """A round is of today, ends after now and lasts for a shift."""


@transaction.atomic
def plan_day(
    *,
    mark: str,
    beats: Collection[int],
    post: Post,
    mode: str,
    starts_at: datetime,
    ends_at: datetime,
    break_minutes: int,
    by: Actor,
    now: datetime,
) -> Round:
    """
    Plan today's round of someone over the open visits of their beats; planned again, it takes the place of the first.

    :raises ShiftOutOfTime: if the shift is not of today, over, or longer than a day's work
    """
    day = timezone.localdate(now)
    if timezone.localdate(starts_at) != day or ends_at <= now or not timedelta() < ends_at - starts_at <= LONGEST_SHIFT:
        raise ShiftOutOfTime(f"From {starts_at:%Y-%m-%d %H:%M} to {ends_at:%Y-%m-%d %H:%M}, at {now:%Y-%m-%d %H:%M}.")
    row = Round(
        by_mark=mark,
        day=day,
        mode=mode,
        post=post,
        starts_at=starts_at,
        ends_at=ends_at,
        break_minutes=break_minutes,
        planned_at=now,
    )
    doors = [door for door in queries.list_doors(beats=beats, now=now) if not door.was_tried_on(day)]
    row.plan = _planned(row, doors, now)
    kept = {name: getattr(row, name) for name in _PLANNED}
    row, _is_new = Round.objects.update_or_create(by_mark=mark, day=day, defaults=kept)
    journal.write(act="round.planned", about="proximity.round", by=by, at=now, visits=len(doors))
    return row


@transaction.atomic
def reorder_day(*, row: Round, beats: Collection[int], by: Actor, now: datetime) -> Round:
    """
    Put what is left of a round in order again, from now and the door where one stood last: the post, before the first.

    The order stands where another gains little.
    """
    locked = Round.objects.select_for_update(of=("self",)).select_related("post").get(pk=row.pk)
    day = timezone.localdate(now)
    doors = queries.list_doors(beats=beats, now=now)
    left = [door for door in doors if not door.was_tried_on(day)]
    here = queries.find_last_spot(mark=locked.by_mark, day=day)
    locked.plan = _reordered(locked, left, here, now)
    locked.planned_at = now
    locked.save(update_fields=["plan", "planned_at"])
    journal.write(act="round.reordered", about="proximity.round", by=by, at=now, visits=len(left))
    return locked


@transaction.atomic
def note_reading(*, mark: str, doors: int, by: Actor, now: datetime) -> None:
    """Journal that doors of today were shown, the first time in each hour."""
    try:
        rate.count(what="doors of a round", asker=mark, limit=1, per=timedelta(hours=1), now=now)
    except rate.TooManyRequests:
        return
    journal.write(
        act="sealed.read",
        about="proximity.round",
        by=by,
        at=now,
        why="round",
        fields="place,household,answer",
        count=doors,
    )


def _planned(row: Round, doors: Sequence[DoorVisit], now: datetime) -> str:
    stops = _stops(doors)
    if not stops:
        return json.dumps({"calls": [], "left_out": []})
    day = _day_of(row, stops, None, now)
    return _told(engine.plan_round(day), stops)


def _reordered(row: Round, doors: Sequence[DoorVisit], here: Spot | None, now: datetime) -> str:
    stops = _stops(doors)
    if not stops:
        return json.dumps({"calls": [], "left_out": []})
    day = _day_of(row, stops, here, now)
    before: dict[str, Any] = json.loads(row.plan) if row.plan else {}
    rank = {pk: n for n, call in enumerate(before.get("calls", [])) for pk in call["visits"]}
    order = sorted(
        (name for name, some in stops.items() if any(door.pk in rank for door in some)),
        key=lambda name: min(rank.get(door.pk, len(rank)) for door in stops[name]),
    )
    present = _present(order)
    found = engine.reorder(
        day,
        present,
        now=max(0.0, _minutes(row, now)),
        at_stop=len(stops) + 1 if here else 0,
        has_rested=before.get("rest") is None or _minutes(row, now) > before["rest"] + row.break_minutes,
        keep_unless_minutes=KEEP_UNLESS_MINUTES,
    )
    return _told(found.round, stops)


def _stops(doors: Sequence[DoorVisit]) -> dict[str, list[DoorVisit]]:
    """Return the doors to stand at, by a name of ours: visits to one door are made together."""
    by_door: dict[str, list[DoorVisit]] = defaultdict(list)
    for door in doors:
        by_door[door.visit.door or f"visit-{door.pk}"].append(door)
    return dict(by_door)


def _day_of(row: Round, stops: dict[str, list[DoorVisit]], here: Spot | None, now: datetime) -> engine.Day:
    spots = [(row.post.lat, row.post.lon), *((some[0].lat, some[0].lon) for some in stops.values())]
    if here is not None:
        spots.append(here)
    visits = tuple(_visit(name, n, some, row, now) for n, (name, some) in enumerate(stops.items(), start=1))
    length = (row.ends_at - row.starts_at).total_seconds() / 60
    return engine.Day(
        travel=minutes_between(spots, mode=Round.Mode(row.mode)),
        visits=visits,
        starts=0.0,
        ends=length,
        start_stop=0,
        end_stop=0,
        rest=engine.Break(float(row.break_minutes), *_break_window(row, length)) if row.break_minutes else None,
    )


def _break_window(row: Round, length: float) -> tuple[float, float]:
    """Return when the break may begin: around noon where the shift spans it, else in its middle third."""
    noon, after = (_minutes(row, timezone.make_aware(datetime.combine(row.day, hour))) for hour in _NOON)
    return (noon, after) if noon >= 0 and after <= length else (length / 3, 2 * length / 3)


def _visit(name: str, stop: int, some: list[DoorVisit], row: Round, now: datetime) -> engine.Visit:
    return engine.Visit(
        name=name,
        stop=stop,
        minutes=float(sum(door.visit.task.task_type.visit_minutes for door in some)),
        windows=_windows(some, row, now),
        is_due=any(door.is_due(now) for door in some),
        weight=max(_weight(door, now) for door in some),
    )


def _windows(some: list[DoorVisit], row: Round, now: datetime) -> tuple[tuple[float, float], ...]:
    """Return when the first of these visits to one door may begin: agreed hours, else what each door allows."""
    length = (row.ends_at - row.starts_at).total_seconds() / 60
    for door in some:
        if door.is_agreed_for(now) and door.visit.agreed_from and door.visit.agreed_until:
            first, last = _minutes(row, door.visit.agreed_from), _minutes(row, door.visit.agreed_until)
            return ((max(0.0, first), min(length, last)),) if last > 0 and first < length else ((first, last),)
    first = max(_at(row, door.visit.not_before, 0.0) for door in some)
    last = min(_at(row, door.visit.not_after, length) for door in some)
    if first > length or last <= 0:
        return ((length + 1, length + 2),)  # not within this shift: left out, and said why
    return () if (first, last) == (0.0, length) else ((first, max(first, last)),)


def _at(row: Round, hour: time | None, otherwise: float) -> float:
    if hour is None:
        return otherwise
    return max(0.0, _minutes(row, timezone.make_aware(datetime.combine(row.day, hour))))


def _weight(door: DoorVisit, now: datetime) -> int:
    """Return what a visit weighs: more, the sooner its delay ends."""
    due = door.visit.task.due_on
    if due is None:
        return 1
    return 1 + max(0, _DUE_SOON - max(0, (due - timezone.localdate(now)).days))


def _minutes(row: Round, moment: datetime) -> float:
    return (moment - row.starts_at).total_seconds() / 60


def _present(order: Sequence[str]) -> engine.Round:
    calls = tuple(engine.Call(name, 0.0, 0.0, 0.0, 0.0) for name in order)
    return engine.Round(calls, None, (), 0.0, 0.0, 0.0, 0.0, 0, 0, is_proven=False)


def _told(found: engine.Round, stops: dict[str, list[DoorVisit]]) -> str:
    """Return the round as it is stored: keys and minutes, no place."""
    calls = [
        {
            "visits": [door.pk for door in stops[call.visit]],
            "at": round(call.begins, 1),
            "latest": round(call.latest, 1),
        }
        for call in found.calls
    ]
    left_out = [{"visits": [door.pk for door in stops[one.visit]], "why": one.why.value} for one in found.left_out]
    rest = round(found.rest.begins, 1) if found.rest else None
    told = {"calls": calls, "left_out": left_out, "rest": rest, "back": round(found.finishes, 1)}
    return json.dumps(told | {"travel": round(found.travel_minutes, 1)})
