"""An extract read into streets, beside pyrosm, by CPU time."""

from __future__ import annotations

import importlib
import statistics
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from serein.streets.importing import read_streets

RUNS = 3


def measure(path: Path, *, peers: bool) -> dict[str, str]:
    """Ours makes the network of all modes; pyrosm the nodes and edges for walking only, which is less."""
    told = {"serein": _cpu_seconds(lambda: read_streets(path))}
    if peers:
        try:
            pyrosm: Any = importlib.import_module("pyrosm")
        except ImportError:
            return told
        told["pyrosm"] = _cpu_seconds(lambda: pyrosm.OSM(str(path)).get_network("walking", nodes=True))
    return told


def _cpu_seconds(read: Callable[[], Any]) -> str:
    spent = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(RUNS):
            begun = time.process_time()
            read()
            spent.append(time.process_time() - begun)
    return f"{statistics.median(spent):.2f} s of CPU (median of {RUNS})"
