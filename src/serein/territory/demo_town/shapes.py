"""Curves and cuts in a plane in metres."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import split

XY = tuple[float, float]
Dice = np.random.Generator


def smooth(points: Sequence[XY], *, closed: bool = False, step_m: float = 22) -> LineString:
    """Draw a Catmull-Rom curve through the points."""
    given = np.array(points, dtype=float)
    if closed:
        guides = np.vstack([given[-1], given, given[0], given[1]])
    else:
        guides = np.vstack([2 * given[0] - given[1], given, 2 * given[-1] - given[-2]])
    pieces = [_bend(*guides[i : i + 4], step_m=step_m) for i in range(len(guides) - 3)]
    return LineString(np.vstack([*pieces, guides[-2]]))


def _bend(
    p0: NDArray[np.float64],
    p1: NDArray[np.float64],
    p2: NDArray[np.float64],
    p3: NDArray[np.float64],
    *,
    step_m: float,
) -> NDArray[np.float64]:
    count = max(2, int(np.hypot(*(p2 - p1)) / step_m))
    t = np.linspace(0, 1, count, endpoint=False)[:, None]
    return np.asarray(
        0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
    )


def jitter(points: Sequence[XY], dice: Dice, amount_m: float) -> list[XY]:
    """Move every point but the ends a little."""
    moved = [(x + dice.uniform(-amount_m, amount_m), y + dice.uniform(-amount_m, amount_m)) for x, y in points]
    return [points[0], *moved[1:-1], points[-1]]


def blob(centre: XY, radius_m: float, dice: Dice, *, stretch: float = 1.0) -> Polygon:
    """Draw an irregular round outline."""
    angles = np.linspace(0, 2 * np.pi, 11, endpoint=False)
    radii = radius_m * dice.uniform(0.8, 1.15, len(angles))
    points = [
        (centre[0] + stretch * r * np.cos(a), centre[1] + r * np.sin(a)) for a, r in zip(angles, radii, strict=True)
    ]
    return Polygon(smooth(points, closed=True))


def rectangle(base: XY, direction: XY, width_m: float, depth_m: float) -> Polygon:
    """Draw a rectangle that starts at `base`, along `direction`, deep to its left."""
    along, left = np.array(direction), np.array((-direction[1], direction[0]))
    corner = np.array(base)
    return Polygon(
        [corner, corner + along * width_m, corner + along * width_m + left * depth_m, corner + left * depth_m]
    )


def polygons_of(area: shapely.Geometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(area) if isinstance(part, Polygon) and part.area > 1]


def cuts(area: Polygon, *, wanted_m2: float, dice: Dice, keep: dict[XY, float]) -> Iterator[LineString]:
    """
    Cut an area across its longer side again and again, as a town grows.

    :param keep: spots whose piece may stay as large as said (a park, a stadium)
    """
    allowed = max([wanted_m2, *(size for spot, size in keep.items() if area.covers(Point(spot)))])
    if area.area < allowed * dice.uniform(0.95, 1.5):
        return
    line = _across(area, dice)
    parts = polygons_of(split(area, line))
    if len(parts) < 2 or min(part.area for part in parts) < wanted_m2 * 0.22:
        return
    yield from (piece for piece in shapely.get_parts(line.intersection(area)) if piece.length > 25)
    for part in parts:
        yield from cuts(part, wanted_m2=wanted_m2, dice=dice, keep=keep)


def pieces(area: Polygon, *, wanted_m2: float, dice: Dice) -> Iterator[Polygon]:
    """Cut an area into plots of about the size wanted."""
    if area.area < wanted_m2 * dice.uniform(0.9, 1.9):
        yield area
        return
    for part in polygons_of(split(area, _across(area, dice))):
        if part.area < area.area * 0.98:
            yield from pieces(part, wanted_m2=wanted_m2, dice=dice)


def _across(area: Polygon, dice: Dice) -> LineString:
    corners = np.array(area.minimum_rotated_rectangle.exterior.coords)[:4]
    one, other = corners[1] - corners[0], corners[2] - corners[1]
    long, short = (one, other) if np.hypot(*one) >= np.hypot(*other) else (other, one)
    origin = corners[0] if long is one else corners[1]
    middle = origin + long * dice.uniform(0.41, 0.59) + (short if long is one else short * -1) * 0.5
    turn = dice.normal(0, 0.13)
    across = np.array(
        [short[0] * np.cos(turn) - short[1] * np.sin(turn), short[0] * np.sin(turn) + short[1] * np.cos(turn)]
    )
    bow = long / np.hypot(*long) * np.hypot(*short) * dice.normal(0, 0.035)
    ends = [middle - across * 0.85, middle - across * 0.3 + bow, middle + across * 0.3 + bow, middle + across * 0.85]
    return smooth([(float(x), float(y)) for x, y in ends], step_m=30)


def run_on(line: LineString, inside: Polygon, by_m: float) -> LineString:
    """Let the ends of a line that leave an area run on, bending a little."""
    points = [np.array(point) for point in line.coords]
    for is_head in (True, False):
        end, before = (points[0], points[3]) if is_head else (points[-1], points[-4])
        if inside.contains(Point(end)):
            continue
        ahead = (end - before) / np.hypot(*(end - before))
        bend = np.array((-ahead[1], ahead[0])) * by_m * 0.06
        more = [end + ahead * by_m * share + bend * share**2 for share in (0.25, 0.5, 0.75, 1.0)]
        points = [*reversed(more), *points] if is_head else [*points, *more]
    return LineString(points)


def lengthened(line: LineString, by_m: float) -> LineString:
    """Make a line a little longer at both ends, so that it meets what it was cut from."""
    points = np.array(line.coords)
    head, tail = points[0] - points[1], points[-1] - points[-2]
    return LineString(
        [points[0] + head / np.hypot(*head) * by_m, *points[1:-1], points[-1] + tail / np.hypot(*tail) * by_m]
    )
