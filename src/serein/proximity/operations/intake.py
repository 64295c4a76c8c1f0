"""Files of visits come in from an office, and their results go back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from serein.kit import journal, sealed, tables
from serein.kit.actors import Actor
from serein.proximity import intake_files
from serein.proximity.intake_files import LeftOut
from serein.proximity.models import IntakeFormat, Task, TaskType, Visit
from serein.proximity.operations import tasks, visits
from serein.territory.queries import address_label


class FormatUnknown(Exception):
    """A file with these columns came for the first time: someone must say once what they mean."""

    def __init__(self, row: IntakeFormat) -> None:
        super().__init__(row.headings)
        self.row = row


class FormatOutdated(FormatUnknown):
    """What the lines of these files asked for is no visit any more, or no longer used: someone must say it anew."""


@dataclass(frozen=True)
class Taken:
    """What became of a file."""

    new: int
    known: int
    left_out: list[LeftOut]


@transaction.atomic
def explain_format(
    *, row: IntakeFormat, task_type: TaskType, columns: dict[str, str], by: Actor, now: datetime
) -> IntakeFormat:
    """
    Say what the columns of a form of file mean, once for all files like it.

    :raises NotAVisit: if what its lines ask for carries no address
    :raises ValueError: if a needed column is not named
    """
    if not task_type.is_visit:
        raise visits.NotAVisit(f"{task_type.code} carries no address.")
    if missing := [field for field in intake_files.NEEDED if not columns.get(field)]:
        raise ValueError(f"Columns not named: {', '.join(missing)}.")
    row.task_type, row.columns = task_type, {field: name for field, name in columns.items() if name}
    row.save(update_fields=["task_type", "columns"])
    journal.write(act="intake_format.explained", about=row, by=by, at=now)
    return row


def take_in(*, raw: bytes, by: Actor, now: datetime) -> Taken:
    """
    Take in a file of visits: each line is one, a line sent again is the same.

    :raises WrongTable: if it is no table, or holds what must not enter; nothing of it is kept then
    :raises FormatUnknown: if nobody has said yet what its columns mean; only their names are kept
    :raises FormatOutdated: if what its lines ask for is no longer used
    """
    text = tables.decode(raw)
    row = _format_of(text, now)
    if row.task_type is None:
        raise FormatUnknown(row)
    if not row.task_type.is_visit or not row.task_type.is_in_use_on(timezone.localdate(now)):
        raise FormatOutdated(row)
    reading = intake_files.read(text, columns=row.columns, today=timezone.localdate(now))
    return _take(reading, row, row.task_type, by, now)


@transaction.atomic
def send_back(*, task_type: TaskType, by: Actor, now: datetime) -> int:
    """Mark the ended visits of a kind as sent back; they stand in the file of this moment, and go from here later."""
    ended = Task.objects.filter(task_type=task_type, closed_on__isnull=False, returned_at=None)
    count = ended.update(returned_at=now)
    journal.write(act="results.sent_back", about=task_type, by=by, at=now, count=count)
    return count


@transaction.atomic
def results_file(*, task_type: TaskType, returned_at: datetime, by: Actor, now: datetime) -> str:
    """Return the results that were sent back at a moment, as the office reads them; the reading is journalled."""
    rows = list(
        Visit.objects.filter(task__task_type=task_type, task__returned_at=returned_at, erased_at=None)
        .select_related("task")
        .prefetch_related("attempts")
        .order_by("task__closed_on", "pk")
    )
    references = sealed.open_each_unseen(row.reference for row in rows)
    columns = (_("Office reference"), _("Result"), _("Day"), _("Attempts"))
    told = [
        dict(zip(columns, [reference, *_result(row)], strict=True))
        for reference, row in zip(references, rows, strict=True)
    ]
    journal.write(act="sealed.read", about=task_type, by=by, at=now, why="return", fields="reference", count=len(told))
    return tables.write(told, columns=columns)


def _result(visit: Visit) -> list[str]:
    found = Visit.Finding(visit.finding) if visit.finding else Task.Ending(visit.task.ending)
    return [str(found.label), f"{visit.task.closed_on:%Y-%m-%d}", str(len(visit.attempts.all()))]


def _format_of(text: str, now: datetime) -> IntakeFormat:
    headings = intake_files.signature(intake_files.headings_of(text))
    row, _is_new = IntakeFormat.objects.select_related("task_type").get_or_create(
        headings=headings, defaults={"first_seen_at": now}
    )
    return row


@transaction.atomic
def _take(reading: intake_files.Reading, row: IntakeFormat, task_type: TaskType, by: Actor, now: datetime) -> Taken:
    keys = {tasks.key_of(_once(task_type, line)) for line in reading.rows}
    known = Task.objects.filter(once__in=keys).count()
    for line in reading.rows:
        address = line.address
        assert address.beat is not None, "A line that is taken lies in a beat."
        visits.receive_visit(
            task_type=task_type,
            beat=address.beat,
            door=visits.Door(
                lat=address.lat,
                lon=address.lon,
                label_fr=address_label(address, language="fr"),
                label_nl=address_label(address, language="nl"),
                household=line.household,
                reference=line.reference,
                language=line.language,
            ),
            received_on=line.received_on,
            once=_once(task_type, line),
            by=by,
            now=now,
        )
    new = len(keys) - known
    journal.write(act="intake.taken", about=row, by=by, at=now, new=new, left_out=len(reading.left_out))
    return Taken(new, len(reading.rows) - new, reading.left_out)


def _once(task_type: TaskType, line: intake_files.Row) -> str:
    """Return what names the visit that a line asks for: a line sent again is the same."""
    return f"{task_type.code}\0{line.reference}\0{line.received_on}"
