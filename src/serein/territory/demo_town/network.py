"""Streets of the imaginary town: the plan's roads, then cuts that fill the blocks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import polygonize

from serein.territory.demo_town import plan
from serein.territory.demo_town.names import BAR_STREET, POOLS, STATION_SQUARE, Name
from serein.territory.demo_town.plan import Road
from serein.territory.demo_town.shapes import XY, Dice, cuts, lengthened, polygons_of, run_on, smooth

GRID_M = 0.05
RAIL_MARGIN_M = 13.0
CANAL_HALF_WIDTH_M = 13.0
HALF_WIDTHS_M = {
    "primary": 8.0,
    "secondary": 7.0,
    "tertiary": 6.0,
    "residential": 5.2,
    "living_street": 4.4,
    "pedestrian": 4.0,
    "unclassified": 5.0,
    "service": 4.0,
    "track": 2.5,
}


@dataclass(frozen=True)
class Edge:
    """A stretch of a road between two junctions."""

    line: LineString
    road: Road


@dataclass(frozen=True)
class Network:
    roads: list[Road]
    edges: list[Edge]
    faces: list[Polygon]
    canal: LineString
    railway: LineString
    town: Polygon
    villages: list[Polygon]
    estate: Polygon
    france: Polygon
    outline: Polygon


class NamePool:
    """Hand out names, each once; when a pool is empty the next one serves."""

    def __init__(self, dice: Dice) -> None:
        self._left: dict[str, list[Name]] = {
            kind: [pool[i] for i in dice.permutation(len(pool))] for kind, pool in POOLS.items()
        }

    def take(self, kind: str) -> Name:
        for pool in (kind, "town", "village", "country", "centre"):
            if self._left[pool]:
                return self._left[pool].pop()
        raise LookupError("The imaginary commune has more streets than names.")


def build_network(dice: Dice) -> Network:
    """Draw every street."""
    canal, railway = (run_on(smooth(points), plan.commune_outline(), 1500) for points in (plan.CANAL, plan.RAILWAY))
    town, villages = plan.town_outline(), plan.village_outlines(dice)
    estate, france = Polygon(plan.ESTATE), Polygon(plan.FRANCE).difference(plan.commune_outline())
    outline, roads = plan.commune_outline(), plan.skeleton(dice)
    roads.append(Road("station", LineString([(-44, -326), (12, -323), (70, -328)]), "residential", STATION_SQUARE))
    roads += _local_streets(roads, [canal, railway], town, villages, estate, france, dice)
    roads.append(Road("towpath", canal.parallel_offset(19, "left"), "cycleway", Name("", ""), False))
    barriers = [canal, railway, outline.exterior, france.exterior]
    noded = _noded([road.line for road in roads] + barriers)
    faces = sorted(polygonize(noded), key=lambda face: (round(face.centroid.x, 1), round(face.centroid.y, 1)))
    return Network(
        roads, _edges(noded, roads, barriers), faces, canal, railway, town, villages, estate, france, outline
    )


def _noded(lines: list[LineString]) -> list[LineString]:
    merged = shapely.union_all(shapely.set_precision(np.array(lines), GRID_M), grid_size=GRID_M)
    return [part for part in shapely.get_parts(merged) if part.length > GRID_M]


def _local_streets(
    skeleton: list[Road],
    barriers: list[LineString],
    town: Polygon,
    villages: list[Polygon],
    estate: Polygon,
    france: Polygon,
    dice: Dice,
) -> list[Road]:
    limits = [plan.commune_outline().exterior, france.exterior]
    blocks = list(polygonize(_noded([road.line for road in skeleton] + barriers + limits)))
    blocks.sort(key=lambda block: (round(block.centroid.x, 1), round(block.centroid.y, 1)))
    moat = shapely.union_all([barriers[0].buffer(CANAL_HALF_WIDTH_M + 12), barriers[1].buffer(RAIL_MARGIN_M)])
    names, roads = NamePool(dice), []
    keep = {reserve.spot: reserve.size_m2 for reserve in plan.RESERVES}
    quarters = [("town", town, 24_000.0), *(("village", village, 27_000.0) for village in villages)]
    quarters += [("industry", estate, 40_000.0), ("france", france, 30_000.0)]
    for kind, quarter, size in quarters:
        lines = [
            line
            for block in _pieces(blocks, quarter, moat)
            for line in cuts(block, wanted_m2=_size(block, size), dice=dice, keep=keep)
        ]
        roads += _named(lines, kind, names, dice)
    roads += _tracks(blocks, [town, estate, *villages], moat, dice, names)
    return _with_a_street_of_bars(roads)


def _pieces(blocks: list[Polygon], quarter: Polygon, moat: Polygon) -> list[Polygon]:
    pieces = []
    for block in blocks:
        inside = block.intersection(quarter)
        kept = block if inside.area > 0.75 * block.area else inside
        pieces += [part for part in polygons_of(kept.difference(moat)) if part.area > 5_000]
    return pieces


def _size(block: Polygon, size: float) -> float:
    return 10_000.0 if block.distance(Point(0, 0)) < 190 and block.area < 70_000 else size


def _named(lines: list[LineString], kind: str, names: NamePool, dice: Dice) -> list[Road]:
    rank = {"industry": "unclassified", "france": "residential"}.get(kind, "residential")
    roads = []
    for line in lines:
        in_centre = kind == "town" and line.distance(Point(0, 0)) < 215
        pool = "centre" if in_centre else kind
        slow = in_centre and dice.random() < 0.4
        name = names.take(pool)
        roads.append(Road(f"{kind}-{name.fr}", lengthened(line, 1.0), "living_street" if slow else rank, name))
    return roads


def _tracks(blocks: list[Polygon], built: list[Polygon], moat: Polygon, dice: Dice, names: NamePool) -> list[Road]:
    open_land = shapely.union_all([*(area.buffer(60) for area in built), moat])
    fields = [part for block in blocks for part in polygons_of(block.difference(open_land)) if part.area > 150_000]
    lines = [line for field in fields for line in cuts(field, wanted_m2=260_000, dice=dice, keep={})]
    tracks = []
    for number, line in enumerate(line for line in lines if plan.commune_outline().contains(line)):
        is_paved = number % 3 == 0
        name = names.take("country") if is_paved else Name("", "")
        tracks.append(
            Road(f"track-{number}", lengthened(line, 1), "unclassified" if is_paved else "track", name, False)
        )
    return tracks


def _with_a_street_of_bars(roads: list[Road]) -> list[Road]:
    near = [road for road in roads if road.key.startswith("town") and road.line.distance(Point(0, 0)) < 130]
    chosen = max(near, key=lambda road: road.line.length)
    bars = Road("bars", chosen.line, "pedestrian", BAR_STREET)
    return [bars if road is chosen else road for road in roads]


def _edges(noded: list[LineString], roads: list[Road], barriers: list[LineString]) -> list[Edge]:
    parents: list[Road | None] = [*roads, *(None for _ in barriers)]
    tree = shapely.STRtree([*(road.line for road in roads), *barriers])
    edges, ends = [], Counter(end for line in noded for end in (line.coords[0], line.coords[-1]))
    for line in noded:
        parent = parents[int(tree.nearest(line.interpolate(0.5, normalized=True)))]
        if parent is None or (line.length < 2.5 and _hangs(line, ends)):
            continue
        start, end = (parent.line.project(Point(line.coords[i])) for i in (0, -1))
        forward = start <= end or (parent.line.is_ring and start - end > parent.line.length / 2)
        edges.append(Edge(line if forward else shapely.reverse(line), parent))
    return sorted(
        edges, key=lambda edge: (edge.road.key, edge.road.line.project(edge.line.interpolate(0.5, normalized=True)))
    )


def _hangs(line: LineString, ends: Counter[XY]) -> bool:
    return 1 in (ends[line.coords[0]], ends[line.coords[-1]])
