"""Tables that people hand in: columns in three languages, decimal commas, places on earth."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from serein.territory.importing.files import WrongFile, delimiter_of, open_text, plain_refusals

PLACE_HEADERS = {
    "lat": "lat latitude breedtegraad breedte",
    "lon": "lon lng long longitude lengtegraad lengte",
}
MOST_POINTS = 20_000
_NUMBER = re.compile(r"^[+-]?[0-9]{1,12}(?:[.,][0-9]*)?$")
Row = dict[str, str]


def table_rows(
    path: Path, text: IO[str], headers: Mapping[str, str], *, needed: Sequence[str]
) -> Iterator[tuple[int, Row]]:
    """
    Read a table line by line, each with its number in the file.

    `headers` names the columns that are wanted and the words, parted by spaces, under which they are known.

    :raises WrongFile: if a needed column is missing, or one stands there twice
    """
    head = text.readline()
    delimiter = delimiter_of(head)
    columns = _columns(path, next(csv.reader([head], delimiter=delimiter), []), headers, needed)
    reader = csv.reader(text, delimiter=delimiter)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num + 1, {name: cells[at].strip() for name, at in columns.items() if at < len(cells)}


def _columns(path: Path, found: list[str], headers: Mapping[str, str], needed: Sequence[str]) -> dict[str, int]:
    column_of = {word: column for column, words in headers.items() for word in words.split()}
    columns: dict[str, int] = {}
    for at, header in enumerate(found):
        name = column_of.get(folded(header))
        if name is None:
            continue
        if name in columns:
            raise WrongFile(f"{path.name} has two columns for {name}: {found[columns[name]]} and {header}.")
        columns[name] = at
    missing = [name for name in needed if name not in columns]
    if missing:
        told = ", ".join(header.strip() for header in found if header.strip())[:120] or "nothing"
        raise WrongFile(
            f"{path.name} lacks {', '.join(missing)}: its first line holds {told}; "
            f"the columns {', '.join(headers)} are accepted, of which {', '.join(needed)} are needed."
        )
    return columns


def folded(word: str) -> str:
    """Write a word of a table without accents, capitals and spaces: « N° de lampe » is `nr_de_lampe`."""
    plain = unicodedata.normalize("NFKD", word.replace("°", "r"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign)).strip().casefold()
    return re.sub(r"[\s\-./']+", "_", letters).strip("_")


def fault_of_place(row: Mapping[str, str]) -> str:
    """Say what is wrong with a row's latitude and longitude; nothing where they are a place on earth."""
    for name, most in (("lat", 90.0), ("lon", 180.0)):
        said = row.get(name, "")
        if not _NUMBER.match(said):
            return f"{name} is {said[:30]!r}; a number in degrees is accepted"
        if abs(as_number(said)) > most:
            return f"{name} is {said[:30]}; -{most:g} to {most:g} degrees (WGS84) is accepted"
    if as_number(row["lat"]) == 0 == as_number(row["lon"]):
        return "lat and lon are 0"
    return ""


def as_number(said: str) -> float:
    return float(said.replace(",", "."))


def read_points(path: Path) -> NDArray[np.float64]:
    """
    Read a table of places, columns lon and lat, as an array of shape (k, 2).

    :raises WrongFile: naming the first bad line
    """
    points: list[tuple[float, float]] = []
    with plain_refusals(path), open_text(path) as (text, _):
        for line, row in table_rows(path, text, PLACE_HEADERS, needed=("lat", "lon")):
            fault = fault_of_place(row)
            if fault:
                raise WrongFile(f"{path.name}, line {line}: {fault}.")
            points.append((as_number(row["lon"]), as_number(row["lat"])))
            if len(points) > MOST_POINTS:
                raise WrongFile(f"{path.name} has more than {MOST_POINTS:,} points; fewer are accepted.")
    if not points:
        raise WrongFile(f"{path.name} has no point; one line a point under its headers is accepted.")
    return np.array(points, dtype=np.float64)
