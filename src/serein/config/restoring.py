"""Putting a backup back: what must hold before, and what is written after."""

import shutil
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from serein.config import backup, databases
from serein.config.terminal import Refusal, say
from serein.kit import journal, keyring, paths, resealing
from serein.kit.actors import SYSTEM
from serein.kit.models import JournalHead


def restore(file: Path, *, keep_old: bool = False) -> backup.Manifest:
    """
    Put a backup in the place of this installation's database, media and maps.

    :raises Refusal: if it does not fit here; then nothing was changed
    """
    with backup.opened(file) as (manifest, folder):
        _require_fit(manifest)
        with databases.replaced_by(folder / databases.dump_name(), keep_old=keep_old):
            call_command("migrate", interactive=False, verbosity=0)
            _require_keys()
            _put_back_files(folder)
            _journal(manifest)
            _erase_again()
    return manifest


def list_unreadable() -> list[str]:
    """Say, a sentence a field, what this machine's keys do not open."""
    counts = resealing.count_unreadable()
    if not counts:
        return ["Every sealed value can be read with the keys that are here."]
    head = f"{sum(counts.values())} sealed values stay unreadable: their keys are not in {paths.keys()}."
    return [head, *(f"  {field}: {count}" for field, count in sorted(counts.items()))]


def _require_fit(manifest: backup.Manifest) -> None:
    if manifest.engine != databases.engine():
        raise Refusal(
            f"The backup is of a {manifest.engine} database and this installation uses {databases.engine()}: "
            "point DATABASE_URL to the same kind; nothing was changed."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise Refusal(f"The backup was made by a newer Serein ({unknown[0]} is unknown here); nothing was changed.")


def _require_keys() -> None:
    if not keyring.exists():
        keyring.add_key()
        say(f"No key ring was here, so a new one was made in {paths.keys()}; if you saved the old one, put it there")
        say("and restore again: the journal and all sealed values need it.")


def _put_back_files(folder: Path) -> None:
    for name in backup.FOLDERS:
        standing, aside, new = paths.var() / name, paths.var() / f".{name}.old", folder / name
        shutil.rmtree(aside, ignore_errors=True)
        if standing.exists():
            standing.replace(aside)
        if new.exists():
            shutil.move(new, standing)
        shutil.rmtree(aside, ignore_errors=True)


def _journal(manifest: backup.Manifest) -> None:
    """Tell in the chain that time was turned back, and which end of it was known outside before."""
    known_number, known_mac = journal.outside_head()
    journal.forget_outside()
    with transaction.atomic():
        journal.write(
            act="journal.restored",
            about="installation",
            by=SYSTEM,
            at=timezone.now(),
            backup_written_at=manifest.written_at,
            backup_number=_last_number(),
            known_number=known_number,
            known_mac=known_mac,
        )
    connection.close()


def _erase_again() -> None:
    """Let the backup not bring back what was erased since it was written."""
    from serein.enquiries import operations

    if count := operations.erase_again(now=timezone.now()):
        say(f"{count} requests that were erased since this backup was written were erased again.")
    connection.close()


def _last_number() -> int:
    head = JournalHead.objects.filter(pk=1).first()
    return head.number if head else 0
