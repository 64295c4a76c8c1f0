from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from serein.kit import clock
from serein.kit.actors import SYSTEM
from serein.streets.operations.networks import import_lamps
from serein.territory.importing.files import WrongFile


class Command(BaseCommand):
    help = "Import the register of street lamps: a CSV with id, lat, lon, cabin, type, state."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = import_lamps(path=options["file"], by=SYSTEM, now=clock.now())
        except WrongFile as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count:,} lamps are kept.")
