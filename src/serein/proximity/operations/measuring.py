"""Measuring what time goes to: after the staff was heard, by days drawn by lot, published a quarter at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction
from django.utils import timezone

from serein.engines.timeuse import FEWEST_PERSONS, sample_plan
from serein.enquiries.working_days import is_working_day
from serein.kit import journal
from serein.kit.actors import Actor
from serein.people.models import Post
from serein.proximity.models import DayDraw, SampledDay, SampledTime, StaffConsultation, TaskType, TimeFigure
from serein.proximity.queries import measuring
from serein.proximity.queries.quarters import next_quarter
from serein.proximity.queries.staff import list_staff

LONGEST_DRAW = timedelta(days=100)
FILLED_WITHIN = timedelta(days=7)
"""Memory fades: a day is told within so many days, or stays untold."""
_DAY_MINUTES = 16 * 60


class StaffNotHeard(Exception):
    """Nothing is measured before the day that the staff consultation set."""


class NothingToDraw(Exception):
    """Nobody works in these days, or none is to come."""


class DrawTooLong(Exception):
    """A draw covers so many days at most: who works on later ones is not known yet."""


class DrawnAlready(Exception):
    """Days of this period were drawn before: one that could be drawn twice would weigh wrongly."""

    def __init__(self, draw: DayDraw) -> None:
        super().__init__(f"{draw.first_on:%Y-%m-%d} to {draw.last_on:%Y-%m-%d} is drawn.")
        self.draw = draw


class NotYourDay(Exception):
    """A day is told by the person whose day it was, once it has begun and while it is remembered."""


class DayOverfull(Exception):
    """A day does not hold so many minutes."""


class QuarterNotOver(Exception):
    """A quarter is published once it is over."""


@dataclass(frozen=True)
class Spent:
    """Minutes of a day on one activity."""

    activity: str
    minutes: int
    task_type: TaskType | None = None
    tasks: int = 0


@transaction.atomic
def enter_consultation(
    *, held_on: date, counts_from: date, reference: str, by: Actor, now: datetime
) -> StaffConsultation:
    """Enter that the staff was heard: measuring may begin on the day that was agreed."""
    row = StaffConsultation.objects.create(
        held_on=held_on, counts_from=counts_from, reference=reference, entered_at=now
    )
    journal.write(act="staff_consultation.entered", about=row, by=by, at=now)
    return row


@transaction.atomic
def draw_days(*, first: date, last: date, count: int, seed: int, by: Actor, now: datetime) -> list[SampledDay]:
    """
    Draw days to come, spread evenly over the inspectors who work on them.

    :raises StaffNotHeard: if measuring may not begin by the first of these days
    :raises DrawTooLong: if they are too many
    :raises NothingToDraw: if these days are past, or nobody works in them
    :raises DrawnAlready: if some of them were drawn before
    """
    if not measuring.may_measure(on=first):
        raise StaffNotHeard(f"No staff consultation allows measuring on {first:%Y-%m-%d}.")
    if last - first > LONGEST_DRAW:
        raise DrawTooLong(f"{(last - first).days} days; {LONGEST_DRAW.days} at most.")
    first = max(first, timezone.localdate(now) + timedelta(days=1))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    days = [day for day in days if is_working_day(day)]
    staff = list_staff(now=now)
    works = np.array([[one.works_on(day) for day in days] for one in staff], dtype=np.bool_)
    if not days or works.sum() == 0:
        raise NothingToDraw(f"{len(staff)} inspectors, {len(days)} working days to come.")
    _keep_draw(first, last, now)
    drawn = sample_plan(works, min(count, int(works.sum())), seed=seed)
    rows = [
        SampledDay(
            by_mark=staff[person].mark, post=staff[person].post, day=days[day], probability=1 / weight, drawn_at=now
        )
        for person, day, weight in zip(drawn.person.tolist(), drawn.day.tolist(), drawn.weight.tolist(), strict=True)
    ]
    SampledDay.objects.bulk_create(rows)
    journal.write(act="sampled_days.drawn", about="proximity.sampledday", by=by, at=now, count=len(rows))
    return rows


@transaction.atomic
def tell_day(
    *,
    sampled_day: SampledDay,
    mark: str,
    spent: Sequence[Spent],
    asked: Sequence[TaskType] = (),
    by: Actor,
    now: datetime,
) -> SampledDay:
    """
    Tell what a drawn day was spent on; told again, the last telling counts.

    :param asked: the kinds of task of which was asked what they took; one that `spent` does not name took nothing
    :raises NotYourDay: if it is somebody else's, still to come, or too long ago
    :raises DayOverfull: if no day holds so many minutes, or none are told
    """
    locked = SampledDay.objects.select_for_update(of=("self",)).get(pk=sampled_day.pk)
    today = timezone.localdate(now)
    if locked.by_mark != mark or not locked.day <= today <= locked.day + FILLED_WITHIN:
        raise NotYourDay(f"The day of {locked.day:%Y-%m-%d} cannot be told on {today:%Y-%m-%d} by this person.")
    if not 0 < sum(one.minutes for one in spent) <= _DAY_MINUTES:
        raise DayOverfull(f"{sum(one.minutes for one in spent)} minutes were told; 1 to {_DAY_MINUTES} fit.")
    locked.times.all().delete()
    SampledTime.objects.bulk_create(
        SampledTime(
            sampled_day=locked,
            activity=one.activity,
            minutes=one.minutes,
            task_type=one.task_type,
            tasks=one.tasks if one.task_type else 0,
        )
        for one in spent
        if one.minutes > 0
    )
    locked.kinds_asked.set(asked)
    locked.filled_at = now
    locked.save(update_fields=["filled_at"])
    journal.write(act="sampled_day.told", about="proximity.sampledday", by=by, at=now)
    return locked


@transaction.atomic
def publish_quarter(*, quarter: date, by: Actor, now: datetime) -> list[TimeFigure]:
    """
    Publish the shares of a quarter for the zone, and for each post where at least three inspectors told days.

    What was published stays; published again, the newer figure is shown and the older is kept beside it.

    :param quarter: its first day
    :raises QuarterNotOver: before its end, and while its last days may still be told
    """
    if timezone.localdate(now) < next_quarter(quarter) + FILLED_WITHIN:
        raise QuarterNotOver(f"The quarter of {quarter:%Y-%m} is not over, or its last days may still be told.")
    told = [
        TimeFigure(quarter=quarter, post=post, content=content, published_at=now)
        for post in (None, *Post.objects.order_by("pk"))
        if (content := measuring.figure_of(quarter=quarter, post=post)) is not None
    ]
    figures = _not_by_subtraction(told)
    for figure in figures:
        figure.save(force_insert=True)
    journal.write(
        act="time_figures.published", about="proximity.timefigure", by=by, at=now, quarter=f"{quarter:%Y-%m-%d}"
    )
    return figures


def _keep_draw(first: date, last: date, now: datetime) -> None:
    """Keep the period of a draw; two at once take turns at the consultation that allows both."""
    StaffConsultation.objects.select_for_update(of=("self",)).order_by("counts_from").first()
    if known := DayDraw.objects.filter(first_on__lte=last, last_on__gte=first).first():
        raise DrawnAlready(known)
    DayDraw.objects.create(first_on=first, last_on=last, drawn_at=now)


def _not_by_subtraction(figures: list[TimeFigure]) -> list[TimeFigure]:
    """Withhold the smallest post where the zone less the others would tell of one or two people (H24)."""
    zone = [figure for figure in figures if figure.post is None]
    posts = sorted((figure for figure in figures if figure.post is not None), key=lambda one: int(one.content["staff"]))
    left = sum(one.content["staff"] for one in zone) - sum(one.content["staff"] for one in posts)
    while posts and 0 < left < FEWEST_PERSONS:
        left += posts.pop(0).content["staff"]
    return [*zone, *posts]
