"""The steps of an action: dated, done on a day, late because of something, or blocked by something."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from serein.kit import journal
from serein.kit.actors import Actor
from serein.kit.bilingual import require_both_languages
from serein.people.models import Office
from serein.plan.models import Action, LedgerProposal, PlanEvent, Step, ToldOnce
from serein.plan.operations import ledger
from serein.plan.operations.actions import lock_action
from serein.plan.operations.events import note

What = PlanEvent.What


class StepAlreadyDone(Exception):
    """The step was done before; its day is part of the history."""


class DoneInTheFuture(Exception):
    """A step is done on a day that has come."""


class StepNotDone(Exception):
    """What was not done is not taken back."""


class ReportersTold(Exception):
    """Residents were written to that the action is done; that is not taken back."""


class NothingSaid(Exception):
    """Why a step is late, or what blocks it, is said in words."""


@transaction.atomic
def add_step(
    *,
    action: Action,
    title_fr: str,
    title_nl: str = "",
    due_on: date,
    owner: Office | None = None,
    rank: int | None = None,
    by: Actor,
    now: datetime,
) -> Step:
    """Add a step after the others; its owner is the action's unless another office is named."""
    locked = lock_action(action)
    if locked.published_at is not None:
        require_both_languages(title=(title_fr, title_nl))
    last = locked.steps.aggregate(last=Max("rank"))["last"] or 0  # the action is locked: nobody takes it meanwhile
    step = Step.objects.create(
        action=locked,
        rank=rank or last + 1,
        title_fr=title_fr,
        title_nl=title_nl,
        due_on=due_on,
        owner=owner or locked.owner,
    )
    note(locked, What.STEP_ADDED, at=now, about=_named(step), is_on=due_on)
    journal.write(act="step.added", about=step, by=by, at=now)
    return step


_CHANGES = ("title_fr", "title_nl", "due_on", "owner")


@transaction.atomic
def change_step(*, step: Step, by: Actor, now: datetime, **changed: Any) -> Step:
    """:raises StepAlreadyDone: if it was done"""
    locked, action = _lock_open(step)
    was_title, was_on, was_owner = _named(locked), locked.due_on, locked.owner
    for name, value in changed.items():
        if name not in _CHANGES:
            raise TypeError(f"A step's {name} is not changed; {', '.join(_CHANGES)} are.")
        setattr(locked, name, value)
    if action.published_at is not None:
        require_both_languages(title=_named(locked))
    locked.save(update_fields=list(changed))
    if _named(locked) != was_title:
        note(action, What.STEP_TITLE, at=now, about=_named(locked), was=was_title, now_is=_named(locked))
    if locked.due_on != was_on:
        note(action, What.STEP_DUE, at=now, about=_named(locked), was_on=was_on, is_on=locked.due_on)
    if locked.owner != was_owner:
        was, now_is = ((office.name_fr, office.name_nl) for office in (was_owner, locked.owner))
        note(action, What.STEP_OWNER, at=now, about=_named(locked), was=was, now_is=now_is)
    journal.write(act="step.changed", about=locked, by=by, at=now, fields=" ".join(sorted(changed)))
    return locked


@transaction.atomic
def complete_step(*, step: Step, on: date | None = None, by: Actor, now: datetime) -> Step:
    """
    Say that a step is done; with the last one, so is the action.

    :raises StepAlreadyDone: if it was done before
    :raises DoneInTheFuture: if that day has not come
    """
    today = timezone.localdate(now)
    locked, action = _lock_open(step)
    locked.done_on = on or today
    if locked.done_on > today:
        raise DoneInTheFuture(f"Step {locked.pk} would be done on {locked.done_on}; it is {today}.")
    locked.blocked_by_fr = locked.blocked_by_nl = ""
    locked.save(update_fields=["done_on", "blocked_by_fr", "blocked_by_nl"])
    note(action, What.STEP_DONE, at=now, about=_named(locked), is_on=locked.done_on)
    journal.write(act="step.done", about=locked, by=by, at=now)
    if action.published_at is not None and not action.steps.filter(done_on=None).exists():
        journal.write(act="action.done", about=action, by=by, at=now)
    return locked


