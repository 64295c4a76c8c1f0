"""From told days to shares with intervals: rows to arrays, the engine, and back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import QuerySet

from serein.engines.timeuse import (
    FEWEST_PERSONS,
    ActMinutes,
    Change,
    Days,
    Verdict,
    difference,
    minutes_per_act,
    shares,
)
from serein.people.models import Post
from serein.proximity.models import (
    Activity,
    SampledDay,
    SampledTime,
    StaffConsultation,
    TaskDecision,
    TaskType,
    TimeFigure,
    VisitAttempt,
)
from serein.proximity.queries.quarters import next_quarter

ACTIVITIES = list(Activity)
AROUND = timedelta(days=182)
"""An effect is looked for in so many days before a change and after it."""
QUARTERS_SHOWN = 5
TELLING_DAYS = timedelta(days=8)
LEAST_TIMED = timedelta(minutes=1)
_NOTHING_KNOWN = Change(Verdict.TOO_FEW, None, None)


@dataclass(frozen=True)
class Part:
    """An activity's share of working time, in per cent, with its 95 % interval."""

    activity: Activity
    share: float
    low: float
    high: float

    @property
    def fraction(self) -> str:
        """The share of one, as HTML writes numbers."""
        return f"{self.share / 100:.3f}"


@dataclass(frozen=True)
class Quarter:
    """What was published of a quarter."""

    quarter: date
    parts: list[Part]
    days: int
    staff: int
    published_on: date

    def part(self, activity: str) -> Part:
        return next(one for one in self.parts if one.activity == activity)

    @property
    def contact(self) -> Part:
        return self.part(Activity.CONTACT)

    @property
    def administrative(self) -> Part:
        return self.part(Activity.ADMINISTRATIVE)


@dataclass(frozen=True)
class Effect:
    """How the share of working time that a kind of task takes changed around a decision."""

    decision: TaskDecision
    change: Change
    days_before: int
    days_after: int


def may_measure(*, on: date) -> bool:
    """Whether the staff was heard and the day that was agreed has come."""
    return StaffConsultation.objects.filter(counts_from__lte=on).exists()


def measured_from() -> date | None:
    """Return the first day on which measuring may begin; None while the staff was not heard."""
    return StaffConsultation.objects.order_by("counts_from").values_list("counts_from", flat=True).first()


def list_days_to_tell(*, mark: str, on: date) -> QuerySet[SampledDay]:
    """Return the drawn days of someone that can still be told, those of today and before."""
    return SampledDay.objects.filter(by_mark=mark, filled_at=None, day__lte=on, day__gt=on - TELLING_DAYS)


def list_own_days(*, mark: str) -> list[SampledDay]:
    """Return the days that someone told, the last first; nobody else's page can ask for them."""
    return list(
        SampledDay.objects.filter(by_mark=mark, filled_at__isnull=False).prefetch_related("times").order_by("-day")
    )


@dataclass(frozen=True)
class OwnTime:
    """What someone's own told days add up to, in per cent of their minutes."""

    days: int
    parts: list[tuple[Activity, int]]


def sum_own(*, mark: str) -> OwnTime | None:
    """Return the sums of the days that someone told; None while there are none."""
    own = list_own_days(mark=mark)
    minutes: dict[str, int] = defaultdict(int)
    for day in own:
        for time in day.times.all():
            minutes[time.activity] += time.minutes
    whole = sum(minutes.values())
    return OwnTime(len(own), [(one, round(100 * minutes[one] / whole)) for one in Activity]) if whole else None


def count_drawn(*, on: date) -> tuple[int, int, int]:
    """Return how many days were drawn since the last half-year: told, still to be told, and lost to memory."""
    rows = SampledDay.objects.filter(day__gt=on - AROUND)
    told = rows.filter(filled_at__isnull=False).count()
    lost = rows.filter(filled_at=None, day__lte=on - TELLING_DAYS).count()
    return told, rows.count() - told - lost, lost


def list_figures() -> QuerySet[TimeFigure]:
    """Return all that was ever published, the oldest first."""
    return TimeFigure.objects.select_related("post").order_by("quarter", "published_at", "pk")


def figure_of(*, quarter: date, post: Post | None) -> dict[str, Any] | None:
    """Return the shares of a quarter as they are published, or None where too few days or people tell of it."""
    told = _told_days(quarter, next_quarter(quarter), post)
    if len({day.by_mark for day in told}) < FEWEST_PERSONS:
        return None
    found = shares(_as_days(told, {}))
    if found.by_activity is None:
        return None
    return {
        "shares": {
            activity.value: [round(one.value, 4), round(one.low, 4), round(one.high, 4)]
            for activity, one in zip(ACTIVITIES, found.by_activity, strict=True)
        },
        "days": found.days,
        "staff": found.persons,
    }


