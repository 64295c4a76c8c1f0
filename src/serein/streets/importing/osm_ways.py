"""
One pass over an OpenStreetMap file: ways with their nodes and points, crossings, forbidden turns.

osmium keeps the streets and writes them as lines of text (its OPL format), which are then taken apart many at a time:
that costs a third of asking for each node and each tag of each way in Python.
"""

from __future__ import annotations

import re
import tempfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray

from serein.streets.importing.street_names import names_of
from serein.streets.importing.street_words import RELEVANT, StreetKind, crossing_of, street_kind
from serein.territory.importing.files import whole_map

_NAME_KEYS = frozenset((b"name", b"name:fr", b"name:nl"))
_WANTED_KEYS = _NAME_KEYS | {key.encode() for key in RELEVANT}
_RESTRICTION_KEYS = ("restriction", "restriction:motorcar", "restriction:motor_vehicle")
_READ_KEYS = ("highway", "crossing", *_RESTRICTION_KEYS)
_ESCAPED = re.compile(r"%([0-9a-f]+)%")
_NUMBERS_ONLY = bytes.maketrans(b"nxy,", b"    ")
_WAYS_AT_ONCE = 50_000
_FORMAT = "opl,locations_on_ways=true,add_metadata=false"


@dataclass(frozen=True)
class Restriction:
    """A turn that a sign forbids, or the only one it allows."""

    kind: str
    from_ways: tuple[int, ...]
    via_node: int
    to_ways: tuple[int, ...]


