"""Where an installation keeps what is its own: database, keys, maps, mail of the demo."""

import os
from pathlib import Path


def repository() -> Path:
    """The folder that holds `src`."""
    return Path(__file__).resolve().parents[3]


def var() -> Path:
    """The installation's folder, `SEREIN_VAR`; by default `var` beside `src`."""
    return Path(os.environ.get("SEREIN_VAR") or repository() / "var").resolve()


def keys() -> Path:
    """The folder of the key ring, `SEREIN_KEYS`; by default `keys` in the installation's folder."""
    return Path(os.environ.get("SEREIN_KEYS") or var() / "keys").resolve()
