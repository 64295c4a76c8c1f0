"""`./serein streets circuit`: circuits over the anchors of a table, with their signs, as one GeoJSON file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serein.engines import circuits, graph
from serein.engines.circuits import Anchor, Circuit, SignPosition
from serein.engines.graph import EdgeLight, Mode, StreetGraph, StreetNetwork
from serein.streets.importing.tables import PLACE_HEADERS, as_number, fault_of_place, table_rows
from serein.streets.whole_file import whole_file
from serein.territory.importing.files import WrongFile, open_text, plain_refusals

Feature = dict[str, Any]

ANCHOR_HEADERS = {
    "name": "name nom naam",
    "name_fr": "name_fr nom_fr",
    "name_nl": "name_nl naam_nl nom_nl",
    "weight": "weight poids gewicht",
    **PLACE_HEADERS,
}
MOST_ANCHORS = 60


def add_circuit(uses: Any) -> None:
    """Offer the use on the terminal."""
    one = uses.add_parser("circuit", help="propose circuits over anchors, with their signs, as GeoJSON")
    one.add_argument("file", help="a network file")
    one.add_argument("--anchors", required=True, help="a CSV with name (or name_fr, name_nl), lat, lon; weight if any")
    one.add_argument("--max-length-m", required=True, type=float, help="of each circuit")
    one.add_argument("--at", required=True, help="a time of the network's clock, like 2026-12-05T22:00")
    one.add_argument("--geojson", required=True, help="the file to write")
    one.add_argument("--linear", action="store_true", help="do not come back to where it begins")
    one.add_argument("--most", type=int, default=3, help="number of circuits (default: 3)")
    one.add_argument("--seed", type=int, default=1, help="of chance, above twelve anchors")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """
    Propose, write and tell.

    :raises WrongFile: if the table of anchors or the network is none
    :raises InvalidAnchors: if the anchors make no sense
    :raises NoCircuit: if no circuit is so short
    """
    from serein.streets import cli

    output = Path(options.geojson)
    cli.require_folder(output)
    anchors = read_anchors(Path(options.anchors))
    network, light = cli.light_of(Path(options.file), options.at)
    streets = StreetGraph.build(network, Mode.WALK)
    exposure = graph.night_exposure(network, light)
    asked = {"max_length_m": options.max_length_m, "is_closed": not options.linear, "seed": options.seed}
    found = circuits.propose_circuits(streets, anchors, exposure=exposure, most=options.most, **asked)
    signs = [circuits.sign_positions(network, circuit) for circuit in found]
    features = [feature for one in zip(found, signs, strict=True) for feature in _features(network, light, *one)]
    _write(output, {"type": "FeatureCollection", "features": features})
    for circuit, its_signs in zip(found, signs, strict=True):
        print(_told(circuit, its_signs, _shortest(streets, circuit, exposure, asked)))
    for one in found[0].left_out:
        print(f"  {one.reason}")
    return 0


def read_anchors(path: Path) -> list[Anchor]:
    """
    Read a table of anchors.

    :raises WrongFile: naming the first bad line
    """
    anchors: list[Anchor] = []
    with plain_refusals(path), open_text(path) as (text, _):
        for line, row in table_rows(path, text, ANCHOR_HEADERS, needed=("lat", "lon")):
            fault = _fault(row)
            if fault:
                raise WrongFile(f"{path.name}, line {line}: {fault}.")
            anchors.append(_anchor(row))
            if len(anchors) > MOST_ANCHORS:
                raise WrongFile(f"{path.name} has more than {MOST_ANCHORS} anchors; fewer are accepted.")
    return anchors


def _fault(row: dict[str, str]) -> str:
    if not any(row.get(column) for column in ("name", "name_fr", "name_nl")):
        return "the anchor has no name; name, or name_fr and name_nl, is accepted"
    weight = row.get("weight") or "1"
    try:
        is_weight = as_number(weight) > 0
    except ValueError:
        is_weight = False
    return fault_of_place(row) or ("" if is_weight else f"weight is {weight[:30]!r}; a number above 0 is accepted")


def _anchor(row: dict[str, str]) -> Anchor:
    given = [row[column] for column in ("name_fr", "name", "name_nl") if row.get(column)]
    place = (as_number(row["lon"]), as_number(row["lat"]))
    name_nl = row.get("name_nl") or row.get("name") or given[0]
    return Anchor(given[0], name_nl, place, as_number(row.get("weight") or "1"))


def _features(network: StreetNetwork, light: EdgeLight, circuit: Circuit, signs: list[SignPosition]) -> list[Feature]:
    names = {"circuit_fr": circuit.name_fr, "circuit_nl": circuit.name_nl}
    line = {"type": "LineString", "coordinates": np.round(circuit.lon_lat, 7).tolist()}
    figures = graph.figures_of(network, circuit.whole_way(), light)
    told = {
        "length_m": round(circuit.length_m, 1),
        "minutes": round(circuit.length_m / (circuits.WALKING_KMH * 1000 / 60), 1),
        "exposure": round(circuit.exposure, 1),
        "lit_share": round(figures.lit_share, 4),
        "longest_unlit_m": round(figures.longest_unlit_m, 1),
        "bare_crossings": figures.bare_crossings,
        "repeated_m": round(circuit.repeated_m, 1),
        "is_closed": circuit.is_closed,
        "signs": len(signs),
        "anchors": [anchor.name_fr for anchor in circuit.anchors],
        "left_out": [{"name_fr": one.anchor.name_fr, "reason": one.reason} for one in circuit.left_out],
    }
    features = [_feature(line, kind="circuit", **names, **told)]
    for number, anchor in enumerate(circuit.anchors, start=1):
        shown = {"name_fr": anchor.name_fr, "name_nl": anchor.name_nl, "number": number}
        features.append(_feature(_point(anchor.lon_lat), kind="anchor", **names, **shown))
    features += [_feature(_point(sign.lon_lat), kind="sign", **names, **_sign(sign)) for sign in signs]
    return features


def _sign(sign: SignPosition) -> dict[str, Any]:
    return {
        "direction": sign.direction.value,
        "bearing_deg": round(sign.bearing_deg, 1),
        "arrow": sign.arrow.value,
        "side": sign.side.value,
        "towards": [
            {"name_fr": to.anchor.name_fr, "name_nl": to.anchor.name_nl, "metres": round(to.metres)}
            for to in sign.towards
        ],
        "causes": [point.cause.value for point in sign.points],
    }


def _point(lon_lat: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(value, 7) for value in lon_lat]}


def _feature(geometry: dict[str, Any], **properties: Any) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _shortest(
    streets: StreetGraph, circuit: Circuit, exposure: NDArray[np.float64], asked: dict[str, Any]
) -> tuple[float, float]:
    """Return length and exposure of the shortest circuit over the same anchors."""
    length_m = streets.network.edge_length_m
    shortest = circuits.propose_circuits(streets, circuit.anchors, exposure=length_m, most=1, twice_weight=0, **asked)
    way = shortest[0].whole_way()
    return way.length_m, float((exposure[way.edges] * way.metres / length_m[way.edges]).sum())


def _told(
    circuit: Circuit,
    signs: list[SignPosition],
    shortest: tuple[float, float],
) -> str:
    km = max(circuit.length_m, 1.0) / 1000
    places = {sign.lon_lat for sign in signs}
    turns = circuits.count_turns(circuit)
    return (
        f"{circuit.name_fr}: {len(circuit.anchors)} anchors, {circuit.length_m:,.0f} m, "
        f"exposure {circuit.exposure:,.0f}; "
        f"by the shortest legs {shortest[0]:,.0f} m, exposure {shortest[1]:,.0f}. "
        f"{len(signs)} signs at {len(places)} places, {len(signs) / km:.1f} a km over both directions; "
        f"{turns} turns over 35° ({turns / km:.1f} a km)."
    )


def _write(path: Path, told: dict[str, Any]) -> None:
    """Write a file in one step."""
    with whole_file(path) as file:
        file.write(json.dumps(told, ensure_ascii=False, allow_nan=False).encode())
