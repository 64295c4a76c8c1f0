"""One pass over an OpenStreetMap file: ways with their nodes and points, crossings, forbidden turns."""

from __future__ import annotations

from array import array
from binascii import unhexlify
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray

from serein.streets.importing.street_names import names_of
from serein.streets.importing.street_words import RELEVANT, StreetKind, crossing_of, street_kind
from serein.territory.importing.files import whole_map

_NAME_KEYS = frozenset(("name", "name:fr", "name:nl"))
_RESTRICTION_KEYS = ("restriction", "restriction:motorcar", "restriction:motor_vehicle")
_WKB_HEAD_DIGITS = 18
_READ_KEYS = ("highway", "crossing", *_RESTRICTION_KEYS)


@dataclass(frozen=True)
class Restriction:
    """A turn that a sign forbids, or the only one it allows."""

    kind: str
    from_ways: tuple[int, ...]
    via_node: int
    to_ways: tuple[int, ...]


@dataclass
class WayDraft:
    """Ways as they stand in the file, one number a thing; points are in `hex_points` or, of cut ways, empty there."""

    way_id: array[int] = field(default_factory=lambda: array("q"))
    kind: array[int] = field(default_factory=lambda: array("i"))
    name: array[int] = field(default_factory=lambda: array("i"))
    count: array[int] = field(default_factory=lambda: array("i"))
    refs: array[int] = field(default_factory=lambda: array("q"))
    hex_points: list[str] = field(default_factory=list)
    kinds: dict[StreetKind, int] = field(default_factory=dict)
    names: dict[tuple[str, str], int] = field(default_factory=dict)
    crossings: dict[int, int] = field(default_factory=dict)
    restrictions: list[Restriction] = field(default_factory=list)

    def points(self) -> NDArray[np.float64]:
        """Return longitudes and latitudes, one row for each of `refs`."""
        return np.frombuffer(unhexlify("".join(self.hex_points)), dtype="<f8").reshape(-1, 2)


class WayReader:
    """Walks through a file once."""

    def __init__(self) -> None:
        self.draft = WayDraft()
        self._kind_of: dict[tuple[str, ...], int] = {}
        self._name_of: dict[tuple[str, ...], int] = {(): -1}
        self._wkb = osmium.geom.WKBFactory()
        self._all_nodes = osmium.geom.use_nodes.ALL

    def read(self, path: Path) -> WayDraft:
        """
        Read the file.

        :raises WrongFile: if it is cut off or damaged
        """
        wanted = osmium.filter.KeyFilter(*_READ_KEYS)
        things: Iterable[Any] = osmium.FileProcessor(str(path)).with_locations("flex_mem").with_filter(wanted)
        with whole_map(path):
            for thing in things:
                if thing.is_way():
                    self._take_way(thing)
                elif thing.is_node():
                    self._take_node(thing)
                elif thing.is_relation():
                    self._take_relation(thing)
        return self.draft

    def _take_way(self, way: Any) -> None:
        said: list[str] = []
        named: list[str] = []
        for tag in way.tags:
            key = tag.k
            if key in RELEVANT:
                said += (key, tag.v)
            elif key in _NAME_KEYS:
                named += (key, tag.v)
        kind = self._kind_number(tuple(said))
        if kind < 0:
            return
        refs = [node.ref for node in way.nodes]
        name = self._name_number(tuple(named))
        try:
            self._add(way.id, kind, name, refs, self._wkb.create_linestring(way, self._all_nodes)[_WKB_HEAD_DIGITS:])
        except (osmium.InvalidLocationError, RuntimeError):
            self._add_what_is_there(way, kind, name)

    def _add(self, way_id: int, kind: int, name: int, refs: list[int], hex_points: str) -> None:
        draft = self.draft
        draft.way_id.append(way_id)
        draft.kind.append(kind)
        draft.name.append(name)
        draft.count.append(len(refs))
        draft.refs.extend(refs)
        draft.hex_points.append(hex_points)

    def _add_what_is_there(self, way: Any, kind: int, name: int) -> None:
        """Keep the stretches of a way that the border of an extract left whole."""
        refs: list[int] = []
        spots: list[tuple[float, float]] = []
        for node in [*way.nodes, None]:
            if node is not None and node.location.valid():
                refs.append(node.ref)
                spots.append((node.lon, node.lat))
                continue
            if len(refs) > 1:
                self._add(way.id, kind, name, refs, np.array(spots, dtype="<f8").tobytes().hex())
            refs, spots = [], []

    def _kind_number(self, said: tuple[str, ...]) -> int:
        known = self._kind_of.get(said)
        if known is None:
            kind = street_kind(dict(zip(said[::2], said[1::2], strict=True)))
            known = -1 if kind is None else self.draft.kinds.setdefault(kind, len(self.draft.kinds))
            self._kind_of[said] = known
        return known

    def _name_number(self, named: tuple[str, ...]) -> int:
        known = self._name_of.get(named)
        if known is None:
            names = names_of(dict(zip(named[::2], named[1::2], strict=True)))
            known = -1 if names is None else self.draft.names.setdefault(names, len(self.draft.names))
            self._name_of[named] = known
        return known

    def _take_node(self, node: Any) -> None:
        tags = node.tags
        said = tags.get("crossing")
        if said != "no" and (said or tags.get("highway") == "crossing"):
            self.draft.crossings[node.id] = int(crossing_of(dict(tags)))

    def _take_relation(self, relation: Any) -> None:
        tags = relation.tags
        kind = next((tags[key] for key in reversed(_RESTRICTION_KEYS) if key in tags), "")
        if not kind.startswith(("no_", "only_")) or "hour_on" in tags or "day_on" in tags:
            return
        if {"motorcar", "motor_vehicle"} & set(tags.get("except", "").split(";")):
            return
        members: dict[tuple[str, str], list[int]] = {}
        for member in relation.members:
            members.setdefault((member.role, member.type), []).append(member.ref)
        via = members.get(("via", "n"), [])
        if len(via) == 1:
            from_ways, to_ways = members.get(("from", "w"), []), members.get(("to", "w"), [])
            self.draft.restrictions.append(Restriction(kind, tuple(from_ways), via[0], tuple(to_ways)))
