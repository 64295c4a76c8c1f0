"""Planning: objectives, actions, who answers for them, and how they end."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from serein.kit import journal
from serein.kit.actors import Actor
from serein.kit.bilingual import require_both_languages
from serein.people.models import Office
from serein.plan.models import Action, Objective, Plan, PlanEvent, Promise
from serein.plan.operations.events import note

What = PlanEvent.What


class DatesOutOfOrder(Exception):
    """Something would be due before it begins."""


class ActionAbandoned(Exception):
    """The action was abandoned, with its reason; what is done anew is an action of its own."""


class AlreadyPublished(Exception):
    """Residents read it already."""


class NothingToDo(Exception):
    """An action without a step or an indicator promises nothing that can be seen."""


class CodeTaken(Exception):
    """Another one of this plan has this code."""


@transaction.atomic
def start_plan(*, title_fr: str, title_nl: str, starts_on: date, ends_on: date, by: Actor, now: datetime) -> Plan:
    if ends_on <= starts_on:
        raise DatesOutOfOrder(f"The plan would end on {ends_on}, and starts on {starts_on}.")
    require_both_languages(title=(title_fr, title_nl))
    plan = Plan.objects.create(title_fr=title_fr, title_nl=title_nl, starts_on=starts_on, ends_on=ends_on)
    journal.write(act="plan.started", about=plan, by=by, at=now)
    return plan


@transaction.atomic
def add_objective(*, plan: Plan, code: str, title_fr: str, title_nl: str, by: Actor, now: datetime) -> Objective:
    require_both_languages(title=(title_fr, title_nl))
    if plan.objectives.filter(code=code).exists():
        raise CodeTaken(code)
    objective = Objective.objects.create(plan=plan, code=code, title_fr=title_fr, title_nl=title_nl)
    journal.write(act="objective.added", about=objective, by=by, at=now)
    return objective


@transaction.atomic
def change_objective(*, objective: Objective, title_fr: str, title_nl: str, by: Actor, now: datetime) -> Objective:
    """Word an objective anew; each of its actions that residents read says so."""
    require_both_languages(title=(title_fr, title_nl))
    was = (objective.title_fr, objective.title_nl)
    objective.title_fr, objective.title_nl = title_fr, title_nl
    objective.save(update_fields=["title_fr", "title_nl"])
    for action in objective.actions.all() if was != (title_fr, title_nl) else ():
        note(action, What.OBJECTIVE, at=now, was=was, now_is=(title_fr, title_nl))
    journal.write(act="objective.changed", about=objective, by=by, at=now)
    return objective


@transaction.atomic
def add_action(
    *,
    objective: Objective,
    code: str,
    owner: Office,
    title_fr: str,
    title_nl: str = "",
    summary_fr: str = "",
    summary_nl: str = "",
    starts_on: date,
    due_on: date,
    by: Actor,
    now: datetime,
) -> Action:
    """
    Add an action, as a draft.

    :raises DatesOutOfOrder: if it is due before it begins
    :raises CodeTaken: if the plan has an action of this code
    """
    if due_on < starts_on:
        raise DatesOutOfOrder(f"Action {code} would be due on {due_on}, and starts on {starts_on}.")
    Plan.objects.select_for_update().get(pk=objective.plan_id)
    if Action.objects.filter(objective__plan=objective.plan_id, code=code).exists():
        raise CodeTaken(code)
    action = Action.objects.create(
        objective=objective,
        code=code,
        owner=owner,
        title_fr=title_fr,
        title_nl=title_nl,
        summary_fr=summary_fr,
        summary_nl=summary_nl,
        starts_on=starts_on,
        due_on=due_on,
    )
    journal.write(act="action.added", about=action, by=by, at=now, owner=owner.code)
    return action


_CHANGES = ("title_fr", "title_nl", "summary_fr", "summary_nl", "owner", "starts_on", "due_on")


@transaction.atomic
def change_action(*, action: Action, by: Actor, now: datetime, **changed: Any) -> Action:
    """
    Change what an action says; what residents read before stays in its history.

    :raises ActionAbandoned: if it was
    :raises NotInBothLanguages: if it is published and would lack a language
    """
    locked = lock_action(action)
    was = {name: getattr(locked, name) for name in _CHANGES}
    for name, value in changed.items():
        if name not in _CHANGES:
            raise TypeError(f"An action's {name} is not changed; {', '.join(_CHANGES)} are.")
        setattr(locked, name, value)
    if locked.due_on < locked.starts_on:
        raise DatesOutOfOrder(f"Action {locked.code} would be due on {locked.due_on}, before {locked.starts_on}.")
    if locked.published_at is not None:
        _require_public_texts(locked)
    locked.save(update_fields=list(changed))
    _note_changes(locked, was, now)
    journal.write(act="action.changed", about=locked, by=by, at=now, fields=" ".join(sorted(changed)))
    return locked


@transaction.atomic
def publish_action(*, action: Action, by: Actor, now: datetime) -> Action:
    """
    Let residents read an action.

    :raises NotInBothLanguages: if French or Dutch is missing of it or of its steps (H27)
    :raises NothingToDo: if it has no dated step or no indicator
    """
    locked = lock_action(action)
    if locked.published_at is not None:
        raise AlreadyPublished(f"Action {locked.code} was published at {locked.published_at:%Y-%m-%d %H:%M}.")
    _require_public_texts(locked)
    if not locked.steps.exists() or not locked.indicators.exists():
        raise NothingToDo(f"Action {locked.code} needs a dated step and an indicator.")
    locked.published_at = now
    locked.save(update_fields=["published_at"])
    note(locked, What.PUBLISHED, at=now, now_is=(locked.title_fr, locked.title_nl), is_on=locked.due_on)
    for dependency in locked.needed_by.select_related("action"):
        note(dependency.action, What.NEEDS, at=now, about=(locked.title_fr, locked.title_nl))
    journal.write(act="action.published", about=locked, by=by, at=now)
    if not locked.steps.filter(done_on=None).exists():
        journal.write(act="action.done", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def abandon_action(
    *, action: Action, because_fr: str, because_nl: str, on: date | None = None, by: Actor, now: datetime
) -> Action:
    """
    Give an action up, and say why; it stays on every page with its reason.

    :param on: the day it was, if that is past
    :raises NotInBothLanguages: if the reason lacks French or Dutch
    """
    require_both_languages(because=(because_fr, because_nl))
    locked = lock_action(action)
    locked.abandoned_at = timezone.make_aware(datetime.combine(on, time(12))) if on else now
    locked.because_fr, locked.because_nl = because_fr, because_nl
    locked.save(update_fields=["abandoned_at", "because_fr", "because_nl"])
    note(locked, What.ABANDONED, at=now, now_is=(because_fr, because_nl))
    journal.write(act="action.abandoned", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def fulfil_promise(*, action: Action, promise: Promise, by: Actor, now: datetime) -> None:
    """Say that an action serves a promise of the programme."""
    locked = lock_action(action)
    if not locked.promises.filter(pk=promise.pk).exists():
        locked.promises.add(promise)
        note(locked, What.PROMISE, at=now, now_is=(promise.text_fr, promise.text_nl))
    journal.write(act="action.serves_promise", about=action, by=by, at=now, promise=promise.code)


def lock_action(action: Action) -> Action:
    """
    Return the action, locked until the transaction ends.

    :raises ActionAbandoned: if it was
    """
    locked = Action.objects.select_for_update(of=("self",)).select_related("owner").get(pk=action.pk)
    if locked.abandoned_at is not None:
        raise ActionAbandoned(f"Action {locked.code} was abandoned on {locked.abandoned_at:%Y-%m-%d}.")
    return locked


def _require_public_texts(action: Action) -> None:
    steps = {f"step {step.rank}": (step.title_fr, step.title_nl) for step in action.steps.all()}
    names = {f"indicator {row.pk}": (row.name_fr, row.name_nl) for row in action.indicators.all()}
    require_both_languages(
        title=(action.title_fr, action.title_nl), summary=(action.summary_fr, action.summary_nl), **steps, **names
    )


def _note_changes(action: Action, was: dict[str, Any], now: datetime) -> None:
    for what, name in ((What.TITLE, "title"), (What.SUMMARY, "summary")):
        before = (was[f"{name}_fr"], was[f"{name}_nl"])
        after = (getattr(action, f"{name}_fr"), getattr(action, f"{name}_nl"))
        if before != after:
            note(action, what, at=now, was=before, now_is=after)
    if was["owner"] != action.owner:
        before_owner: Office = was["owner"]
        note(
            action,
            What.OWNER,
            at=now,
            was=(before_owner.name_fr, before_owner.name_nl),
            now_is=(action.owner.name_fr, action.owner.name_nl),
        )
    for what, name in ((What.STARTS, "starts_on"), (What.DUE, "due_on")):
        if was[name] != getattr(action, name):
            note(action, what, at=now, was_on=was[name], is_on=getattr(action, name))
