from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from serein.kit import clock
from serein.kit.actors import SYSTEM
from serein.streets.operations.networks import import_streets
from serein.streets.queries.network import warm_up
from serein.territory.importing.files import WrongFile


class Command(BaseCommand):
    help = "Import the street network from an OpenStreetMap file and put it in force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.osm.pbf")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            version = import_streets(path=options["file"], by=SYSTEM, now=clock.now())
        except WrongFile as error:
            raise CommandError(str(error)) from error
        warm_up()
        self.stdout.write(f"{version.edges:,} stretches of street between {version.nodes:,} junctions are in force.")
