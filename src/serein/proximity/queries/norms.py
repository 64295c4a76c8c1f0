"""What load and time are compared with: the staffing norm, the inhabitants of the beats, the target of contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from serein.people.models import BeatDesk
from serein.proximity.models import BeatPopulation, ContactTarget, StaffingNorm
from serein.territory.models import Beat


@dataclass(frozen=True)
class PopulationCount:
    """How many people lived in the beats on a day; a beat that is not named is not known."""

    counted_on: date
    source: str
    inhabitants: dict[int, int]


@dataclass(frozen=True)
class CountTotal:
    """A count in one line: its day, its source, how many beats it knows, and how many people live in them."""

    counted_on: date
    source: str
    beats: int
    inhabitants: int


def find_norm(*, on: date) -> StaffingNorm | None:
    return StaffingNorm.objects.filter(from_on__lte=on).order_by("-from_on").first()


def find_target(*, on: date) -> ContactTarget | None:
    return ContactTarget.objects.filter(from_on__lte=on).order_by("-from_on").first()


def find_count(*, on: date) -> PopulationCount | None:
    """Return the last count up to a day; what only an older one knew is not known any more; one query."""
    last = BeatPopulation.objects.filter(counted_on__lte=on).order_by("-counted_on").values("counted_on")[:1]
    rows = list(BeatPopulation.objects.filter(counted_on=last))
    if not rows:
        return None
    return PopulationCount(rows[0].counted_on, rows[0].source, {row.beat_id: row.inhabitants for row in rows})


def list_counts() -> list[CountTotal]:
    """Return every count, the last first; one query."""
    rows = BeatPopulation.objects.order_by("-counted_on").values("counted_on", "source")
    return [CountTotal(**row) for row in rows.annotate(beats=Count("pk"), inhabitants=Sum("inhabitants"))]


def list_norms() -> QuerySet[StaffingNorm]:
    return StaffingNorm.objects.order_by("-from_on")


def list_targets() -> QuerySet[ContactTarget]:
    return ContactTarget.objects.order_by("-from_on")


def list_beats_to_count() -> QuerySet[Beat]:
    """Return the beats whose load is told: those with a desk."""
    return Beat.objects.filter(pk__in=BeatDesk.objects.values("beat")).order_by("code")
