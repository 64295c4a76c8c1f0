"""A circuit over the anchors of a table, on a network file: time, exposure against the shortest legs, signs a km."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from serein.engines import circuits, graph
from serein.engines.circuits import Anchor
from serein.engines.graph import StreetGraph
from serein.streets.cli import light_of
from serein.streets.cli_circuit import read_anchors

Figures = dict[str, Any]
RUNS = 5
WITHOUT_BOUND_M = 1e6
SEEDS = range(5)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./serein bench circuits", description=__doc__)
    parser.add_argument("network", type=Path, help="a file that `./serein streets import` wrote")
    parser.add_argument("--anchors", type=Path, required=True)
    parser.add_argument("--at", default="2026-12-05T22:00")
    parser.add_argument("--slack", type=float, nargs="+", default=[1.0, 1.05, 1.2], help="bounds, in shortest tours")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    network, light = light_of(options.network, options.at)
    streets = StreetGraph.build(network)
    exposure = graph.night_exposure(network, light)
    anchors = read_anchors(options.anchors)
    figures = [_bounded(streets, exposure, anchors, slack) for slack in options.slack]
    figures += [_many(streets, exposure, count) for count in (12, 24)]
    if options.json:
        print(json.dumps(figures, indent=2))
        return 0
    print("| " + " | ".join(figures[0]) + " |")
    for row in figures:
        print("| " + " | ".join(str(value) for value in row.values()) + " |")
    return 0


def _shortest(streets: StreetGraph, exposure: np.ndarray, anchors: list[Anchor]) -> tuple[float, float]:
    length_m = streets.network.edge_length_m
    found = circuits.propose_circuits(
        streets, anchors, exposure=length_m, max_length_m=WITHOUT_BOUND_M, most=1, twice_weight=0
    )
    way = found[0].whole_way()
    return way.length_m, float((exposure[way.edges] * way.metres / length_m[way.edges]).sum())


def _bounded(streets: StreetGraph, exposure: np.ndarray, anchors: list[Anchor], slack: float) -> Figures:
    shortest_m, exposed = _shortest(streets, exposure, anchors)
    spent = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        found = circuits.propose_circuits(
            streets, anchors, exposure=exposure, max_length_m=slack * shortest_m + 0.01, most=1
        )
        spent.append(time.perf_counter() - begun)
    circuit, network = found[0], streets.network
    km = circuit.length_m / 1000
    signs = circuits.sign_positions(network, circuit)
    circuits.inspection_round(streets, [signs[0].lon_lat] if signs else [anchors[0].lon_lat], anchors[1].lon_lat)
    begun = time.perf_counter()
    round_it = circuits.inspection_round(streets, [sign.lon_lat for sign in signs], circuit.anchors[0].lon_lat)
    return {
        "anchors": len(circuit.anchors),
        "bound m": round(slack * shortest_m),
        "seconds": round(float(np.median(spent)), 3),
        "length m": round(circuit.length_m),
        "exposure": round(circuit.exposure),
        "shortest legs: length m": round(shortest_m),
        "exposure ": round(exposed),
        "less exposed": f"{1 - circuit.exposure / exposed:.0%}",
        "signs": len(signs),
        "signs a km and direction": round(len(signs) / 2 / km, 1),
        "turns over 35° a km": round(circuits.count_turns(circuit) / km, 1),
        "round m": round(round_it.length_m),
        "round s": round(time.perf_counter() - begun, 2),
    }


def _many(streets: StreetGraph, exposure: np.ndarray, count: int) -> Figures:
    """Seconds over anchors drawn by lot: exact at twelve, searched above; median of five draws."""
    spent, lengths, exposed = [], [], []
    for seed in SEEDS:
        dice = np.random.default_rng(seed)
        edges = dice.choice(np.flatnonzero(streets.is_giant), count, replace=False)
        drawn = [streets.network.shape(edge).mean(axis=0).tolist() for edge in edges.tolist()]
        anchors = [Anchor(f"{i}", f"{i}", (lon, lat)) for i, (lon, lat) in enumerate(drawn)]
        shortest_m, _ = _shortest(streets, exposure, anchors)
        begun = time.perf_counter()
        found = circuits.propose_circuits(
            streets, anchors, exposure=exposure, max_length_m=1.1 * shortest_m, most=1, seed=seed
        )
        spent.append(time.perf_counter() - begun)
        lengths.append(found[0].length_m)
        exposed.append(found[0].exposure)
    return {
        "anchors": count,
        "bound m": "1.1 x",
        "seconds": round(float(np.median(spent)), 3),
        "length m": round(float(np.median(lengths))),
        "exposure": round(float(np.median(exposed))),
    }


if __name__ == "__main__":
    sys.exit(main())
