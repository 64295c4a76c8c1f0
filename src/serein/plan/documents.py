"""The plan on paper, as blocks that become a PDF or an OpenDocument text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from serein.kit import pdf
from serein.plan.models import Plan
from serein.plan.queries import account, actions, sources
from serein.plan.queries.progress import Standing, State
from serein.plan.templatetags.plan import euros, plain_number
from serein.territory.models import Neighbourhood
from serein.territory.queries import find_home_commune

_TYPST = Path(__file__).parent / "typst" / "document.typ"
Block = dict[str, Any]


@dataclass(frozen=True)
class Document:
    title: str
    language: str
    credit: str
    blocks: list[Block]


def as_pdf(document: Document) -> bytes:
    commune = find_home_commune()
    return pdf.render(
        _TYPST,
        language=document.language,
        title=document.title,
        credit=document.credit,
        is_fictive=bool(commune and commune.is_fictive),
        blocks=document.blocks,
    )


def public_plan(*, plan: Plan, language: str, now: datetime) -> Document:
    """Return the plan as residents take it along, in one language."""
    with override(language):
        objectives = actions.list_plan(plan=plan, on=timezone.localdate(now), is_public=True)
        rows = [row for one in objectives for s in one.standings for row in s.action.indicators.all()]
        figures = sources.read_figures(rows, now=now, is_public=True)
        blocks: list[Block] = [_h(1, plan.title, language)]
        blocks.append(_p(_("From %(from)s to %(to)s") % _days(plan), language))
        for one in objectives:
            blocks.append(_h(2, one.objective.title, language))
            for standing in one.standings:
                blocks += _public_action(standing, figures, language)
        return Document(plan.title, language, _credit(now), blocks)


def note_for_the_council(*, plan: Plan, now: datetime) -> Document:
    """Return the note for the College and the Council, in French: what is late, what was given up, what it costs."""
    with override("fr"):
        on = timezone.localdate(now)
        objectives = actions.list_plan(plan=plan, on=on, is_public=False)
        standings = [standing for one in objectives for standing in one.standings]
        title = f"Note au Collège et au Conseil – {plan.title_fr}"
        blocks: list[Block] = [_h(1, title, "fr")]
        blocks.append(_p(f"Situation au {date_format(on, 'j F Y')}. Les états découlent des étapes datées.", "fr"))
        counted = [f"{group.label}\u00a0: {n}" for group, n in actions.count_by_state(standings)]
        blocks.append(_p(" · ".join(counted), "fr"))
        blocks += _late(standings)
        blocks += _given_up(standings)
        blocks += _costs(plan)
        for one in objectives:
            blocks.append(_h(2, f"{one.objective.code} {one.objective.title_fr}", "fr"))
            blocks.append(_table(("Action", "Responsable", "Échéance", "État"), map(_line, one.standings), "fr"))
        return Document(title, "fr", _credit(now), blocks)


def sheet(*, neighbourhood: Neighbourhood, now: datetime) -> Document:
    """Return the sheet for the letter boxes of a neighbourhood: French first, then Dutch, with its day."""
    blocks: list[Block] = []
    for language in ("fr", "nl"):
        with override(language):
            if blocks:
                blocks.append({"kind": "break", "lang": language})
            blocks += _sheet_in(language, neighbourhood, now)
    title = " / ".join(dict.fromkeys((neighbourhood.name_fr, neighbourhood.name_nl or neighbourhood.name_fr)))
    return Document(title, "fr", _credit(now), blocks)


def _sheet_in(language: str, neighbourhood: Neighbourhood, now: datetime) -> list[Block]:
    shown = account.read_account(neighbourhood=neighbourhood, now=now)
    blocks: list[Block] = [_h(1, neighbourhood.name_in(language), language)]
    blocks.append(_p(_("Where the plan stands on %(day)s") % {"day": _today(now)}, language))
    blocks.append(_h(2, _("You asked"), language))
    asked = [f"{one.count} – {one.label}" for one in shown.asked] + [one.problem.title for one in shown.problems]
    blocks.append(_list(asked or [_("No problem of this neighbourhood was published yet.")], language))
    if shown.standings:
        blocks.append(_h(2, _("We do, and where it stands"), language))
        blocks.append(_list([_in_a_line(standing) for standing in shown.standings], language))
    told = [_in_words(figure) for figure in shown.figures.values()]
    if told:
        blocks.append(_h(2, _("What it changed"), language))
        blocks.append(_list(told, language))
    day = date_format(shown.next_on, "j F Y")
    blocks.append(_p(_("This account is sent twice a year; the next one comes on %(day)s.") % {"day": day}, language))
    blocks.append(_p(f"{settings.SITE_URL}{reverse('plan:district', args=[neighbourhood.code])}", language))
    return blocks


def _in_a_line(standing: Standing) -> str:
    action = standing.action
    told = f"{action.title} – {action.owner.name}, {date_format(action.due_on, 'j F Y')}. {standing.label}."
    return f"{told} {action.because}" if standing.state is State.ABANDONED else told


def _public_action(standing: Standing, figures: dict[int, sources.Figure], language: str) -> list[Block]:
    action = standing.action
    lines = [
        f"{_('Who answers for it')}: {action.owner.name}",
        f"{_('Due on')}: {date_format(action.due_on, 'j F Y')}",
        f"{_('State')}: {standing.label}",
        *(f"{_('Indicator')}: {_in_words(figures[row.pk])}" for row in action.indicators.all()),
        *(
            _("%(partner)s agreed on %(day)s (%(role)s)")
            % {
                "partner": one.organisation.name,
                "day": date_format(one.agreed_on, "j F Y"),
                "role": one.role,
            }
            for one in action.agreements.all()
            if one.agreed_on
        ),
        *(f"{_('Answers:')} {problem.title}" for problem in actions.public_problems(action)),
    ]
    if action.abandoned_at:
        lines.append(f"{_('No, because…')} {action.because}")
    return [_h(3, action.title, language), _p(action.summary, language), _list(lines, language)]


def _in_words(figure: sources.Figure) -> str:
    name = figure.indicator.name
    if figure.is_withheld:
        return f"{name}: {_('fewer than ten cases, not shown')}"
    if figure.value is None or figure.on is None:
        return f"{name}: {_('no figure yet')}"
    told = f"{name}: {plain_number(figure.value)} {figure.indicator.unit}".rstrip()
    told += f" (n = {figure.cases}, {date_format(figure.on, 'j F Y')}, {figure.source})"
    return f"{told}. {figure.change}" if figure.change else told


def _late(standings: list[Standing]) -> list[Block]:
    rows = [
        (
            f"{one.action.code} {one.action.title_fr}",
            one.next_step.title_fr if one.next_step else "–",
            date_format(one.next_on, "j F Y"),
            (one.next_step.late_reason_fr or one.next_step.blocked_by_fr or "–") if one.next_step else "–",
        )
        for one in standings
        if one.days_late
    ]
    title = _h(2, "En retard", "fr")
    if not rows:
        return [title, _p("Rien n’est en retard.", "fr")]
    return [title, _table(("Action", "Étape", "Échéance", "Raison"), rows, "fr")]


def _given_up(standings: list[Standing]) -> list[Block]:
    lines = [
        f"{one.action.code} {one.action.title_fr}\u00a0: {one.action.because_fr}"
        for one in standings
        if one.state is State.ABANDONED
    ]
    return [_h(2, "Abandonné", "fr"), _list(lines, "fr")] if lines else []


def _costs(plan: Plan) -> list[Block]:
    by_year: dict[int, int] = {}
    for action in actions.whole().filter(objective__plan=plan, abandoned_at=None):
        for line in action.budget_lines.all():
            by_year[line.year] = by_year.get(line.year, 0) + line.amount_cents
    rows = [(str(year), euros(cents)) for year, cents in sorted(by_year.items())]
    return [_h(2, "Budget", "fr"), _table(("Année", "Montant"), rows, "fr")] if rows else []


def _line(standing: Standing) -> tuple[str, ...]:
    action = standing.action
    return (
        f"{action.code} {action.title_fr}",
        action.owner.name_fr,
        date_format(action.due_on, "j F Y"),
        standing.label,
    )


def _days(plan: Plan) -> dict[str, str]:
    return {"from": date_format(plan.starts_on, "j F Y"), "to": date_format(plan.ends_on, "j F Y")}


def _today(now: datetime) -> str:
    return date_format(timezone.localtime(now), "j F Y")


def _credit(now: datetime) -> str:
    return f"{timezone.localdate(now):%d/%m/%Y}"


def _h(level: int, text: str, lang: str) -> Block:
    return {"kind": "heading", "level": level, "text": text, "lang": lang}


def _p(text: str, lang: str) -> Block:
    return {"kind": "paragraph", "text": text, "lang": lang}


def _list(lines: list[str], lang: str) -> Block:
    return {"kind": "list", "lines": lines, "lang": lang}


def _table(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]], lang: str) -> Block:
    return {"kind": "table", "headers": list(headers), "rows": [list(row) for row in rows], "lang": lang}
