"""What must hold for every input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from serein.engines import geo

BOUNDARY = box(3.0, 50.7, 3.1, 50.76)
inside = st.tuples(st.floats(3.001, 3.099), st.floats(50.701, 50.759))
labelled = st.lists(st.tuples(inside, st.sampled_from("abcd")), min_size=1, max_size=40)


@given(st.floats(2.4, 6.4), st.floats(49.5, 51.6))
def test_to_metres_and_back_is_the_same_point(lon: float, lat: float) -> None:
    plane = geo.metric_projection(lon, lat)

    assert plane.to_lon_lat(plane.to_metres([[lon, lat]]))[0] == pytest.approx([lon, lat], abs=1e-8)


@given(st.floats(-180, 180), st.floats(-80, 84))
def test_every_point_between_the_polar_circles_has_a_plane(lon: float, lat: float) -> None:
    plane = geo.metric_projection(lon, lat)

    assert np.isfinite(plane.to_metres([[lon, lat]])).all()


@settings(deadline=None)
@given(labelled)
def test_areas_fill_the_boundary_without_overlap(points: list[tuple[tuple[float, float], str]]) -> None:
    areas = geo.voronoi_areas([spot for spot, _ in points], [label for _, label in points], BOUNDARY)

    assert sum(area.area for area in areas.values()) == pytest.approx(BOUNDARY.area, rel=1e-3)
    assert all(area.is_valid and BOUNDARY.buffer(1e-4).covers(area) for area in areas.values())


@settings(deadline=None)
@given(labelled)
def test_each_point_alone_on_its_spot_lies_in_the_area_of_its_label(
    points: list[tuple[tuple[float, float], str]],
) -> None:
    spots = np.array([spot for spot, _ in points])
    areas = geo.voronoi_areas(spots, [label for _, label in points], BOUNDARY)
    index = geo.AreaIndex(list(areas), list(areas.values()))
    metres = geo.metric_projection(3.05, 50.73).to_metres(spots)

    for position, (spot, label) in enumerate(points):
        distances = np.hypot(*(metres - metres[position]).T)
        strangers = [d for d, (_, other) in zip(distances, points, strict=True) if other != label]
        if min(strangers, default=10.0) > 0.5:
            assert index.find(*spot) == label


@given(st.lists(st.tuples(st.floats(-1, 4), st.floats(-1, 4)), max_size=30))
def test_many_at_once_are_found_as_one_by_one(points: list[tuple[float, float]]) -> None:
    index = geo.AreaIndex([0, 1, 2], [box(0, 0, 1, 3), box(1, 0, 2, 3), box(1.5, 1, 3, 2)])

    one_by_one = [-1 if (found := index.find(*point)) is None else found for point in points]

    assert index.find_many(points).tolist() == one_by_one
