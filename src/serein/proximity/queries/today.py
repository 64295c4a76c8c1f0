"""Today's visits of whoever serves some beats: their doors, opened for this page alone, in the order of the round."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from serein.kit import sealed
from serein.kit.bilingual import in_language
from serein.proximity.models import HalfDay, Round, TaskType, Visit, VisitAttempt, VisitNotice
from serein.proximity.queries.catalogue import rules_in_force
from serein.proximity.queries.notices import Answer, read_answer
from serein.proximity.queries.walking import Spot

MOST_VISITS = 60
"""So many doors are weighed for a day: those due first."""
FEWEST_DAYS, FEWEST_HALF_DAYS = 3, 2
"""On so many days, and at so many times of the day, nobody was home before that may be the finding."""
CORRECTED_FOR = timedelta(days=14)
"""What was noted at a door can be put right for so long, while its result has not gone back."""


@dataclass(frozen=True)
class DoorVisit:
    """A visit as its inspector sees it today."""

    visit: Visit
    lat: float
    lon: float
    label: str
    household: str
    ends_on_the_spot: bool
    answer: Answer | None = None
    """What the resident answered to the last notice."""

    @property
    def pk(self) -> int:
        return self.visit.pk

    @property
    def attempts(self) -> list[VisitAttempt]:
        return list(self.visit.attempts.all())

    @property
    def outcomes(self) -> list[VisitAttempt.Outcome]:
        return outcomes_at(self.visit.task.task_type)

    @property
    def without_notice(self) -> VisitAttempt | None:
        """The last time that nobody was home and no notice is known to have been left."""
        found = [one for one in self.attempts if one.outcome == VisitAttempt.Outcome.NOBODY_HOME]
        return next((one for one in reversed(found) if not hasattr(one, "notice")), None)

    def may_be_given_up(self, now: datetime) -> bool:
        return was_tried_enough(self.visit) and not has_hours_to_come(self.visit, now)

    def was_tried_on(self, day: date) -> bool:
        return any(timezone.localdate(attempt.began_at) == day for attempt in self.attempts)

    def is_due(self, now: datetime) -> bool:
        due = self.visit.task.due_on
        return (due is not None and due <= timezone.localdate(now)) or self.is_agreed_for(now)

    def is_agreed_for(self, now: datetime) -> bool:
        agreed = self.visit.agreed_from
        return agreed is not None and timezone.localdate(agreed) == timezone.localdate(now)


@dataclass(frozen=True)
class Call:
    """A visit in its place in the round, with the likely time and the reason in words."""

    door: DoorVisit
    at: datetime
    why: str


@dataclass(frozen=True)
class Tried:
    """What one noted at a door, and what else could be noted there instead."""

    attempt: VisitAttempt
    label: str
    """The door; empty once it is erased."""
    others: list[VisitAttempt.Outcome]
    """Empty once the result went back."""

    @property
    def outcome(self) -> VisitAttempt.Outcome:
        return VisitAttempt.Outcome(self.attempt.outcome)


@dataclass(frozen=True)
class Today:
    """The round of today: what is to come, the break, what cannot be done today and why."""

    round: Round
    calls: list[Call]
    rest_at: datetime | None
    left_out: list[tuple[DoorVisit, str]]
    back_at: datetime | None


def find_round(*, mark: str, day: date) -> Round | None:
    return Round.objects.select_related("post").filter(by_mark=mark, day=day).first()


def outcomes_at(task_type: TaskType) -> list[VisitAttempt.Outcome]:
    """Return what can be noted at a door of this kind, the usual first."""
    outcome = VisitAttempt.Outcome
    if task_type.asked_by == TaskType.AskedBy.POPULATION:
        return [outcome.SEEN, outcome.NOBODY_HOME, outcome.MOVED]
    return [outcome.DONE, outcome.NOBODY_HOME]


def was_tried_enough(visit: Visit) -> bool:
    """Whether nobody home may be the finding: tried on days and at times of the day of their own."""
    tried = [timezone.localtime(one.began_at) for one in visit.attempts.all()]
    days, half_days = {one.date() for one in tried}, {HalfDay.of(one) for one in tried}
    return len(days) >= FEWEST_DAYS and len(half_days) >= FEWEST_HALF_DAYS


def has_hours_to_come(visit: Visit, now: datetime) -> bool:
    """Whether the resident was promised a visit that is still to be made."""
    return visit.agreed_until is not None and visit.agreed_until > now


def find_last_spot(*, mark: str, day: date) -> Spot | None:
    """Return the door where someone stood last on a day, for a machine's work; None before the first."""
    tried = VisitAttempt.objects.filter(by_mark=mark, began_at__date=day, visit__erased_at=None)
    last = tried.select_related("visit").order_by("-ended_at", "-pk").first()
    if last is None:
        return None
    place = json.loads(sealed.open_unseen(last.visit.place))
    return place["lat"], place["lon"]


