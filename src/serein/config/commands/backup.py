"""`./serein backup FILE`: database, media and maps in one file; never a key."""

import argparse
from pathlib import Path


def run(arguments: list[str]) -> int:
    import django

    django.setup()
    from django.utils import timezone

    from serein.config import backup
    from serein.config.terminal import say, step
    from serein.kit import paths

    file = _read(arguments).file.resolve()
    with step(f"Backing up to {file}"):
        manifest = backup.write(file, now=timezone.now())
    megabytes = sum(part.size for part in manifest.parts) / 2**20
    say(f"{len(manifest.parts)} parts, {megabytes:.1f} MB, {manifest.journal_number} journal entries.")
    say(f"The keys in {paths.keys()} are not inside: save them elsewhere, or what they seal is lost with this machine.")
    return 0


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./serein backup", description="Write database, media and maps to a file.")
    parser.add_argument("file", type=Path)
    return parser.parse_args(arguments)
