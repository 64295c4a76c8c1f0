"""What a demo's folder remembers between two starts; readable before Django is up."""

import json
from pathlib import Path
from typing import Any

from serein.kit import paths


def file() -> Path:
    return paths.var() / "demo.json"


def exists() -> bool:
    return file().exists()


def is_built() -> bool:
    """Whether a demo commune was built here to its end."""
    return "saturday" in read()


def read() -> dict[str, Any]:
    try:
        state: dict[str, Any] = json.loads(file().read_text())
    except FileNotFoundError:
        return {}
    return state


def keep(**facts: Any) -> None:
    file().parent.mkdir(parents=True, exist_ok=True)
    partial = file().with_suffix(".partial")
    partial.write_text(json.dumps(read() | facts))
    partial.replace(file())
