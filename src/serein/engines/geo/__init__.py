"""Points, areas and metres: projections, areas by point, areas from points, checked GeoJSON."""

from serein.engines.geo._areas import AreaIndex
from serein.engines.geo._geojson import InvalidArea, read_area, write_area
from serein.engines.geo._projection import Projection, lambert_to_lon_lat, metric_projection
from serein.engines.geo._voronoi import voronoi_areas

__all__ = [
    "AreaIndex",
    "InvalidArea",
    "Projection",
    "lambert_to_lon_lat",
    "metric_projection",
    "read_area",
    "voronoi_areas",
    "write_area",
]
