"""Today's visits of whoever serves some beats: their doors, opened for this page alone, in the order of the round."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from serein.kit import sealed
from serein.kit.bilingual import in_language
from serein.proximity.models import Round, Visit, VisitAttempt, VisitNotice
from serein.proximity.queries.catalogue import rules_in_force
from serein.proximity.queries.walking import Spot

MOST_VISITS = 60
"""So many doors are weighed for a day: those due first."""


@dataclass(frozen=True)
class DoorVisit:
    """A visit as its inspector sees it today."""

    visit: Visit
    lat: float
    lon: float
    label: str
    household: str
    ends_on_the_spot: bool
    answer: dict[str, Any] = field(default_factory=dict)
    """What the resident answered to the last notice: `kind`, `times`, `text`."""

    @property
    def pk(self) -> int:
        return self.visit.pk

    @property
    def attempts(self) -> list[VisitAttempt]:
        return list(self.visit.attempts.all())

    @property
    def days_tried(self) -> int:
        return len({timezone.localdate(attempt.began_at) for attempt in self.attempts})

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
class Today:
    """The round of today: what is to come, the break, what cannot be done today and why, what was done."""

    round: Round
    calls: list[Call]
    rest_at: datetime | None
    left_out: list[tuple[DoorVisit, str]]
    tried: list[VisitAttempt]
    back_at: datetime | None


def find_round(*, mark: str, day: date) -> Round | None:
    return Round.objects.select_related("post").filter(by_mark=mark, day=day).first()


def find_spot(*, visit: int | None) -> Spot | None:
    """Return where a visit's door stands, ended or not, for a machine's work; None once it is erased."""
    row = Visit.objects.filter(pk=visit, erased_at=None).first() if visit else None
    if row is None:
        return None
    place = json.loads(sealed.open_unseen(row.place))
    return place["lat"], place["lon"]


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
            label=in_language(place["label_fr"], place["label_nl"], get_language()),
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
    tried = list(
        VisitAttempt.objects.filter(by_mark=round.by_mark, began_at__date=day)
        .select_related("visit__task__task_type")
        .order_by("-began_at")
    )
    done = {attempt.visit_id for attempt in tried}
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
        tried=tried,
        back_at=_moment(round, back) if back is not None else None,
    )


def _moment(round: Round, minutes: float) -> datetime:
    return round.starts_at + timedelta(minutes=minutes)


def _answer(visit: Visit) -> dict[str, Any]:
    notices = [
        attempt.notice for attempt in visit.attempts.all() if hasattr(attempt, "notice") and attempt.notice.answered_at
    ]
    if not notices:
        return {}
    last: VisitNotice = max(notices, key=lambda notice: notice.answered_at or notice.printed_at)
    told = json.loads(sealed.open_unseen(last.answer) or "{}")
    times = [[datetime.fromisoformat(moment) for moment in period] for period in told.get("times", [])]
    return {
        "kind": last.answer_kind,
        "label": last.get_answer_kind_display(),
        "times": times,
        "text": told.get("text", ""),
    }


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
