"""
Where residents meet us, and where we were.

What is to come is public only where it was announced. What was is told a quarter later, by neighbourhood and kind of
half-day, over at least three people: no timetable follows from it (H04, H32).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from serein.proximity.models import Contact, PlannedContact
from serein.proximity.queries.inspectors import SLOTS_AHEAD, Meeting, list_meetings
from serein.proximity.queries.quarters import next_quarter, quarter_before, quarter_of
from serein.territory.models import Neighbourhood

DELAY = timedelta(days=30)
"""A quarter is told so long after its end."""
FEWEST_STAFF = 3
ROUNDED_TO = 5
"""Hours are told in steps, so that one person's half-day is not the difference between two figures."""

Cell = tuple[int, str]
"""A neighbourhood and a kind of half-day."""


class HalfDayType(TextChoices):
    MORNING = "morning", _("Weekday mornings")
    AFTERNOON = "afternoon", _("Weekday afternoons")
    EVENING = "evening", _("Weekday evenings")
    WEEKEND = "weekend", _("Weekends")

    @classmethod
    def of(cls, day: date, half_day: str) -> HalfDayType:
        return cls.WEEKEND if day.weekday() >= 5 else cls(half_day)


@dataclass(frozen=True)
class Announced:
    """Somewhere that residents meet us, told to everyone."""

    starts_at: datetime
    ends_at: datetime
    place: str
    who: str
    what: str


@dataclass(frozen=True)
class PresenceRow:
    """The hours of one neighbourhood by kind of half-day; None where they are withheld."""

    neighbourhood: Neighbourhood
    hours: list[int | None]


@dataclass(frozen=True)
class Presence:
    """A past quarter's presence, as it may be told."""

    quarter: date
    rows: list[PresenceRow]
    total_hours: int | None
    staff: int


def list_announced(*, now: datetime) -> list[Announced]:
    """Return the surgeries and announced meetings of the next four weeks, the next first; one query."""
    booked = PlannedContact.objects.filter(
        is_announced=True, state=PlannedContact.State.BOOKED, ends_at__gt=now, starts_at__lt=now + SLOTS_AHEAD
    )
    found = [_of_surgery(meeting) for meeting in list_meetings(now=now, within=SLOTS_AHEAD)]
    found += [
        Announced(one.starts_at, one.ends_at, one.place, one.get_staff_display(), one.get_place_type_display())
        for one in booked
    ]
    return sorted(found, key=lambda one: (one.starts_at, one.place))


def last_quarter_told(*, on: date) -> date:
    """Return the last quarter that is over for long enough."""
    return quarter_before(quarter_of(on - DELAY))


def read_presence(*, quarter: date) -> Presence:
    """Return a quarter's presence hours; a cell that rests on fewer than three people is withheld; two queries."""
    minutes: dict[Cell, int] = defaultdict(int)
    staff: dict[Cell, set[str]] = defaultdict(set)
    rows = Contact.objects.filter(day__gte=quarter, day__lt=next_quarter(quarter), neighbourhood__isnull=False)
    for area, day, half_day, took, mark in rows.values_list("neighbourhood", "day", "half_day", "minutes", "by_mark"):
        cell = (area, HalfDayType.of(day, half_day).value)
        minutes[cell] += took
        staff[cell].add(mark)
    everyone = set().union(*staff.values()) if staff else set()
    areas = [area for area in Neighbourhood.objects.order_by("name_fr") if any(cell[0] == area.pk for cell in minutes)]
    told = _may_be_told(minutes, staff)
    table = [PresenceRow(area, [_told_hours(told, (area.pk, kind.value)) for kind in HalfDayType]) for area in areas]
    total = _rounded(sum(told.values())) if told else None
    return Presence(quarter, table, total, len(everyone))


def _of_surgery(meeting: Meeting) -> Announced:
    return Announced(
        meeting.starts_at, meeting.ends_at, meeting.place, str(PlannedContact.Staff.INSPECTOR.label), str(_("Surgery"))
    )


def _may_be_told(minutes: dict[Cell, int], staff: dict[Cell, set[str]]) -> dict[Cell, int]:
    """
    Return the cells that rest on enough people; no presence at all is withheld like too little of it.

    The total counts these cells alone, so that nothing follows from it by subtraction.
    """
    return {cell: took for cell, took in minutes.items() if len(staff[cell]) >= FEWEST_STAFF}


def _told_hours(told: dict[Cell, int], cell: Cell) -> int | None:
    return _rounded(told[cell]) if cell in told else None


def _rounded(minutes: int) -> int:
    return ROUNDED_TO * round(minutes / 60 / ROUNDED_TO)
