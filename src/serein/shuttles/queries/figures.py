"""
How the nights went, as everybody may read it (H24).

A night with fewer than ten riders shows nothing of itself, and is in no sum: a sum less the others would tell it.
What is shown of a year (refusals, answers to the question on leaving) grows by at least ten cases at a time, so that
two publications, compared, never tell what one night added. Refusals of a single night are never shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from serein.kit.disclosure import FEWEST, hidden_among
from serein.listening.scoring import Share, wilson
from serein.shuttles.models import AccidentYear, Night, NightFigures, Ride
from serein.shuttles.queries.public import list_driven
from serein.territory import queries as territory


@dataclass(frozen=True)
class Shown:
    """What is shown of a night, or of the nights of a year that may be summed."""

    carried: int
    kept: int
    km: Decimal
    cost_cents: int
    seats_offered: int
    asked: int | None
    """None where it would tell how few were not carried."""
    median_wait_minutes: float | None = None
    p90_wait_minutes: float | None = None

    @property
    def kept_percent(self) -> int:
        return round(100 * self.kept / self.carried)

    @property
    def cents_per_rider(self) -> int:
        return round(self.cost_cents / self.carried)


@dataclass(frozen=True)
class Answer:
    """A way home that riders would have taken otherwise: its share, and between what it lies."""

    label: str
    share: Share

    @property
    def percent(self) -> int:
        return round(100 * self.share.part)

    @property
    def low(self) -> int:
        return round(100 * self.share.low)

    @property
    def high(self) -> int:
        return round(100 * self.share.high)


@dataclass(frozen=True)
class AreaRow:
    """A neighbourhood in a year that is over; None is withheld."""

    name: str
    asked: int | None
    carried: int | None


@dataclass(frozen=True)
class NightRow:
    """A night in the table; `shown` is None where too few rode."""

    night: Night
    shown: Shown | None
    bar: int = 0
    """Length of its bar, of a hundred."""


@dataclass(frozen=True)
class AccidentRow:
    """The accidents of a year; None where they are too few to be told."""

    year: int
    count: int | None
    source: str


def list_accidents() -> list[AccidentRow]:
    """List what was written down of accidents on weekend nights, the latest year first."""
    rows = AccidentYear.objects.all()
    return [AccidentRow(row.year, row.accidents if row.accidents >= FEWEST else None, row.source) for row in rows]


@dataclass(frozen=True)
class YearShown:
    """A year of nights."""

    year: int
    is_over: bool
    rows: list[NightRow]
    total: Shown | None
    refused: int | None
    answers: list[Answer]
    answered: int
    areas: list[AreaRow]

    @property
    def small_nights(self) -> int:
        return sum(row.shown is None for row in self.rows)

    @property
    def seats_per_rider(self) -> float | None:
        return self.total.seats_offered / self.total.asked if self.total and self.total.asked else None

    @property
    def waits(self) -> str:
        """The shortest and the longest of the nights' median waits, in whole minutes."""
        told = [row.shown.median_wait_minutes for row in self.rows if row.shown]
        known = sorted({round(minutes) for minutes in told if minutes is not None})
        return "–".join(dict.fromkeys(str(known[end]) for end in (0, -1))) if known else ""


def shown_of(night: Night) -> Shown | None:
    """Return what may be shown of a night; None before it is counted, or when too few rode."""
    figures = NightFigures.objects.filter(night=night).first() if night.state == Night.State.CLOSED else None
    return _shown(figures) if figures else None


def list_years(*, now: datetime) -> list[YearShown]:
    """List the years in which nights were driven, the latest first; one query for the nights."""
    by_year: dict[int, list[Night]] = {}
    for night in list_driven(now=now):
        by_year.setdefault(timezone.localtime(night.starts_at).year, []).append(night)
    this_year = timezone.localtime(now).year
    return [_year(year, nights, is_over=year < this_year) for year, nights in by_year.items()]


def _year(year: int, nights: list[Night], *, is_over: bool) -> YearShown:
    all_figures = [night.figures for night in nights]
    shown = {figures.night_id: _shown(figures) for figures in all_figures}
    most = max((one.carried for one in shown.values() if one), default=1)
    rows = [
        NightRow(night, one, round(100 * one.carried / most) if one else 0)
        for night in nights
        for one in [shown[night.pk]]
    ]
    answers = _answers(in_batches(reversed(all_figures), lambda one: sum(one.otherwise.values())))
    refused = sum(one.refused for one in in_batches(reversed(all_figures), lambda one: one.refused))
    return YearShown(
        year=year,
        is_over=is_over,
        rows=rows,
        total=_total([figures for figures in all_figures if shown[figures.night_id]]),
        refused=refused or None,
        answers=answers[0],
        answered=answers[1],
        areas=_areas([one for one in all_figures if shown[one.night_id]]) if is_over else [],
    )


def in_batches(figures: Iterable[NightFigures], count: Callable[[NightFigures], int]) -> list[NightFigures]:
    """
    Return the earliest nights, in their order, that may be counted together.

    A night joins those before it only in the company of enough that together they add ten cases.
    """
    counted: list[NightFigures] = []
    pending: list[NightFigures] = []
    for one in figures:
        pending.append(one)
        if sum(map(count, pending)) >= FEWEST:
            counted += pending
            pending = []
    return counted


def _shown(figures: NightFigures) -> Shown | None:
    if figures.carried < FEWEST:
        return None
    return _sum_of([figures], figures.median_wait_minutes, figures.p90_wait_minutes)


def _total(figures: list[NightFigures]) -> Shown | None:
    return _sum_of(figures) if figures else None


def _sum_of(figures: list[NightFigures], median: float | None = None, p90: float | None = None) -> Shown:
    carried, asked = sum(one.carried for one in figures), sum(one.asked for one in figures)
    return Shown(
        carried=carried,
        kept=sum(one.kept for one in figures),
        km=sum((one.km for one in figures), Decimal(0)),
        cost_cents=sum(one.cost_cents for one in figures),
        seats_offered=sum(one.seats_offered for one in figures),
        asked=asked if all(_may_tell_asked(one) for one in figures) else None,
        median_wait_minutes=median,
        p90_wait_minutes=p90,
    )


def _may_tell_asked(figures: NightFigures) -> bool:
    missed = figures.asked - figures.carried
    return missed == 0 or missed >= FEWEST


def _answers(figures: list[NightFigures]) -> tuple[list[Answer], int]:
    given: Counter[str] = Counter()
    for one in figures:
        given.update(one.otherwise)
    n = given.total()
    if n < FEWEST:
        return [], 0
    return [Answer(str(choice.label), wilson(count=given[choice.value], n=n)) for choice in Ride.Otherwise], n


def _areas(figures: list[NightFigures]) -> list[AreaRow]:
    asked: Counter[str] = Counter()
    carried: Counter[str] = Counter()
    for one in figures:
        for code, (wanted, driven) in one.by_area.items():
            asked[code] += wanted
            carried[code] += driven
    hidden = hidden_among(dict(asked)) | hidden_among(dict(carried))
    hidden |= hidden_among({code: asked[code] - carried[code] for code in asked})
    names = {area.code: area.name for area in territory.list_neighbourhoods()}
    return [
        AreaRow(names[code], None if code in hidden else asked[code], None if code in hidden else carried[code])
        for code in sorted(asked, key=lambda code: names.get(code, ""))
        if code in names
    ]
