"""An imaginary bilingual commune on the French border, drawn from a seed and written in real formats."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from shapely.geometry import Polygon

from serein.engines.geo import write_area
from serein.territory.demo_town.address_files import addressed, write_best, write_ranges
from serein.territory.demo_town.countryside import land_use
from serein.territory.demo_town.frame import to_lon_lat
from serein.territory.demo_town.houses import build_houses
from serein.territory.demo_town.lamps import write_lamps
from serein.territory.demo_town.names import COMMUNE, NIS
from serein.territory.demo_town.network import Network, build_network
from serein.territory.demo_town.osm_file import write_osm

SEED = 7


@dataclass(frozen=True)
class DemoTown:
    """The files of the imaginary commune."""

    osm: Path
    best: Path
    ranges: Path
    boundary: Path
    lamps: Path


def write_demo_town(folder: Path, *, seed: int = SEED) -> DemoTown:
    """
    Write the imaginary commune into a folder; the same seed gives the same files.

    It costs about two seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    town = DemoTown(
        folder / "valserein.osm.pbf",
        folder / "openaddress-valserein.csv",
        folder / "beats-valserein.csv",
        folder / "boundary-valserein.geojson",
        folder / "lamps-valserein.csv",
    )
    dice = np.random.default_rng(seed)
    network = build_network(dice)
    built = build_houses(network, dice)
    write_osm(town.osm, network, built, land_use(network, built, dice))
    rows = addressed(built.houses, network)
    write_best(town.best, rows, dice)
    write_ranges(town.ranges, rows)
    _write_boundary(town.boundary, network)
    write_lamps(town.lamps, network, np.random.default_rng((seed, len("lamps"))))
    return town


def _write_boundary(path: Path, network: Network) -> None:
    outline = Polygon(to_lon_lat(np.array(network.outline.exterior.coords)))
    properties = {"nis": NIS, "name_fr": COMMUNE.fr, "name_nl": COMMUNE.nl, "languages": ["fr", "nl"]}
    feature = {"type": "Feature", "properties": properties, "geometry": write_area(outline)}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
