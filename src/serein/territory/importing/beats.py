"""Importing beats: outlines as GeoJSON, or the street-range table that police zones publish."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from rapidfuzz import process

from serein.engines.geo import InvalidArea, read_area, write_area
from serein.kit.actors import SYSTEM, Actor
from serein.territory import outlines
from serein.territory.importing import records
from serein.territory.importing.files import WrongFile, beginning, delimiter_of, open_text, plain_refusals, require_file
from serein.territory.importing.osm import Import
from serein.territory.importing.outline import properties_of, read_features
from serein.territory.importing.reports import LayerReport
from serein.territory.models import Beat, BeatArea, BeatVersion, Street, StreetRange
from serein.territory.spelling import expansions, fold

COLUMNS = ("street", "side", "from", "to", "beat")
LONGEST_NUMBER = 6
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
CODE_IN_WORDS = "twenty signs at most: letters without accents, digits, . _ - and a letter or digit first"
"""What stands in addresses of pages, in names of files and in QR codes."""
SIDES = {
    "odd": "odd",
    "impair": "odd",
    "impairs": "odd",
    "oneven": "odd",
    "even": "even",
    "pair": "even",
    "pairs": "even",
    "both": "both",
    "tous": "both",
    "tout": "both",
    "alle": "both",
    "beide": "both",
    "": "both",
}


@dataclass(frozen=True)
class RangeLine:
    """A line of the table, checked."""

    street: int
    side: str
    from_number: int
    to_number: int | None
    beat: str


@dataclass(frozen=True)
class DraftImport(Import):
    """An import that made a version of the beats, still a draft."""

    version: BeatVersion


class UnreadableLine(Exception):
    """A line of the table says something that cannot be kept."""


def import_beats(*, path: Path, in_force_from: date, now: datetime, by: Actor = SYSTEM) -> DraftImport:
    """
    Read a version of the beats as a draft; `put_beats_in_force` decides it.

    :raises WrongFile: if the file cannot be used, or an outline crosses itself; nothing is changed then
    """
    began = records.Began(now)
    require_file(path)
    is_json = beginning(path).lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"["))
    version, reports = (_import_outlines if is_json else _import_ranges)(path, in_force_from)
    run = records.keep_run(importer="beats", path=path, reports=reports, began=began, by=by, version=version.pk)
    return DraftImport(run, reports, version)


def _import_outlines(path: Path, in_force_from: date) -> tuple[BeatVersion, list[LayerReport]]:
    report = LayerReport("beats")
    shapes: dict[str, tuple[tuple[str, str], dict[str, Any]]] = {}
    for number, feature in enumerate(read_features(path), start=1):
        report.read += 1
        told = properties_of(feature)
        code = _plain(told.get("code") or told.get("id") or feature.get("id") or "")
        if not code:
            raise WrongFile(f"Outline {number} of {path.name} has no « code » among its properties.")
        if not _CODE.fullmatch(code):
            raise WrongFile(
                f"The beat code « {code[:40]} » of {path.name} is not accepted; a code has {CODE_IN_WORDS}."
            )
        if code in shapes:
            raise WrongFile(f"{path.name} holds two outlines with the code {code}; one a beat is accepted.")
        try:
            area = read_area(feature.get("geometry"))
        except InvalidArea as error:
            raise WrongFile(f"The beat {code} in {path.name} cannot be used. {error}") from error
        names = (_plain(told.get("name_fr") or told.get("name") or ""), _plain(told.get("name_nl") or ""))
        shapes[code] = (names, write_area(area))
    with transaction.atomic():
        version = BeatVersion.objects.create(in_force_from=in_force_from, note=path.name[:200])
        beats = _beats(version, {code: names for code, (names, _) in shapes.items()}, report)
        BeatArea.objects.bulk_create(
            outlines.area_of(version, beats[code], geometry) for code, (_, geometry) in shapes.items()
        )
    return version, [report]


def _plain(told: object) -> str:
    return str(told).replace("\x00", "").strip()[:200]


def _beats(version: BeatVersion, names: dict[str, tuple[str, str]], report: LayerReport) -> dict[str, Beat]:
    """
    Find or make the beats; a beat keeps its identity through versions by its code.

    A beat that is known takes another name when the version comes into force, since a draft changes no page.
    """
    known = {beat.code: beat for beat in Beat.objects.filter(code__in=names)}
    for code, (french, dutch) in names.items():
        beat = known.get(code)
        if beat is None:
            known[code] = Beat.objects.create(code=code, name_fr=french or code, name_nl=dutch)
            report.new += 1
        elif french and (beat.name_fr, beat.name_nl) != (french, dutch):
            version.names[code] = [french, dutch]
            report.changed += 1
    version.save(update_fields=["names"])
    return known


def _import_ranges(path: Path, in_force_from: date) -> tuple[BeatVersion, list[LayerReport]]:
    report, beats_report = LayerReport("ranges"), LayerReport("beats")
    lines, names = _read_ranges(path, report)
    if not lines:
        reasons = "; ".join(f"{count} × {reason}" for reason, count in report.refused.most_common(3))
        raise WrongFile(f"{path.name} holds no line that can be used ({reasons or 'it has a header only'}).")
    beats_report.read = len(names)
    with transaction.atomic():
        version = BeatVersion.objects.create(in_force_from=in_force_from, note=path.name[:200])
        beats = _beats(version, names, beats_report)
        StreetRange.objects.bulk_create(
            [
                StreetRange(
                    version=version,
                    beat=beats[line.beat],
                    street_id=line.street,
                    side=line.side,
                    from_number=line.from_number,
                    to_number=line.to_number,
                )
                for line in lines
            ],
            batch_size=1000,
        )
        report.new = len(lines)
    outlines.draw_outlines(version)
    return version, [beats_report, report]


def _read_ranges(path: Path, report: LayerReport) -> tuple[list[RangeLine], dict[str, tuple[str, str]]]:
    streets = StreetsByName(Street.objects.present().order_by("pk"))
    lines: list[RangeLine] = []
    names: dict[str, tuple[str, str]] = {}
    with plain_refusals(path), open_text(path) as (text, _):
        first = text.readline()
        columns = [column.strip().lower() for column in next(csv.reader([first], delimiter=delimiter_of(first)), [])]
        _require_columns(path, columns)
        for number, cells in enumerate(csv.reader(text, delimiter=delimiter_of(first)), start=2):
            if not any(cell.strip() for cell in cells):
                continue
            report.read += 1
            cell = dict(zip(columns, map(_plain, cells), strict=False))
            try:
                found = [_line(cell, street) for street in streets.find(cell)]
            except UnreadableLine as error:
                report.refuse(str(error), f"line {number}: {' '.join(cell.values())}")
                continue
            lines += found
            told = (cell.get("beat_name_fr", ""), cell.get("beat_name_nl", ""))
            if told[0] or found[0].beat not in names:
                names[found[0].beat] = told
    return lines, names


def _require_columns(path: Path, columns: list[str]) -> None:
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise WrongFile(
            f"{path.name} has the columns {', '.join(columns[:8]) or 'none'}; it lacks {', '.join(missing)}. "
            f"Accepted are {', '.join(COLUMNS)}, and if wished postcode, beat_name_fr, beat_name_nl, street_id."
        )


def _line(cell: dict[str, str], street: int) -> RangeLine:
    side = SIDES.get(cell.get("side", "").lower())
    if side is None:
        raise UnreadableLine("a side that is neither odd, even nor both")
    start, end = cell.get("from", "") or "0", cell.get("to", "")
    if not _is_number(start) or (end and not _is_number(end)):
        raise UnreadableLine("a house number that is no number")
    if end and int(end) < int(start):
        raise UnreadableLine("a range that ends before it starts")
    if not cell.get("beat"):
        raise UnreadableLine("no beat")
    if not _CODE.fullmatch(cell["beat"]):
        raise UnreadableLine(f"a beat code that is not accepted (it has {CODE_IN_WORDS})")
    return RangeLine(street, side, int(start), int(end) if end else None, cell["beat"])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER


class StreetsByName:
    """Streets by whatever name a table calls them."""

    def __init__(self, streets: Iterable[Street]) -> None:
        self._by_name: dict[str, list[Street]] = defaultdict(list)
        self._by_id: dict[str, int] = {}
        for street in streets:
            self._by_id[street.source_id] = street.pk
            for name in {street.name_fr, street.name_nl, f"{street.name_fr} - {street.name_nl}"} - {""}:
                self._by_name[fold(name)].append(street)

    def find(self, cell: dict[str, str]) -> list[int]:
        """
        Return the street that `street_id` names, else those of a name: several where localities share it
        and no postcode is given.

        :raises UnreadableLine: if there is none; the message says which name is nearest
        """
        if (known := self._by_id.get(cell.get("street_id", ""))) is not None:
            return [known]
        text = cell.get("street", "")
        spelled = [fold(text), *expansions(fold(text))]
        found = next((self._by_name[name] for name in spelled if name in self._by_name), [])
        code = cell.get("postcode", "")
        kept = [street for street in found if not code or street.postcode == code]
        if not kept:
            nearest = process.extractOne(fold(text), list(self._by_name), score_cutoff=70) if text else None
            hint = f", perhaps « {self._by_name[nearest[0]][0]} »" if nearest else ""
            raise UnreadableLine(f"no street « {text} »{hint}")
        return [street.pk for street in dict.fromkeys(kept)]