def list_tried(*, mark: str, now: datetime) -> list[Tried]:
    """
    Return what someone noted at doors today, and before while its result has not gone back, the last first; one query.

    Their doors are opened: who shows them journals it (`operations.rounds.note_reading`).
    """
    lately = Q(began_at__gte=now - CORRECTED_FOR, visit__task__returned_at=None)
    today = Q(began_at__date=timezone.localdate(now))
    rows = list(
        VisitAttempt.objects.filter(lately | today, by_mark=mark)
        .select_related("visit__task__task_type")
        .order_by("-began_at", "-pk")[:MOST_VISITS]
    )
    kept = [row for row in rows if row.visit.erased_at is None]
    opened = sealed.open_each_unseen(row.visit.place for row in kept)
    labels = {row.pk: _label(json.loads(place)) for row, place in zip(kept, opened, strict=True)}
    return [
        Tried(
            attempt=row,
            label=labels.get(row.pk, ""),
            others=[]
            if row.visit.task.returned_at
            else [one for one in outcomes_at(row.visit.task.task_type) if one != row.outcome],
        )
        for row in rows
    ]


def list_doors(*, beats: Collection[int], now: datetime) -> list[DoorVisit]:
    """
    Return the open visits of beats with their doors, those due first; four queries.

    Their doors are opened: who shows them journals it (`operations.rounds.note_reading`).
    """
    rows = list(
        Visit.objects.open()
        .filter(task__beat__in=beats, erased_at=None)
        .select_related("task__task_type", "task__beat")
        .prefetch_related("attempts__notice")
        .order_by(F("task__due_on").asc(nulls_last=True), "task__received_on", "pk")[:MOST_VISITS]
    )
    places = [json.loads(text) for text in sealed.open_each_unseen(row.place for row in rows)]
    households = [sealed.open_unseen(row.household) for row in rows]
    rules = rules_in_force(on=timezone.localdate(now))
    return [
        DoorVisit(
            visit=row,
            lat=place["lat"],
            lon=place["lon"],
            label=_label(place),
            household=household,
            ends_on_the_spot=(rule := rules.get(row.task.task_type_id)) is not None and rule.ends_on_the_spot,
            answer=_answer(row),
        )
        for row, place, household in zip(rows, places, households, strict=True)
    ]


def read_today(*, round: Round, doors: list[DoorVisit], now: datetime) -> Today:
    """Return the round as it was planned, with what was done since; one query."""
    told: dict[str, Any] = json.loads(round.plan) if round.plan else {}
    by_pk = {door.pk: door for door in doors}
    day = timezone.localdate(now)
    done = set(VisitAttempt.objects.filter(by_mark=round.by_mark, began_at__date=day).values_list("visit", flat=True))
    calls = []
    before: DoorVisit | None = None
    for told_call in told.get("calls", []):
        for pk in told_call["visits"]:
            if pk in by_pk and pk not in done:
                door = by_pk[pk]
                calls.append(Call(door, _moment(round, told_call["at"]), _why(door, before, now)))
                before = door
    left_out = [
        (by_pk[pk], _why_not(one["why"])) for one in told.get("left_out", []) for pk in one["visits"] if pk in by_pk
    ]
    rest = told.get("rest")
    back = told.get("back")
    return Today(
        round=round,
        calls=calls,
        rest_at=_moment(round, rest) if rest is not None else None,
        left_out=left_out,
        back_at=_moment(round, back) if back is not None else None,
    )


def _moment(round: Round, minutes: float) -> datetime:
    return round.starts_at + timedelta(minutes=minutes)


def _label(place: dict[str, Any]) -> str:
    return in_language(place["label_fr"], place["label_nl"], get_language())


def _answer(visit: Visit) -> Answer | None:
    notices = [
        attempt.notice for attempt in visit.attempts.all() if hasattr(attempt, "notice") and attempt.notice.answered_at
    ]
    if not notices:
        return None
    last: VisitNotice = max(notices, key=lambda notice: notice.answered_at or notice.printed_at)
    return read_answer(last)


def _why(door: DoorVisit, before: DoorVisit | None, now: datetime) -> str:
    """Return why a visit stands where it does, in words."""
    if door.is_agreed_for(now) and door.visit.agreed_from and door.visit.agreed_until:
        begins, ends = timezone.localtime(door.visit.agreed_from), timezone.localtime(door.visit.agreed_until)
        return _("agreed with the resident: %(from)s to %(to)s") % {"from": f"{begins:%H:%M}", "to": f"{ends:%H:%M}"}
    if before is not None and before.visit.door == door.visit.door != "":
        return _("same door as the one before")
    due = door.visit.task.due_on
    days = (due - timezone.localdate(now)).days if due else None
    if days is not None and days < 0:
        return _("late: it was due before today")
    if days == 0:
        return _("last day of its delay")
    if door.visit.not_before:
        return _("not before %(hour)s") % {"hour": f"{door.visit.not_before:%H:%M}"}
    return pgettext("visit", "on the way")


def _why_not(why: str) -> str:
    return {
        "no_time": _("no time left in the shift"),
        "window_closed": _("its hours do not fit today"),
        "window_taken": _("others take its hours today"),
        "unreachable": _("no way leads there"),
    }[why]
