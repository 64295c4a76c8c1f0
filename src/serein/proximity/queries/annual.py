"""The year's list: what was done, how long it took, who could do it, what was decided, and what that changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from serein.proximity.models import Doer, Task, TaskDecision
from serein.proximity.queries import catalogue, measuring
from serein.proximity.queries.catalogue import Entry
from serein.proximity.queries.measuring import Effect, Timed


@dataclass(frozen=True)
class Line:
    """A kind of task in a year."""

    entry: Entry
    volume: int
    minutes: Timed | None
    effect: Effect | None

    @property
    def hours(self) -> tuple[int, int, int] | None:
        """The year's hours with their interval, where enough tasks were timed."""
        if self.minutes is None or self.minutes.mean is None:
            return None
        mean = self.minutes.mean
        return tuple(round(self.volume * part / 60) for part in (mean.value, mean.low, mean.high))  # type: ignore[return-value]

    @property
    def could_go_to_others(self) -> bool:
        """Whether it is in use, the law lets someone else do it, and nobody has decided on it yet."""
        rule, is_open = self.entry.rule, self.entry.is_undecided and not self.entry.is_retired
        return rule is not None and rule.doer != Doer.INSPECTOR and is_open


def list_year(*, year: int, on: date) -> list[Line]:
    """
    Return the kinds of task of a year, those with the most tasks first; one retired during it, or later, is there.

    Ten queries, however many kinds there are.
    """
    first, end = date(year, 1, 1), date(year + 1, 1, 1)
    volumes = dict(
        Task.objects.filter(received_on__gte=first, received_on__lt=end)
        .order_by()
        .values_list("task_type")
        .annotate(n=Count("pk"))
    )
    timed = measuring.minutes_by_type(since=first, until=end)
    entries = catalogue.list_entries(on=min(on, date(year, 12, 31)), since=first, also=volumes)
    decisions = [one.decision for one in entries if one.decision and one.decision.decision in TaskDecision.CHANGES]
    effects = {one.decision.pk: one for one in measuring.effects_of(decisions=decisions, until=on)}
    lines = [
        Line(
            entry,
            volumes.get(entry.task_type.pk, 0),
            timed.get(entry.task_type.pk),
            effects.get(entry.decision.pk) if entry.decision else None,
        )
        for entry in entries
    ]
    return sorted(lines, key=lambda line: (-line.volume, line.entry.task_type.code))


def list_years() -> list[int]:
    """Return the years in which tasks came in, the last first."""
    return [day.year for day in Task.objects.dates("received_on", "year", order="DESC")]
