"""An extract read into streets, beside pyrosm, by CPU time."""

from __future__ import annotations

import importlib
import statistics
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from serein.streets.importing import read_streets

RUNS = 3


def measure(path: Path, *, peers: bool) -> dict[str, float]:
    """Ours makes one network of all modes; pyrosm tables of nodes and edges for walking only, and of all modes."""
    told = {"serein": _cpu_seconds(lambda: read_streets(path))}
    if peers:
        try:
            pyrosm: Any = importlib.import_module("pyrosm")
        except ImportError:
            return told
        for kind in ("walking", "all"):
            ask = partial(_by_pyrosm, pyrosm, path, kind)
            told[f"pyrosm ({kind})"] = _cpu_seconds(ask)
    return told


def _by_pyrosm(pyrosm: Any, path: Path, kind: str) -> Any:
    return pyrosm.OSM(str(path)).get_network(kind, nodes=True)


def _cpu_seconds(read: Callable[[], Any]) -> float:
    spent = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(RUNS):
            begun = time.process_time()
            read()
            spent.append(time.process_time() - begun)
    return round(statistics.median(spent), 3)