@dataclass
class WayDraft:
    """Ways as they stand in the file: one entry a way, and of `refs` and `points` one for each of its `count` nodes."""

    way_id: array[int] = field(default_factory=lambda: array("q"))
    kind: array[int] = field(default_factory=lambda: array("i"))
    name: array[int] = field(default_factory=lambda: array("i"))
    count: array[int] = field(default_factory=lambda: array("q"))
    node_parts: list[NDArray[np.float64]] = field(default_factory=list)
    kinds: dict[StreetKind, int] = field(default_factory=dict)
    names: dict[tuple[str, str], int] = field(default_factory=dict)
    crossings: dict[int, int] = field(default_factory=dict)
    restrictions: list[Restriction] = field(default_factory=list)

    def nodes(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the ids of all nodes of all ways, and their longitudes and latitudes."""
        rows = np.concatenate(self.node_parts) if self.node_parts else np.zeros((0, 3))
        return rows[:, 0].astype(np.int64), np.ascontiguousarray(rows[:, 1:])


class _Tags(dict[bytes, int]):
    """Numbers « key=value » when it is met first: 0 for what is of no use, odd for names, even for all others."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[tuple[str, str]] = [("", "")]

    def __missing__(self, tag: bytes) -> int:
        key, _, value = tag.partition(b"=")
        number = 0
        if key in _WANTED_KEYS:
            number = 2 * len(self.written) + (key in _NAME_KEYS)
            self.written.append((key.decode(), _unescaped(value.decode())))
        self[tag] = number
        return number

    def said(self, numbers: frozenset[int]) -> dict[str, str]:
        return dict(self.written[one // 2] for one in numbers if one)


class WayReader:
    """Walks through a file once."""

    def __init__(self) -> None:
        self.draft = WayDraft()
        self._tags = _Tags()
        self._of_tags: dict[frozenset[int], tuple[int, int]] = {}
        self._of_kind: dict[frozenset[int], int] = {}
        self._waiting: list[bytes] = []

    def read(self, path: Path) -> WayDraft:
        """
        Read the file.

        :raises WrongFile: if it is cut off or damaged
        """
        for line in _street_lines(path):
            sort = line[:1]
            if sort == b"w":
                self._take_way(line)
            elif sort == b"n":
                self._take_node(line)
            elif sort == b"r":
                self._take_relation(line)
        self._settle()
        return self.draft

    def _take_way(self, line: bytes) -> None:
        number, tags, nodes = line.split(b" ", 2)
        said = frozenset(map(self._tags.__getitem__, tags[1:].split(b",")))
        known = self._of_tags.get(said)
        if known is None:
            known = self._of_tags[said] = self._kind_and_name(said)
        if known[0] < 0:
            return
        draft = self.draft
        for stretch in _whole_stretches(nodes[1:-1]) if b"xy" in nodes else (nodes[1:-1],):
            draft.way_id.append(int(number[1:]))
            draft.kind.append(known[0])
            draft.name.append(known[1])
            draft.count.append(stretch.count(b"n"))
            self._waiting.append(stretch)
        if len(self._waiting) > _WAYS_AT_ONCE:
            self._settle()

    def _kind_and_name(self, said: frozenset[int]) -> tuple[int, int]:
        named = frozenset(one for one in said if one % 2)
        kind = self._kind_of(said - named)
        return kind, self._name_of(named) if kind >= 0 and named else -1

    def _kind_of(self, said: frozenset[int]) -> int:
        known = self._of_kind.get(said)
        if known is None:
            kind = street_kind(self._tags.said(said))
            known = -1 if kind is None else self.draft.kinds.setdefault(kind, len(self.draft.kinds))
            self._of_kind[said] = known
        return known

    def _name_of(self, said: frozenset[int]) -> int:
        names = names_of(self._tags.said(said))
        return -1 if names is None else self.draft.names.setdefault(names, len(self.draft.names))

    def _settle(self) -> None:
        """Turn the nodes that wait as text into numbers."""
        text = b",".join(stretch for stretch in self._waiting if stretch).translate(_NUMBERS_ONLY)
        self.draft.node_parts.append(np.fromstring(text.decode("ascii"), sep=" ").reshape(-1, 3))
        self._waiting = []

    def _take_node(self, line: bytes) -> None:
        number, tags, *_ = line.split(b" ")
        said = _tags_of(tags)
        crossing = said.get("crossing")
        if crossing != "no" and (crossing or said.get("highway") == "crossing"):
            self.draft.crossings[int(number[1:])] = int(crossing_of(said))

    def _take_relation(self, line: bytes) -> None:
        _, tags, members = line.rstrip().split(b" ", 2)
        said = _tags_of(tags)
        kind = next((said[key] for key in reversed(_RESTRICTION_KEYS) if key in said), "")
        if not kind.startswith(("no_", "only_")) or "hour_on" in said or "day_on" in said:
            return
        if {"motorcar", "motor_vehicle"} & set(said.get("except", "").split(";")):
            return
        by_role: dict[tuple[str, str], list[int]] = {}
        for member in members[1:].decode().split(","):
            thing, _, role = member.partition("@")
            if thing:
                by_role.setdefault((role, thing[0]), []).append(int(thing[1:]))
        via = by_role.get(("via", "n"), [])
        if len(via) == 1:
            from_ways, to_ways = by_role.get(("from", "w"), []), by_role.get(("to", "w"), [])
            self.draft.restrictions.append(Restriction(kind, tuple(from_ways), via[0], tuple(to_ways)))


def _street_lines(path: Path) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="serein-streets-") as folder:
        streets = Path(folder) / "streets.opl"
        with whole_map(path):
            locations = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
            locations.ignore_errors()
            with osmium.SimpleWriter(osmium.io.File(str(streets), _FORMAT)) as writer:
                reader = osmium.io.Reader(str(path))
                osmium.apply(reader, locations, osmium.filter.KeyFilter(*_READ_KEYS), writer)
        with streets.open("rb") as lines:
            yield from lines


def _whole_stretches(nodes: bytes) -> Iterator[bytes]:
    """Keep the stretches of a way that the border of an extract left whole: nodes beyond it have no place."""
    stretch: list[bytes] = []
    for node in [*nodes.split(b","), b"xy"]:
        if not node.endswith(b"xy"):
            stretch.append(node)
            continue
        if len(stretch) > 1:
            yield b",".join(stretch)
        stretch = []


def _tags_of(tags: bytes) -> dict[str, str]:
    pairs = (tag.partition("=") for tag in tags[1:].decode().split(","))
    return {_unescaped(key): _unescaped(value) for key, _, value in pairs}


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "%" in text else text
