from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from serein.kit import clock
from serein.territory.importing.base_map import MapNotMade
from serein.territory.importing.files import WrongFile
from serein.territory.importing.osm import import_osm
from serein.territory.importing.reports import summary


class Command(BaseCommand):
    help = "Import places, streets, addresses and the base map from an OpenStreetMap file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.osm.pbf")
        parser.add_argument("--boundary", type=Path, metavar="FILE.geojson", help="outline of the commune")
        parser.add_argument("--commune", metavar="NIS", help="NIS code of the commune, in the boundary file or the map")
        parser.add_argument(
            "--accept-vanished", action="store_true", help="even if more than a third of what is known would vanish"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = import_osm(
                path=options["file"],
                now=clock.now(),
                boundary=options["boundary"],
                nis=options["commune"],
                accepts_vanished=options["accept_vanished"],
            )
        except (WrongFile, MapNotMade) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(summary(done.reports))
