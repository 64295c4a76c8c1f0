"""From told days to shares with intervals: rows to arrays, the engine, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone

from serein.engines.timeuse import (
    FEWEST_PERSONS,
    ActMinutes,
    Change,
    Days,
    Estimate,
    Verdict,
    difference,
    minutes_per_act,
    shares,
)
from serein.people.models import Post
from serein.proximity.models import (
    Activity,
    DayDraw,
    SampledDay,
    SampledTime,
    StaffConsultation,
    TaskDecision,
    TaskType,
    TimeFigure,
    VisitAttempt,
)
from serein.proximity.queries.quarters import next_quarter, quarter_of

ACTIVITIES = list(Activity)
AROUND = timedelta(days=182)
"""An effect is looked for in so many days before a change and after it."""
QUARTERS_SHOWN = 5
WORKING_DAYS_A_WEEK = 5
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
    week: float | None = None
    """Hours of a working week of which it is a share; None where they were not published."""

    @property
    def fraction(self) -> str:
        """The share of one, as HTML writes numbers."""
        return f"{self.share / 100:.3f}"

    @property
    def hours(self) -> tuple[int, int, int] | None:
        """The hours of an inspector's week that the share means, with its interval."""
        if self.week is None:
            return None
        value, low, high = (round(self.week * part / 100) for part in (self.share, self.low, self.high))
        return value, low, high


@dataclass(frozen=True)
class Quarter:
    """What was published of a quarter."""

    quarter: date
    parts: list[Part]
    days: int
    staff: int
    published_on: date
    drawn: int | None
    """Days that were drawn, of which `days` were told; None where it was not published."""

    def part(self, activity: str) -> Part:
        return next(one for one in self.parts if one.activity == activity)

    @property
    def contact(self) -> Part:
        return self.part(Activity.CONTACT)

    @property
    def administrative(self) -> Part:
        return self.part(Activity.ADMINISTRATIVE)


@dataclass(frozen=True)
class Timed:
    """The minutes that one task of a kind takes."""

    acts: ActMinutes
    is_whole: bool
    """Of the whole task; else of what passes at the door, without the way and the writing."""

    @property
    def mean(self) -> Estimate | None:
        return self.acts.mean

    @property
    def n(self) -> int:
        return self.acts.n


@dataclass(frozen=True)
class Effect:
    """How the share of working time that a kind of task takes changed around a decision, of days that tell of it."""

    decision: TaskDecision
    change: Change
    days_before: int
    days_after: int


@dataclass(frozen=True)
class Response:
    """How many days of a quarter were drawn, and how many of them told."""

    quarter: date
    told: int
    drawn: int


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


def list_responses() -> list[Response]:
    """Return how many drawn days were told, by quarter, the last first; one query."""
    told: dict[date, int] = defaultdict(int)
    drawn: dict[date, int] = defaultdict(int)
    for day, filled_at in SampledDay.objects.order_by().values_list("day", "filled_at"):
        drawn[quarter_of(day)] += 1
        told[quarter_of(day)] += filled_at is not None
    return [Response(one, told[one], drawn[one]) for one in sorted(drawn, reverse=True)[:QUARTERS_SHOWN]]


def list_draws() -> QuerySet[DayDraw]:
    """Return the periods whose days were drawn, the last first."""
    return DayDraw.objects.all()


def list_kinds_to_ask(*, on: date) -> list[TaskType]:
    """Return the kinds that are asked about a day: a change was decided whose effect could rest on it; one query."""
    decisions = TaskDecision.objects.filter(decision__in=TaskDecision.CHANGES, effective_on__gt=on - AROUND)
    return list(TaskType.objects.filter(pk__in=decisions.values("task_type")))


def list_figures() -> QuerySet[TimeFigure]:
    """Return all that was ever published, the oldest first."""
    return TimeFigure.objects.select_related("post").order_by("quarter", "published_at", "pk")


def figure_of(*, quarter: date, post: Post | None) -> dict[str, Any] | None:
    """Return the shares of a quarter as they are published, or None where too few days or people tell of it."""
    told = list(_told_days(quarter, next_quarter(quarter), post))
    if len({day.by_mark for day in told}) < FEWEST_PERSONS:
        return None
    found = shares(_as_days(told, {}))
    if found.by_activity is None:
        return None
    figure = {
        "shares": {
            activity.value: [round(one.value, 4), round(one.low, 4), round(one.high, 4)]
            for activity, one in zip(ACTIVITIES, found.by_activity, strict=True)
        },
        "days": found.days,
        "staff": found.persons,
        "hours_a_week": round(_hours_a_week(told), 1),
    }
    if post is None:  # of posts it would tell, by subtraction, how few of the others told (H24)
        figure["drawn"] = SampledDay.objects.filter(day__gte=quarter, day__lt=next_quarter(quarter)).count()
    return figure


def list_quarters() -> list[Quarter]:
    """Return the last quarters published for the zone, the newest first, each as it was published last; one query."""
    newest: dict[date, TimeFigure] = {}
    for figure in TimeFigure.objects.filter(post=None).order_by("published_at", "pk"):
        newest[figure.quarter] = figure
    return [_quarter(newest[one]) for one in sorted(newest, reverse=True)[:QUARTERS_SHOWN]]


