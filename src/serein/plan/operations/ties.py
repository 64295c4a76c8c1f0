"""What ties an action to others: partners who agree, problems it answers, what it needs, what it costs, its figures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from serein.kit import journal
from serein.kit.actors import Actor
from serein.kit.bilingual import require_both_languages
from serein.listening.models.problem import Problem
from serein.people.models import Organisation
from serein.plan.models import (
    Action,
    AnswersProblem,
    BudgetLine,
    Dependency,
    Indicator,
    IndicatorReading,
    PartnerAgreement,
    Plan,
    PlanEvent,
)
from serein.plan.operations.actions import lock_action
from serein.plan.operations.events import note
from serein.plan.queries import sources

What = PlanEvent.What


class Cycle(Exception):
    """Two actions would wait for each other, and neither would ever be done."""


class AlreadyThere(Exception):
    """It was said before."""


class UnknownSource(Exception):
    """No package counts this."""


class CountedByItself(Exception):
    """The figure comes from facts; nobody types it."""


@transaction.atomic
def ask_partner(
    *, action: Action, organisation: Organisation, role_fr: str, role_nl: str, by: Actor, now: datetime, on: date
) -> PartnerAgreement:
    """Ask a partner to take part; it agrees explicitly, or it does not count."""
    require_both_languages(role=(role_fr, role_nl))
    locked = lock_action(action)
    agreement, is_new = PartnerAgreement.objects.get_or_create(
        action=locked,
        organisation=organisation,
        defaults={"role_fr": role_fr, "role_nl": role_nl, "asked_on": on},
    )
    if not is_new:
        raise AlreadyThere(f"{organisation.code} was asked on {agreement.asked_on}.")
    journal.write(act="partner.asked", about=agreement, by=by, at=now, organisation=organisation.code)
    return agreement


@transaction.atomic
def agree(*, agreement: PartnerAgreement, on: date, by: Actor, now: datetime) -> PartnerAgreement:
    """:raises AlreadyThere: if the partner agreed before"""
    action = lock_action(agreement.action)
    locked = PartnerAgreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if locked.agreed_on is not None:
        raise AlreadyThere(f"It was agreed on {locked.agreed_on}.")
    locked.agreed_on = on
    locked.save(update_fields=["agreed_on"])
    partner = locked.organisation
    note(action, What.AGREED, at=now, about=(partner.name_fr, partner.name_nl), is_on=on)
    journal.write(act="partner.agreed", about=locked, by=by, at=now, organisation=partner.code)
    return locked


@transaction.atomic
def answer_problem(*, action: Action, problem: Problem, by: Actor, now: datetime) -> AnswersProblem:
    locked = lock_action(action)
    answer, is_new = AnswersProblem.objects.get_or_create(action=locked, problem=problem)
    if not is_new:
        raise AlreadyThere(f"Action {locked.code} answers problem {problem.pk} already.")
    if problem.is_public:
        note(locked, What.PROBLEM, at=now, about=(problem.title_fr, problem.title_nl))
    journal.write(act="action.answers_problem", about=locked, by=by, at=now, problem=problem.pk)
    return answer


@transaction.atomic
def need(*, action: Action, needs: Action, by: Actor, now: datetime) -> Dependency:
    """
    Say that an action waits for another one.

    :raises Cycle: if that one waits for this one already, through however many others
    """
    Plan.objects.select_for_update().get(objectives=action.objective_id)
    locked = lock_action(action)
    if action.pk == needs.pk or action.pk in _all_needed_by(needs):
        raise Cycle(f"Action {needs.code} already waits for {action.code}.")
    dependency, is_new = Dependency.objects.get_or_create(action=action, needs=needs)
    if not is_new:
        raise AlreadyThere(f"Action {action.code} waits for {needs.code} already.")
    if needs.published_at is not None:
        note(locked, What.NEEDS, at=now, about=(needs.title_fr, needs.title_nl))
    journal.write(act="action.needs", about=action, by=by, at=now, needs=needs.pk)
    return dependency


@transaction.atomic
def add_budget_line(
    *, action: Action, year: int, label_fr: str, label_nl: str, amount_cents: int, by: Actor, now: datetime
) -> BudgetLine:
    require_both_languages(label=(label_fr, label_nl))
    locked = lock_action(action)
    line = BudgetLine.objects.create(
        action=locked, year=year, label_fr=label_fr, label_nl=label_nl, amount_cents=amount_cents
    )
    note(locked, What.BUDGET, at=now, now_is=_cost(line))
    journal.write(act="budget.added", about=line, by=by, at=now)
    return line


@transaction.atomic
def add_indicator(
    *, action: Action, name_fr: str, name_nl: str = "", source: str = "", by: Actor, now: datetime, **told: Any
) -> Indicator:
    """
    Add a figure by which the action is judged.

    :raises UnknownSource: if it is to be counted by a source that does not exist
    """
    if source and source not in sources.SOURCES:
        raise UnknownSource(f"{source} is counted by nobody; {', '.join(sources.SOURCES)} are.")
    locked = lock_action(action)
    if locked.published_at is not None:
        require_both_languages(name=(name_fr, name_nl))
    indicator = Indicator.objects.create(action=locked, name_fr=name_fr, name_nl=name_nl, source=source, **told)
    note(locked, What.INDICATOR_ADDED, at=now, now_is=sources.in_both_languages(indicator))
    journal.write(act="indicator.added", about=indicator, by=by, at=now)
    return indicator


@transaction.atomic
def change_indicator(*, indicator: Indicator, by: Actor, now: datetime, **changed: Any) -> Indicator:
    """Word an indicator anew, or count it otherwise; its readings stay."""
    action, was = lock_action(indicator.action), sources.in_both_languages(indicator)
    for name, value in changed.items():
        setattr(indicator, name, value)
    if action.published_at is not None:
        require_both_languages(name=(indicator.name_fr, indicator.name_nl))
    indicator.save(update_fields=list(changed))
    if (now_is := sources.in_both_languages(indicator)) != was:
        note(action, What.INDICATOR, at=now, was=was, now_is=now_is)
    journal.write(act="indicator.changed", about=indicator, by=by, at=now, fields=" ".join(sorted(changed)))
    return indicator


@transaction.atomic
def change_budget_line(
    *, line: BudgetLine, year: int, label_fr: str, label_nl: str, amount_cents: int, by: Actor, now: datetime
) -> BudgetLine:
    require_both_languages(label=(label_fr, label_nl))
    action = lock_action(line.action)
    was = _cost(line)
    line.year, line.label_fr, line.label_nl, line.amount_cents = year, label_fr, label_nl, amount_cents
    line.save(update_fields=["year", "label_fr", "label_nl", "amount_cents"])
    if (now_is := _cost(line)) != was:
        note(action, What.BUDGET, at=now, was=was, now_is=now_is)
    journal.write(act="budget.changed", about=line, by=by, at=now)
    return line


@transaction.atomic
def add_reading(
    *,
    indicator: Indicator,
    on: date,
    value: float,
    cases: int,
    source_fr: str,
    source_nl: str,
    low: float | None = None,
    high: float | None = None,
    by: Actor,
    now: datetime,
) -> IndicatorReading:
    """
    Type a figure, with its source and its day.

    :raises CountedByItself: if it comes from facts
    """
    require_both_languages(source=(source_fr, source_nl))
    if indicator.source:
        raise CountedByItself(f"Indicator {indicator.pk} is counted by {indicator.source}.")
    if indicator.readings.filter(on=on).exists():
        raise AlreadyThere(f"Indicator {indicator.pk} has a reading of {on}.")
    reading = IndicatorReading.objects.create(
        indicator=indicator,
        on=on,
        value=value,
        cases=cases,
        low=low,
        high=high,
        source_fr=source_fr,
        source_nl=source_nl,
    )
    told = f"{value:g} (n = {cases})"
    about = (indicator.name_fr, indicator.name_nl)
    if cases >= 10:
        note(indicator.action, What.READING, at=now, about=about, now_is=(told, told), is_on=on)
    journal.write(act="reading.added", about=reading, by=by, at=now)
    return reading


def _cost(line: BudgetLine) -> tuple[str, str]:
    told = f"{line.year}, {line.amount_cents / 100:.2f} €"
    return f"{line.label_fr}, {told}", f"{line.label_nl}, {told}"


def _all_needed_by(action: Action) -> set[int]:
    """Return what an action waits for, directly or through others."""
    of: dict[int, list[int]] = {}
    for waiting, needed in Dependency.objects.values_list("action_id", "needs_id"):
        of.setdefault(waiting, []).append(needed)
    found: set[int] = set()
    todo = [action.pk]
    while todo:
        for needed in of.get(todo.pop(), []):
            if needed not in found:
                found.add(needed)
                todo.append(needed)
    return found
