"""What every import leaves behind: a record of it, and a beat on each address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import transaction

from serein.kit import journal
from serein.kit.actors import SYSTEM
from serein.territory import operations
from serein.territory.importing.files import sha256
from serein.territory.importing.reports import LayerReport
from serein.territory.models import ImportRun


@transaction.atomic
def keep_run(*, importer: str, path: Path, reports: Iterable[LayerReport], now: datetime) -> ImportRun:
    """Keep the summary of an import."""
    layers = [report.as_json() for report in reports]
    run = ImportRun.objects.create(
        importer=importer,
        file_name=path.name[:200],
        file_sha256=sha256(path),
        started_at=now,
        ended_at=now,
        summary={"layers": layers},
    )
    journal.write(act="territory.imported", about=run, by=SYSTEM, at=now, importer=importer)
    return run


def assign_beats() -> int:
    """Give every address the beat of the version in force, if there is one."""
    return operations.assign_beats()
