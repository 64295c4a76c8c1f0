from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from serein.kit import clock
from serein.kit.actors import SYSTEM
from serein.kit.tables import WrongTable
from serein.plan.operations.programme import import_programme


class Command(BaseCommand):
    help = "Import the commitments of a programme and their promises (CSV: commitment, promise, texts, owner)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = import_programme(raw=options["file"].read_bytes(), by=SYSTEM, now=clock.now())
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}.") from error
        except WrongTable as error:
            raise CommandError("\n".join(error.sentences)) from error
        self.stdout.write(
            f"{done.commitments} commitments and {done.promises} promises; "
            f"{done.vanished} known before are not in this file and stay."
        )
