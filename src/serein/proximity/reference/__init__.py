"""The kinds of task that a zone usually begins with, with the law as far as it was read; then they are its own rows."""

import json
from pathlib import Path
from typing import Any


def usual_task_types() -> list[dict[str, Any]]:
    """Return the kinds of task with one rule each; `verified_on` is empty where the official text was not read."""
    file = Path(__file__).parent / "task_types.json"
    rows: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return rows
