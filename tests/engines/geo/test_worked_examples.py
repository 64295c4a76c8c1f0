"""Small cases that can be checked on paper."""

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from serein.engines import geo


def test_the_origin_of_lambert_72_lies_beside_the_observatory_of_brussels() -> None:
    lon, lat = geo.lambert_to_lon_lat([[150_000.013, 165_372.956]])[0]

    assert lon == pytest.approx(4.3688, abs=0.0005)  # 4°22'03" is the central meridian
    assert lat == pytest.approx(50.7986, abs=0.0005)


def test_a_kilometre_in_the_plane_is_a_kilometre_on_the_ground() -> None:
    plane = geo.metric_projection(3.07, 50.75)
    degree_of_latitude_m = 111_254  # at 50.75° on the WGS84 ellipsoid

    south, north = plane.to_metres([[3.07, 50.75], [3.07, 50.76]])

    assert np.hypot(*(north - south)) == pytest.approx(degree_of_latitude_m / 100, rel=2e-3)


@pytest.mark.parametrize(
    ("lon", "lat", "epsg"),
    [(3.2, 50.7, 3812), (13.4, 52.5, 32633), (24.9, 60.2, 32635), (-70.6, -33.4, 32719), (180.0, 0.0, 32660)],
)
def test_the_plane_is_belgian_in_belgium_and_utm_elsewhere(lon: float, lat: float, epsg: int) -> None:
    assert geo.metric_projection(lon, lat) == geo.Projection(epsg)


@pytest.mark.parametrize(("lon", "lat"), [(181, 50), (3, 85), (3, -81), (float("nan"), 50)])
def test_a_point_that_no_plane_serves_is_refused(lon: float, lat: float) -> None:
    with pytest.raises(ValueError, match="is not a longitude"):
        geo.metric_projection(lon, lat)


def test_only_the_two_belgian_lamberts_are_read() -> None:
    with pytest.raises(ValueError, match="31370 and 3812 are accepted"):
        geo.lambert_to_lon_lat([[0, 0]], epsg=4326)


def test_points_of_another_shape_are_refused_with_the_shape_found() -> None:
    with pytest.raises(ValueError, match=r"lon_lat has shape \(1, 3\)"):
        geo.Projection(3812).to_metres([[1, 2, 3]])


def test_a_point_lies_in_its_area_and_on_a_shared_border_in_the_first() -> None:
    index = geo.AreaIndex(["west", "east"], [box(0, 0, 1, 1), box(1, 0, 2, 1)])
    points = np.array([[0.5, 0.5], [1, 0.5], [1.5, 0.5], [9, 9]])

    assert (index.find(0.5, 0.5), index.find(1.5, 0.5), index.find(1, 0.5)) == ("west", "east", "west")
    assert index.find(3, 3) is None
    assert index.find(float("nan"), 0.5) is None
    assert index.find_all(1, 0.5) == ["west", "east"]
    assert index.find_many(points).tolist() == [0, 0, 1, -1]
    assert index.count_many(points).tolist() == [1, 0, 1, 0]
    assert len(index) == 2


def test_as_many_keys_as_areas_are_needed() -> None:
    with pytest.raises(ValueError, match="Found 1 keys for 2 areas"):
        geo.AreaIndex(["west"], [box(0, 0, 1, 1), box(1, 0, 2, 1)])


def test_two_points_share_a_rectangle_along_its_middle() -> None:
    rectangle = box(3.0, 50.7, 3.02, 50.71)

    areas = geo.voronoi_areas([[3.005, 50.705], [3.015, 50.705]], ["west", "east"], rectangle)

    assert areas["west"].bounds == pytest.approx((3.0, 50.7, 3.01, 50.71), abs=2e-5)
    assert areas["east"].bounds == pytest.approx((3.01, 50.7, 3.02, 50.71), abs=2e-5)


def test_where_several_share_a_spot_the_most_frequent_label_counts() -> None:
    points = [[3.005, 50.705]] * 3 + [[3.015, 50.705]]

    areas = geo.voronoi_areas(points, ["a", "b", "b", "c"], box(3.0, 50.7, 3.02, 50.71))

    assert sorted(areas) == ["b", "c"]


def test_a_single_label_gets_the_whole_boundary() -> None:
    boundary = box(3.0, 50.7, 3.02, 50.71)

    areas = geo.voronoi_areas([[3.005, 50.705], [3.006, 50.705]], ["a", "a"], boundary)

    assert areas["a"].symmetric_difference(boundary).area == pytest.approx(0, abs=1e-10)


def test_no_points_are_refused() -> None:
    with pytest.raises(ValueError, match="Found 0 points"):
        geo.voronoi_areas(np.zeros((0, 2)), [], box(3.0, 50.7, 3.02, 50.71))


def test_an_outline_that_crosses_itself_is_refused_with_the_spot() -> None:
    bow_tie = {"type": "Polygon", "coordinates": [[[3, 50], [3.2, 50.2], [3.2, 50], [3, 50.2], [3, 50]]]}

    with pytest.raises(geo.InvalidArea, match=r"crosses itself at longitude 3\.100000, latitude 50\.100000"):
        geo.read_area(bow_tie)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"type": "Point", "coordinates": [3, 50]}, "Found Point; a Polygon or a MultiPolygon"),
        (None, "Found NoneType"),
        ({"type": "Polygon", "coordinates": []}, "has no point"),
        ({"type": "Polygon", "coordinates": [[[3, 50], [4, 50]]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[[3, "north"], [4, 50], [4, 51], [3, 50]]]}, "cannot be read"),
        ({"type": "Polygon"}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[[5e4, 1.5e5], [6e4, 1.5e5], [6e4, 1.6e5], [5e4, 1.5e5]]]}, "no degrees"),
    ],
)
def test_what_is_no_area_is_refused_with_a_reason(given: object, said: str) -> None:
    with pytest.raises(geo.InvalidArea, match=said):
        geo.read_area(given)


def test_an_area_written_and_read_again_is_the_same() -> None:
    area = MultiPolygon([box(3, 50, 3.1, 50.1), Polygon([(3.2, 50), (3.3, 50), (3.25, 50.1)])])

    again = geo.read_area(geo.write_area(area))

    assert shapely.equals(shapely.normalize(again), shapely.normalize(shapely.set_precision(area, 1e-7)))
