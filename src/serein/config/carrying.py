"""
Carrying a filled SQLite database over to an empty PostgreSQL.

Values go from table to table as they are stored: what is sealed stays sealed, and the journal's chain holds.
All of it is one transaction on the new side; the old file is only read.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone

from serein.config.terminal import Refusal
from serein.kit import journal
from serein.kit.actors import SYSTEM

_CHUNK = 2000
# `migrate` fills these by itself, with numbers of its own.
_FILLED_BY_MIGRATE = ("django_content_type", "auth_permission")
_COLUMNS = """
SELECT column_name, data_type FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position
"""


@dataclass(frozen=True)
class Carried:
    tables: int
    rows: int


@transaction.atomic
def carry_over(file: Path) -> Carried:
    """
    Copy every row of a SQLite database into this installation's PostgreSQL.

    :raises Refusal: if the two do not have the same shape, or the new one is not empty; nothing is written then
    """
    _require_postgresql(file)
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as old:
        old.execute("BEGIN")  # one moment of it, whoever writes meanwhile
        _require_same_migrations(old, file)
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        _require_empty(tables)
        rows = sum(_copy(old, table) for table in sorted(tables))
    _count_on()
    if faults := list(journal.faults()):
        raise Refusal(f"The journal does not hold in {file}: {faults[0].sentence} Nothing was carried over.")
    journal.write(act="journal.carried_over", about="installation", by=SYSTEM, at=timezone.now(), rows=rows)
    return Carried(tables=len(tables), rows=rows)


def _require_postgresql(file: Path) -> None:
    if connection.vendor != "postgresql":
        raise Refusal("DATABASE_URL must name the empty PostgreSQL to carry over to.")
    if not file.is_file():
        raise Refusal(f"There is no file {file}.")


def _require_same_migrations(old: sqlite3.Connection, file: Path) -> None:
    query = "SELECT app, name FROM django_migrations"
    try:
        known = set(old.execute(query))
    except sqlite3.DatabaseError:
        raise Refusal(f"{file} is not a database of Serein.") from None
    with connection.cursor() as cursor:
        if "django_migrations" in connection.introspection.table_names(cursor):
            cursor.execute(query)
            if set(cursor.fetchall()) == known:
                return
    raise Refusal("The two databases are not of the same version: run `./serein manage migrate` on each of them first.")


def _require_empty(tables: list[str]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT EXISTS (SELECT FROM {_quoted(table)})")
            if cursor.fetchone()[0] and table not in _FILLED_BY_MIGRATE:
                raise Refusal(f"The new database is not empty: {table} holds rows. Nothing was carried over.")
        # Keys are only checked at the end of the transaction: the order of the tables does not matter.
        cursor.execute(f"TRUNCATE {', '.join(_quoted(table) for table in _FILLED_BY_MIGRATE)} CASCADE")


def _copy(old: sqlite3.Connection, table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [table])
        kinds = dict(cursor.fetchall())
        names = ", ".join(_quoted(name) for name in kinds)
        copied = 0
        with cursor.copy(f"COPY {_quoted(table)} ({names}) FROM STDIN") as copy:
            for row in _rows(old, f"SELECT {names} FROM {_quoted(table)}"):
                copy.write_row([_told(value, kind) for value, kind in zip(row, kinds.values(), strict=True)])
                copied += 1
        cursor.execute(f"SELECT count(*) FROM {_quoted(table)}")
        if cursor.fetchone()[0] != copied:
            raise Refusal(f"{table} did not arrive whole. Nothing was carried over.")
    return copied


def _rows(old: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    found = old.execute(query)
    while chunk := found.fetchmany(_CHUNK):
        yield from chunk


def _told(value: Any, kind: str) -> Any:
    """Say a value of SQLite in PostgreSQL's words; moments are UTC without saying so."""
    if value is None:
        return None
    if kind == "boolean":
        return bool(value)
    if kind == "interval":
        return timedelta(microseconds=value)
    if kind == "timestamp with time zone":
        return f"{value}+00"
    return value


def _count_on() -> None:
    """Let each counter of keys go on after the last one used."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
