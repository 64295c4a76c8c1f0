"""The annual list as a paper for the zone council, in French."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from serein.kit.documents import Block, Document, heading, paragraph, table
from serein.proximity.queries import annual
from serein.proximity.queries.annual import Line
from serein.proximity.words import decided_in_words, effect_in_words


def annual_list(*, year: int, now: datetime) -> Document:
    """Return the list of a year: kind, volume, time, who could do it, decision, effect."""
    with override("fr"):
        on = timezone.localdate(now)
        lines = [line for line in annual.list_year(year=year, on=on) if line.volume or not line.entry.is_undecided]
        title = _("Tasks of the year %(year)d: what they take, and who could do them") % {"year": year}
        headers = (
            _("Kind"),
            _("Volume"),
            _("Minutes each"),
            _("Hours"),
            _("Who may do it"),
            _("Decision"),
            _("Effect"),
        )
        blocks: list[Block] = [
            heading(1, title, "fr"),
            paragraph(_("State of %(day)s.") % {"day": date_format(on, "j F Y")}, "fr"),
            table(headers, (_row(line) for line in lines), "fr"),
            heading(2, _("How these figures are made"), "fr"),
            paragraph(
                _(
                    "Minutes come from days drawn by lot; where too few tell of a kind, from timed visits, and then of "
                    "the door only, without the way and the writing. No duration is assumed; the interval holds the "
                    "true mean in 95 cases of 100. Below five timed tasks, or fewer than three people, no duration is "
                    "told. An effect compares the share of working time in the six months "
                    "before and after a decision, of days on which it was asked how much that kind took; it is called "
                    "a change only if its interval leaves zero out."
                ),
                "fr",
            ),
        ]
        return Document(title, "fr", f"{on:%d/%m/%Y}", blocks)


def _row(line: Line) -> tuple[str, ...]:
    rule, mean = line.entry.rule, line.minutes.mean if line.minutes else None
    minutes = f"{mean.value:.0f} ({mean.low:.0f}–{mean.high:.0f}, n = {mean.n})" if mean else _("too few timed")
    if mean and line.minutes and not line.minutes.is_whole:
        minutes += f", {_('at the door only')}"
    hours = f"{line.hours[0]} ({line.hours[1]}–{line.hours[2]})" if line.hours else "–"
    decided = decided_in_words(line.entry) or "–"
    may = f"{rule.get_doer_display()}{'' if rule.verified_on else ' (' + _('to be verified') + ')'}" if rule else "–"
    return line.entry.task_type.name, str(line.volume), minutes, hours, may, decided, effect_in_words(line.effect)
