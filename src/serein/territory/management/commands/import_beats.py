from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from serein.kit import clock
from serein.kit.actors import SYSTEM
from serein.territory import operations
from serein.territory.importing.beats import import_beats
from serein.territory.importing.files import WrongFile
from serein.territory.importing.reports import summary


class Command(BaseCommand):
    help = "Import the beats, as GeoJSON outlines or as a street-range table, and put them in force from a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--in-force-from", type=date.fromisoformat, required=True, metavar="DATE", help="for instance 2026-09-01"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        try:
            done = import_beats(path=options["file"], in_force_from=options["in_force_from"], now=now)
        except WrongFile as error:
            raise CommandError(str(error)) from error
        self.stdout.write(summary(done.reports))
        try:
            version = operations.put_beats_in_force(version=done.version, by=SYSTEM, now=now)
        except operations.CoverageIncomplete as error:
            raise CommandError(f"Kept as a draft, not put in force. {error}") from error
        with translation.override("en"):
            self.stdout.write(f"Beats of {version.in_force_from:%Y-%m-%d}: {version.get_state_display()}.")
