"""The requirements that a commune usually begins with; from then on they are its own rows."""

import json
from pathlib import Path
from typing import Any


def usual_requirements() -> list[dict[str, Any]]:
    file = Path(__file__).parent / "requirements.json"
    rows: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return rows
