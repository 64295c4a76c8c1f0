"""The plan on paper, as blocks that become a PDF or an OpenDocument text."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from serein.kit import documents
from serein.kit.documents import Block, Document, bullets, heading, paragraph, table
from serein.plan.models import Indicator, Plan
from serein.plan.queries import account, actions, sources
from serein.plan.queries.progress import Standing, State
from serein.plan.templatetags.plan import euros, plain_number
from serein.territory.models import Neighbourhood
from serein.territory.queries import find_home_commune


def as_pdf(document: Document) -> bytes:
    commune = find_home_commune()
    return documents.as_pdf(document, is_fictive=bool(commune and commune.is_fictive))


def public_plan(*, plan: Plan, language: str, now: datetime) -> Document:
    """Return the plan as residents take it along, in one language."""
    with override(language):
        objectives = actions.list_plan(plan=plan, on=timezone.localdate(now), is_public=True)
        rows = [row for one in objectives for s in one.standings for row in s.action.indicators.all()]
        figures = sources.read_figures(rows, now=now, is_public=True)
        blocks: list[Block] = [heading(1, plan.title, language)]
        blocks.append(paragraph(_("From %(from)s to %(to)s") % _days(plan), language))
        for one in objectives:
            blocks.append(heading(2, one.objective.title, language))
            for standing in one.standings:
                blocks += _public_action(standing, figures, language)
        return Document(plan.title, language, _credit(now), blocks)


def note_for_the_council(*, plan: Plan, now: datetime) -> Document:
    """Return the note for the College and the Council, in French: what is late, what was given up, what it costs."""
    with override("fr"):
        on = timezone.localdate(now)
        planned = [
            (one.objective, [standing for standing in one.standings if standing.state is not State.DRAFT])
            for one in actions.list_plan(plan=plan, on=on, is_public=False)
        ]
        standings = [standing for _objective, rows in planned for standing in rows]
        title = f"Note au Collège et au Conseil – {plan.title_fr}"
        blocks: list[Block] = [heading(1, title, "fr")]
        blocks.append(
            paragraph(f"Situation au {date_format(on, 'j F Y')}. Les états découlent des étapes datées.", "fr")
        )
        counted = [_pair(group.label, n) for group, n in actions.count_by_state(standings)]
        blocks.append(paragraph(" · ".join(counted), "fr"))
        blocks += _late(standings)
        blocks += _given_up(standings)
        blocks += _costs(plan)
        for objective, rows in planned:
            blocks.append(heading(2, f"{objective.code} {objective.title_fr}", "fr"))
            blocks.append(table(("Action", "Responsable", "Quand", "État"), map(_line, rows), "fr"))
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
    blocks: list[Block] = [heading(1, neighbourhood.name_in(language), language)]
    blocks.append(paragraph(_("Where the plan stands on %(day)s") % {"day": _today(now)}, language))
    blocks.append(heading(2, _("You asked"), language))
    asked = [f"{one.count} – {one.label}" for one in shown.asked] + [one.problem.title for one in shown.problems]
    blocks.append(bullets(asked or [_("No problem of this neighbourhood was published yet.")], language))
    if shown.standings:
        blocks.append(heading(2, _("We do, and where it stands"), language))
        blocks.append(bullets([_in_a_line(standing) for standing in shown.standings], language))
    told = [
        _pair(standing.action.title, _in_words(shown.figures[row.pk]))
        for standing in shown.standings
        for row in standing.action.indicators.all()
    ]
    if told:
        blocks.append(heading(2, _("What it changed"), language))
        blocks.append(bullets(told, language))
    day = date_format(shown.next_on, "j F Y")
    blocks.append(
        paragraph(_("This account is sent twice a year; the next one comes on %(day)s.") % {"day": day}, language)
    )
    blocks.append(paragraph(f"{settings.SITE_URL}{reverse('plan:district', args=[neighbourhood.code])}", language))
    return blocks


def _in_a_line(standing: Standing) -> str:
    action = standing.action
    told = f"{action.title} – {action.owner.name}, {_when(standing)}. {standing.label}."
    return f"{told} {action.because}" if standing.state is State.ABANDONED else told


def _when(standing: Standing) -> str:
    """Return the day that counts: when it was done or given up, else by when it is due."""
    if standing.done_on:
        return _("done on %(day)s") % {"day": date_format(standing.done_on, "j F Y")}
    if standing.action.abandoned_at:
        return _("abandoned on %(day)s") % {"day": date_format(standing.action.abandoned_at, "j F Y")}
    return _("by %(day)s") % {"day": date_format(standing.action.due_on, "j F Y")}


def _pair(name: object, value: object) -> str:
    """Return a name and what it is, with the signs that the language puts between them."""
    return _("%(name)s: %(value)s") % {"name": name, "value": value}


def _public_action(standing: Standing, figures: dict[int, sources.Figure], language: str) -> list[Block]:
    action = standing.action
    lines = [
        _pair(_("Who answers for it"), action.owner.name),
        _pair(_("State"), f"{standing.label}, {_when(standing)}"),
        *(_in_words(figures[row.pk]) for row in action.indicators.all()),
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
        *(_("Answers: %(problem)s") % {"problem": problem.title} for problem in actions.public_problems(action)),
    ]
    if action.abandoned_at:
        lines.append(_("No, because: %(why)s") % {"why": action.because})
    return [heading(3, action.title, language), paragraph(action.summary, language), bullets(lines, language)]


def _in_words(figure: sources.Figure) -> str:
    name = figure.indicator.name
    if figure.is_withheld:
        return _pair(name, _("fewer than ten cases, not shown"))
    if figure.value is None or figure.on is None:
        return _pair(name, _("no figure yet"))
    told = _pair(name, f"{plain_number(figure.value)} {figure.indicator.unit}".rstrip())
    told += f" (n = {figure.cases}, {date_format(figure.on, 'j F Y')}, {figure.source}{_where(figure.indicator)})"
    return f"{told}. {figure.change}" if figure.change else told


def _where(indicator: Indicator) -> str:
    """Return where what is counted was counted, so that no one takes the commune's number for a neighbourhood's."""
    if not indicator.source:
        return ""
    return f", {indicator.neighbourhood.name if indicator.neighbourhood else _('whole commune')}"


def _late(standings: list[Standing]) -> list[Block]:
    rows = [
        (
            f"{one.action.code} {one.action.title_fr}",
            one.next_step.title_fr if one.next_step else "–",
            date_format(min(one.next_on, one.action.due_on), "j F Y"),
            (one.next_step.late_reason_fr or one.next_step.blocked_by_fr or "–") if one.next_step else "–",
        )
        for one in standings
        if one.is_late
    ]
    title = heading(2, "En retard", "fr")
    if not rows:
        return [title, paragraph("Rien n’est en retard.", "fr")]
    return [title, table(("Action", "Étape", "Échéance", "Raison"), rows, "fr")]


def _given_up(standings: list[Standing]) -> list[Block]:
    lines = [
        _pair(f"{one.action.code} {one.action.title_fr}", one.action.because_fr)
        for one in standings
        if one.state is State.ABANDONED
    ]
    return [heading(2, "Abandonné", "fr"), bullets(lines, "fr")] if lines else []


def _costs(plan: Plan) -> list[Block]:
    by_year: dict[int, int] = {}
    for action in actions.whole().filter(objective__plan=plan, abandoned_at=None).exclude(published_at=None):
        for line in action.budget_lines.all():
            by_year[line.year] = by_year.get(line.year, 0) + line.amount_cents
    rows = [(str(year), euros(cents)) for year, cents in sorted(by_year.items())]
    return [heading(2, "Budget", "fr"), table(("Année", "Montant"), rows, "fr")] if rows else []


def _line(standing: Standing) -> tuple[str, ...]:
    action = standing.action
    return (
        f"{action.code} {action.title_fr}",
        action.owner.name_fr,
        _when(standing),
        standing.label,
    )


def _days(plan: Plan) -> dict[str, str]:
    return {"from": date_format(plan.starts_on, "j F Y"), "to": date_format(plan.ends_on, "j F Y")}


def _today(now: datetime) -> str:
    return date_format(timezone.localtime(now), "j F Y")


def _credit(now: datetime) -> str:
    return f"{timezone.localdate(now):%d/%m/%Y}"
