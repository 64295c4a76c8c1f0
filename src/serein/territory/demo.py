"""The imaginary commune, written in real formats and read back by the same importers as any commune."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from serein.kit import paths
from serein.kit.actors import SYSTEM
from serein.territory import memory, operations
from serein.territory.demo_town import write_demo_town
from serein.territory.importing.beats import import_beats
from serein.territory.importing.best import import_best
from serein.territory.importing.osm import import_osm
from serein.territory.models import Commune


def build(*, now: datetime, folder: Path | None = None, with_map: bool = True) -> None:
    """Draw the town and import it; its beats are in force since the first of the month."""
    town = write_demo_town(folder or paths.var() / "demo-town")
    import_osm(path=town.osm, now=now, boundary=town.boundary, with_map=with_map)
    Commune.objects.filter(is_home=True).update(is_fictive=True)
    memory.changed("communes")
    import_best(paths=[town.best], now=now)
    beats = import_beats(path=town.ranges, in_force_from=now.date().replace(day=1), now=now)
    operations.put_beats_in_force(version=beats.version, by=SYSTEM, now=now)
