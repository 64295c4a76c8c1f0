"""Street lamps of the imaginary town, on the map and in the register of its network operator."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import Point

from serein.territory.demo_town import plan
from serein.territory.demo_town.frame import to_lon_lat
from serein.territory.demo_town.network import Edge, Network
from serein.territory.demo_town.shapes import XY, Dice

SPACING_M = 52.0
BESIDE_M = 4.5
COLUMNS = ("id", "lat", "lon", "cabin", "type", "state")
BROKEN_SHARE = 0.008


@dataclass(frozen=True)
class DrawnLamp:
    spot: XY
    edge: Edge


def is_lit(network: Network, edge: Edge) -> bool:
    """Tell whether a stretch has light: the old roads are dark between the town and the villages."""
    if not edge.road.is_lit:
        return False
    if edge.road.key not in plan.OLD_ROADS:
        return True
    built = shapely.union_all([network.town, *network.villages, network.estate])
    return bool(built.distance(edge.line.interpolate(0.5, normalized=True)) < 80)


def lamps_of(network: Network) -> list[DrawnLamp]:
    """Stand lamps along every lit street of the commune, in turn on both sides."""
    lamps = []
    for edge in network.edges:
        if not is_lit(network, edge) or not network.outline.covers(edge.line):
            continue
        count = max(round(edge.line.length / SPACING_M), 1)
        for number in range(count):
            at = (number + 0.5) * edge.line.length / count
            lamps.append(DrawnLamp(_beside(edge, at, BESIDE_M if number % 2 else -BESIDE_M), edge))
    return lamps


def _beside(edge: Edge, at: float, side: float) -> XY:
    here, ahead = edge.line.interpolate(at), edge.line.interpolate(at + 0.5)
    length = max(here.distance(ahead), 1e-6)
    return (here.x - (ahead.y - here.y) / length * side, here.y + (ahead.x - here.x) / length * side)


def write_lamps(path: Path, network: Network, dice: Dice) -> None:
    """Write the register as operators hand it out."""
    lamps = lamps_of(network)
    lon_lat = to_lon_lat(np.array([lamp.spot for lamp in lamps])).tolist()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, (lamp, (lon, lat)) in enumerate(zip(lamps, lon_lat, strict=True), start=1):
            kind = "sodium 100 W" if lamp.edge.road.rank in ("primary", "secondary") else "LED 36 W"
            state = "out of order" if dice.random() < BROKEN_SHARE else "in service"
            writer.writerow((f"VS{number:04d}", f"{lat:.7f}", f"{lon:.7f}", _cabin(lamp.spot), kind, state))


def _cabin(spot: XY) -> str:
    return min(plan.CABINS, key=lambda cabin: Point(cabin.spot).distance(Point(spot))).code
