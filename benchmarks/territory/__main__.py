"""Runs each measurement in a process and an installation of its own, and prints a table."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
Figures = dict[str, Any]
PEER = """
import json, resource, sys, time, warnings
warnings.filterwarnings("ignore")
import pyrosm
begun = time.process_time()
osm = pyrosm.OSM(sys.argv[1])
counts = {"streets": len(osm.get_network(network_type="all")), "buildings": len(osm.get_buildings())}
pois = osm.get_pois(custom_filter={"amenity": True, "leisure": True, "railway": ["station"], "shop": True})
land = osm.get_landuse()
counts |= {"places": 0 if pois is None else len(pois), "land": 0 if land is None else len(land)}
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"cpu_s": time.process_time() - begun, "peak_mb": used.ru_maxrss / 1024, **counts}))
"""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./serein bench territory", description=__doc__)
    parser.add_argument("--pbf", type=Path, action="append", default=[], help="a map to import; repeatable")
    parser.add_argument(
        "--best", type=Path, nargs="+", default=[], help="BeSt files to search in, instead of made ones"
    )
    parser.add_argument("--addresses", type=int, default=60_000, help="how many addresses to make for the search")
    parser.add_argument("--peer-python", metavar="PYTHON", help="an interpreter with pyrosm, to compare with")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    figures = [_measure("demo")]
    figures += [_measure("import", str(path.resolve())) for path in options.pbf]
    if options.peer_python:
        figures += [_peer(options.peer_python, path) for path in options.pbf]
    best = [str(path.resolve()) for path in options.best]
    figures += [_measure("search", str(options.addresses), *best), _measure("beats")]
    print(json.dumps(figures, ensure_ascii=False, indent=2) if options.json else _table(figures))
    return 0


def _measure(what: str, *arguments: str) -> Figures:
    with tempfile.TemporaryDirectory(prefix="serein-bench-") as folder:
        environment = {**os.environ, "SEREIN_VAR": folder, "DJANGO_SETTINGS_MODULE": "serein.config.settings"}
        environment["PYTHONPATH"] = str(ROOT / "src")
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "benchmarks.territory.measure", what, *arguments]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{what} failed:\n{done.stderr[-2000:]}")
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def _peer(python: str, path: Path) -> Figures:
    done = subprocess.run([python, "-c", PEER, str(path)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"pyrosm failed:\n{done.stderr[-2000:]}")
    return {"what": f"pyrosm reads {path.name}", **json.loads(done.stdout.splitlines()[-1])}


def _table(figures: list[Figures]) -> str:
    lines = []
    for one in figures:
        rest = {key: value for key, value in one.items() if key != "what"}
        cells = ", ".join(
            f"{key} {value:,.3g}" if isinstance(value, float) else f"{key} {value}" for key, value in rest.items()
        )
        lines.append(f"{one['what']:<52} {cells}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
