"""
The plan as one table: a line for each objective, action, step, indicator, budget line and dependency.

What is written is read back to the same bytes. Publication, agreements and problems are acts of people and stay out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from serein.kit import tables
from serein.plan.models import Action, Plan
from serein.plan.queries.actions import whole

COLUMNS = (
    "kind", "of", "code", "owner", "title_fr", "title_nl", "text_fr", "text_nl", "starts_on", "due_on", "done_on",
    "because_fr", "because_nl", "year", "amount", "source", "thing", "neighbourhood",
)  # fmt: skip
KINDS = ("objective", "action", "step", "indicator", "budget", "need")
COUNTED = ("indicator", "budget")
"""The kinds whose code is their place among those of their action."""
Row = dict[str, str]
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Changed:
    """A line that says something else than the plan does."""

    key: Key
    was: Row
    now_is: Row

    @property
    def columns(self) -> list[tuple[str, str, str]]:
        return [(name, self.was[name], self.now_is[name]) for name in COLUMNS if self.was[name] != self.now_is[name]]


@dataclass(frozen=True)
class Difference:
    """What a file would change: nothing is written by finding out."""

    new: list[Row] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    missing: list[Row] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.new and not self.changed


def key_of(row: Row) -> Key:
    return row["kind"], row["of"], row["code"]


def write_plan(plan: Plan, *, is_public: bool) -> str:
    return tables.write(list(rows_of(plan, is_public=is_public)), columns=COLUMNS)


def rows_of(plan: Plan, *, is_public: bool) -> Iterator[Row]:
    actions = list(whole().filter(objective__plan=plan).order_by("code"))
    if is_public:
        actions = [action for action in actions if action.published_at is not None]
    shown = {action.objective_id for action in actions}
    objectives = [one for one in plan.objectives.order_by("code") if one.pk in shown or not is_public]
    yield from (_row("objective", "", one.code, title_fr=one.title_fr, title_nl=one.title_nl) for one in objectives)
    yield from map(_of_action, actions)
    for action in actions:
        yield from _of_steps(action, is_public)
        yield from _of_figures(action)
    keys = {action.pk for action in actions}
    for action in actions:
        yield from _of_needs(action, keys)


def compare(plan: Plan, rows: Iterable[Row]) -> Difference:
    """Say what is new, changed and missing in a file beside the plan."""
    known = {key_of(row): row for row in rows_of(plan, is_public=False)}
    found = Difference()
    sent = set[Key]()
    for row in rows:
        key = key_of(row)
        sent.add(key)
        if key not in known:
            found.new.append(row)
        elif known[key] != row:
            found.changed.append(Changed(key, known[key], row))
    found.missing.extend(row for key, row in known.items() if key not in sent)
    return found


def plain(number: float) -> str:
    """Return a number as a table holds it: what is read back is the same."""
    return repr(number).removesuffix(".0")


def _of_action(action: Action) -> Row:
    return _row(
        "action",
        action.objective.code,
        action.code,
        owner=action.owner.code,
        title_fr=action.title_fr,
        title_nl=action.title_nl,
        text_fr=_one_line(action.summary_fr),
        text_nl=_one_line(action.summary_nl),
        starts_on=_day(action.starts_on),
        due_on=_day(action.due_on),
        done_on=_day(timezone.localdate(action.abandoned_at) if action.abandoned_at else None),
        because_fr=_one_line(action.because_fr),
        because_nl=_one_line(action.because_nl),
    )


def _of_steps(action: Action, is_public: bool) -> Iterator[Row]:
    """Yield the steps; residents read why one is late only once it is said in both languages (H27)."""
    for step in sorted(action.steps.all(), key=lambda one: one.rank):
        is_told = not is_public or bool(step.late_reason_fr and step.late_reason_nl)
        yield _row(
            "step",
            action.code,
            str(step.rank),
            owner=step.owner.code,
            title_fr=step.title_fr,
            title_nl=step.title_nl,
            due_on=_day(step.due_on),
            done_on=_day(step.done_on),
            because_fr=_one_line(step.late_reason_fr) if is_told else "",
            because_nl=_one_line(step.late_reason_nl) if is_told else "",
        )


def _of_figures(action: Action) -> Iterator[Row]:
    for number, row in enumerate(action.indicators.all(), start=1):
        yield _row(
            "indicator",
            action.code,
            str(number),
            title_fr=row.name_fr,
            title_nl=row.name_nl,
            text_fr=row.unit_fr,
            text_nl=row.unit_nl,
            starts_on=_day(row.since_on),
            amount="" if row.target is None else plain(row.target),
            source=row.source,
            thing=row.kind,
            neighbourhood=row.neighbourhood.code if row.neighbourhood else "",
        )
    for number, line in enumerate(sorted(action.budget_lines.all(), key=lambda one: one.pk), start=1):
        yield _row(
            "budget",
            action.code,
            str(number),
            title_fr=line.label_fr,
            title_nl=line.label_nl,
            year=str(line.year),
            amount=f"{line.amount_cents // 100}.{line.amount_cents % 100:02}",
        )


def _of_needs(action: Action, shown: set[int]) -> Iterator[Row]:
    codes = sorted(one.needs.code for one in action.dependencies.all() if one.needs_id in shown)
    return (_row("need", action.code, code) for code in codes)


def _row(kind: str, of: str, code: str, **told: str) -> Row:
    return dict.fromkeys(COLUMNS, "") | {"kind": kind, "of": of, "code": code} | told


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _one_line(text: str) -> str:
    """Return a text with its lines parted as a cell keeps them: blanks around it are not read back."""
    return text.replace("\r\n", "\n").strip()
