"""
The forms in which BeSt addresses come.

`openaddress-be*.csv`: commas, named columns, WGS84 and Lambert coordinates, one line an address or a box.
The full form: semicolons, no header, points as hexadecimal WKB in Lambert 72; a file of addresses (22 columns)
and a file of street names (14 columns), which the addresses need.
"""

from __future__ import annotations

import csv
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

import numpy as np

from serein.engines.geo import lambert_to_lon_lat
from serein.territory.batching import batches
from serein.territory.importing.files import WrongFile, delimiter_of, open_text, plain_refusals
from serein.territory.importing.reports import LayerReport, Progress

NEEDED = (
    "EPSG:4326_lat",
    "EPSG:4326_lon",
    "address_id",
    "box_number",
    "house_number",
    "municipality_id",
    "municipality_name_fr",
    "municipality_name_nl",
    "postcode",
    "street_id",
    "streetname_fr",
    "streetname_nl",
    "region_code",
    "status",
)
ADDRESS_COLUMNS, STREET_COLUMNS = 22, 14
REGIONS = {"BE-BRU": "B", "BE-VLG": "V", "BE-WAL": "W"}
BELGIUM = (2.5, 49.4, 6.5, 51.6)
WKB_POINT = struct.Struct(">BIdd")


@dataclass(frozen=True)
class BestStreet:
    street_id: str
    nis: str
    name_fr: str
    name_nl: str


@dataclass(frozen=True)
class BestAddress:
    address_id: str
    street_id: str
    nis: str
    house_number: str
    box_number: str
    postcode: str
    post_fr: str
    post_nl: str
    lon: float
    lat: float


@dataclass(frozen=True)
class BestCommune:
    nis: str
    name_fr: str
    name_nl: str


Item = BestStreet | BestAddress | BestCommune


