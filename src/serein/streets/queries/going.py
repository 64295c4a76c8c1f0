"""How to go from here to there tonight: up to five ways, with what each costs and gains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from serein.engines.graph import Landmark
from serein.streets.queries.light import light_of
from serein.streets.queries.network import get_streets
from serein.streets.queries.shown import Shown, show_path
from serein.territory.where import Where

LONGEST = 1.5
MOST = 5
FARTHEST_M = 6000.0


class TooFar(Exception):
    """From here to there is more than one walks."""


@dataclass(frozen=True)
class Way:
    """A way, and how it differs from the shortest."""

    shown: Shown
    lon_lat: list[list[float]]
    longer_m: int
    darker_less_m: int

    @property
    def is_shortest(self) -> bool:
        return self.longer_m == 0


def list_ways(*, origin: Where, destination: Where, moment: datetime) -> list[Way]:
    """
    List the ways worth choosing between, the shortest first, the least exposed last.

    :raises NotOnTheNetwork: if one of the places is far from any street
    :raises NoWay: if no street joins them
    :raises TooFar: if they are more than six kilometres apart
    """
    graph, night = get_streets().graph, light_of(moment)
    ends = [(float(where.lon or 0), float(where.lat or 0)) for where in (origin, destination)]
    begins, arrives = graph.snap_many(ends)
    if graph.path(begins, arrives).length_m > FARTHEST_M:
        raise TooFar
    arrival = Landmark(destination.label_fr, destination.label_nl, ends[1])
    ways: list[Way] = []
    for path in graph.front(begins, arrives, night.exposure, longest=LONGEST, most=MOST):
        shown = show_path(path, night=night, landmarks=[arrival])
        dark_m = shown.figures.length_m * (1 - shown.figures.lit_share)
        first = ways[0] if ways else None
        longer = round(shown.figures.length_m - first.shown.figures.length_m) if first else 0
        less = round(first.shown.figures.length_m * (1 - first.shown.figures.lit_share) - dark_m) if first else 0
        ways.append(Way(shown, [[round(x, 6) for x in spot] for spot in path.lon_lat.tolist()], longer, less))
    return ways
