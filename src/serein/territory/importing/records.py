"""What every import leaves behind: a record of it, and a beat on each address."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from serein.kit import journal
from serein.kit.actors import SYSTEM, Actor
from serein.territory import operations
from serein.territory.importing.files import sha256
from serein.territory.importing.reports import LayerReport
from serein.territory.models import ImportRun


@dataclass(frozen=True)
class Began:
    """When an import began, by the caller's clock, and since when it has been running."""

    at: datetime
    _tick: float = field(default_factory=time.monotonic)

    def ends_at(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self._tick)


@transaction.atomic
def keep_run(
    *, importer: str, path: Path, reports: Iterable[LayerReport], began: Began, by: Actor = SYSTEM, **about: int
) -> ImportRun:
    """Keep the summary of an import, as its last act."""
    layers = [report.as_json() for report in reports]
    ended_at = began.ends_at()
    run = ImportRun.objects.create(
        importer=importer,
        file_name=path.name[:200],
        file_sha256=sha256(path),
        started_at=began.at,
        ended_at=ended_at,
        summary={"layers": layers},
    )
    journal.write(act="territory.imported", about=run, by=by, at=ended_at, importer=importer, **about)
    return run


def assign_beats() -> int:
    """Give every address the beat of the version in force, if there is one."""
    return operations.assign_beats()
