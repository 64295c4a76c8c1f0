"""Someone who reads the public page of presence, and bets on when a neighbourhood is not watched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
HALF_DAYS = {"morning": "matin", "afternoon": "midi", "evening": "soir"}


@dataclass(frozen=True)
class Told:
    """Hours that a table tells of an area, under the words of their column."""

    area: str
    column: str
    hours: float

    def holds_for(self, day: date, half_day: str) -> bool:
        """Whether the words of the column are of this weekday and half-day, as far as they say."""
        named = {word for word in WEEKDAYS if word in self.column}
        is_its_day = WEEKDAYS[day.weekday()] in named if named else ("week-end" in self.column) == (day.weekday() >= 5)
        return is_its_day and (HALF_DAYS[half_day] in self.column or "week-end" in self.column)


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._is_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td") and self.rows:
            self.rows[-1].append("")
            self._is_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self._is_cell = False

    def handle_data(self, data: str) -> None:
        if self._is_cell:
            self.rows[-1][-1] += data


def read(html: str) -> list[Told]:
    """Return every number that a table of a page tells, whatever its columns are."""
    parser = _Tables()
    parser.feed(html)
    rows = [[cell.strip() for cell in row] for row in parser.rows]
    head = next((row for row in rows if len(row) > 1), [])
    return [
        Told(row[0], column.lower(), float(cell))
        for row in rows
        if row != head and len(row) == len(head)
        for column, cell in zip(head[1:], row[1:], strict=True)
        if cell.replace(".", "").isdigit()
    ]


def bet(told: Iterable[Told], area: str, day: date, half_day: str) -> float:
    """Return how much presence the adversary expects: the hours of all columns that hold for that half-day."""
    return sum(one.hours for one in told if one.area == area and one.holds_for(day, half_day))


def won(there: Iterable[float], elsewhen: Iterable[float]) -> float:
    """Return how often presence was rightly told from absence: 0.5 is by lot, 1 is always."""
    pairs = [(one, other) for one in there for other in elsewhen]
    return sum(1.0 if one > other else 0.5 if one == other else 0.0 for one, other in pairs) / len(pairs)