def list_quarters(*, post: Post | None = None) -> list[Quarter]:
    """Return the last quarters published, the newest first, each as it was published last; one query."""
    newest: dict[date, TimeFigure] = {}
    for figure in TimeFigure.objects.filter(post=post).order_by("published_at", "pk"):
        newest[figure.quarter] = figure
    return [_quarter(newest[one]) for one in sorted(newest, reverse=True)[:QUARTERS_SHOWN]]


def list_posts_published() -> list[Post]:
    """Return the posts of which a figure was published: where at least three inspectors told days."""
    return list(Post.objects.filter(pk__in=TimeFigure.objects.exclude(post=None).values("post")))


def minutes_by_type(*, since: date, until: date) -> dict[int, ActMinutes]:
    """
    Return the minutes that one task of a kind takes, by kind, from timed visits and told days; three queries.

    A telling of several tasks of a kind counts as one timed act of their mean. Of visits, those count that ended at the
    door and were timed for a minute or more: less is a hand on the screen. Nothing counts from before the consultation.
    """
    first = measured_from()
    if first is None:
        return {}
    since = max(since, first)
    timed: list[tuple[float, int, str]] = [
        ((ended - began).total_seconds() / 60, kind, mark)
        for began, ended, kind, mark in VisitAttempt.objects.filter(began_at__date__gte=since, began_at__date__lt=until)
        .exclude(outcome=VisitAttempt.Outcome.NOBODY_HOME)
        .values_list("began_at", "ended_at", "visit__task__task_type", "by_mark")
        if ended - began >= LEAST_TIMED
    ]
    timed += [
        (minutes / tasks, kind, mark)
        for minutes, tasks, kind, mark in SampledTime.objects.filter(
            sampled_day__day__gte=since, sampled_day__day__lt=until, tasks__gt=0
        ).values_list("minutes", "tasks", "task_type", "sampled_day__by_mark")
    ]
    if not timed:
        return {}
    marks = {mark: n for n, mark in enumerate(sorted({row[2] for row in timed}))}
    found = minutes_per_act(
        np.array([row[0] for row in timed]),
        np.array([row[1] for row in timed]),
        np.array([marks[row[2]] for row in timed]),
    )
    return {one.kind: one for one in found}


def effect_of(*, decision: TaskDecision, until: date) -> Effect:
    """Say whether a kind of task takes less working time since a decision about it."""
    middle = decision.effective_on
    before = _told_days(middle - AROUND, middle, None)
    after = _told_days(middle, min(until, middle + AROUND), None)
    marks = {mark: n for n, mark in enumerate(sorted({day.by_mark for day in [*before, *after]}))}
    if not before or not after:
        return Effect(decision, _NOTHING_KNOWN, len(before), len(after))
    found = difference(_as_days(before, marks, of=decision.task_type), _as_days(after, marks, of=decision.task_type))
    return Effect(decision, found.by_activity[0], found.days_before, found.days_after)


def _told_days(first: date, end: date, post: Post | None) -> list[SampledDay]:
    days = SampledDay.objects.filter(day__gte=first, day__lt=end, filled_at__isnull=False).prefetch_related("times")
    return list(days.filter(post=post) if post else days)


def _as_days(told: list[SampledDay], marks: dict[str, int], *, of: TaskType | None = None) -> Days:
    """Return days as arrays: a column for each activity, or two, for a kind of task and for everything else."""
    known = marks or {mark: n for n, mark in enumerate(sorted({day.by_mark for day in told}))}
    minutes = np.zeros((len(told), 2 if of else len(ACTIVITIES)))
    for row, day in enumerate(told):
        spent: dict[int, int] = defaultdict(int)
        for time in day.times.all():
            column = int(time.task_type_id != of.pk) if of else ACTIVITIES.index(Activity(time.activity))
            spent[column] += time.minutes
        for column, total in spent.items():
            minutes[row, column] = total
    return Days(
        minutes=minutes,
        person=np.array([known[day.by_mark] for day in told]),
        weight=np.array([1 / day.probability for day in told]),
    )


def _quarter(figure: TimeFigure) -> Quarter:
    told = figure.content
    parts = [Part(Activity(code), *(100 * part for part in told["shares"][code])) for code in told["shares"]]
    return Quarter(figure.quarter, parts, told["days"], told["staff"], figure.published_at.date())
