"""
Figures that facts of other packages give.

A source has a name, says in words what it counts, and makes a condition on reports; all indicators of a page are
counted in one query. Fewer than ten cases are shown to nobody outside the desk (H24).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from serein.kit.disclosure import FEWEST
from serein.listening.kinds import get_thing
from serein.listening.models.report import Report
from serein.plan.models import Indicator, IndicatorReading


@dataclass(frozen=True)
class Source:
    label: Lazy
    counts: Callable[[datetime], Q]


SOURCES: dict[str, Source] = {
    "reports_mended": Source(
        gettext_lazy("reports mended"),
        lambda since: Q(enquiry__outcome="done", enquiry__answered_at__gte=since, enquiry__same_as=None),
    ),
    "reports_received": Source(
        gettext_lazy("reports received"), lambda since: Q(reported_at__gte=since, enquiry__same_as=None)
    ),
}


@dataclass(frozen=True)
class Figure:
    """What an indicator shows: a value, its cases and its day, and what can honestly be said of the change."""

    indicator: Indicator
    value: float | None
    cases: int | None
    on: date | None
    source: str
    readings: list[IndicatorReading]

    @property
    def is_withheld(self) -> bool:
        return self.value is None and self.cases is None and bool(self.indicator.source)

    @property
    def last(self) -> IndicatorReading | None:
        return self.readings[-1] if self.readings else None

    @property
    def change(self) -> str:
        """Return what two readings show: a change is claimed only when their intervals lie apart."""
        if len(self.readings) < 2:
            return ""
        first, last = self.readings[0], self.readings[-1]
        if first.low is None or first.high is None or last.low is None or last.high is None:
            return _("No interval is known: no change is claimed.")
        if last.low > first.high:
            return _("Higher than at first, beyond what chance explains.")
        if last.high < first.low:
            return _("Lower than at first, beyond what chance explains.")
        return _("No change shown.")


def in_both_languages(indicator: Indicator) -> tuple[str, str]:
    """Return all that an indicator says of itself, in French and in Dutch, as its history keeps it."""
    return _said(indicator, "fr"), _said(indicator, "nl")


def _said(indicator: Indicator, language: str) -> str:
    with override(language):
        parts = [indicator.name, indicator.unit]
        if indicator.target is not None:
            parts.append(_("target %(target)s") % {"target": f"{indicator.target:g}"})
        if indicator.source in SOURCES:
            parts.append(str(SOURCES[indicator.source].label))
            parts.append(str(get_thing(indicator.kind).label) if indicator.kind else "")
            parts.append(indicator.neighbourhood.name if indicator.neighbourhood else _("whole commune"))
        if indicator.since_on:
            parts.append(_("since %(day)s") % {"day": date_format(indicator.since_on, "j F Y")})
        return ", ".join(part for part in parts if part)


def read_figures(indicators: Iterable[Indicator], *, now: datetime, is_public: bool) -> dict[int, Figure]:
    """Return the figure of each indicator; one query for all that are counted, none for typed ones at hand."""
    rows = list(indicators)
    counted = _count([row for row in rows if row.source in SOURCES])
    return {row.pk: _figure(row, counted, now, is_public) for row in rows}


def _count(indicators: list[Indicator]) -> dict[int, int]:
    if not indicators:
        return {}
    wanted = {f"i{row.pk}": Count("pk", filter=_condition(row)) for row in indicators}
    found = Report.objects.aggregate(**wanted)
    return {row.pk: found[f"i{row.pk}"] for row in indicators}


def _condition(indicator: Indicator) -> Q:
    since = timezone.make_aware(datetime.combine(indicator.since_on or indicator.action.starts_on, time()))
    condition = SOURCES[indicator.source].counts(since)
    if indicator.kind:
        condition &= Q(enquiry__kind=indicator.kind)
    if indicator.neighbourhood_id:
        condition &= Q(neighbourhood_id=indicator.neighbourhood_id)
    return condition


def _figure(indicator: Indicator, counted: dict[int, int], now: datetime, is_public: bool) -> Figure:
    if indicator.pk in counted:
        n = counted[indicator.pk]
        shown = None if is_public and n < FEWEST else n
        return Figure(indicator, shown, shown, timezone.localdate(now), str(SOURCES[indicator.source].label), [])
    readings = list(indicator.readings.all())
    if is_public:
        readings = [reading for reading in readings if reading.cases >= FEWEST]
    last = readings[-1] if readings else None
    if last is None:
        return Figure(indicator, None, None, None, "", [])
    return Figure(indicator, last.value, last.cases, last.on, last.source, readings)
