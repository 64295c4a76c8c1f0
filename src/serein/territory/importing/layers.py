"""
Bringing a layer of the database to what a file says.

What is known is read and compared in batches before any transaction; what is new or changed waits in a spool
on disk, so that memory stays small; then one transaction writes all of it.
"""

from __future__ import annotations

import pickle
import tempfile
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import numpy as np
from django.db import models

from serein.territory.batching import BATCH, batches
from serein.territory.importing.files import WrongFile
from serein.territory.importing.reports import LayerReport

Known = tuple[Any, ...]
SMALLEST_GUARDED = 50
"""A layer of so few rows may change as a whole."""


class TooMuchVanishes(WrongFile):
    """A file lacks more than a third of a layer: an empty extract does more often than a town does."""


def require_most_stays(
    path: Path,
    layer: str,
    known: models.QuerySet[Any, Any],
    named: AbstractSet[str],
    *,
    shown: Callable[[str], str] = str,
) -> None:
    """
    Refuse a file that lacks more than a third of the keys of a layer.

    :param shown: turns a key of the table into what the file calls it
    :raises TooMuchVanishes: with both counts and the way to let it through
    """
    total = gone = 0
    for key in known.iterator(chunk_size=10_000):
        total += 1
        gone += shown(key) not in named
    if total > SMALLEST_GUARDED and gone * 3 > total:
        raise TooMuchVanishes(
            f"{path.name} lacks {gone:,} of the {total:,} {layer} known from its source: more than a third would "
            "vanish. Nothing was changed. If that is right, repeat with --accept-vanished."
        )


class Spool:
    """Rows waiting on disk, in order."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="serein-import-")  # noqa: SIM115
        self.count = 0

    def put(self, rows: list[Any]) -> None:
        if rows:
            pickle.dump(rows, self._file, protocol=pickle.HIGHEST_PROTOCOL)
            self.count += len(rows)

    def batches(self) -> Iterator[list[Any]]:
        self._file.seek(0)
        while True:
            try:
                yield pickle.load(self._file)
            except EOFError:
                return

    def close(self) -> None:
        self._file.close()

    def __del__(self) -> None:  # a refusal half-way leaves no file open
        self.close()


@dataclass(frozen=True)
class Row:
    """What a file says of one thing."""

    key: str
    values: dict[str, Any]
    natural: str = ""


class LayerUpdate:
    """
    The difference between what a file says and what a table holds.

    :param known: rows of the table that this file speaks of; those it does not name have vanished
    :param adoptable: primary keys of rows from another source, by what they stand for
    """

    def __init__(
        self,
        *,
        known: models.QuerySet[Any],
        key: str,
        fields: Sequence[str],
        report: LayerReport,
        adoptable: Mapping[str, int] | None = None,
    ) -> None:
        self._known, self._key, self._fields, self._report = known, key, list(fields), report
        self._model = known.model
        self._adoptable = dict(adoptable or {})
        self._new, self._changed = Spool(), Spool()
        self._seen = array("q")
        self._taken: set[str] = set()

    def add(self, rows: list[Row]) -> None:
        """Compare a batch with the table."""
        rows = self._without_repeats(rows)
        found = self._model._default_manager.filter(
            **{f"{self._key}__in": [row.key for row in rows]}, **self._source(rows)
        ).values_list(self._key, "pk", "vanished_at", *self._fields)
        by_key: dict[str, Known] = {line[0]: line for line in found}
        new, changed = [], []
        for row in rows:
            line = by_key.get(row.key)
            if line is not None:
                self._seen.append(line[1])
                if line[2] is not None or any(row.values[f] != line[3 + i] for i, f in enumerate(self._fields)):
                    changed.append((line[1], row))
            elif (adopted := self._adoptable.pop(row.natural, None)) is not None:
                self._seen.append(adopted)
                changed.append((adopted, row))
            else:
                new.append(row)
        self._new.put(new)
        self._changed.put(changed)

    def _source(self, rows: list[Row]) -> dict[str, Any]:
        return {"source": rows[0].values["source"]} if rows and "source" in rows[0].values else {}

    def _without_repeats(self, rows: list[Row]) -> list[Row]:
        fresh = []
        for row in rows:
            if row.key in self._taken:
                self._report.refuse("named twice in the file", row.key)
                continue
            self._taken.add(row.key)
            fresh.append(row)
        return fresh

    def write(self, *, now: datetime) -> bool:
        """Write the difference, inside the caller's transaction; tell whether anything changed."""
        manager = self._model._default_manager
        gone = self._gone()
        for rows in self._new.batches():
            manager.bulk_create([self._model(**{self._key: row.key}, **row.values) for row in rows], batch_size=BATCH)
        for pairs in self._changed.batches():
            things = [self._model(pk=pk, **{self._key: row.key}, **row.values, vanished_at=None) for pk, row in pairs]
            names = [name.removesuffix("_id") for name in self._fields]
            manager.bulk_update(things, [*dict.fromkeys([*names, self._key]), "vanished_at"], batch_size=250)
        self._report.new += self._new.count
        self._report.changed += self._changed.count
        for keys in batches(gone):
            manager.filter(pk__in=keys).update(vanished_at=now)
        self._report.vanished += len(gone)
        self._new.close()
        self._changed.close()
        return bool(self._report.new or self._report.changed or gone)

    def _gone(self) -> list[int]:
        present = np.fromiter(
            self._known.filter(vanished_at=None).values_list("pk", flat=True).iterator(chunk_size=10_000),
            dtype=np.int64,
        )
        missing = present[~np.isin(present, np.frombuffer(self._seen, dtype=np.int64))] if len(self._seen) else present
        return [int(pk) for pk in missing]