@transaction.atomic
def reopen_step(*, step: Step, because_fr: str, because_nl: str, by: Actor, now: datetime) -> Step:
    """
    Take back that a step is done, and say why; a proposal for the ledger that rested on it goes too.

    :raises NotInBothLanguages: if the reason lacks French or Dutch
    :raises StepNotDone: if it was not done
    :raises ReportersTold: if who reported it was told that the action is done
    """
    require_both_languages(because=(because_fr, because_nl))
    action = lock_action(step.action)
    locked = Step.objects.select_for_update(of=("self",)).get(pk=step.pk)
    if locked.done_on is None:
        raise StepNotDone(f"Step {locked.pk} is not done.")
    if ToldOnce.objects.filter(action=action).exists():
        raise ReportersTold(f"Who reported what action {action.code} answers was told that it is done.")
    was_on, locked.done_on = locked.done_on, None
    locked.save(update_fields=["done_on"])
    note(action, What.STEP_REOPENED, at=now, about=_named(locked), now_is=(because_fr, because_nl), was_on=was_on)
    for proposal in LedgerProposal.objects.filter(promise__actions=action, settled_at=None):
        ledger.dismiss(proposal=proposal, by=by, now=now)
    journal.write(act="step.reopened", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def mark_late(*, step: Step, because_fr: str = "", because_nl: str = "", by: Actor, now: datetime) -> Step:
    """
    Say why a step is late; residents read it once it is there in both languages.

    :raises NothingSaid: if neither language says anything
    """
    _require_words(because_fr, because_nl)
    locked, action = _lock_open(step)
    was = _public(locked.late_reason_fr, locked.late_reason_nl)
    locked.late_reason_fr, locked.late_reason_nl = because_fr.strip(), because_nl.strip()
    locked.save(update_fields=["late_reason_fr", "late_reason_nl"])
    now_is = _public(locked.late_reason_fr, locked.late_reason_nl)
    if now_is != was:
        note(action, What.STEP_LATE, at=now, about=_named(locked), was=was, now_is=now_is)
    journal.write(act="step.late", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def mark_blocked(*, step: Step, by_what_fr: str = "", by_what_nl: str = "", by: Actor, now: datetime) -> Step:
    """
    Say what blocks a step; that it is blocked is public at once, by what once it is there in both languages.

    :raises NothingSaid: if neither language says anything
    """
    _require_words(by_what_fr, by_what_nl)
    locked, action = _lock_open(step)
    was_blocked, was = locked.is_blocked, _public(locked.blocked_by_fr, locked.blocked_by_nl)
    locked.blocked_by_fr, locked.blocked_by_nl = by_what_fr.strip(), by_what_nl.strip()
    locked.save(update_fields=["blocked_by_fr", "blocked_by_nl"])
    now_is = _public(locked.blocked_by_fr, locked.blocked_by_nl)
    if not was_blocked or now_is != was:
        note(action, What.STEP_BLOCKED, at=now, about=_named(locked), was=was, now_is=now_is)
    journal.write(act="step.blocked", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def unblock(*, step: Step, by: Actor, now: datetime) -> Step:
    """Say that nothing blocks a step any more; one that nothing blocked stays as it is."""
    locked, action = _lock_open(step)
    if not locked.is_blocked:
        return locked
    was = _public(locked.blocked_by_fr, locked.blocked_by_nl)
    locked.blocked_by_fr = locked.blocked_by_nl = ""
    locked.save(update_fields=["blocked_by_fr", "blocked_by_nl"])
    note(action, What.STEP_UNBLOCKED, at=now, about=_named(locked), was=was)
    journal.write(act="step.unblocked", about=locked, by=by, at=now)
    return locked


def _lock_open(step: Step) -> tuple[Step, Action]:
    """Lock the action first, then the step: everyone in the same order."""
    action = lock_action(step.action)
    locked = Step.objects.select_for_update(of=("self",)).select_related("owner").get(pk=step.pk)
    if locked.done_on is not None:
        raise StepAlreadyDone(f"Step {locked.pk} was done on {locked.done_on}.")
    return locked, action


def _named(step: Step) -> tuple[str, str]:
    return step.title_fr, step.title_nl


def _public(fr: str, nl: str) -> tuple[str, str]:
    """Return what residents read of a reason: both languages, or nothing (H27)."""
    return (fr, nl) if fr and nl else ("", "")


def _require_words(fr: str, nl: str) -> None:
    if not fr.strip() and not nl.strip():
        raise NothingSaid("Neither French nor Dutch says why.")
