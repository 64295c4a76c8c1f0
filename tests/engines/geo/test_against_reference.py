"""The same answers as slow methods that nobody doubts."""

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon, box

from serein.engines import geo

SEED = 20_260_619


def even_odd(ring: NDArray[np.float64], x: float, y: float) -> bool:
    """Count the edges that a ray to the east crosses (the textbook rule)."""
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def star(dice: np.random.Generator, x: float, y: float) -> NDArray[np.float64]:
    angles = np.sort(dice.uniform(0, 2 * np.pi, 14))
    radii = dice.uniform(0.2, 0.48, 14)
    return np.column_stack([x + radii * np.cos(angles), y + radii * np.sin(angles)])


def test_areas_are_found_as_by_counting_crossed_edges() -> None:
    dice = np.random.default_rng(SEED)
    rings = [star(dice, column, row) for column in range(4) for row in range(4)]
    index = geo.AreaIndex(list(range(16)), [Polygon(ring) for ring in rings])

    for x, y in dice.uniform(-0.5, 3.5, (2000, 2)):
        slow = next((number for number, ring in enumerate(rings) if even_odd(ring, x, y)), None)
        assert index.find(x, y) == slow


def test_the_area_of_a_point_is_that_of_its_nearest_address() -> None:
    dice = np.random.default_rng(SEED)
    spots = np.column_stack([dice.uniform(3.0, 3.1, 300), dice.uniform(50.7, 50.76, 300)])
    labels = [f"beat {number % 5}" for number in dice.integers(0, 5, 300)]
    areas = geo.voronoi_areas(spots, labels, box(2.99, 50.69, 3.11, 50.77))
    index = geo.AreaIndex(list(areas), list(areas.values()))
    plane = geo.metric_projection(3.05, 50.73)
    metres = plane.to_metres(spots)

    for point in np.column_stack([dice.uniform(3.0, 3.1, 500), dice.uniform(50.7, 50.76, 500)]):
        distances = np.hypot(*(metres - plane.to_metres([point])[0]).T)
        first, second = np.partition(distances, 1)[:2]
        if second - first > 0.5:
            assert index.find(*point) == labels[int(np.argmin(distances))]
