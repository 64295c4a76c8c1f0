"""Tables that people send: UTF-8 or the encoding of old spreadsheets; commas or semicolons."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

MOST_BYTES = 300 * 1024
MOST_LINES = 20_000
_FORMULA = re.compile(r"'*[=+\-@]")
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")


class WrongTable(Exception):
    """A table that cannot be taken; each sentence says where, and what is accepted."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


@dataclass(frozen=True)
class Line:
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def decode(raw: bytes) -> str:
    """
    Return the text of a file.

    :raises WrongTable: if it is too large, or no text
    """
    if len(raw) > MOST_BYTES:
        raise WrongTable(_("This file is larger than 300 kB, and was not read."))
    if b"\x00" in raw:
        raise WrongTable(_("This file is no text. Save the spreadsheet as “CSV UTF-8”, and send that file."))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read(text: str, *, columns: tuple[str, ...]) -> list[Line]:
    """
    Return the lines of a table, each cell without blanks around it.

    :raises WrongTable: if a column is missing or a line is too long
    """
    rows = _rows(text)
    try:
        names = [name.strip().lower() for name in next(rows, [])]
        if missing := [name for name in columns if name not in names]:
            raise WrongTable(
                _("Missing columns: %(missing)s. The columns are: %(columns)s.")
                % {"missing": ", ".join(missing), "columns": ", ".join(columns)}
            )
        return list(_lines(rows, names, columns))
    except csv.Error as error:
        raise WrongTable(_("This table cannot be read: %(reason)s.") % {"reason": error}) from None


def headings(text: str) -> list[str]:
    """Return the names of the columns of a table, as they are written."""
    try:
        return [name.strip() for name in next(_rows(text), [])]
    except csv.Error as error:
        raise WrongTable(_("This table cannot be read: %(reason)s.") % {"reason": error}) from None


def _rows(text: str) -> "csv.Reader":  # type: ignore[name-defined]
    text = text.removeprefix("\ufeff")
    head = text.lstrip().partition("\n")[0]
    separator = ";" if head.count(";") > head.count(",") else ","
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _lines(rows: "csv.Reader", names: list[str], columns: tuple[str, ...]) -> Iterator[Line]:  # type: ignore[name-defined]
    for count, row in enumerate(rows):
        if not any(cell.strip() for cell in row):
            continue
        if count >= MOST_LINES:
            raise WrongTable(_("This table has more than %(n)d lines.") % {"n": MOST_LINES})
        if len(row) > len(names):
            raise WrongTable(_("Line %(line)d has more cells than there are columns.") % {"line": rows.line_num})
        told = dict(zip(names, [*row, *[""] * (len(names) - len(row))], strict=True))
        yield Line(rows.line_num, {name: _said(told[name]) for name in columns})


def write(rows: list[dict[str, str]], *, columns: tuple[str, ...]) -> str:
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, fieldnames=columns, lineterminator="\n")
    table.writeheader()
    table.writerows({name: _harmless(text) for name, text in row.items()} for row in rows)
    return out.getvalue()


def _harmless(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; a mere number is none."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _said(cell: str) -> str:
    """Return what a cell says: without blanks around it, and without the sign that kept it from being a formula."""
    text = cell.replace("\r\n", "\n").strip()
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def find_day(text: str) -> date | None:
    """Return the day that a cell names, as 2026-09-30 or as spreadsheets here write it, 30/09/2026."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    parts = text.replace(".", "/").replace("-", "/").split("/")
    try:
        day, month, year = (int(part) for part in parts)
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None
