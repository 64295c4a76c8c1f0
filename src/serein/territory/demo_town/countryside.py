"""Fields, woods and quarters around and inside the imaginary town."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry import Polygon, box

from serein.territory.demo_town.houses import Built
from serein.territory.demo_town.network import Network
from serein.territory.demo_town.shapes import Dice, pieces, polygons_of

WIDE = box(-3900, -2650, 3900, 2800)
FIELD_KINDS = ("farmland", "meadow", "forest", "orchard")
FIELD_SHARES = (0.68, 0.21, 0.08, 0.03)


@dataclass(frozen=True)
class Ground:
    """A piece of land by its use, in OpenStreetMap's words."""

    shape: Polygon
    tags: dict[str, str]


def land_use(network: Network, built: Built, dice: Dice) -> list[Ground]:
    """Say what the land is used for, from the quarters out to the fields beyond the commune."""
    quarters = _quarters(network)
    settled = shapely.union_all([quarter.shape for quarter in quarters])
    return [*quarters, *_kept(built), *_fields(network, settled, dice)]


def _quarters(network: Network) -> list[Ground]:
    homes = [network.town, *network.villages, network.france]
    return [
        *(Ground(part, {"landuse": "residential"}) for area in homes for part in polygons_of(area)),
        Ground(network.estate, {"landuse": "industrial", "name": "Zoning du Levant - Bedrijvenpark Oosten"}),
    ]


def _kept(built: Built) -> list[Ground]:
    uses = {
        "park": {"leisure": "park"},
        "cemetery": {"landuse": "cemetery"},
        "sports": {"leisure": "sports_centre"},
        "hospital": {"landuse": "residential"},
        "school": {"landuse": "education"},
        "allotments": {"landuse": "allotments"},
        "retail": {"landuse": "retail"},
    }
    grounds = []
    for kept in (block.kept for block in built.blocks):
        if kept is None:
            continue
        name = kept.reserve.name
        names = {"name": f"{name.fr} - {name.nl}", "name:fr": name.fr, "name:nl": name.nl}
        is_named = kept.reserve.use in ("park", "cemetery", "sports", "allotments")
        grounds.append(Ground(kept.shape, {**uses[kept.reserve.use], **(names if is_named else {})}))
    return grounds


def _fields(network: Network, settled: shapely.Geometry, dice: Dice) -> list[Ground]:
    roads = shapely.union_all([edge.line.buffer(5) for edge in network.edges])
    barriers = shapely.union_all([network.canal.buffer(22), network.railway.buffer(9)])
    open_land = WIDE.difference(settled.buffer(3)).difference(roads).difference(barriers)
    fields = []
    for land in sorted(polygons_of(open_land), key=lambda part: part.bounds):
        for field in pieces(land, wanted_m2=85_000, dice=dice):
            kind = str(dice.choice(FIELD_KINDS, p=FIELD_SHARES))
            shapes = polygons_of(field.buffer(-2.5))
            fields += [Ground(shape.simplify(1.5), {"landuse": kind}) for shape in shapes]
    return fields
