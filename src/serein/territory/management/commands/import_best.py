from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from serein.kit import clock
from serein.territory.importing.best import import_best
from serein.territory.importing.files import WrongFile
from serein.territory.importing.reports import summary


class Command(BaseCommand):
    help = "Import streets and addresses from BeSt files: openaddress-be*.csv, or the full addresses and streets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="plain, .gz or .zip")
        parser.add_argument("--commune", action="append", default=[], metavar="NIS", help="only this one; repeatable")
        parser.add_argument(
            "--accept-vanished", action="store_true", help="even if more than a third of what is known would vanish"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = import_best(
                paths=options["files"],
                now=clock.now(),
                nis=options["commune"],
                accepts_vanished=options["accept_vanished"],
            )
        except WrongFile as error:
            raise CommandError(str(error)) from error
        self.stdout.write(summary(done.reports))
