"""The imaginary town's addresses as a BeSt file, and its beats as a street-range table."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from shapely.geometry import Point

from serein.territory.demo_town import plan
from serein.territory.demo_town.frame import to_lambert, to_lon_lat
from serein.territory.demo_town.houses import House
from serein.territory.demo_town.names import COMMUNE, NIS, POSTCODE, capital
from serein.territory.demo_town.network import Network
from serein.territory.demo_town.plan import BeatPlan, Road
from serein.territory.demo_town.shapes import Dice

BEST_COLUMNS = (
    "EPSG:31370_x,EPSG:31370_y,EPSG:4326_lat,EPSG:4326_lon,address_id,box_number,house_number,municipality_id,"
    "municipality_name_de,municipality_name_fr,municipality_name_nl,postcode,postname_fr,postname_nl,street_id,"
    "streetname_de,streetname_fr,streetname_nl,region_code,status"
).split(",")
RANGE_COLUMNS = ("street", "side", "from", "to", "beat", "beat_name_fr", "beat_name_nl")
FIRST_ADDRESS_ID, FIRST_STREET_ID = 9_900_001, 9_800_001


@dataclass(frozen=True)
class Range:
    street: str
    side: str
    start: int
    end: int | None
    beat: BeatPlan


def addressed(houses: list[House], network: Network) -> list[tuple[Road, House]]:
    """List the houses of the commune that have an address, by street and number."""
    pairs = [(house.road, house) for house in houses if house.road is not None]
    inside = [pair for pair in pairs if network.outline.contains(Point(pair[1].spot))]
    return sorted(inside, key=lambda pair: (pair[0].name.fr, pair[0].key, _digits(pair[1]), pair[1].number))


def _digits(house: House) -> int:
    return int("".join(sign for sign in house.number if sign.isdigit()))


def write_best(path: Path, rows: list[tuple[Road, House]], dice: Dice) -> None:
    """Write the addresses in the form that communes download, boxes and retired ones included."""
    spots = np.array([house.spot for _, house in rows])
    lambert, lon_lat = to_lambert(spots).tolist(), to_lon_lat(spots).tolist()
    streets: dict[str, int] = {}
    number = FIRST_ADDRESS_ID
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(BEST_COLUMNS)
        for (road, house), x_y, position in zip(rows, lambert, lon_lat, strict=True):
            street = streets.setdefault(road.name.fr, FIRST_STREET_ID + len(streets))
            status = "retired" if dice.random() < 0.004 and not house.tags else "current"
            for box in ("", *house.boxes):
                place = [f"{x_y[0]:.2f}", f"{x_y[1]:.2f}", f"{position[1]:.7f}", f"{position[0]:.7f}"]
                town = [NIS, "", COMMUNE.fr, COMMUNE.nl, POSTCODE, COMMUNE.fr, COMMUNE.nl]
                names = [street, "", capital(road.name.fr), road.name.nl, "BE-WAL", status]
                writer.writerow([*place, number, box, house.number, *town, *names])
                number += 1


def write_ranges(path: Path, rows: list[tuple[Road, House]]) -> None:
    """Write which house numbers belong to which beat, as police zones publish it."""
    by_street: dict[str, list[House]] = {}
    for road, house in rows:
        by_street.setdefault(capital(road.name.fr), []).append(house)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(RANGE_COLUMNS)
        for street, houses in sorted(by_street.items()):
            for row in _ranges(street, houses):
                name = row.beat.name
                writer.writerow([row.street, row.side, row.start, row.end or "", row.beat.code, name.fr, name.nl])


def _ranges(street: str, houses: list[House]) -> list[Range]:
    beats = [_beat_of(house) for house in houses]
    most = max(plan.BEATS, key=beats.count)
    if beats.count(most) >= 0.85 * len(beats):
        return [Range(street, "both", 1, None, most)]
    sides = [(side, [h for h in houses if _digits(h) % 2 == odd]) for side, odd in (("odd", 1), ("even", 0))]
    return [row for side, members in sides if members for row in _split_side(street, side, members)]


def _beat_of(house: House) -> BeatPlan:
    spot = Point(house.spot)
    if abs(spot.x) < 290 and spot.distance(Point(0, 0)) < 265:
        return plan.BEATS[0]
    return min(plan.BEATS[1:], key=lambda beat: min(spot.distance(Point(other)) for other in beat.spots))


def _split_side(street: str, side: str, houses: list[House]) -> list[Range]:
    """Cut one side where the beat changes; short stretches go with what precedes them."""
    runs: list[tuple[int, BeatPlan]] = []
    for house in sorted(houses, key=_digits):
        beat = _beat_of(house)
        if not runs or (runs[-1][1] is not beat and _digits(house) - runs[-1][0] >= 24):
            runs.append((_digits(house), beat))
    starts = [1 if side == "odd" else 2, *(start for start, _ in runs[1:])]
    ends: list[int | None] = [*(start - 2 for start in starts[1:]), None]
    return [Range(street, side, start, end, run[1]) for start, end, run in zip(starts, ends, runs, strict=True)]
