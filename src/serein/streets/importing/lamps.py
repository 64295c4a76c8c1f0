"""Lamps from the register of the network operator, or from a map where there is no register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium

from serein.engines.graph import Lamps
from serein.streets.importing.tables import PLACE_HEADERS, as_number, fault_of_place, folded, table_rows
from serein.territory.importing.files import WrongFile, open_text, plain_refusals, require_pbf, whole_map

MOST_LAMPS = 1_000_000
MOST_TOLD = 5
LONGEST_CODE = 40
LONGEST_KIND = 60
_NEEDED = ("id", "lat", "lon")
_HEADERS = PLACE_HEADERS | {
    "id": "id ref no nr num numero nummer number code lamp lamp_id identifiant point_lumineux lichtpunt lantaarn",
    "cabin": "cabin cabine cabin_id coffret armoire kast schakelkast poste post switching_cabin",
    "type": "type kind soort modele model lamptype lamp_type type_de_lampe genre",
    "state": "state etat status statut toestand staat",
}
_WORKING = frozenset(
    "ok 1 yes oui ja true vrai waar working works active actif actief on bon goed good allume en_service in_dienst "
    "in_werking in_service en_fonction fonctionne werkt brandt".split()
) | {""}
_NOT_WORKING = frozenset(
    "hs 0 no non nee false faux onwaar broken out off defect defectueux defekt kapot panne en_panne hors_service "
    "hors_fonction buiten_dienst buiten_werking out_of_order out_of_service not_working eteint mauvais slecht".split()
)
_REMOVED = frozenset("removed supprime enleve depose verwijderd weggenomen".split())


@dataclass
class _Rows:
    ids: list[str] = field(default_factory=list)
    spots: list[tuple[float, float]] = field(default_factory=list)
    cabins: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    works: list[bool] = field(default_factory=list)
    line_of: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    fault_count: int = 0

    def refuse(self, line: int, reason: str) -> None:
        self.fault_count += 1
        if len(self.faults) < MOST_TOLD:
            self.faults.append(f"line {line}: {reason}")


def read_lamps(path: Path) -> Lamps:
    """
    Read a register: a table with columns id, lat, lon and, where known, cabin, type and state.

    Headers may be French, Dutch or English, numbers may have decimal commas. Removed lamps are left out. One bad line
    refuses the file, since a lamp in the wrong place lights a street that is dark.

    :raises WrongFile: naming the first bad lines, each with its reason
    """
    rows = _Rows()
    with plain_refusals(path), open_text(path) as (text, _):
        for line, row in table_rows(path, text, _HEADERS, needed=_NEEDED):
            _take(rows, line, row)
            if len(rows.ids) > MOST_LAMPS:
                raise WrongFile(f"{path.name} has more than {MOST_LAMPS:,} lamps; one commune's register is accepted.")
    if rows.fault_count:
        more = rows.fault_count - len(rows.faults)
        rest = f"; and {more} more lines" if more else ""
        raise WrongFile(f"{path.name} was not read: {'; '.join(rows.faults)}{rest}.")
    if not rows.ids:
        raise WrongFile(f"{path.name} has no lamp; one line a lamp under its headers is accepted.")
    return _lamps(rows)


def read_osm_lamps(path: Path) -> Lamps:
    """
    Read the lamps that are drawn on a map; they have no cabin, and weigh no more than the map's tags.

    :raises WrongFile: if it is no .osm.pbf, or cut off
    """
    require_pbf(path)
    ids, spots = [], []
    wanted = osmium.filter.TagFilter(("highway", "street_lamp"))
    nodes: Iterable[Any] = osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(wanted)
    with whole_map(path):
        for node in nodes:
            if node.location.valid():
                ids.append(f"n{node.id}")
                spots.append((node.lon, node.lat))
    return Lamps(
        lon_lat=np.array(spots, dtype=np.float64).reshape(-1, 2),
        ids=np.array(ids, dtype=np.str_),
        kind=np.full(len(ids), "", dtype=np.str_),
        cabin=np.full(len(ids), -1, dtype=np.int32),
        cabins=np.zeros(0, dtype="<U1"),
        is_working=np.ones(len(ids), dtype=np.bool_),
        is_register=False,
    )


def _take(rows: _Rows, line: int, row: dict[str, str]) -> None:
    number, state = row.get("id", ""), folded(row.get("state", ""))
    if state in _REMOVED:
        return
    fault = _fault_of(number, state, row)
    if fault:
        rows.refuse(line, fault)
        return
    if number in rows.line_of:
        rows.refuse(line, f"the lamp {number} stands on line {rows.line_of[number]} already")
        return
    rows.line_of[number] = line
    rows.ids.append(number)
    rows.spots.append((as_number(row["lon"]), as_number(row["lat"])))
    rows.cabins.append(row.get("cabin", ""))
    rows.kinds.append(row.get("type", "")[:LONGEST_KIND])
    rows.works.append(state in _WORKING)


def _fault_of(number: str, state: str, row: dict[str, str]) -> str:
    if not number:
        return "it has no id"
    if max(len(number), len(row.get("cabin", ""))) > LONGEST_CODE:
        return f"its id or cabin is longer than {LONGEST_CODE} signs"
    fault = fault_of_place(row)
    if fault:
        return fault
    if state not in _WORKING | _NOT_WORKING:
        return f"state is {row['state'][:30]!r}; in service, out of order or removed is accepted"
    return ""


def _lamps(rows: _Rows) -> Lamps:
    cabins = sorted({name for name in rows.cabins if name})
    position = {name: at for at, name in enumerate(cabins)} | {"": -1}
    return Lamps(
        lon_lat=np.array(rows.spots, dtype=np.float64).reshape(-1, 2),
        ids=np.array(rows.ids, dtype=np.str_),
        kind=np.array(rows.kinds, dtype=np.str_),
        cabin=np.array([position[name] for name in rows.cabins], dtype=np.int32),
        cabins=np.array(cabins, dtype=np.str_) if cabins else np.zeros(0, dtype="<U1"),
        is_working=np.array(rows.works, dtype=np.bool_),
    )
