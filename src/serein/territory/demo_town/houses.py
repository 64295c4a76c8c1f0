"""Houses along the streets of the imaginary town, terraced in the centre and looser outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from serein.territory.demo_town import plan
from serein.territory.demo_town.landmarks import LANDMARKS, Landmark
from serein.territory.demo_town.network import CANAL_HALF_WIDTH_M, HALF_WIDTHS_M, RAIL_MARGIN_M, Edge, Network
from serein.territory.demo_town.plan import Reserve, Road
from serein.territory.demo_town.shapes import XY, Dice, polygons_of, rectangle


@dataclass(frozen=True)
class Style:
    """How houses stand along a street."""

    width_m: tuple[float, float]
    depth_m: tuple[float, float]
    setback_m: tuple[float, float]
    row: tuple[int, int]
    gap_m: tuple[float, float]


CENTRE = Style((5.8, 9.0), (9, 14), (0, 0.3), (6, 16), (0, 9))
TERRACE = Style((6.0, 8.0), (8.5, 11.5), (0.5, 1.5), (3, 9), (7, 30))
SEMI = Style((7, 10), (9, 12), (4, 7), (1, 3), (9, 26))
VILLA = Style((10, 15), (9, 13), (7, 12), (1, 1), (16, 40))
RIBBON = Style((8, 13), (9, 13), (6, 11), (1, 2), (24, 80))
FARM = Style((18, 34), (9, 13), (14, 30), (1, 1), (180, 520))
WORKS = Style((34, 82), (32, 74), (12, 22), (1, 1), (16, 60))


@dataclass(frozen=True)
class House:
    """A building; with a road and a number it is an address."""

    shape: Polygon
    road: Road | None
    chainage_m: float = 0.0
    is_left: bool = False
    number: str = ""
    boxes: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def spot(self) -> XY:
        point = self.shape.representative_point()
        return (point.x, point.y)


@dataclass(frozen=True)
class KeptGround:
    """Ground that stays whole for a park, a school or a stadium."""

    reserve: Reserve
    shape: Polygon


@dataclass(frozen=True)
class Block:
    """A face of the network: what may be built on, and what of it is kept whole."""

    face: Polygon
    ground: Polygon
    kept: KeptGround | None

    def room_for_houses(self) -> Polygon:
        if self.kept is None or self.kept.reserve.use in ("school", "hospital"):
            return self.ground
        rest = polygons_of(self.ground.difference(self.kept.shape.buffer(4)))
        return max(rest, key=lambda part: part.area, default=Polygon())


@dataclass(frozen=True)
class Built:
    blocks: list[Block]
    houses: list[House]
    landmarks: list[tuple[Landmark, House]]


class Plot:
    """The buildings already standing on a block."""

    def __init__(self, ground: Polygon) -> None:
        self.ground = ground
        self.standing: list[Polygon] = []
        shapely.prepare(ground)

    def narrow_to(self, ground: Polygon) -> None:
        self.ground = ground
        shapely.prepare(ground)

    def takes(self, building: Polygon) -> bool:
        slim = building.buffer(-0.2)
        if not self.ground.contains(building.buffer(-0.05)):
            return False
        return not (self.standing and bool(shapely.intersects(self.standing, slim).any()))


def build_houses(network: Network, dice: Dice) -> Built:
    """Put up every building of the town and number the houses."""
    sides = _edges_by_side(network)
    blocks = _blocks(network)
    houses: list[House] = []
    landmarks: list[tuple[Landmark, House]] = []
    waiting = list(LANDMARKS)
    for number, block in enumerate(blocks):
        plot = Plot(block.ground)
        edges = sides.get(number, [])
        here = [landmark for landmark in waiting if block.face.contains(Point(landmark.spot))]
        waiting = [landmark for landmark in waiting if landmark not in here]
        for landmark in here:
            house = _landmark_house(landmark, edges, plot)
            landmarks.append((landmark, house))
        houses += [house for _, house in landmarks[len(landmarks) - len(here) :]]
        plot.narrow_to(block.room_for_houses())
        houses += _row_houses(edges, plot, network, dice)
    if waiting:
        raise ValueError(f"No block holds {waiting[0].name.fr}; its spot lies on no street's side.")
    numbered = _numbered(houses, dice)
    return Built(blocks, numbered, [(landmark, _same(house, numbered)) for landmark, house in landmarks])


def _same(house: House, numbered: list[House]) -> House:
    return next(other for other in numbered if other.shape is house.shape)


def _blocks(network: Network) -> list[Block]:
    taken = shapely.union_all([network.canal.buffer(CANAL_HALF_WIDTH_M + 3), network.railway.buffer(RAIL_MARGIN_M - 2)])
    roads = [edge.line.buffer(HALF_WIDTHS_M.get(edge.road.rank, 2.5), cap_style="flat") for edge in network.edges]
    tree = shapely.STRtree(roads)
    blocks = []
    for face in network.faces:
        near = shapely.union_all([roads[i] for i in tree.query(face)] + [taken])
        ground = polygons_of(face.difference(near))
        reserve = next((r for r in plan.RESERVES if face.contains(Point(r.spot))), None)
        spot = Point(reserve.spot) if reserve is not None else face.representative_point()
        largest = max(
            ground, key=lambda part: (reserve is not None and part.contains(spot), part.area), default=Polygon()
        )
        kept = KeptGround(reserve, _kept(reserve, largest)) if reserve is not None else None
        blocks.append(Block(face, largest, kept))
    return blocks


def _kept(reserve: Reserve, ground: Polygon) -> Polygon:
    if ground.area < 1.8 * reserve.size_m2:
        return ground
    around = Point(reserve.spot).buffer(np.sqrt(reserve.size_m2) * 0.62, quad_segs=2)
    return max(polygons_of(ground.intersection(around)), key=lambda part: part.area, default=ground)


def _edges_by_side(network: Network) -> dict[int, list[Edge]]:
    """List for each face the edges that have it on their left, turned so if needed."""
    tree = shapely.STRtree(network.faces)
    sides: dict[int, list[Edge]] = {}
    for edge in network.edges:
        if edge.road.rank in ("track", "cycleway"):
            continue
        for line in (edge.line, shapely.reverse(edge.line)):
            middle, ahead = (line.interpolate(0.5 * line.length + step) for step in (0, 0.5))
            left = Point(middle.x - (ahead.y - middle.y), middle.y + (ahead.x - middle.x))
            for number in tree.query(left, predicate="within"):
                sides.setdefault(int(number), []).append(Edge(line, edge.road))
    return sides


def _style(spot: Point, edge: Edge, network: Network) -> Style:
    distance = spot.distance(Point(0, 0))
    if network.estate.covers(spot):
        return WORKS
    if network.france.covers(spot) or (edge.road.key == "border" and network.town.distance(spot) < 40):
        return TERRACE
    if network.town.covers(spot):
        if distance < 240:
            return CENTRE
        return TERRACE if distance < 400 or spot.y < -690 else SEMI if spot.y > -560 else VILLA
    if any(village.covers(spot) for village in network.villages):
        core = min(spot.distance(Point(centre)) for _, centre, _, _ in plan.VILLAGES)
        return TERRACE if core < 90 else SEMI if core < 150 else VILLA
    built = min(area.distance(spot) for area in (network.town, *network.villages))
    return RIBBON if built < 260 else FARM


def _row_houses(edges: list[Edge], plot: Plot, network: Network, dice: Dice) -> Iterator[House]:
    for edge in edges:
        if not edge.road.name.fr:
            continue
        style = _style(edge.line.interpolate(0.5, normalized=True), edge, network)
        if edge.road.rank == "primary" and style is SEMI:
            style = TERRACE
        for shape, middle in _frontage(edge.line, HALF_WIDTHS_M[edge.road.rank], style, plot, dice):
            yield _house(shape, middle, edge)


def _house(shape: Polygon, middle: Point, edge: Edge, tags: dict[str, str] | None = None) -> House:
    at = edge.road.line.project(middle)
    ahead = edge.road.line.interpolate(min(at + 1, edge.road.line.length))
    back = edge.road.line.interpolate(max(at - 1, 0))
    centre = shape.centroid
    turn = (ahead.x - back.x) * (centre.y - back.y) - (ahead.y - back.y) * (centre.x - back.x)
    return House(shape, edge.road, at, turn > 0, tags=tags or {})


def _frontage(
    line: LineString, half_width: float, style: Style, plot: Plot, dice: Dice
) -> Iterator[tuple[Polygon, Point]]:
    at = half_width + dice.uniform(0, 4)
    while at < line.length - half_width:
        setback, depth = dice.uniform(*style.setback_m), dice.uniform(*style.depth_m)
        for _ in range(int(dice.integers(style.row[0], style.row[1] + 1))):
            width = dice.uniform(*style.width_m)
            shape = _along(line, at, width, half_width + setback, depth + dice.uniform(-1.2, 1.2))
            if shape is not None and plot.takes(shape):
                plot.standing.append(shape)
                yield shape, line.interpolate(at + width / 2)
                at += width
            else:
                at += 2.5
            if at > line.length - half_width:
                break
        at += dice.uniform(*style.gap_m)


def _along(line: LineString, at: float, width: float, away: float, depth: float) -> Polygon | None:
    if at + width > line.length:
        return None
    start, end = line.interpolate(at), line.interpolate(at + width)
    chord = np.hypot(end.x - start.x, end.y - start.y)
    if chord < width * 0.9:
        return None
    direction = ((end.x - start.x) / chord, (end.y - start.y) / chord)
    base = (start.x - direction[1] * away, start.y + direction[0] * away)
    return rectangle(base, direction, float(chord), depth)


def _landmark_house(landmark: Landmark, edges: list[Edge], plot: Plot) -> House:
    """Stand a landmark beside the nearest street of its block, where there is room."""
    spot = Point(landmark.spot)
    for edge in sorted((e for e in edges if e.road.name.fr), key=lambda e: e.line.distance(spot)):
        line, want = edge.line, edge.line.project(spot) - landmark.width_m / 2
        for offset in sorted(np.arange(0, max(line.length - landmark.width_m, 1), 3.0), key=lambda s: abs(s - want)):
            away = HALF_WIDTHS_M[edge.road.rank] + landmark.setback_m
            shape = _along(line, float(offset), landmark.width_m, away, landmark.depth_m)
            if shape is not None and plot.takes(shape):
                plot.standing.append(shape)
                house = _house(shape, line.interpolate(float(offset) + landmark.width_m / 2), edge, landmark.tags)
                return replace(house, road=None) if landmark.tags.get("amenity") == "parking" else house
    raise ValueError(f"No room for {landmark.name.fr} near {landmark.spot}.")


def _numbered(houses: list[House], dice: Dice) -> list[House]:
    """Number each side of each street away from its start; some numbers are skipped or shared."""
    by_side: dict[tuple[str, bool], list[House]] = {}
    for house in houses:
        if house.road is not None:
            by_side.setdefault((house.road.key, house.is_left), []).append(house)
    numbered = {}
    for (_, is_left), row in sorted(by_side.items()):
        number, last = (1 if is_left else 2), 0
        for house in sorted(row, key=lambda h: h.chainage_m):
            has_letter = last > 0 and dice.random() < 0.02
            text = f"{last}{'ABC'[int(dice.integers(0, 2))]}" if has_letter else str(number)
            if not has_letter:
                last = number
                number += 2 if dice.random() < 0.94 else 4
            numbered[id(house)] = replace(house, number=text, boxes=_boxes(house, dice))
    unique: dict[tuple[str, str], House] = {}
    for house in houses:
        done = numbered.get(id(house), house)
        key = (done.road.key if done.road else str(id(done)), done.number)
        unique.setdefault(key, done)
    return list(unique.values())


def _boxes(house: House, dice: Dice) -> tuple[str, ...]:
    if house.tags or house.spot[0] ** 2 + house.spot[1] ** 2 > 600**2 or dice.random() > 0.035:
        return ()
    count = int(dice.integers(2, 9))
    style = int(dice.integers(0, 3))
    return tuple([str(n), f"{n:04d}", f"{'ABCDEFGHI'[n]}{n}"][style] for n in range(1, count + 1))
