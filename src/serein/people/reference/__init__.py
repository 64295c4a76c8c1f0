"""The numbers that every Belgian commune shows; each is verified by the commune before it is shown."""

import csv
from pathlib import Path


def list_help_numbers() -> list[dict[str, str]]:
    with (Path(__file__).parent / "help_numbers.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))
