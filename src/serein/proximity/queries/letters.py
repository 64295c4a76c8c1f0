"""Which template is in force, and of which checks a report can be made."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from serein.proximity.models import LetterTemplate, Surgery, TaskType, Visit


def find_template(*, use: str, language: str, kind: str) -> LetterTemplate | None:
    """Return the template of staff in force; None where the house's own text is used."""
    found = LetterTemplate.objects.filter(use=use, language=language, kind=kind)
    return found.order_by("-uploaded_at", "-pk").first()


def list_in_force() -> list[LetterTemplate]:
    """Return the templates in force, without their content; one query."""
    newest: dict[tuple[str, str, str], LetterTemplate] = {}
    for row in LetterTemplate.objects.defer("content"):
        newest.setdefault((row.use, row.language, row.kind), row)
    return list(newest.values())


def list_ended_checks(*, beats: Collection[int]) -> QuerySet[Visit]:
    """Return the ended residence checks of beats whose door is still kept, the last ended first."""
    return (
        Visit.objects.filter(
            task__beat__in=beats,
            erased_at=None,
            task__closed_on__isnull=False,
            task__task_type__asked_by=TaskType.AskedBy.POPULATION,
        )
        .exclude(finding="")
        .select_related("task__task_type", "task__beat")
        .prefetch_related("attempts")
        .order_by("-task__closed_on", "-pk")
    )


def list_surgeries_held(*, beats: Collection[int] | None, on: date) -> QuerySet[Surgery]:
    """Return the surgeries that go on at least until a day."""
    rows = Surgery.objects.filter(Q(until_on=None) | Q(until_on__gte=on)).select_related("desk__beat")
    return rows if beats is None else rows.filter(desk__beat__in=beats)
