"""The commune's own visits: they come in with a door, are tried, and end by what was found there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from serein.kit import journal, keyring, sealed, sealing
from serein.kit.actors import Actor
from serein.proximity.models import MinutesBand, Task, TaskType, Visit, VisitAttempt, VisitNotice
from serein.proximity.operations import tasks
from serein.proximity.queries.notices import number_typed
from serein.proximity.queries.today import has_hours_to_come, was_tried_enough
from serein.territory.models import Beat

KEPT_DAYS = 120
"""A door stands under the key of so many days later; while it is needed for longer, it is sealed anew."""
KEPT_AFTER_RESULT = timedelta(days=14)
KEPT_UNRETURNED = timedelta(days=90)
"""A door whose result nobody fetched goes so long after the visit ended."""
_LONGEST_ATTEMPT = timedelta(hours=4)
_BANDS = (
    (15, MinutesBand.UNDER_15),
    (30, MinutesBand.UNDER_30),
    (60, MinutesBand.UNDER_60),
    (120, MinutesBand.UNDER_120),
)


class NotAVisit(Exception):
    """Only a task of the commune's own that is done at a door carries an address."""


class AttemptOutOfTime(Exception):
    """An attempt ended before now, and took minutes, not days."""


class NoSuchNotice(Exception):
    """No notice of the pad has this number, or it was left at another door."""


class TriedTooSeldom(Exception):
    """Nobody home once or twice says nothing: others may have been at work, or have agreed on hours to come."""


class ResultSentBack(Exception):
    """The office that asked has the result: it asks anew where that was wrong, nothing changes behind its back."""


@dataclass(frozen=True)
class Door:
    """Where a visit is made, and for whom."""

    lat: float
    lon: float
    label_fr: str
    label_nl: str
    household: str = ""
    reference: str = ""
    language: str = "fr"
    not_before: time | None = None
    not_after: time | None = None


@transaction.atomic
def receive_visit(
    *,
    task_type: TaskType,
    beat: Beat,
    door: Door,
    received_on: date,
    due_on: date | None = None,
    once: str = "",
    by: Actor,
    now: datetime,
) -> Visit:
    """
    Take a visit in; one sent again is answered with the first.

    :raises NotAVisit: if this kind of task carries no address
    :raises DayToCome: if it is received after today
    """
    if not task_type.is_visit:
        raise NotAVisit(f"{task_type.code} carries no address.")
    if once and (known := Visit.objects.select_related("task__beat").filter(task__once=tasks.key_of(once)).first()):
        return known
    task = tasks.receive_task(
        task_type=task_type, beat=beat, received_on=received_on, due_on=due_on, once=once, by=by, now=now
    )
    return Visit.objects.create(
        task=task,
        place=json.dumps(
            {"lat": door.lat, "lon": door.lon, "label_fr": door.label_fr, "label_nl": door.label_nl}, ensure_ascii=False
        ),
        household=door.household,
        reference=door.reference,
        door=sealing.blind_index(door.label_fr, purpose="proximity.door"),
        language=door.language,
        not_before=door.not_before,
        not_after=door.not_after,
        key_day=timezone.localdate(now) + timedelta(days=KEPT_DAYS),
    )


@transaction.atomic
def note_attempt(
    *,
    visit: Visit,
    once: str,
    outcome: str,
    began_at: datetime,
    ended_at: datetime,
    mark: str,
    notice_number: str = "",
    by: Actor,
    now: datetime,
) -> VisitAttempt:
    """
    Note what happened at the door; sent again, it is answered with the first.

    Nobody home leaves the visit open. A visit that ended before keeps its finding, unless that was that nobody was
    ever there, or a desk had ended it; the attempt is noted all the same, so that nothing a device kept is lost.

    :param mark: `own_mark` of who stood there
    :param notice_number: of the notice that was left
    :raises AttemptOutOfTime: if it would end after now, or last for hours
    :raises NoSuchNotice: if the notice is none of ours, or lies at another door
    """
    locked = _locked(visit)
    if known := VisitAttempt.with_taken_back.filter(once=once).first():
        return known
    if not began_at <= ended_at <= now or ended_at - began_at > _LONGEST_ATTEMPT:
        raise AttemptOutOfTime(f"From {began_at:%Y-%m-%d %H:%M} to {ended_at:%Y-%m-%d %H:%M}.")
    attempt = VisitAttempt.objects.create(
        visit=locked, once=once, outcome=outcome, began_at=began_at, ended_at=ended_at, by_mark=mark
    )
    if notice_number:
        _leave(attempt, notice_number)
    _settle(locked)
    journal.write(act="visit.tried", about=locked, by=by, at=now, outcome=outcome)
    return attempt


