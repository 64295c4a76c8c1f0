"""The street network in force, in the memory of each process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from serein.engines.graph import EdgeFinder, Lamps, Mode, NotOnTheNetwork, StreetGraph, StreetNetwork
from serein.kit import paths
from serein.streets.models import NetworkVersion, Outage
from serein.streets.network_file import read_network_and_lamps
from serein.territory.memory import Kept

BESIDE_M = 30.0


class NoNetwork(Exception):
    """No street network was imported yet: `./serein manage import_streets FILE.osm.pbf`."""


@dataclass(frozen=True)
class Streets:
    """The network in force, and how it is walked."""

    version: NetworkVersion
    network: StreetNetwork
    graph: StreetGraph
    finder: EdgeFinder
    map_lamps: Lamps | None
    """The lamps that the map knows, for where no register was imported."""


def networks_folder() -> Path:
    return paths.var() / "streets"


def _load() -> Streets | None:
    version = NetworkVersion.objects.filter(is_in_force=True).first()
    if version is None:
        return None
    network, lamps = read_network_and_lamps(networks_folder() / version.file_name)
    return Streets(version, network, StreetGraph.build(network, Mode.WALK), EdgeFinder(network), lamps)


_streets = Kept("street_network", _load)


def find_streets() -> Streets | None:
    return _streets.get()


def warm_up() -> None:
    """Compile what pages ask for, or read it from the cache, so that the first reader does not wait for it."""
    streets = get_streets()
    network, graph = streets.network, streets.graph
    edges = network.edge_nodes[graph.is_giant]
    if not len(edges):
        return
    first, last = graph.snap_many(network.node_lon_lat[[edges[0, 0], edges[-1, 1]]])
    graph.path(first, last)
    graph.front(first, last, network.edge_length_m)
    graph.matrix([first], [last])


def competent_at(*, lat: float, lon: float) -> str:
    """Say whose lamp stands at a spot: along a road of the Region it is the Region's, else the operator's."""
    streets = find_streets()
    if streets is None:
        return Outage.Competent.OPERATOR
    try:
        edge = streets.graph.snap((lon, lat), within_m=BESIDE_M).edge
    except NotOnTheNetwork:
        return Outage.Competent.OPERATOR
    return Outage.Competent.REGION if streets.network.edge_is_regional[edge] else Outage.Competent.OPERATOR


def get_streets() -> Streets:
    """:raises NoNetwork: if none was imported"""
    found = find_streets()
    if found is None:
        raise NoNetwork("No street network was imported; `./serein manage import_streets FILE.osm.pbf` reads one.")
    return found
