"""Dumping a database and putting one back, on SQLite and on PostgreSQL."""

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from serein.config import throwaway_postgresql
from serein.config.terminal import Refusal, say


@dataclass(frozen=True)
class Facts:
    migrations: list[str]
    journal_number: int


def engine() -> str:
    return str(connection.vendor)


def dump_name() -> str:
    return {"sqlite": "database.sqlite3", "postgresql": "database.dump"}[engine()]


def dump(file: Path) -> Facts:
    """Write the database, as it stands at one moment, while others go on writing."""
    if engine() == "sqlite":
        _dump_sqlite(file)
    else:
        _dump_postgresql(file)
    return _facts()


@contextmanager
def replaced_by(dumped: Path, *, keep_old: bool) -> Iterator[None]:
    """
    Put a dump in the place of the database. What is done inside is done on the new one; if that fails, the
    old database stands again, else it goes (or stays aside, if `keep_old`).
    """
    put_back = _replaced_sqlite if engine() == "sqlite" else _replaced_postgresql
    with put_back(dumped, keep_old=keep_old):
        yield


def _facts() -> Facts:
    from serein.kit.models import JournalHead

    recorder = MigrationRecorder(connection)
    head = JournalHead.objects.filter(pk=1).first()
    return Facts(
        migrations=sorted(f"{app}.{name}" for app, name in recorder.applied_migrations()),
        journal_number=head.number if head else 0,
    )


def _dump_sqlite(file: Path) -> None:
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as source, closing(sqlite3.connect(file)) as copy:
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as failed:
            raise Refusal(f"The database could not be copied to {file.parent}: {failed}.") from None


@contextmanager
def _replaced_sqlite(dumped: Path, *, keep_old: bool) -> Iterator[None]:
    with closing(sqlite3.connect(f"file:{dumped}?mode=ro", uri=True)) as new:
        if (found := new.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise Refusal(f"The database in the backup is damaged ({found}); nothing was changed.")
    standing = Path(connection.settings_dict["NAME"])
    aside = standing.with_name(f"{standing.name}.before-restore")
    connections.close_all()
    _move_sqlite(standing, aside)
    try:
        shutil.move(dumped, standing)
        yield
    except BaseException:
        connections.close_all()
        _move_sqlite(aside, standing)
        raise
    if keep_old and aside.exists():
        say(f"The old database stays aside in {aside}.")
    else:
        _remove_sqlite(aside)


def _move_sqlite(here: Path, there: Path) -> None:
    """Move a database with its write-ahead log; what stood there goes."""
    _remove_sqlite(there)
    for ending in ("", "-wal", "-shm"):
        if (part := here.with_name(here.name + ending)).exists():
            part.replace(there.with_name(there.name + ending))


def _remove_sqlite(file: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def _dump_postgresql(file: Path) -> None:
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(file), _name())


@contextmanager
def _replaced_postgresql(dumped: Path, *, keep_old: bool) -> Iterator[None]:
    standing, mark = _name(), secrets.token_hex(4)
    new, aside = f"{standing}_new_{mark}", f"{standing}_before_restore"
    _run("createdb", "--template=template0", "--encoding=UTF8", new)
    try:
        _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--dbname", new, str(dumped))
        connections.close_all()
        _run("dropdb", "--if-exists", aside)
        _rename(standing, aside)
    except BaseException:
        _run("dropdb", "--if-exists", new)
        raise
    try:
        _rename(new, standing)
    except BaseException:
        _rename(aside, standing)
        raise
    try:
        yield
    except BaseException:
        connections.close_all()
        _rename(standing, new)
        _rename(aside, standing)
        _run("dropdb", "--if-exists", new)
        raise
    connections.close_all()
    if keep_old:
        say(f"The old database stays aside under the name {aside}.")
    else:
        _run("dropdb", aside)


def _rename(old: str, new: str) -> None:
    _run(
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--dbname",
        "postgres",
        "--command",
        f'ALTER DATABASE "{old}" RENAME TO "{new}"',
    )


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *words: str) -> None:
    """
    Run one of PostgreSQL's programs against this installation's server.

    :raises Refusal: with its own last word
    """
    folder = throwaway_postgresql.find_programs()
    found = str(folder / program) if folder and (folder / program).exists() else shutil.which(program)
    if found is None:
        raise Refusal(f"{program} is not installed here; on Debian run: apt-get install -y postgresql-client")
    done = subprocess.run([found, *words], env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        raise Refusal(f"{program} refused: {lines[-1] if lines else 'it gave no reason'}")


def _environment() -> dict[str, str]:
    told: dict[str, Any] = connection.settings_dict
    known = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    options = told.get("OPTIONS", {})
    secured = {f"PG{name.upper()}": str(options[name]) for name in ("sslmode", "sslrootcert") if name in options}
    return os.environ | secured | {name: str(told[key]) for name, key in known.items() if told.get(key)}
