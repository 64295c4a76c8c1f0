"""What is not taken here and where it goes: rows of `elsewhere.csv`, edited by the commune; no day means unverified."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from serein.kit.bilingual import in_language


@dataclass(frozen=True)
class Elsewhere:
    code: str
    text_fr: str
    text_nl: str
    text_en: str
    link: str
    source: str
    verified_on: str

    @property
    def text(self) -> str:
        language = get_language()
        return self.text_en if language == "en" else in_language(self.text_fr, self.text_nl, language)

    @property
    def is_verified(self) -> bool:
        return bool(self.verified_on)


@dataclass(frozen=True)
class NotHere:
    """What this page is not for."""

    now: Elsewhere
    person: Elsewhere
    crime: Elsewhere
    conditions: tuple[Elsewhere, ...]


@cache
def not_for_reports() -> NotHere:
    with (Path(__file__).parent / "elsewhere.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: Elsewhere(**row) for row in csv.DictReader(file)}
    conditions = tuple(row for code, row in rows.items() if code.startswith("crime_"))
    return NotHere(rows["now"], rows["person"], rows["crime"], conditions)