@transaction.atomic
def correct_attempt(*, attempt: VisitAttempt, outcome: str, by: Actor, now: datetime) -> Visit:
    """
    Put right what a mistaken tap noted, and the visit's finding with it; the journal keeps both.

    :param outcome: what was found; empty where one stood at another door, so that this one was not tried
    :raises ResultSentBack: once the office that asked has received the result
    """
    locked = _locked(attempt.visit)
    if locked.task.returned_at is not None:
        raise ResultSentBack(f"The result of visit {locked.pk} went back on {locked.task.returned_at:%Y-%m-%d}.")
    present = locked.attempts.filter(pk=attempt.pk).first()
    if present is None:
        return locked  # taken back meanwhile, from another window
    if outcome:
        locked.attempts.filter(pk=present.pk).update(outcome=outcome)
    else:
        VisitNotice.objects.filter(attempt=present).update(attempt=None)
        locked.attempts.filter(pk=present.pk).update(taken_back_at=now)
    _settle(locked)
    journal.write(act="visit.corrected", about=locked, by=by, at=now, before=present.outcome, outcome=outcome)
    return locked


@transaction.atomic
def leave_notice(*, attempt: VisitAttempt, number: str, by: Actor, now: datetime) -> None:
    """
    Say at which door a notice was left whose number nobody typed there.

    :raises NoSuchNotice: if the notice is none of ours, lies at another door, or that door has one of that time
    """
    _locked(attempt.visit)
    if VisitNotice.objects.filter(attempt=attempt).exists():
        raise NoSuchNotice(f"Attempt {attempt.pk} has its notice.")
    _leave(attempt, number)
    journal.write(act="visit_notice.tied", about=attempt.visit, by=by, at=now)


