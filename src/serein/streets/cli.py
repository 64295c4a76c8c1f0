"""`./serein streets import|route|matrix|circuit`: street networks from the terminal, without a database."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from serein.engines import graph
from serein.engines.circuits import InvalidAnchors, NoCircuit
from serein.engines.graph import EdgeLight, Lit, Mode, NotOnTheNetwork, NoWay, StreetGraph, StreetNetwork
from serein.streets.cli_circuit import add_circuit
from serein.streets.importing import read_lamps, read_osm_lamps, read_streets
from serein.streets.importing.osm import BRUSSELS
from serein.streets.importing.tables import read_points
from serein.streets.network_file import WrongNetworkFile, read_network, read_network_and_lamps, write_network
from serein.streets.whole_file import whole_file
from serein.territory.importing.files import WrongFile

LonLat = tuple[float, float]


class BadRequest(Exception):
    """What was asked for on the terminal cannot be; the message says why."""


def main(arguments: list[str]) -> int:
    """Run one of the uses; 2 and a sentence for bad input."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (BadRequest, WrongFile, WrongNetworkFile, NotOnTheNetwork, NoWay, InvalidAnchors, NoCircuit) as error:
        print(f"serein streets: {error}", file=sys.stderr)
    except OSError as error:
        print(f"serein streets: {error.filename or options.file}: {error.strerror or error}.", file=sys.stderr)
    return 2


def _import(options: argparse.Namespace) -> int:
    source, output = Path(options.file), Path(options.output)
    require_folder(output)
    network = read_streets(source, timezone=options.timezone)
    lamps = read_lamps(Path(options.lamps)) if options.lamps else read_osm_lamps(source)
    write_network(output, network, lamps=lamps)
    tagged = float((network.edge_lit != Lit.UNKNOWN).mean())
    kind = "of the register" if options.lamps else "of the map"
    print(
        f"{output}: {network.node_count:,} junctions, {network.edge_count:,} edges, "
        f"{network.edge_length_m.sum() / 1000:,.1f} km; light tagged on {tagged:.0%} of the edges; "
        f"{len(lamps):,} lamps {kind}; clock of {network.timezone}."
    )
    return 0


def _route(options: argparse.Namespace) -> int:
    network, light = light_of(Path(options.file), options.at)
    streets = StreetGraph.build(network, Mode.WALK)
    origin, destination = streets.snap_many([options.origin, options.destination])
    exposure = graph.night_exposure(network, light)
    told = [_told(network, path, light) for path in streets.front(origin, destination, exposure)]
    if options.json:
        print(json.dumps({"front": told}))
        return 0
    for one in told:
        print(
            f"{one['length_m']:8.0f} m   lit {one['lit_share']:4.0%}   exposure {one['exposure']:8.0f}   "
            f"longest dark stretch {one['worst_stretch_m']:6.0f} m"
        )
    return 0


def _told(network: StreetNetwork, path: graph.Path, light: EdgeLight) -> dict[str, Any]:
    figures = graph.figures_of(network, path, light)
    line = np.round(path.lon_lat, 7).tolist()
    return {
        "length_m": round(path.length_m, 2),
        "lit_share": round(figures.lit_share, 4),
        "exposure": round(path.exposure, 2),
        "worst_stretch_m": round(figures.longest_unlit_m, 2),
        "geometry": {"type": "LineString", "coordinates": line if len(line) > 1 else line * 2},
    }


def _matrix(options: argparse.Namespace) -> int:
    output = Path(options.output)
    require_folder(output)
    network = read_network(Path(options.file))
    streets = StreetGraph.build(network, Mode(options.mode))
    snaps = streets.snap_many(read_points(Path(options.points)))
    costs = streets.matrix(snaps, snaps)
    save_array(output, costs)
    unit = "metres" if options.mode == "walk" else "seconds"
    print(f"{output}: {len(snaps)} x {len(snaps)} in {unit}, {int(np.isinf(costs).sum())} without a way.")
    return 0


def light_of(path: Path, at: str) -> tuple[StreetNetwork, EdgeLight]:
    """
    Read a network and its light at a time of its own clock; lamps burn from dusk to dawn.

    :raises WrongNetworkFile: if the file is no network
    :raises BadRequest: if there is no such time
    """
    network, lamps = read_network_and_lamps(path)
    attached = graph.attach_lamps(network, lamps) if lamps is not None else None
    return network, graph.light_at(network, attached, {}, None, None, moment_at(at, network.timezone))


def moment_at(text: str, timezone: str) -> datetime:
    """
    Read a time of a zone's clock; of an hour that comes twice, the first.

    :raises BadRequest: if it is no time, or one that the clock leaps over
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadRequest(f"{text!r} is no time; one like 2026-12-05T02:00 is accepted.") from error
    if moment.tzinfo is not None:
        return moment
    moment = moment.replace(tzinfo=ZoneInfo(timezone))
    if moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise BadRequest(f"{text} does not exist in {timezone}: the clock leaps over it that night.")
    return moment


def save_array(path: Path, array: Any) -> None:
    """Write an array in one step."""
    with whole_file(path) as file:
        np.save(file, array)


def require_folder(output: Path) -> None:
    """
    Refuse to write where nothing can be written, before any work.

    :raises BadRequest: if the folder is not there
    """
    if not output.parent.is_dir():
        raise BadRequest(f"{output.parent} is no folder; the output is written into one that exists.")
    if output.is_dir():
        raise BadRequest(f"{output} is a folder; a file name is accepted.")


def lon_lat(text: str) -> LonLat:
    """Read « 3.2146,50.7441 » for an option of the terminal."""
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no place; LON,LAT is accepted, like 3.2146,50.7441") from None
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise argparse.ArgumentTypeError(f"{text!r} is no longitude in ±180 and latitude in ±90")
    return lon, lat


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./serein streets", description="Street networks and ways through them.")
    uses = parser.add_subparsers(required=True)
    for add in (_add_import, _add_route, _add_matrix, add_circuit):
        add(uses)
    return parser


def _add_import(uses: Any) -> None:
    one = uses.add_parser("import", help="read streets from OpenStreetMap into a network file")
    one.add_argument("file", help="an .osm.pbf")
    one.add_argument("--output", required=True, help="the network file, .npz")
    one.add_argument("--lamps", help="the register, a CSV with id, lat, lon, cabin, type, state; else the map's lamps")
    one.add_argument("--timezone", default=BRUSSELS, help=f"whose clock the lamps follow (default: {BRUSSELS})")
    one.set_defaults(run=_import)


def _add_route(uses: Any) -> None:
    one = uses.add_parser("route", help="offer ways on foot between the shortest and the least exposed")
    one.add_argument("file", help="a network file")
    one.add_argument("--from", dest="origin", type=lon_lat, required=True, metavar="LON,LAT")
    one.add_argument("--to", dest="destination", type=lon_lat, required=True, metavar="LON,LAT")
    one.add_argument("--at", required=True, help="a time of the network's clock, like 2026-12-05T02:00")
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_route)


def _add_matrix(uses: Any) -> None:
    one = uses.add_parser("matrix", help="write what it takes from each of some points to each")
    one.add_argument("file", help="a network file")
    one.add_argument("--points", required=True, help="a CSV with lon and lat")
    one.add_argument("--output", required=True, help="an array file, .npy")
    one.add_argument("--mode", choices=[mode.value for mode in Mode], default="walk")
    one.set_defaults(run=_matrix)
