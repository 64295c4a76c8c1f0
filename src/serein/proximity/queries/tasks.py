"""What there is to do: open tasks of beats, the soonest due first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, QuerySet

from serein.proximity.models import IntakeFormat, Task, TaskType
from serein.territory.models import Beat


@dataclass(frozen=True)
class Sent:
    """Results that went back to an office at one moment."""

    task_type: TaskType
    returned_at: datetime
    count: int


def list_open_tasks(*, beats: Collection[int] | None) -> QuerySet[Task]:
    """
    Return what is to be done in these beats, the soonest due first.

    :param beats: ids; None means everywhere
    """
    tasks = Task.objects.open().select_related("task_type", "beat", "visit")
    tasks = tasks if beats is None else tasks.filter(beat__in=beats)
    return tasks.order_by(F("due_on").asc(nulls_last=True), "received_on", "pk")


def count_open_by_type(*, beats: Collection[int] | None) -> list[tuple[TaskType, int]]:
    """Count what is to be done, by kind; two queries."""
    tasks = Task.objects.open() if beats is None else Task.objects.open().filter(beat__in=beats)
    counts = dict(tasks.order_by().values_list("task_type").annotate(n=Count("pk")))
    return [(one, counts[one.pk]) for one in TaskType.objects.filter(pk__in=counts)]


def list_to_send_back() -> list[tuple[TaskType, int]]:
    """Count the ended visits whose result has not gone back yet, by kind; two queries."""
    ended = Task.objects.filter(task_type__is_visit=True, closed_on__isnull=False, returned_at=None)
    counts = dict(ended.order_by().values_list("task_type").annotate(n=Count("pk")))
    return [(one, counts[one.pk]) for one in TaskType.objects.filter(pk__in=counts)]


def list_sent_back(*, since: date) -> list[Sent]:
    """Return the files of results that can still be fetched again; two queries."""
    rows = (
        Task.objects.filter(returned_at__date__gte=since - timedelta(days=1), visit__erased_at=None)
        .order_by()
        .values("task_type", "returned_at")
        .annotate(n=Count("pk"))
        .order_by("-returned_at")
    )
    types = TaskType.objects.in_bulk({row["task_type"] for row in rows})
    return [Sent(types[row["task_type"]], row["returned_at"], row["n"]) for row in rows if row["returned_at"]]


def list_formats() -> QuerySet[IntakeFormat]:
    return IntakeFormat.objects.select_related("task_type")


def list_beats_named(*, beats: Collection[int] | None) -> QuerySet[Beat]:
    found = Beat.objects.order_by("code")
    return found if beats is None else found.filter(pk__in=beats)