def last_of_posts() -> list[tuple[Post, Quarter]]:
    """
    Return the posts of which a figure was published, each with its last quarter; one query.

    Those are the posts where at least three inspectors told days.
    """
    newest: dict[Post, TimeFigure] = {}
    rows = TimeFigure.objects.exclude(post=None).select_related("post").order_by("quarter", "published_at", "pk")
    for figure in rows:
        if figure.post is not None:
            newest[figure.post] = figure
    return [(post, _quarter(newest[post])) for post in sorted(newest, key=lambda post: post.pk)]


def minutes_by_type(*, since: date, until: date) -> dict[int, Timed]:
    """
    Return the minutes that one task of a kind takes, by kind; three queries.

    Told days tell of the whole task: a telling of several counts as one act of their mean. Where too few do, timed
    visits tell of what passes at the door alone; those count that ended there and lasted for a minute or more: less is
    a hand on the screen. The two are never mixed, and nothing counts from before the consultation.
    """
    first = measured_from()
    if first is None:
        return {}
    since = max(since, first)
    told = _acts(
        (minutes / tasks, kind, mark)
        for minutes, tasks, kind, mark in SampledTime.objects.filter(
            sampled_day__day__gte=since, sampled_day__day__lt=until, tasks__gt=0, task_type__isnull=False
        ).values_list("minutes", "tasks", "task_type", "sampled_day__by_mark")
    )
    at_the_door = _acts(
        ((ended - began).total_seconds() / 60, kind, mark)
        for began, ended, kind, mark in VisitAttempt.objects.filter(began_at__date__gte=since, began_at__date__lt=until)
        .exclude(outcome=VisitAttempt.Outcome.NOBODY_HOME)
        .values_list("began_at", "ended_at", "visit__task__task_type", "by_mark")
        if ended - began >= LEAST_TIMED
    )
    found = {kind: Timed(acts, is_whole=True) for kind, acts in told.items()}
    for kind, acts in at_the_door.items():
        if kind not in found or found[kind].mean is None:
            found[kind] = Timed(acts, is_whole=False)
    return found


def _acts(timed: Iterable[tuple[float, int, str]]) -> dict[int, ActMinutes]:
    """Estimate the minutes of an act of each kind, from minutes, kind and mark."""
    rows = list(timed)
    if not rows:
        return {}
    marks = {mark: n for n, mark in enumerate(sorted({row[2] for row in rows}))}
    found = minutes_per_act(
        np.array([row[0] for row in rows]),
        np.array([row[1] for row in rows]),
        np.array([marks[row[2]] for row in rows]),
    )
    return {one.kind: one for one in found}


def effects_of(*, decisions: Sequence[TaskDecision], until: date) -> list[Effect]:
    """
    Say of each decision whether its kind of task takes less working time since; three queries, however many they are.

    Only days count that tell of the kind, be it that it took nothing: of the others nothing is known.
    """
    if not decisions:
        return []
    middles = [decision.effective_on for decision in decisions]
    told = _told_days(min(middles) - AROUND, min(until, max(middles) + AROUND), None).prefetch_related("kinds_asked")
    asked = [(day, {kind.pk for kind in day.kinds_asked.all()}) for day in told]
    return [_effect(one, [day for day, kinds in asked if one.task_type_id in kinds], until) for one in decisions]


def _effect(decision: TaskDecision, told: list[SampledDay], until: date) -> Effect:
    middle = decision.effective_on
    before = [day for day in told if middle - AROUND <= day.day < middle]
    after = [day for day in told if middle <= day.day < min(until, middle + AROUND)]
    marks = {mark: n for n, mark in enumerate(sorted({day.by_mark for day in [*before, *after]}))}
    if not before or not after:
        return Effect(decision, _NOTHING_KNOWN, len(before), len(after))
    found = difference(_as_days(before, marks, of=decision.task_type), _as_days(after, marks, of=decision.task_type))
    return Effect(decision, found.by_activity[0], found.days_before, found.days_after)


def _told_days(first: date, end: date, post: Post | None) -> QuerySet[SampledDay]:
    days = SampledDay.objects.filter(day__gte=first, day__lt=end, filled_at__isnull=False).prefetch_related("times")
    return days.filter(post=post) if post else days


def _hours_a_week(told: list[SampledDay]) -> float:
    """Return the hours of a week of working days that are as long as those that were told."""
    weights = np.array([1 / day.probability for day in told])
    minutes = np.array([sum(time.minutes for time in day.times.all()) for day in told])
    return float(WORKING_DAYS_A_WEEK * np.average(minutes, weights=weights) / 60)


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
    week = told.get("hours_a_week")
    parts = [
        Part(Activity(code), 100 * share, 100 * low, 100 * high, week)
        for code, (share, low, high) in told["shares"].items()
    ]
    published_on = timezone.localdate(figure.published_at)
    return Quarter(figure.quarter, parts, told["days"], told["staff"], published_on, told.get("drawn"))
