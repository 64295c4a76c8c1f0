"""Taking a plan from a table: whole, or not at all; what the file lacks stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from serein.kit import journal, tables
from serein.kit.actors import Actor
from serein.kit.bilingual import NotInBothLanguages
from serein.people.models import Office
from serein.plan import exchange, reading
from serein.plan.models import Action, Objective, Plan
from serein.plan.operations import actions, steps, ties
from serein.territory.models import Neighbourhood


@transaction.atomic
def import_plan(*, plan: Plan, text: str, by: Actor, now: datetime) -> exchange.Difference:
    """
    Write what a table says into the plan, by the operations that people use.

    :raises WrongTable: naming what cannot be taken; then nothing was written
    """
    Plan.objects.select_for_update().get(pk=plan.pk)
    rows = reading.read_plan(text, plan=plan, today=timezone.localdate(now))
    found = exchange.compare(plan, rows)
    writer = _Writer(plan, by, now)
    todo = [(row, None) for row in found.new] + [(one.now_is, one.was) for one in found.changed]
    todo.sort(key=lambda pair: _turn(pair[0]))
    for row, was in todo:
        writer.write(row, was)
    for row, was in todo:  # an abandoned action takes nothing more: it ends once all of it is there
        if row["kind"] == "action" and row["done_on"] and (was is None or not was["done_on"]):
            writer.abandon(row)
    journal.write(act="plan.imported", about=plan, by=by, at=now, new=len(found.new), changed=len(found.changed))
    return found


def _turn(row: exchange.Row) -> tuple[int, str, int]:
    """What others stand on comes first; what is counted comes in its order, wherever its line stands."""
    is_counted = row["kind"] in exchange.COUNTED
    return exchange.KINDS.index(row["kind"]), row["of"] if is_counted else "", int(row["code"]) if is_counted else 0


class _Writer:
    """Writes rows one by one, and names the row that an operation refuses."""

    def __init__(self, plan: Plan, by: Actor, now: datetime) -> None:
        self.plan, self.by, self.now = plan, by, now
        self.offices = {office.code: office for office in Office.objects.all()}
        self.places = {place.code: place for place in Neighbourhood.objects.all()}

    def write(self, row: exchange.Row, was: exchange.Row | None) -> None:
        verb: Callable[[exchange.Row, exchange.Row | None], object] = getattr(self, f"_{row['kind']}")
        named = {"kind": row["kind"], "code": f"{row['of']} {row['code']}".strip()}
        try:
            verb(row, was)
        except NotInBothLanguages:
            raise tables.WrongTable(
                _("%(kind)s %(code)s: residents read it, French and Dutch are both needed.") % named
            ) from None
        except (actions.ActionAbandoned, steps.StepAlreadyDone):
            raise tables.WrongTable(
                _("%(kind)s %(code)s: it is done or abandoned, and stays as it was.") % named
            ) from None
        except ties.Cycle:
            raise tables.WrongTable(_("%(kind)s %(code)s: these actions would wait for each other.") % named) from None

    def _objective(self, row: exchange.Row, was: exchange.Row | None) -> None:
        texts = {"title_fr": row["title_fr"], "title_nl": row["title_nl"]}
        if was is None:
            actions.add_objective(plan=self.plan, code=row["code"], **texts, by=self.by, now=self.now)
        else:
            objective = Objective.objects.get(plan=self.plan, code=row["code"])
            actions.change_objective(objective=objective, **texts, by=self.by, now=self.now)

    def _action(self, row: exchange.Row, was: exchange.Row | None) -> None:
        told: dict[str, Any] = {
            "owner": self.offices[row["owner"]],
            "title_fr": row["title_fr"],
            "title_nl": row["title_nl"],
            "summary_fr": row["text_fr"],
            "summary_nl": row["text_nl"],
            "starts_on": date.fromisoformat(row["starts_on"]),
            "due_on": date.fromisoformat(row["due_on"]),
        }
        if was is None:
            objective = Objective.objects.get(plan=self.plan, code=row["of"])
            actions.add_action(objective=objective, code=row["code"], **told, by=self.by, now=self.now)
        else:
            actions.change_action(action=self._get(row["code"]), **told, by=self.by, now=self.now)

    def abandon(self, row: exchange.Row) -> None:
        actions.abandon_action(
            action=self._get(row["code"]),
            because_fr=row["because_fr"],
            because_nl=row["because_nl"],
            on=date.fromisoformat(row["done_on"]),
            by=self.by,
            now=self.now,
        )

    def _step(self, row: exchange.Row, was: exchange.Row | None) -> None:
        told: dict[str, Any] = {
            "owner": self.offices[row["owner"]],
            "title_fr": row["title_fr"],
            "title_nl": row["title_nl"],
            "due_on": date.fromisoformat(row["due_on"]),
        }
        action = self._get(row["of"])
        if was is None:
            step = steps.add_step(action=action, rank=int(row["code"]), **told, by=self.by, now=self.now)
        else:
            step = action.steps.get(rank=int(row["code"]))
            step = steps.change_step(step=step, **told, by=self.by, now=self.now)
        reason = {"because_fr": row["because_fr"], "because_nl": row["because_nl"]}
        if any(reason.values()) and (was is None or any(was[name] != text for name, text in reason.items())):
            step = steps.mark_late(step=step, **reason, by=self.by, now=self.now)
        if row["done_on"]:
            steps.complete_step(step=step, on=date.fromisoformat(row["done_on"]), by=self.by, now=self.now)

    def _indicator(self, row: exchange.Row, was: exchange.Row | None) -> None:
        told: dict[str, Any] = {
            "name_fr": row["title_fr"],
            "name_nl": row["title_nl"],
            "unit_fr": row["text_fr"],
            "unit_nl": row["text_nl"],
            "source": row["source"],
            "kind": row["thing"],
            "neighbourhood": self.places.get(row["neighbourhood"]),
            "since_on": date.fromisoformat(row["starts_on"]) if row["starts_on"] else None,
            "target": float(row["amount"]) if row["amount"] else None,
        }
        action = self._get(row["of"])
        if was is None:
            ties.add_indicator(action=action, **told, by=self.by, now=self.now)
        else:
            indicator = list(action.indicators.all())[int(row["code"]) - 1]
            ties.change_indicator(indicator=indicator, **told, by=self.by, now=self.now)

    def _budget(self, row: exchange.Row, was: exchange.Row | None) -> None:
        told: dict[str, Any] = {
            "year": int(row["year"]),
            "label_fr": row["title_fr"],
            "label_nl": row["title_nl"],
            "amount_cents": int(Decimal(row["amount"]) * 100),
        }
        action = self._get(row["of"])
        if was is None:
            ties.add_budget_line(action=action, **told, by=self.by, now=self.now)
        else:
            line = list(action.budget_lines.order_by("pk"))[int(row["code"]) - 1]
            ties.change_budget_line(line=line, **told, by=self.by, now=self.now)

    def _need(self, row: exchange.Row, _was: exchange.Row | None) -> None:
        ties.need(action=self._get(row["of"]), needs=self._get(row["code"]), by=self.by, now=self.now)

    def _get(self, code: str) -> Action:
        return Action.objects.get(objective__plan=self.plan, code=code)