@transaction.atomic
def give_up(*, visit: Visit, by: Actor, now: datetime) -> Visit:
    """
    End a visit at whose door nobody ever was.

    :raises TriedTooSeldom: before enough attempts, or while hours agreed with the resident are to come
    :raises TaskEnded: if it ended before
    """
    locked = _locked(visit)
    if not was_tried_enough(locked) or has_hours_to_come(locked, now):
        raise TriedTooSeldom(f"Visit {locked.pk} was tried {locked.attempts.count()} times.")
    _end(locked, Visit.Finding.NEVER_HOME, now, now)
    journal.write(act="visit.given_up", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def agree_hours(*, visit: Visit, starts_at: datetime, ends_at: datetime, by: Actor, now: datetime) -> Visit:
    """
    Accept the hours that a resident proposed; today's round then keeps to them.

    :raises AttemptOutOfTime: if they are past, or no period
    :raises TaskEnded: if the visit ended before
    """
    if not now < ends_at or not starts_at < ends_at:
        raise AttemptOutOfTime(f"From {starts_at:%Y-%m-%d %H:%M} to {ends_at:%Y-%m-%d %H:%M}.")
    locked = _locked(visit)
    if locked.task.closed_on is not None:
        raise tasks.TaskEnded(f"Task {locked.task_id} ended on {locked.task.closed_on:%Y-%m-%d}.")
    locked.agreed_from, locked.agreed_until = starts_at, ends_at
    locked.save(update_fields=["agreed_from", "agreed_until"])
    journal.write(act="visit.agreed", about=locked, by=by, at=now)
    return locked


def erase_due(*, by: Actor, now: datetime) -> int:
    """Erase doors some time after their result went back; seal anew what is needed past the day of its key."""
    before, today = now - KEPT_AFTER_RESULT, timezone.localdate(now)
    nobody_asks = Q(task__task_type__asked_by=TaskType.AskedBy.RESIDENT, task__closed_on__lt=today - KEPT_AFTER_RESULT)
    forgotten = Q(task__closed_on__lt=today - KEPT_UNRETURNED)
    due = Visit.objects.filter(Q(task__returned_at__lt=before) | nobody_asks | forgotten, erased_at=None)
    erased = sum(_erase(visit, by, now) for visit in due)
    soon = timezone.localdate(now) + timedelta(days=7)
    for visit in Visit.objects.filter(erased_at=None, key_day__lte=soon):
        try:
            _keep_readable(visit, now)
        except keyring.KeyLost:
            continue  # nobody can read that door any more; the others still can be kept
    return erased


@transaction.atomic
def _erase(visit: Visit, by: Actor, now: datetime) -> int:
    locked = _locked(visit)
    locked.place, locked.household, locked.reference, locked.door, locked.erased_at = "", "", "", "", now
    locked.save()
    for notice in VisitNotice.objects.filter(attempt__visit=locked).exclude(answer=""):
        notice.answer = ""
        notice.save(update_fields=["answer"])
    journal.write(act="visit.erased", about=locked, by=by, at=now)
    return 1


@transaction.atomic
def _keep_readable(visit: Visit, now: datetime) -> None:
    locked = _locked(visit)
    locked.key_day = timezone.localdate(now) + timedelta(days=KEPT_DAYS)
    for name in ("place", "household", "reference"):
        setattr(locked, name, sealed.open_unseen(getattr(locked, name)))
    locked.save()


def _locked(visit: Visit) -> Visit:
    Task.objects.select_for_update(of=("self",)).get(pk=visit.task_id)
    return Visit.objects.select_related("task__task_type").get(pk=visit.pk)


def _finding_of(task_type: TaskType, outcome: str) -> str:
    """Return the finding that an outcome means at this kind of visit."""
    checks_residence = task_type.asked_by == TaskType.AskedBy.POPULATION
    return {
        VisitAttempt.Outcome.SEEN: Visit.Finding.LIVES_HERE if checks_residence else Visit.Finding.DONE,
        VisitAttempt.Outcome.MOVED: Visit.Finding.MOVED,
        VisitAttempt.Outcome.DONE: Visit.Finding.DONE,
    }[VisitAttempt.Outcome(outcome)]


def _settle(visit: Visit) -> None:
    """
    Let a visit stand as its attempts say, in whatever order devices send them; without a finding it goes on.

    Who was seen lives there, whoever said otherwise; else the first that found something ends it. How a desk had ended
    it stands while nothing was found, and again once what was found is taken back; what went back stays as it was sent.
    """
    if visit.task.returned_at is not None:
        return
    tried = visit.attempts.exclude(outcome=VisitAttempt.Outcome.NOBODY_HOME)
    attempt = min(tried, key=lambda one: (one.outcome != VisitAttempt.Outcome.SEEN, one.began_at, one.pk), default=None)
    was_found = visit.finding not in ("", Visit.Finding.NEVER_HOME)
    if visit.task.closed_on is not None and not was_found:
        visit.set_aside = {
            "ending": visit.task.ending, "closed_on": visit.task.closed_on.isoformat(), "finding": visit.finding
        }  # fmt: skip
    if visit.task.closed_on is not None:
        tasks.reopen(task=visit.task)
    if attempt is not None:
        _end(visit, _finding_of(visit.task.task_type, attempt.outcome), attempt.began_at, attempt.ended_at)
    else:
        _put_back(visit)


def _put_back(visit: Visit) -> None:
    """End a visit as a desk had ended it, if it had; a door that turns out to be given up too soon goes on."""
    aside, visit.set_aside, visit.finding = visit.set_aside, {}, ""
    if aside and (aside["finding"] != Visit.Finding.NEVER_HOME or was_tried_enough(visit)):
        closed_on = date.fromisoformat(aside["closed_on"])
        tasks.close(task=visit.task, ending=aside["ending"], minutes_band="", on=closed_on)
        visit.finding = aside["finding"]
    visit.save(update_fields=["finding", "set_aside"])


def _end(visit: Visit, finding: str, began_at: datetime, ended_at: datetime) -> None:
    took = (ended_at - began_at).total_seconds() / 60
    band = next((band for most, band in _BANDS if took < most), MinutesBand.LONGER) if took else ""
    tasks.close(task=visit.task, ending=Task.Ending.DONE, minutes_band=band, on=timezone.localdate(ended_at))
    visit.finding = finding
    visit.save(update_fields=["finding", "set_aside"])


def _leave(attempt: VisitAttempt, number: str) -> None:
    notice = VisitNotice.objects.select_for_update(of=("self",)).filter(number=number_typed(number)).first()
    if notice is None or notice.attempt_id is not None:
        raise NoSuchNotice(f"{number} is no notice that is still on the pad.")
    notice.attempt = attempt
    notice.save(update_fields=["attempt"])