class BestFile:
    """One file of BeSt addresses or streets, whichever its form."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with plain_refusals(path), open_text(path) as (text, _):
            self._first = text.readline()
        self._delimiter = delimiter_of(self._first)
        self._columns = next(csv.reader([self._first], delimiter=self._delimiter), [])
        self.form = self._form()

    def _form(self) -> str:
        if "address_id" in self._columns or "street_id" in self._columns:
            missing = [name for name in NEEDED if name not in self._columns]
            if missing:
                raise WrongFile(f"{self.path.name} lacks the columns {', '.join(missing)}.")
            return "open"
        mark = self._columns[0][:3] if self._columns else ""
        if mark in ("BA/", "VA/", "WA/") and len(self._columns) == ADDRESS_COLUMNS:
            return "addresses"
        if mark in ("BS/", "VS/", "WS/") and len(self._columns) == STREET_COLUMNS:
            return "streets"
        shown = self._first.strip()[:60]
        raise WrongFile(
            f"{self.path.name} begins with « {shown} » ({len(self._columns)} columns); accepted are "
            f"openaddress-be*.csv with a header, and BeSt's full files of addresses ({ADDRESS_COLUMNS} columns) and of "
            f"streets ({STREET_COLUMNS} columns)."
        )

    def items(self, report: LayerReport) -> Iterator[Item]:
        """
        Read the file from beginning to end; what cannot be used is refused with its reason.

        :raises WrongFile: if it turns out not to be UTF-8, or damaged
        """
        progress = Progress(f"Reading {self.path.name}"[:22])
        try:
            with plain_refusals(self.path), open_text(self.path) as (text, counted):
                for lines in batches(csv.reader(_without_nul(text), delimiter=self._delimiter), 5000):
                    progress.at(counted.read_bytes / counted.size, f"{report.read:,} addresses")
                    yield from self._read(lines, report)
        finally:
            progress.done()

    def _read(self, lines: list[list[str]], report: LayerReport) -> Iterator[Item]:
        if self.form == "streets":
            return chain.from_iterable(_street(line) for line in lines if len(line) == STREET_COLUMNS)
        if self.form == "addresses":
            return _full_addresses(lines, report)
        return self._open_addresses(lines, report)

    def _open_addresses(self, lines: list[list[str]], report: LayerReport) -> Iterator[Item]:
        for line in lines:
            if line == self._columns:
                continue
            report.read += 1
            if len(line) != len(self._columns):
                report.refuse(f"not the {len(self._columns)} columns of the header", ",".join(line))
                continue
            yield from _open_address(dict(zip(self._columns, line, strict=True)), report)


def _without_nul(text: IO[str]) -> Iterator[str]:
    return (line.replace("\0", "") for line in text)


def _street(line: list[str]) -> Iterator[Item]:
    if line[9] == "current":
        yield BestStreet(_plain(line[0]), _plain(line[2]).partition("/")[2], line[5].strip(), line[4].strip())


def _plain(identifier: str) -> str:
    """Drop the version of a BeSt identifier: « BA/110975/2 » is « BA/110975 »."""
    return "/".join(identifier.split("/")[:2])


def _full_addresses(lines: list[list[str]], report: LayerReport) -> Iterator[Item]:
    kept, points = [], []
    for line in lines:
        report.read += 1
        if len(line) != ADDRESS_COLUMNS:
            report.refuse(f"not {ADDRESS_COLUMNS} columns", ";".join(line))
        elif line[13] != "current":
            report.refuse("not in use (retired, proposed or reserved)", line[0])
        elif (point := _point(line[18])) is None:
            report.refuse("no readable point", line[0])
        else:
            kept.append(line)
            points.append(point)
    if not kept:
        return
    lon_lat = np.round(lambert_to_lon_lat(points), 7).tolist()
    for line, (lon, lat) in zip(kept, lon_lat, strict=True):
        if _in_belgium(lon, lat, report, line[0]):
            yield BestAddress(
                _plain(line[0]),
                _plain(line[6]),
                _plain(line[2]).partition("/")[2],
                line[10].strip(),
                line[11].strip(),
                _plain(line[8]).partition("/")[2],
                "",
                "",
                lon,
                lat,
            )


def _point(text: str) -> tuple[float, float] | None:
    try:
        order, kind, x, y = WKB_POINT.unpack(bytes.fromhex(text))
    except (struct.error, ValueError):
        return None
    return (x, y) if (order, kind) == (0, 1) else None


def _open_address(line: dict[str, str], report: LayerReport) -> Iterator[Item]:
    region, nis = REGIONS.get(line["region_code"]), line["municipality_id"].strip()
    if region is None:
        report.refuse("an unknown region", line["region_code"])
        return
    if line["status"].strip().lower() not in ("current", ""):
        report.refuse("not in use (retired, proposed or reserved)", line["address_id"])
        return
    try:
        lon, lat = round(float(line["EPSG:4326_lon"]), 7), round(float(line["EPSG:4326_lat"]), 7)
    except ValueError:
        report.refuse("no readable point", line["address_id"])
        return
    if not _in_belgium(lon, lat, report, line["address_id"]):
        return
    street = f"{region}S/{line['street_id'].strip()}"
    yield BestCommune(nis, line["municipality_name_fr"].strip(), line["municipality_name_nl"].strip())
    yield BestStreet(street, nis, line["streetname_fr"].strip(), line["streetname_nl"].strip())
    yield BestAddress(
        f"{region}A/{line['address_id'].strip()}",
        street,
        nis,
        line["house_number"].strip(),
        line["box_number"].strip(),
        line["postcode"].strip(),
        line.get("postname_fr", "").strip(),
        line.get("postname_nl", "").strip(),
        lon,
        lat,
    )


def _in_belgium(lon: float, lat: float, report: LayerReport, identifier: str) -> bool:
    west, south, east, north = BELGIUM
    is_inside = west <= lon <= east and south <= lat <= north
    if not is_inside:
        report.refuse("a point outside Belgium", f"{identifier} at {lat}, {lon}")
    return is_inside
