"""Times the street engine on an extract, and with --peers the others on the same work in the same run."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.streets import aims, importing
from benchmarks.streets.ground import SEED, Ground, Pencil, lay_ground
from benchmarks.streets.peers import Peer, present_peers
from benchmarks.streets.tiles import tile, walking_part
from serein.engines.graph import Snap, StreetGraph, StreetNetwork
from serein.streets.importing import read_streets

Figures = dict[str, Any]
PAIRS, PLACES = 200, 1000


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./serein bench streets", description=__doc__)
    parser.add_argument("--osm", type=Path, required=True, help="an .osm.pbf")
    parser.add_argument("--tile", type=int, default=1, metavar="N", help="repeat it N by N")
    parser.add_argument("--peers", action="store_true", help="also those of the extra `peers` that are installed")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    ground = lay_ground(tile(walking_part(read_streets(options.osm)), options.tile))
    rows = [_serein(ground)]
    if options.peers:
        rows += [_peer(peer, ground) for peer in present_peers()]
    told = {
        "nodes": ground.nodes, "edges": ground.network.edge_count, "engines": rows,
        "import": importing.measure(options.osm, peers=options.peers),
    }  # fmt: skip
    print(json.dumps(told, indent=2) if options.json else _table(told))
    return 0


def _serein(ground: Ground) -> Figures:
    network = ground.network
    begun = time.process_time()
    graph = StreetGraph.build(network)
    row: Figures = {"engine": "serein", "set up, s": round(time.process_time() - begun, 3)}
    origins, destinations = (ground.snaps(list(side)) for side in zip(*ground.pairs(PAIRS), strict=True))
    ends = list(zip(origins, destinations, strict=True))
    graph.path(*ends[0])
    row |= _times("path", lambda pair: graph.path(*pair), ends)
    row["metres"] = [graph.path(*pair).length_m for pair in ends]
    weights = 1.1 * network.edge_length_m
    row["weights, ms"] = _median_ms(lambda _: graph.with_weights(weights), range(20))
    places = ground.snaps(ground.places(PLACES).tolist())
    graph.matrix(places[:2], places[:2])
    row |= _matrix(lambda count: graph.matrix(places[:count], places), PLACES)
    return row | _fronts(graph, network, ends)


def _fronts(graph: StreetGraph, network: StreetNetwork, ends: list[tuple[Snap, Snap]]) -> Figures:
    """Exposure by tag, lit a tenth of unlit; and drawn at random for each edge, which makes the most ways differ."""
    by_tag = np.where(network.edge_lit == 1, 0.1, 1.0) * network.edge_length_m
    drawn = np.random.default_rng(SEED).uniform(0.0, 1.0, network.edge_count) * network.edge_length_m
    row: Figures = {}
    for name, exposure in (("front by tag", by_tag), ("front drawn", drawn)):
        graph.front(*ends[0], exposure)
        row |= _times(name, lambda pair, exposure=exposure: graph.front(*pair, exposure), ends)
        whole = [len(graph.full_front(*pair, exposure)) for pair in ends]
        row[f"{name}, ways before thinning"] = f"{statistics.median(whole):.0f} (at most {max(whole)})"
    return row


def _peer(kind: type[Peer], ground: Ground) -> Figures:
    begun = time.process_time()
    peer = kind(ground)
    row: Figures = {"engine": kind.name, "set up, s": round(time.process_time() - begun, 3)}
    pencil, pairs, places = Pencil(ground), ground.pairs(PAIRS), ground.places(PLACES)
    peer.way(*pairs[0])
    row |= _times("path", lambda pair: pencil.draw(peer.way(*pair)), pairs)
    row |= {"path bare, ms": _median_ms(lambda pair: peer.way(*pair), pairs)}
    metres = pencil.metres(ground)
    ways = [peer.way(*pair) for pair in pairs]
    row["metres"] = [sum(metres[step] for step in pairwise(way)) for way in ways]
    peer.matrix(places[:2], places[:2])
    row |= _matrix(lambda count: peer.matrix(places[:count], places), kind.matrix_rows)
    row["weights, ms"] = _median_ms(lambda _: peer.weigh(1.1 * ground.metres), range(3))
    return row


def _times(name: str, ask: Callable[[Any], Any], questions: Any) -> Figures:
    spent = []
    for question in questions:
        begun = time.perf_counter()
        ask(question)
        spent.append(1e3 * (time.perf_counter() - begun))
    low, high = np.percentile(spent, [50, 90])
    return {f"{name}, ms": round(float(low), 3), f"{name}, 90 %": round(float(high), 3)}


def _median_ms(ask: Callable[[Any], Any], questions: Any) -> float:
    return float(_times("it", ask, questions)["it, ms"])


def _matrix(fill: Callable[[int], Any], rows: int) -> Figures:
    """Measure twice and keep the better: whoever else uses a core takes half of two threads."""
    runs = []
    for _ in range(2 if rows == PLACES else 1):
        wall, spent = time.perf_counter(), time.process_time()
        found = fill(rows)
        runs.append((time.perf_counter() - wall, time.process_time() - spent))
    wall, spent = (round(PLACES / rows * seconds, 2) for seconds in min(runs))
    row = {"matrix, s": wall, "matrix CPU, s": spent, "matrix row": np.asarray(found)[0].tolist()}
    return row | ({"matrix rows measured": rows} if rows < PLACES else {})


def _table(told: Figures) -> str:
    engines = told["engines"]
    ours = engines[0]
    lines = [f"{told['nodes']} nodes, {told['edges']} edges, {PAIRS} pairs 1-3 km apart, {os.cpu_count()} cores", ""]
    heads = ["path, ms", "path, 90 %", "path bare, ms", "matrix, s", "matrix CPU, s", "weights, ms", "set up, s"]
    lines += ["| engine | " + " | ".join([*heads, "differs by at most"]) + " |", "|---" * (len(heads) + 2) + "|"]
    for row in engines:
        differs = max(_differs(row["metres"], ours["metres"]), _differs(row["matrix row"], ours["matrix row"]))
        cells = [str(row.get(head, "")) for head in heads]
        if "matrix rows measured" in row:
            cells[3] += f" (from {row['matrix rows measured']} rows)"
        lines.append(f"| {row['engine']} | " + " | ".join(cells) + f" | {differs:.1e} |")
    lines += ["", *(f"{key}: {value}" for key, value in ours.items() if key.startswith("front"))]
    lines += ["", *(f"import by {key}, s of CPU: {value}" for key, value in told["import"].items())]
    return "\n".join([*lines, "", *aims.told(engines, told["import"])])


def _differs(values: list[float], others: list[float]) -> float:
    return float(np.max(np.abs(np.array(values) - others) / np.maximum(np.array(others), 1.0)))


if __name__ == "__main__":
    sys.exit(main())
